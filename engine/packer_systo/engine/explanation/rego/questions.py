"""What the engine is asked about a clause: functions that are added to the clause's module.

Values stay in the engine, since a set is no longer one once it is JSON. For a clause `f(a, b)` with
number 7 there are, `…` being its own parameters,

- `systo_ways_7_3(…, systo_wanted)`: all ways in which statements 0 to 3 hold together, each with what
  tells it from the others and with its variables;
- `systo_parameters_7(…)`: its parameters, and their places in the document;
- `systo_held_7_3(…, systo_bound)`: what statement 3 read and bound there, and the places of that;
- `systo_asked_7_3(…, systo_bound, systo_wanted)`: with what it asks others, for each call a list of the
  arguments, or of none where one has no value. `systo_failed_7_3` and `systo_refused_7_3` are the same
  for a statement that does not hold, and so bound nothing.

`systo_wanted` says which of several values of a rule is meant: `{"element": [x], "indexes": […]}`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.explanation.rego.bodies import EACH, ELEMENT, GIVES
from packer_systo.engine.explanation.rego.places import placed
from packer_systo.engine.explanation.shown import LONGEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from packer_systo.engine.explanation.rego.bodies import Clause, ReadPlace, Statement
    from packer_systo.engine.explanation.rego.denials import DeniedPlace

FIRST = '"": 0'
"""The first field of each object: the engine reads the first element of an object or an array several
times, so what is nested in it would cost a multiple with each level. For the same reason what is empty
has a name.
"""

EMPTY_FILE = "systo_empty.rego"
EMPTY = """package systo_empty

none := []

no_fields := {}

alike := {"differs": []}

any_value := {"element": [], "indexes": []}
"""
_NONE = "data.systo_empty.none"
NOTHING_WANTED = "data.systo_empty.any_value"

_NEXT = ",\n"
"""Parts on lines of their own: the engine takes none of more than 1,024 characters."""

# Of a long value only the beginning, of a large one nothing: there is one for each way to hold.
BOUNDED = f"""
systo_bounded(systo_value) := substring(systo_value, 0, {LONGEST + 1}) if is_string(systo_value)

systo_bounded(systo_value) := systo_value if {{
	not is_string(systo_value)
	count(json.marshal(systo_value)) <= {LONGEST}
}}

