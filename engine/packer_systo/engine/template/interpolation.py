"""What Packer would refuse in the strings of HCL2 components: `{{ … }}` with an unknown function.

Every string of a component is a template of Packer's own once HCL2 is through with it (the plugin
SDK's template/interpolate), whoever meant the braces for a program that runs later, such as
`docker ps --format '{{json .}}'`. Looked at are components of which the attribute table knows the
plugin, since others may add functions. What is told fails in every field: in most when the template
is read, in those that a plugin leaves for later, such as `boot_command`, in the build. What only the
values at hand decide, such as what `build` and `user` give, is not told.

Values are looked at and not the text of files alone: braces come from `file()` and `PKR_VAR_…` too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from packer_systo.engine.source.text import Span
from packer_systo.engine.template.attributes import attribute_table
from packer_systo.engine.template.configuration import Nested
from packer_systo.engine.template.hidden_names import name_of
from packer_systo.engine.template.problem import Problem, RelatedPlace
from packer_systo.engine.template.quotes import Quote, value_name
from packer_systo.engine.values.equality import known_text
from packer_systo.engine.values.value import PartialString, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from packer_systo.engine.template.attributes import ComponentKind
    from packer_systo.engine.template.configuration import Configuration
    from packer_systo.engine.template.legacy.engine_template import Action, Operand
    from packer_systo.engine.template.resolved import Resolved
    from packer_systo.engine.template.sourcemap import Path

CORE: Final = "core"
MOST_ORIGINS: Final = 64
"""Places that are gone through, from a value to where it was written."""
AS_TEXT: Final = "{{`{{ … }}`}}, where the braces are for another program"


def check_interpolation(
    resolved: Resolved, problems: list[Problem], *, is_described: Callable[[str], bool]
) -> None:
    """Adds the calls of functions that Packer does not have, and braces that it cannot read.

    `is_described` is false for a type that a plugin brings of which the table knows nothing.
    """
    checks = _Checks(problems, is_described)
    for number, build in enumerate(resolved.builds):
        here: Path = ("builds", number)
        for index, source in enumerate(build.sources):
            if source.config is not None:
                checks.check("source", source.type, source.config, (*here, "sources", index))
        for index, provisioner in enumerate(build.provisioners):
            if provisioner.applies.sources:
                path = (*here, "provisioners", index)
                checks.check("provisioner", provisioner.type, provisioner.config, path)
        for chain, steps in enumerate(build.post_processors):
            for index, step in enumerate(steps):
                if step.applies.sources:
                    path = (*here, "post_processors", chain, index)
                    checks.check("post-processor", step.type, step.config, path)


class _Mistake(NamedTuple):
    """`action` is what is wrong as it is written, where that is one action.

    `instead` is the message where the text is secret, so that nothing of it may be said.
    """

    code: str
    message: str
    instead: str
    action: str = ""
    example: str = ""


class _Checks:
    """`_seen`: the values that were looked at, since builds share sources."""

    def __init__(self, problems: list[Problem], is_described: Callable[[str], bool]) -> None:
        self._problems = problems
        self._is_described = is_described
        self._seen: set[int] = set()
        self._mistakes: dict[tuple[str, bool], _Mistake | None] = {}

    def check(
        self, kind: ComponentKind, type: str, configuration: Configuration, path: Path
    ) -> None:
        component = attribute_table().component(kind, type)
        if component is None or component.open or not self._is_described(type):
            return
        core = component.plugin == CORE
        for below, value, place in _strings(configuration, (*path, "config")):
            if id(value) in self._seen:
                continue
            self._seen.add(id(value))
            data = value.data
            if isinstance(data, str) and "{{" not in data:
                continue
            text = known_text(data) if isinstance(data, (str, PartialString)) else None
            mistake = self._mistake(text, core) if text is not None and "{{" in text else None
            if mistake is not None and text is not None:
                at = value.origin.span if value.origin is not None else None
                span = _narrowed(at, mistake.action) if at is not None else place
                found = Problem(
                    mistake.code,
                    mistake.message,
                    span,
                    mistake.example,
                    _written(value, mistake.action),
                    path=below,
                    quote=_quote(value, text, mistake, below),
                )
                self._problems.append(found)

    def _mistake(self, text: str, core: bool) -> _Mistake | None:
        key = (text, core)
        if key not in self._mistakes:
            self._mistakes[key] = _mistake_of(text, core)
        return self._mistakes[key]


def _narrowed(span: Span, action: str) -> Span:
    """The action's place, where the text at the span holds it once, as it is written."""
    text = span.source.text[span.start : span.end]
    if not action or text.count(action) != 1:
        return span
    start = span.start + text.index(action)
    return Span(span.source, start, start + len(action))


