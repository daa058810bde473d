"""What components demand of their settings, beyond types: those that are part of Packer, and of
plugins' what the plugin SDK demands for all of them.

The demands are facts of the attribute table (`Demand`). Only what is certain is told: a setting whose
value is not known neither fulfils a demand nor breaks one. Packer prepares a component for each source
that it is for, a provisioner with what `override` sets for that source; one that is for no source it
does not look at, nor at a source that no build uses.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

import msgspec

from packer_systo.engine.source.text import Span
from packer_systo.engine.template.attributes import attribute_table
from packer_systo.engine.template.configuration import Nested
from packer_systo.engine.template.problem import Problem, RelatedPlace
from packer_systo.engine.values.equality import known_text
from packer_systo.engine.values.types import BOOL, NUMBER, STRING
from packer_systo.engine.values.value import PartialString, SecretText, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from packer_systo.engine.template.attributes import Component, ComponentKind, Demand
    from packer_systo.engine.template.configuration import Configuration
    from packer_systo.engine.template.resolved import Resolved, ResolvedProvisioner
    from packer_systo.engine.template.sourcemap import Path

_State: TypeAlias = Literal["set", "empty", "unknown"]

_ANYTHING = "*"


class _Given(msgspec.Struct, frozen=True):
    """What an attribute is given. `empty`: Packer takes it for not set. `place` is of its name.

    `weakly`: it is read as legacy JSON is.
    """

    state: _State
    value: Value | Nested
    place: Span | None
    weakly: bool


def check_demands(
    resolved: Resolved,
    problems: list[Problem],
    *,
    is_described: Callable[[str], bool] = lambda _: True,
    legacy: bool = False,
) -> None:
    """Adds what Packer's own components miss. `is_described` is false for a type that a plugin
    brings of which the attribute table knows nothing.
    """
    checks = _Checks(problems, is_described, legacy)
    for index, data in enumerate(resolved.data):
        checks.check("data", data.type, data.config, ("data", index, "config"))
    for number, build in enumerate(resolved.builds):
        here: Path = ("builds", number)
        for index, source in enumerate(build.sources):
            if source.config is not None:
                path = (*here, "sources", index, "config")
                checks.check("source", source.type, source.config, path)
        for index, provisioner in enumerate(build.provisioners):
            checks.provisioner(provisioner, (*here, "provisioners", index, "config"))
        for chain, steps in enumerate(build.post_processors):
            for index, step in enumerate(steps):
                if step.applies.sources:
                    path = (*here, "post_processors", chain, index, "config")
                    checks.check("post-processor", step.type, step.config, path)


class _Case(NamedTuple):
    """A component before what is asked of it. `what` is how messages call it."""

    component: Component
    asked: list[Demand]
    given: dict[str, _Given]
    header: Span | None
    what: str


class _Checks:
    """`_told`: what was found, since one source may be in several builds. `_read`: the values whose
    form was looked at, by what they must match, since many sources may share a long list.
    """

    def __init__(
        self, problems: list[Problem], is_described: Callable[[str], bool], legacy: bool
    ) -> None:
        self._problems = problems
        self._is_described = is_described
        self._legacy = legacy
        self._told: set[tuple[str, str, str, int]] = set()
        self._read: set[tuple[int, str]] = set()

    def provisioner(self, provisioner: ResolvedProvisioner, path: Path) -> None:
        """With what is set for each of its sources; those with the same settings are looked at once."""
        if provisioner.overrides_unknown:
            return
        looked_at: set[int] = set()
        given = self._given(provisioner.config)
        for source in provisioner.applies.sources:
            override = provisioner.overrides.get(source)
            if id(override) in looked_at:
                continue
            looked_at.add(id(override))
            if override is None or isinstance(override.data, dict):
                self.check(
                    "provisioner",
                    provisioner.type,
                    provisioner.config,
                    path,
                    given=given if override is None else _overridden(given, override),
                    source=source if provisioner.overrides else "",
                )

    def check(
        self,
        kind: ComponentKind,
        type: str,
        configuration: Configuration,
        path: Path,
        *,
        given: dict[str, _Given] | None = None,
        source: str = "",
    ) -> None:
        """One component; `source` is named where what is wrong is so for this one only.

        `given` where it is not what the configuration alone says.
        """
        component = attribute_table().component(kind, type)
        if component is None or not component.demands or component.open:
            return
        if not self._is_described(type):
            return
        if given is None:
            given = self._given(configuration)
        asked = [one for one in component.demands if _is_asked(one, given)]
        what = f'{type} for "{source}"' if source else type
        case = _Case(component, asked, given, configuration.header, what)
        for problem in (*self._missing(case), *_conflicts(case), *self._forms(case)):
            self._tell(msgspec.structs.replace(problem, path=path))

    def _missing(self, case: _Case) -> Iterator[Problem]:
        given = case.given
        if any(name not in case.component.attributes for name in given):
            # Told as unknown: it may be what is missing here, misspelt.
            return
        missing: dict[str, list[Demand]] = {}
        for one in case.asked:
            if one.needs and not any(
                name in given and given[name].state != "empty"
                for name in (*one.needs, *one.suffices)
            ):
                missing.setdefault(_condition(one), []).append(one)
        for condition, demands in missing.items():
            names = [name for one in demands for name in one.needs]
            empty = [name for name in names if name in given]
            in_order = sorted(demands, key=lambda one: len(one.needs) > 1)
            needed = _listed([_one_of(one.needs) for one in in_order])
            message = f"{case.what} needs {needed}{condition}"
            if empty:
                verb = "sets" if len(empty) == 1 else "set"
                message = f"{message}; {_quoted(empty)} {verb} nothing"
            place = given[empty[0]].place if empty else None
            example = self._example(demands[0], case.component)
            yield Problem("missing-attribute", f"{message}.", place or case.header, example)

    def _example(self, demand: Demand, component: Component) -> str:
        if demand.example:
            name, value = demand.example[0], f'"{demand.example[1]}"'
        else:
            name = demand.needs[0]
            attribute = component.attributes[name]
            value = '"…"' if attribute.type is STRING else '["…"]'
            if attribute.type is BOOL:
                value = "true"
        return f'"{name}": {value}' if self._legacy else f"{name} = {value}"

    def _forms(self, case: _Case) -> Iterator[Problem]:
        for one in case.asked:
            for name in one.of:
                setting = case.given.get(name)
                if setting is None or isinstance(setting.value, Nested):
                    continue
                if (id(setting.value), one.matches) in self._read:
                    continue
                self._read.add((id(setting.value), one.matches))
                data = setting.value.data
                if case.component.attributes[name].type is NUMBER and not isinstance(data, int):
                    continue  # of a wrong type, which is told
                for value in data if isinstance(data, tuple) else (setting.value,):
                    if not _has_form(value, one, weakly=setting.weakly):
                        at = value.origin.span if value.origin is not None else None
                        hint = _nearest_value(value, one)
                        message = (
                            f'"{name}" of {case.what} takes {one.form}{_condition(one)}.{hint}'
                        )
                        yield Problem("invalid-value", message, at or setting.place or case.header)

    def _given(self, configuration: Configuration) -> dict[str, _Given]:
        return {
            name: _Given(_state(setting.value), setting.value, setting.name, self._legacy)
            for name, setting in configuration.settings.items()
        }

    def _tell(self, problem: Problem) -> None:
        span = problem.span
        file, start = (span.source.path, span.start) if span is not None else ("", 0)
        key = (problem.code, problem.message, file, start)
        if key not in self._told:
            self._told.add(key)
            self._problems.append(problem)


def _conflicts(case: _Case) -> Iterator[Problem]:
    for one in case.asked:
        found = [
            (name, case.given[name])
            for name in one.excludes
            if name in case.given and case.given[name].state == "set"
        ]
        if len(found) < 2:
            continue
        found.sort(key=lambda item: -1 if item[1].place is None else item[1].place.start)
        *before, (_, last) = found
        related = tuple(
            RelatedPlace(other.place, f'"{name}" stands here')
            for name, other in before
            if other.place is not None
        )
        names = _quoted([name for name, _ in found])
        message = f"{case.what} takes only one of {names}."
        place = last.place or case.header
        yield Problem("conflicting-attributes", message, place, related=related)


def _overridden(given: dict[str, _Given], override: Value) -> dict[str, _Given]:
    """With what an override sets laid over it.

    Null and an empty list take nothing away of what is set. What other empty values do is left open.
    """
    found = dict(given)
    data = override.data
    for name, value in data.items() if isinstance(data, dict) else ():
        before = found.get(name)
        if value.data is None or (value.data == () and before is not None):
            continue
        state = _state(value)
        if before is not None and state not in {"set", before.state}:
            state = "unknown"
        place = value.origin.span if value.origin is not None else None
        found[name] = _Given(state, value, place, weakly=True)
    return found


def _state(value: Value | Nested) -> _State:
    if isinstance(value, Nested):
        return "set"
    data = value.data
    if isinstance(data, Unknown):
        return "unknown"
    if isinstance(data, (str, PartialString)):
        known = _known_parts(data)
        if not known:
            return "unknown" if isinstance(data, PartialString) else "empty"
        # What stands between the first `{{` and the last `}}` is filled in, maybe with nothing.
        inside = known.strip()
        return "unknown" if inside.startswith("{{") and inside.endswith("}}") else "set"
    return "set" if data else "empty"


def _known_parts(data: str | PartialString) -> str:
    if isinstance(data, str):
        return data
    texts = [
        part.text if isinstance(part, SecretText) else part
        for part in data.parts
        if not isinstance(part, Unknown)
    ]
    return "".join(texts)


def _text(value: Value) -> str | None:
    """As Packer gets it; None where that is not known."""
    data = value.data
    if isinstance(data, (str, PartialString)):
        text = known_text(data)
        return None if text is None or "{{" in text else text
    if isinstance(data, int) and not isinstance(data, bool) and data.bit_length() <= 64:
        return str(data)
    return None


def _is_asked(demand: Demand, given: dict[str, _Given]) -> bool:
    """Whether all that the demand depends on is known to be so."""
    for name, wanted in demand.when.items():
        setting = given.get(name)
        if setting is None or setting.state == "empty":
            if "" not in wanted:
                return False
        elif isinstance(setting.value, Nested) or (
            setting.state == "unknown" or not {_ANYTHING, _text(setting.value)} & {*wanted}
        ):
            return False
    return True


def _condition(demand: Demand) -> str:
    """` where "elevated_password" is set`; nothing for what is so by default."""
    clauses: list[str] = []
    for name, wanted in demand.when.items():
        if _ANYTHING in wanted:
            clauses.append(f'"{name}" is set')
        elif "" not in wanted:
            clauses.append(f'"{name}" is {" or ".join(wanted)}')
    return f" where {' and '.join(clauses)}" if clauses else ""


def _one_of(names: tuple[str, ...]) -> str:
    return f'"{names[0]}"' if len(names) == 1 else f"one of {_quoted(names)}"


def _quoted(names: tuple[str, ...] | list[str]) -> str:
    return _listed([f'"{name}"' for name in names])


def _listed(parts: list[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def _nearest_value(value: Value, demand: Demand) -> str:
    """The sentence that suggests one of the values, where the demand is a list of them."""
    text = _text(value)
    if text is None or re.fullmatch(r"[\w|]+", demand.matches) is None:
        return ""
    from packer_systo.engine.spelling import did_you_mean

    return did_you_mean(text, demand.matches.split("|"))


def _has_form(value: Value, demand: Demand, *, weakly: bool) -> bool:
    text = _text(value)
    if text is None or re.fullmatch(demand.matches, text, re.DOTALL) is not None:
        return True
    if not weakly or not demand.or_number or _is_quoted(value):
        return False
    return text.removeprefix("-").isdigit()


def _is_quoted(value: Value) -> bool:
    """Whether it is written as a text; once its type is the wanted one, a number is a text too."""
    span = value.origin.span if value.origin is not None else None
    return span is not None and span.source.text.startswith('"', span.start)
