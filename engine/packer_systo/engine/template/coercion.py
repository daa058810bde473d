"""Configurations brought to the types of the attribute table.

HCL2 converts strictly (go-cty), legacy JSON weakly (template/weak_conversion.py). Settings that the
table does not know stay as written. What Packer would refuse is a problem: `unknown-attribute`,
`removed-attribute`, `deprecated-attribute`, `wrong-type`, `repeated-block`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from packer_systo.engine.template.configuration import Configuration, Nested, Setting
from packer_systo.engine.template.problem import Problem
from packer_systo.engine.template.secret_origins import kind_of_value
from packer_systo.engine.template.suggestions import suggestion
from packer_systo.engine.values.convert import ConversionError, convert
from packer_systo.engine.values.value import Secret, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packer_systo.engine.source.text import Span
    from packer_systo.engine.template.attributes import Attribute, Component, ComponentKind
    from packer_systo.engine.template.sourcemap import Path

SECRET_ATTRIBUTE = "secret-attribute"  # noqa: S105 - a kind of secret, not one

# What Packer fills in while it builds: `{{.WinRMPassword}}`, `{{ build `Password` }}`.
_PLACEHOLDER = r"\{\{-? ?(?:\.[A-Za-z]{1,64}|build [`\"'][A-Za-z]{1,64}[`\"']) ?-?\}\}"


def coerce(
    component: Component | None,
    configuration: Configuration,
    path: Path,
    problems: list[Problem],
    *,
    legacy: bool = False,
    secret_names: frozenset[str] = frozenset(),
) -> Configuration:
    """The configuration as the builder gets it; null settings, which set nothing, are left out.

    `path` is the configuration's place in the document. Values of attributes that hold credentials
    are marked secret; of a component that the table does not know, those in `secret_names`
    (`AttributeTable.secret_names`).
    """
    if component is None:
        return _unknown_component(configuration, secret_names)
    coercion = _Coercion(component, problems, legacy)
    return coercion.body(configuration, component.attributes, path, nested_in="")


def _unknown_component(configuration: Configuration, secrets: frozenset[str]) -> Configuration:
    settings: dict[str, Setting] = {}
    for name, setting in configuration.settings.items():
        value = setting.value
        if isinstance(value, Nested):
            blocks = tuple([_unknown_component(block, secrets) for block in value.blocks])
            settings[name] = Setting(Nested(blocks, value.single), setting.name)
        elif value.data is not None:
            marked = _marked(value) if name in secrets else value
            settings[name] = setting if marked is value else Setting(marked, setting.name)
    return Configuration(settings, configuration.header, configuration.unknown)


def _marked(value: Value) -> Value:
    """As a secret. What is wholly unknown is no more secret than unknown."""
    if value.secret is not None or value.data is None or isinstance(value.data, (Unknown, bool)):
        return value
    if isinstance(value.data, str) and "{{" in value.data and _is_placeholder(value.data):
        return value
    secret = Secret(SECRET_ATTRIBUTE, kind_of_value(value))
    return Value(value.type, value.data, secret, value.origin)


class _Coercion:
    """One component's configuration."""

    def __init__(self, component: Component, problems: list[Problem], legacy: bool) -> None:
        self._component = component
        self._problems = problems
        self._legacy = legacy

    def body(
        self,
        configuration: Configuration,
        known: dict[str, Attribute],
        path: Path,
        nested_in: str,
    ) -> Configuration:
        settings: dict[str, Setting] = {}
        for written, setting in configuration.settings.items():
            attribute = known.get(written)
            if attribute is None and self._legacy:
                # Packer's decoder of legacy JSON does not look at the case of a name.
                attribute = _in_any_case(written, known)
            name = written if attribute is None else attribute.name
            here = (*path, name)
            if attribute is None:
                attribute = self._unknown(written, setting, known, here, nested_in)
            elif not nested_in and name in self._component.deprecated:
                self._deprecated(name, setting, here)
            if attribute is None:
                settings[name] = setting
                continue
            coerced = self._setting(attribute, setting, here)
            if coerced is not None:
                settings[name] = coerced
        return Configuration(settings, configuration.header, configuration.unknown)

    def _setting(self, attribute: Attribute, setting: Setting, path: Path) -> Setting | None:
        value = setting.value
        if isinstance(value, Nested):
            return self._blocks(attribute, value, setting, path)
        if value.data is None:
            return None
        if attribute.block:
            return self._value_for_block(attribute, value, setting, path)
        assert attribute.type is not None
        converted: Value | None = value
        try:
            if self._legacy:
                from packer_systo.engine.template.weak_conversion import weakly

                converted = weakly(value, attribute.type)
            else:
                converted = convert(value, attribute.type)
        except ConversionError as error:
            at = _inner(value, error.path).origin
            span = setting.name if at is None or at.span is None else at.span
            self._wrong_type(attribute.name, error.message, span, (*path, *error.path))
        if converted is None:
            return None
        if attribute.secret:
            converted = _marked(converted)
        return setting if converted is value else Setting(converted, setting.name)

    def _blocks(
        self, attribute: Attribute, nested: Nested, setting: Setting, path: Path
    ) -> Setting:
        if not attribute.block:
            self._problem(
                "wrong-type",
                f'"{attribute.name}" is an attribute, not a block',
                setting.name,
                path,
                f"{attribute.name} = …",
            )
            return setting
        single = attribute.block == "one"
        if single and len(nested.blocks) > 1:
            self._problem(
                "repeated-block",
                f'only one "{attribute.name}" block may stand here',
                nested.blocks[1].header or setting.name,
                path,
            )
        blocks = nested.blocks[:1] if single else nested.blocks
        coerced = [
            self.body(
                block,
                attribute.attributes,
                path if single else (*path, index),
                nested_in=attribute.name,
            )
            for index, block in enumerate(blocks)
        ]
        return Setting(Nested(tuple(coerced), single), setting.name)

    def _value_for_block(
        self, attribute: Attribute, value: Value, setting: Setting, path: Path
    ) -> Setting:
        """A value where the table has a block: right in legacy JSON, in HCL2 the wrong way."""
        single = attribute.block == "one"
        if not self._legacy:
            self._problem(
                "wrong-type",
                f'"{attribute.name}" is a block: no "=" stands before its "{{"',
                setting.name,
                path,
                f"{attribute.name} {{ … }}",
            )
        items = value.data if isinstance(value.data, tuple) and not single else (value,)
        blocks: list[Configuration] = []
        for index, item in enumerate(items):
            here = path if single else (*path, index)
            if isinstance(item.data, dict):
                blocks.append(self._object_as_block(attribute, item, here))
            elif item.data is None:
                continue
            else:
                if self._legacy and not isinstance(item.data, Unknown):
                    at = item.origin
                    span = setting.name if at is None or at.span is None else at.span
                    self._wrong_type(attribute.name, "an object is needed here", span, here)
                return setting
        if not blocks and single:
            return setting
        return Setting(Nested(tuple(blocks), single), setting.name)

    def _object_as_block(self, attribute: Attribute, value: Value, path: Path) -> Configuration:
        assert isinstance(value.data, dict)
        header = None if value.origin is None else value.origin.span
        settings = {
            name: Setting(item, None if item.origin is None else item.origin.span)
            for name, item in value.data.items()
        }
        block = Configuration(settings, header)
        return self.body(block, attribute.attributes, path, nested_in=attribute.name)

    def _unknown(
        self,
        name: str,
        setting: Setting,
        known: dict[str, Attribute],
        path: Path,
        nested_in: str,
    ) -> Attribute | None:
        """Reports a name that the table lacks; of an attribute of the past, what it was."""
        component = self._component
        if not nested_in:
            if name in component.deprecated:
                self._deprecated(name, setting, path)
                return None
            removed = component.removed.get(name)
            if removed is not None:
                self._problem(
                    "removed-attribute",
                    f'"{name}" of {component.type} no longer exists: {removed.reason}',
                    setting.name,
                    path,
                )
                return removed.attribute
        if component.open:
            return None
        if nested_in:
            message = f'"{nested_in}" of {component.type} has no attribute "{name}".'
            near = suggestion(name, known, self._problems)
        else:
            message = f'{component.type} has no attribute "{name}".'
            near = suggestion(name, {*known, *_of_packer(component.kind)}, self._problems)
        message = f"{message}{near}"
        self._problem("unknown-attribute", message, setting.name, path)
        return None

    def _deprecated(self, name: str, setting: Setting, path: Path) -> None:
        use = self._component.deprecated[name]
        still = name in self._component.attributes
        verb = "is an old name" if still else "no longer exists"
        advice = f"use {use}" if use else "remove it, nothing takes its place"
        self._problem(
            "deprecated-attribute",
            f'"{name}" of {self._component.type} {verb}: {advice}',
            setting.name,
            path,
        )

    def _wrong_type(self, name: str, message: str, span: Span | None, path: Path) -> None:
        self._problem("wrong-type", f'"{name}": {message}', span, path)

    def _problem(
        self, code: str, message: str, span: Span | None, path: Path, example: str = ""
    ) -> None:
        self._problems.append(Problem(code, message, span, example, path=path))


def _inner(value: Value, path: Path) -> Value:
    """The value that a path leads to, or the last one on the way."""
    for step in path:
        data = value.data
        if isinstance(step, str):
            assert isinstance(data, dict)
            value = data[step]
        else:
            assert isinstance(data, tuple)
            value = data[step]
    return value


def _in_any_case(name: str, known: dict[str, Attribute]) -> Attribute | None:
    folded = name.casefold()
    for candidate, attribute in known.items():
        if candidate.casefold() == folded:
            return attribute
    return None


def _is_placeholder(text: str) -> bool:
    return re.fullmatch(_PLACEHOLDER, text.strip()) is not None


def _of_packer(kind: ComponentKind) -> Iterable[str]:
    """What Packer itself reads in a step, beside what its component does."""
    from packer_systo.engine.template.core_settings import (
        POST_PROCESSOR_SETTINGS,
        PROVISIONER_SETTINGS,
    )

    if kind == "provisioner":
        return PROVISIONER_SETTINGS
    return POST_PROCESSOR_SETTINGS if kind == "post-processor" else ()
