"""Reads the clauses of a module from the engine's syntax tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.explanation.rego.bodies import (
    DENY,
    EACH,
    ELEMENT,
    GIVES,
    CallSite,
    Clause,
    ClauseKind,
    Statement,
)
from packer_systo.engine.explanation.rego.call_sites import CallSites
from packer_systo.engine.explanation.rego.names import head_name
from packer_systo.engine.explanation.rego.places import DocumentPlaces
from packer_systo.engine.explanation.rego.reads import Reads
from packer_systo.engine.explanation.rego.syntax import (
    COMPREHENSIONS,
    Node,
    RegoText,
    at,
    chain,
    items,
    keys_in,
    line_of,
    maybe,
    modifiers,
    parts_of,
    variable,
    variables,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.explanation.rego.names import ModuleNames, Names
    from packer_systo.engine.template.document import JSON

_MOST_READS = 8
_LONGEST_TERM = 40


class ClauseReader:
    """Reads the clauses of one module. Raises LookupError for another form of tree."""

    def __init__(
        self, file: str, tree: JSON, text: RegoText, module: ModuleNames, names: Names
    ) -> None:
        self._file = file
        self._tree = tree
        self._text = text
        self._module = module
        self._reads = Reads(text)
        self._sites = CallSites(text, module, names)
        self._numbers: Iterator[int] = iter(())

    def clauses(self, name: str, numbers: Iterator[int]) -> Iterator[Clause]:
        """Those of one rule or function, in the order of the file, with the next numbers."""
        self._numbers = numbers
        for rule in items(at(self._tree, "rules")):
            spec = maybe(rule, "Spec")
            if spec is None or head_name(rule) != name:
                continue
            ((form, head),) = (maybe(spec, "head") or {}).items()
            for body in items(at(spec, "bodies")) or [None]:
                yield self._clause(name, form, head, spec, body)

    def _clause(self, name: str, form: str, head: JSON, spec: Node, body: JSON) -> Clause:
        parameters = items(head.get("args")) if isinstance(head, dict) else []
        bound = frozenset(variables(parameters)) - {"_"}
        _, keys = chain(at(head, "refr"))
        nodes = items(at(at(body, "query"), "stmts")) if body is not None else []
        given = _given(form, head, body)
        kind: ClauseKind = "set" if form == "Set" else "object" if keys else "value"
        comprehension = next((one for one in COMPREHENSIONS if maybe(given, one)), "")
        if not nodes and comprehension:
            # A rule or function that is a comprehension: its elements are told apart as those of a partial rule.
            about = at(given, comprehension)
            nodes = items(at(at(about, "query"), "stmts"))
            given = at(about, "value" if comprehension == "ObjectCompr" else "term")
            kind = "set"
        otherwise = body is not None and at(body, "is_else") is True
        if name == DENY and form == "Set":
            given = None  # whom it denies is another question: see DeniedPlaces
        statements = self._statements(nodes, given, bound, DocumentPlaces(self._text.of))
        return Clause(
            number=next(self._numbers),
            file=self._file,
            package=self._module.package,
            name=name,
            line=line_of(body) if otherwise else line_of(spec),
            kind=kind,
            parameters=tuple(self._text.of(one) for one in parameters),
            bound=bound,
            statements=statements,
            indexes=tuple(self._text.of(key) for key in keys),
            otherwise=otherwise,
            spec=spec,
            body=body,
        )

    def _statements(
        self, nodes: list[JSON], given: JSON, outer: frozenset[str], places: DocumentPlaces
    ) -> tuple[Statement, ...]:
        made: list[Statement] = []
        bound: set[str] = set(outer)
        declared: set[str] = set()
        for number, node in enumerate(nodes):
            literal = at(node, "literal")
            some = maybe(literal, "SomeVars")
            binds: frozenset[str] = frozenset()
            if some is not None:
                declared |= {self._text.cut(one, one) for one in items(at(some, "vars"))}
            else:
                # What `some x` declares gets its values from the first statement that names it.
                binds = _binds(literal) | (declared & set(variables(literal)))
                # So does a key that nobody has declared or named.
                named = bound | self._module.own | self._module.imports.keys() | {"input", "data"}
                binds |= frozenset(keys_in(literal)) - named
                declared -= binds
            before = frozenset(bound)
            text = self._text.statement(node)
            inner_places = DocumentPlaces(self._text.of, places.known)
            asked, key = places.follow(literal, self._text.asked_statement(node), number)
            bound |= (binds | {key}) - {"_", ""}
            after = frozenset(bound)
            calls: tuple[CallSite, ...] = ()
            if some is None and not modifiers(node):
                calls = self._calls(literal, before, after | declared, inner_places)
            made.append(
                Statement(
                    text=text,
                    asked=asked,
                    line=line_of(node),
                    binds=(binds | {key}) - {"_", ""},
                    reads=tuple(dict.fromkeys(self._reads.values(literal, before)))[:_MOST_READS],
                    places=tuple(self._reads.places(literal, places, after))[:_MOST_READS],
                    calls=calls,
                    declares=some is not None,
                    replaced=tuple(self._replaced(node, before)),
                )
            )
        if given is not None:
            made.append(self._giving(given, frozenset(bound), places))
        return tuple(made)

    def _giving(self, given: JSON, bound: frozenset[str], places: DocumentPlaces) -> Statement:
        text = self._text.of(given)
        return Statement(
            text=text,
            asked=f"{GIVES} := {self._text.asked(given)}",
            line=line_of(parts_of(given)),
            binds=frozenset([GIVES]),
            reads=tuple(dict.fromkeys(self._reads.values(given, bound)))[:_MOST_READS],
            places=tuple(self._reads.places(given, places, bound))[:_MOST_READS],
            calls=(
                *self._sites.of(given, bound, ELEMENT),
                *self._comprehensions(given, bound, places),
            ),
            gives=True,
        )

    def _replaced(self, node: JSON, bound: frozenset[str]) -> Iterator[tuple[str, str]]:
        """What the `with`s of a statement replace, and by what, where that has a value before it."""
        for one in modifiers(node):
            value = at(one, "as")
            if set(variables(value)) <= bound | {"input"}:
                yield self._text.of(at(one, "refr")), self._text.asked(value)

    def _comprehensions(
        self, node: JSON, bound: frozenset[str], places: DocumentPlaces
    ) -> Iterator[CallSite]:
        """Those within an expression, but for those within each other."""
        if isinstance(node, dict):
            kind = next((one for one in COMPREHENSIONS if one in node), "")
            if kind:
                yield self._comprehension(node, kind, bound, places)
            elif "Every" not in node:
                for value in node.values():
                    yield from self._comprehensions(value, bound, places)
        elif isinstance(node, list):
            for value in node:
                yield from self._comprehensions(value, bound, places)

    def _declared(self, literal: JSON) -> Iterator[str]:
        """The variables of a statement that are its body's own, whatever stands around."""
        match literal:
            case {"SomeIn": dict(some)}:
                yield from variables(some.get("key"))
                yield from variables(some.get("value"))
            case {"SomeVars": {"vars": list(spans)}}:
                yield from (self._text.cut(one, one) for one in spans)
            case {"Expr": {"expr": {"AssignExpr": {"op": "ColEq", "lhs": lhs}}}}:
                yield from variables(lhs)
            case _:
                pass

    def _comprehension(
        self, node: JSON, kind: str, bound: frozenset[str], places: DocumentPlaces
    ) -> CallSite:
        """A comprehension as a function of the variables around it."""
        about = at(node, kind)
        nodes = items(at(at(about, "query"), "stmts"))
        own = {name for one in nodes for name in self._declared(at(one, "literal"))}
        around = tuple(sorted((frozenset(variables(node)) & bound) - own - {"_"}))
        inside = DocumentPlaces(self._text.of, places.known)
        for name in own:
            inside.known.pop(name, None)
        key = at(about, "key") if kind == "ObjectCompr" else None
        given = at(about, "value" if key is not None else "term")
        shown = self._text.of(given)
        statements = self._statements(nodes, given, frozenset(around), inside)
        indexes: tuple[str, ...] = ()
        if key is not None:
            indexes = (self._text.of(key),)
            shown = f"{indexes[0]}: {shown}"
            pair = f"{GIVES} := [{self._text.asked(key)}, {self._text.asked(given)}]"
            statements = (
                *statements[:-1],
                msgspec.structs.replace(statements[-1], text=shown, asked=pair),
            )
        clause = Clause(
            number=next(self._numbers),
            file=self._file,
            package=self._module.package,
            name=kind,
            line=line_of(about),
            kind="comprehension",
            parameters=around,
            bound=frozenset(around),
            statements=statements,
            indexes=indexes,
        )
        opening, closing = "[]" if kind == "ArrayCompr" else "{}"
        short = " ".join(shown.split())
        if len(short) > _LONGEST_TERM:
            short = f"{short[: _LONGEST_TERM - 1]}…"
        text = f"{opening}{short} | …{closing}"
        return CallSite(text, None, around, frozenset(around), inner=clause)

    def _calls(
        self, literal: JSON, before: frozenset[str], bound: frozenset[str], places: DocumentPlaces
    ) -> tuple[CallSite, ...]:
        match literal:
            case {"Every": dict(every)}:
                own = self._every(every, before, places)
                domain = every.get("domain")
                inner = self._comprehensions(domain, bound, places)
                return (*self._sites.of(domain, bound), *inner, own)
            case {"SomeIn": {"value": value, "collection": collection}}:
                element = self._text.of(value) if variable(value) not in {"", "_"} else ""
                inner = self._comprehensions(collection, bound, places)
                return (*self._sites.of(collection, bound, element), *inner)
            case _:
                inner = self._comprehensions(literal, bound, places)
                return (*self._sites.of(literal, bound), *inner)

    def _every(self, every: Node, before: frozenset[str], places: DocumentPlaces) -> CallSite:
        """The body of an `every` as a function of the variables around it."""
        value, key = maybe(every, "value"), maybe(every, "key")
        name = self._text.cut(value, value)
        names = frozenset([name] if key is None else [name, self._text.cut(key, key)])
        each = EACH if key is None else self._text.cut(key, key)
        around = tuple(sorted(before - names - {"_"}))
        domain = at(every, "domain")
        inside = DocumentPlaces(self._text.of, places.known)
        place = inside.path(domain)
        for one in names:
            inside.known.pop(one, None)
        if place:
            inside.known[name] = (*place, each)
        shown = f"{name} in {self._text.of(domain)}"
        nodes = items(at(at(every, "query"), "stmts"))
        bound = frozenset((*around, *names, each))
        first = Statement(
            text=shown if key is None else f"{each}, {shown}",
            asked=f"some {each}, {name} in {self._text.asked(domain)}",
            line=line_of(every),
            binds=names | {each},
            reads=(),
            places=(),
        )
        clause = Clause(
            number=next(self._numbers),
            file=self._file,
            package=self._module.package,
            name=each,
            line=line_of(every),
            kind="every",
            parameters=around,
            bound=frozenset(around),
            statements=(first, *self._statements(nodes, None, bound, inside)),
        )
        return CallSite(f"every {shown}", None, around, frozenset(around), inner=clause)


def _given(form: str, head: JSON, body: JSON) -> JSON:
    """The expression of the head's value, or None for one that only holds."""
    if form == "Set":
        return at(head, "key")
    assign = maybe(body, "assign")
    if assign is None and not (body is not None and at(body, "is_else") is True):
        assign = maybe(head, "assign")
    return at(assign, "value") if assign is not None else None


def _binds(literal: JSON) -> frozenset[str]:
    """The variables that a statement gives a value."""
    match literal:
        case {"SomeIn": dict(some)}:
            return frozenset([*variables(some.get("key")), *variables(some.get("value"))])
        case {"Expr": {"expr": {"AssignExpr": {"op": "ColEq", "lhs": lhs}}}}:
            return frozenset(variables(lhs))
        case {"Expr": {"expr": {"AssignExpr": {"lhs": {"Var": {"value": str(name)}}}}}}:
            return frozenset([name])
        case _:
            return frozenset()