def _quote(value: Value, text: str, mistake: _Mistake, path: Path) -> Quote:
    """What the message has out of the text, of which parts may be secret."""
    action, called = mistake.action, name_of(value)
    is_secret = called is not None and called.is_hidden
    if is_secret and called is not None and action:
        is_secret = called.mask.count(action) != text.count(action)
    return Quote(text, action, mistake.instead, value_name(path), secret=is_secret)


def _written(value: Value, action: str) -> tuple[RelatedPlace, ...]:
    """Where the braces stand, if the value's own place only leads to them, as `local.x` does."""
    looked_for = action or "{{"
    waiting = [value.origin] if value.origin is not None else []
    for _ in range(MOST_ORIGINS):
        if not waiting:
            break
        origin = waiting.pop(0)
        span = origin.span
        if span is not None and looked_for in span.source.text[span.start : span.end]:
            if origin is value.origin:
                break
            return (RelatedPlace(_narrowed(span, action), "the braces stand here"),)
        waiting.extend(origin.parents)
    return ()


def _mistake_of(text: str, core: bool) -> _Mistake | None:
    """The first mistake of a text."""
    # Only here: most templates have no braces.
    from packer_systo.engine.spelling import did_you_mean
    from packer_systo.engine.template.legacy.engine_errors import TemplateError
    from packer_systo.engine.template.legacy.engine_template import Action, parse
    from packer_systo.engine.template.legacy.functions import (
        ENGINE,
        FOR_VARIABLES,
        GO,
        PLUGIN,
        UNKNOWN,
    )

    try:
        parts = parse(text)
    except TemplateError as error:
        message = "Packer cannot read the braces of this text"
        return _Mistake("invalid-value", f"{message}: {error.message}.", f"{message}.", "", AS_TEXT)
    known = ENGINE if core else ENGINE | PLUGIN
    for part in parts:
        if not isinstance(part, Action):
            continue
        for name in _called(part):
            if name not in known and name not in GO:
                hint = did_you_mean(name, known - FOR_VARIABLES)
                message = f'Packer has no function "{name}" for {{{{ … }}}} in a text.{hint}'
                instead = "This text calls in {{ … }} a function that Packer does not have."
                return _Mistake(UNKNOWN, message, instead, part.written, "" if hint else AS_TEXT)
            if name in FOR_VARIABLES:
                only = "can be called in the variables of legacy JSON only."
                instead = f"A function in {{{{ … }}}} of this text {only}"
                return _Mistake(
                    "invalid-value", f"The function {name} {only}", instead, part.written
                )
    return None


def _called(action: Action) -> Iterator[str]:
    from packer_systo.engine.template.legacy.engine_template import first_word

    if action.pipeline is not None:
        yield from _calls(action.pipeline)
    elif (word := first_word(action)) is not None:
        yield word


def _calls(operand: Operand) -> Iterator[str]:
    from packer_systo.engine.template.legacy.engine_template import Call, Pipeline

    if isinstance(operand, Call):
        yield operand.name
        for argument in operand.arguments:
            yield from _calls(argument)
    elif isinstance(operand, Pipeline):
        for command in operand.commands:
            yield from _calls(command)


def _strings(configuration: Configuration, path: Path) -> Iterator[tuple[Path, Value, Span | None]]:
    """The texts of a configuration: path, value, and the place of the setting's name."""
    for name, setting in configuration.settings.items():
        here = (*path, name)
        if isinstance(setting.value, Nested):
            for index, block in enumerate(setting.value.blocks):
                yield from _strings(block, here if setting.value.single else (*here, index))
            continue
        for below, value in _texts(setting.value, here):
            yield below, value, setting.name


def _texts(value: Value, path: Path) -> Iterator[tuple[Path, Value]]:
    data = value.data
    if isinstance(data, (str, PartialString)):
        yield path, value
    elif isinstance(data, tuple):
        for index, element in enumerate(data):
            yield from _texts(element, (*path, index))
    elif isinstance(data, dict):
        for key, element in data.items():
            yield from _texts(element, (*path, key))