systo_size(systo_value) := count(systo_value) if type_name(systo_value) in {{"array", "object", "set"}}
"""


class Told(msgspec.Struct, frozen=True):
    """The functions that tell about a statement: about itself, and about whom it asks."""

    name: str
    asked: str


HELD = Told("held", "asked")
FAILED = Told("failed", "refused")
_NAME = re.compile(r"[A-Za-z_]\w*")


def questions(clause: Clause, denied: DeniedPlace | None) -> Iterator[str]:
    """The functions that are added for a clause; `denied` for one of `deny`."""
    if clause.parameters:
        yield _parameters(clause)
    before: frozenset[str] = frozenset()
    for number, statement in enumerate(followed(clause)):
        after = before | statement.binds
        yield _ways(clause, denied, number, after)
        yield _told(HELD, clause, number, after)
        if statement.binds:
            yield _told(FAILED, clause, number, before)
        if statement.calls:
            yield _asked(HELD, clause, number, after)
            if statement.binds:
                yield _asked(FAILED, clause, number, before)
        before = after


def followed(clause: Clause) -> list[Statement]:
    """The statements that bind or decide something: `some x` alone does with the next one."""
    return [one for one in clause.statements if not one.declares]


def told_as(statement: Statement, *, held: bool) -> Told:
    """Which of the functions tell about it: one that binds nothing is told in one way."""
    return HELD if held or not statement.binds else FAILED


def _ways(clause: Clause, denied: DeniedPlace | None, number: int, bound: frozenset[str]) -> str:
    tag = _tag(clause, denied, _binds(clause) - bound)
    named = _fields((name, name) for name in sorted(bound))
    head = _head("ways", clause, "systo_wanted", number)
    return f'{head} := [{{{FIRST}, "tag": {tag},\n"bound": {named}}} |\n{_lines(clause, number)}]'


def _tag(clause: Clause, denied: DeniedPlace | None, unbound: frozenset[str]) -> str:
    """What tells the ways apart: the denied place, the key of an `every`, whether it is wanted."""
    if denied is not None:
        place = _NEXT.join(
            _maybe(item.text) if not item.needs & unbound else "[]" for item in denied.path
        )
        whole = "[]"
        if denied.whole is not None and not denied.whole.needs & unbound:
            whole = _maybe(denied.whole.text)
        return f'{{{FIRST}, "place": [{place}],\n"whole": {whole}}}'
    if clause.kind == "every":
        return f'{{{FIRST}, "each": [{clause.name}]}}'
    fits: list[str] = []
    for number, index in enumerate(clause.indexes):
        if clause.kind in {"set", "object"} and not _names_of(index, unbound):
            fits.append(_differs(index, f'systo_wanted["indexes"][{number}]'))
    if clause.kind in {"set", "object"} and GIVES not in unbound:
        fits.append(_differs(GIVES, 'systo_wanted["element"][0]'))
    return f'{{{FIRST}, "differs": {_array(fits)}}}' if fits else "data.systo_empty.alike"


def _names_of(expression: str, names: frozenset[str]) -> bool:
    """Whether an expression of a head may need one of the names."""
    return any(name in expression for name in names)


def _differs(expression: str, wanted: str) -> str:
    return f"[1 | {expression} != {wanted}]"


def _parameters(clause: Clause) -> str:
    names = sorted(clause.bound) if clause.kind not in {"every", "comprehension"} else ()
    values = _fields((name, _maybe(f"systo_bounded({name})")) for name in names)
    places = _fields((name, _maybe(placed(name))) for name in names)
    return f'{_head("parameters", clause)} := {{{FIRST}, "values": {values},\n"places": {places}}}'


def _told(told: Told, clause: Clause, number: int, bound: frozenset[str]) -> str:
    statement = followed(clause)[number]
    unbound = _binds(clause) - bound
    values = _fields(
        [
            *((read, _read(read)) for read in statement.reads),
            *((f"with {what}", _read(value)) for what, value in statement.replaced),
        ]
    )
    shown = [name for name in sorted(statement.binds & bound) if not _is_ours(name)]
    gives = _fields((name, _maybe(f"systo_bounded({name})")) for name in shown)
    places = _array([_place(read) for read in statement.places if not read.needs & unbound])
    value = f'{{{FIRST}, "values": {values},\n"gives": {gives},\n"places": {places}}}'
    return _of_bound(_head(told.name, clause, "systo_bound", number), value, bound)


def _asked(told: Told, clause: Clause, number: int, bound: frozenset[str]) -> str:
    unbound = _binds(clause) - bound
    given: list[str] = []
    for call in followed(clause)[number].calls:
        element = call.element
        if element in unbound:  # what its own statement would have given
            element = ""
        if (call.needs - {call.element}) & unbound:
            given.append(_NONE)
        else:
            wanted = _wanted(element, call.indexes)
            given.append(_maybe(f"[{_NEXT.join((*call.arguments, wanted))}]"))
    head = _head(told.asked, clause, "systo_bound, systo_wanted", number)
    return _of_bound(head, _array(given), bound)


def _of_bound(head: str, value: str, bound: frozenset[str]) -> str:
    """A function whose value needs variables that `systo_bound` holds."""
    used = sorted(bound & set(_NAME.findall(value)))
    if not used:
        return f"{head} := {value}"
    lines = "\n".join(f"{name} := systo_bound.{name}" for name in used)
    return f"{head} := {value} if {{\n{lines}\n}}"


def _wanted(element: str, indexes: Sequence[str]) -> str:
    if not element and not indexes:
        return NOTHING_WANTED
    listed = 'systo_wanted["element"]' if element == ELEMENT else _array([element][: bool(element)])
    return f'{{{FIRST}, "element": {listed}, "indexes": {_array(indexes)}}}'


def _binds(clause: Clause) -> frozenset[str]:
    return frozenset(name for one in clause.statements for name in one.binds)


def _lines(clause: Clause, upto: int) -> str:
    """The statements up to one of them, each `some x` with what follows it."""
    last = followed(clause)[upto]
    return "\n".join(one.asked for one in clause.statements[: clause.statements.index(last) + 1])


def _head(question: str, clause: Clause, last: str = "", number: int | None = None) -> str:
    return f"{name_of(question, clause, number)}({', '.join((*clause.parameters, *[last][: bool(last)]))})"


def name_of(question: str, clause: Clause, number: int | None = None) -> str:
    """The name of the function that is asked."""
    return f"systo_{question}_{clause.number}" + ("" if number is None else f"_{number}")


def _fields(named: Iterable[tuple[str, str]]) -> str:
    inner = _NEXT.join(f"{msgspec.json.encode(name).decode()}: {value}" for name, value in named)
    return f'{{"": {_NONE},\n{inner}}}' if inner else "data.systo_empty.no_fields"


def _array(elements: Sequence[str]) -> str:
    return f"[{_NEXT.join(elements)}]" if elements else _NONE


def _maybe(expression: str) -> str:
    """A list of the value, or an empty one where there is none: so that nothing stops for it."""
    return f"[systo_value | systo_value := {expression}]"


def _read(expression: str) -> str:
    """As above; of a large value a list of an empty one."""
    return f"[{_maybe('systo_bounded(systo_read)')} | systo_read := {expression}]"


def _place(read: ReadPlace) -> str:
    """A list of lists of the path, or empty ones where nothing is there."""
    return (
        "["
        + _NEXT.join(
            f"[systo_value | systo_there := {read.text}; systo_value := {path}]"
            for path in read.paths
        )
        + "]"
    )


def _is_ours(name: str) -> bool:
    return name in {GIVES, EACH} or name.startswith("systo_key_")


def reference(package: Sequence[str], name: str) -> str:
    return ".".join(("data", *package, name))
