"""User variables: `variables`, var files and `--var`, resolved as Packer's core does.

Precedence: the default, then each `--var-file` in order, then `--var`. Every value is a template
that may refer to other variables. A variable whose default is null must be given a value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.source.text import Span
from packer_systo.engine.spelling import did_you_mean
from packer_systo.engine.syntax.json.nodes import JsonNode, JsonNull, JsonObject, JsonString
from packer_systo.engine.template import origins
from packer_systo.engine.template.legacy.rendering import Surroundings
from packer_systo.engine.template.problem import Problem
from packer_systo.engine.template.resolved import ResolvedVariable
from packer_systo.engine.template.scopes import IN_ERROR, NO_VALUE
from packer_systo.engine.values.constructors import string, unknown
from packer_systo.engine.values.types import STRING
from packer_systo.engine.values.value import Origin, Secret, UnknownReason, Value

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from packer_systo.engine.source.text import SourceText
    from packer_systo.engine.template.inputs import Inputs
    from packer_systo.engine.template.legacy.rendering import Renderer
    from packer_systo.engine.template.redaction import Redactions

SENSITIVE = "sensitive-variable"
DEEPEST = 40
"""How long a chain of variables may be. Packer goes to 100, and people to 3."""


class _Given(msgspec.Struct):
    """A variable: what is given for it last. `source` is a word of `VariableEntry.origin`."""

    name: str
    header: Span | None
    text: str | None = None
    origin: Origin | None = None
    source: str = "none"
    declared: bool = True
    broken: bool = False
    itself: bool = False
    """The value is the variable itself: it must be given from outside."""
    replaced: list[tuple[str, Origin, str]] = []
    """What was given before: its text, its origin and its source."""


class UserVariables:
    """The variables of one template. Set `renderer` before a value is asked for."""

    renderer: Renderer

    def __init__(self, problems: list[Problem], redactions: Redactions) -> None:
        self._problems = problems
        self._redactions = redactions
        self._given: dict[str, _Given] = {}
        self._sensitive: set[str] = set()
        self._values: dict[str, Value] = {}
        self._open: list[str] = []
        self._in_error: set[str] = set()

    @property
    def unset(self) -> tuple[str, ...]:
        """The names of those that have no value, and of those that are used and not declared."""
        declared = [n for n, one in self._given.items() if self._is_unset(one)]
        return (*declared, *sorted(self.renderer.missing))

    def _is_unset(self, one: _Given) -> bool:
        return one.itself or (one.text is None and not one.broken)

    def declare(self, node: JsonObject, source: SourceText) -> None:
        """The object `variables`."""
        for key, value in node.items:
            one = _Given(key.value, Span(source, key.start, key.end))
            self._given[key.value] = one
            span = Span(source, value.start, value.end)
            if isinstance(value, JsonString):
                one.text, one.source = value.value, "default"
                one.origin = origins.default_origin(key.value, span)
            elif not isinstance(value, JsonNull):
                one.broken = True
                self._problems.append(
                    Problem(
                        "wrong-type",
                        f'The default of the variable "{key.value}" must be a text, or null.',
                        span,
                        example=f'"{key.value}": "…"',
                    )
                )

    def mark_sensitive(self, names: list[tuple[str, Span]]) -> None:
        """The names in `sensitive-variables`; one that no variable has is ignored by Packer."""
        for name, span in names:
            self._sensitive.add(name)
            if name not in self._given:
                hint = did_you_mean(name, self._given)
                message = (
                    f'"sensitive-variables" names "{name}", which no variable is called, so it '
                    f"hides nothing.{hint}"
                )
                self._problems.append(Problem("unmatched-sensitive-name", message, span))

    def assign_from_file(self, root: JsonNode | None, source: SourceText) -> None:
        """A var file: a JSON object of texts."""
        if not isinstance(root, JsonObject):
            if root is not None:
                message = "A var file of a legacy template holds one JSON object."
                self._problems.append(
                    Problem("wrong-type", message, Span(source, root.start, root.end))
                )
            return
        for key, value in root.items:
            span = Span(source, value.start, value.end)
            if isinstance(value, JsonString):
                origin = origins.var_file_origin(source.path, span)
                self._assign(key.value, value.value, origin, "var-file")
            elif not isinstance(value, JsonNull):
                message = (
                    f'The value of "{key.value}" must be a text: legacy variables have no types.'
                )
                self._problems.append(Problem("wrong-type", message, span))

    def assign_from_command_line(self, inputs: Inputs) -> None:
        for name, text in inputs.variables:
            self._assign(name, text, origins.command_line_origin(name), "command-line")

    def value(self, name: str) -> Value | None:
        """The value; unknown for one without a value, None for one that nobody knows."""
        found = self._values.get(name)
        if found is None and name in self._given:
            found = self._values[name] = self._evaluate(self._given[name])
        return found

    def check_results(self, surroundings: Surroundings) -> None:
        """Packer gives each builder all variables, and reads their values as templates once more."""
        for one in self._given.values():
            value = self.value(one.name)
            if one.origin is None or one.name in self._in_error or value is None:
                continue
            if isinstance(value.data, str) and "{{" in value.data:
                here = msgspec.structs.replace(
                    surroundings, variable=one.name, sensitive=value.secret is not None
                )
                self.renderer.render(value.data, one.origin, here)

    def resolved(self, used: set[str], *, required: bool) -> tuple[ResolvedVariable, ...]:
        """The declared variables in the order in which they are written."""
        found: list[ResolvedVariable] = []
        for one in self._given.values():
            value = self.value(one.name)
            if value is None or one.header is None:
                continue
            if required and self._is_unset(one):
                message = f'The variable "{one.name}" has no default, and no value is given.'
                self._unset(one.name, message, one.header)
            sensitive = one.name in self._sensitive
            found.append(
                ResolvedVariable(
                    one.name,
                    "",
                    value,
                    one.source,
                    sensitive,
                    "",
                    (),
                    one.header,
                    one.name in used,
                    default=next(self._replaced(one, {"default"}), None),
                    replaced=tuple(self._replaced(one, {"var-file", "command-line"})),
                )
            )
        if required:
            for name, span in sorted(self.renderer.missing.items()):
                hint = did_you_mean(name, self._given)
                message = f'The variable "{name}" is not declared, and no value is given.{hint}'
                self._unset(name, message, span)
        return tuple(found)

    def _replaced(self, one: _Given, sources: Container[str]) -> Iterator[Value]:
        """What was given in vain, as it is written. What is computed is not written there."""
        for text, origin, source in one.replaced:
            if source not in sources or "{{" in text:
                continue
            secret = None
            if one.name in self._sensitive:
                secret = Secret(SENSITIVE, origins.kind_of_origin(origin))
            yield string(text, origin=origin, secret=secret)

    def _unset(self, name: str, message: str, span: Span | None) -> None:
        self._problems.append(Problem("unset-variable", message, span, f"--var {name}=…"))

    def _assign(self, name: str, text: str, origin: Origin, source: str) -> None:
        one = self._given.get(name)
        if one is None:
            # Packer takes a value for a variable that the template does not declare.
            one = self._given[name] = _Given(name, None, declared=False)
        if one.text is not None and one.origin is not None:
            one.replaced.append((one.text, one.origin, one.source))
        one.text, one.origin, one.source, one.broken = text, origin, source, False

    def _evaluate(self, one: _Given) -> Value:
        sensitive = one.name in self._sensitive
        if one.text is None or one.origin is None:
            secret = Secret(SENSITIVE, "none") if sensitive else None
            return _without_value(one, IN_ERROR if one.broken else NO_VALUE, secret)
        if self._open and one.name == self._open[-1]:
            one.itself = True
            return _without_value(one, NO_VALUE)
        if one.name in self._open or len(self._open) >= DEEPEST:
            return self._cycle(one)
        self._open.append(one.name)
        before = len(self._problems)
        try:
            here = Surroundings(in_variables=True, variable=one.name, sensitive=sensitive)
            value = self.renderer.render(one.text, one.origin, here)
        finally:
            self._open.pop()
        if len(self._problems) > before:
            self._in_error.add(one.name)
        if sensitive:
            secret = Secret(SENSITIVE, origins.kind_of_origin(value.origin))
            value = Value(value.type, value.data, secret, value.origin)
            if one.origin.span is not None:
                self._redactions.add(one.origin.span)
        return value

    def _cycle(self, one: _Given) -> Value:
        if one.name in self._open:
            path = [*self._open[self._open.index(one.name) :], one.name]
            message = (
                f"These need each other, so that none can be evaluated: {' → '.join(path[:20])}."
            )
        else:
            message = f"More than {DEEPEST} variables in a row need each other."
        self._problems.append(Problem("reference-cycle", message, one.header))
        return _without_value(one, IN_ERROR)


def _without_value(one: _Given, reason: str, secret: Secret | None = None) -> Value:
    origin = Origin(one.header, f"user variable {one.name}")
    described = UnknownReason(f"{{{{user `{one.name}`}}}}", reason)
    return unknown(STRING, described, origin=origin, secret=secret)
