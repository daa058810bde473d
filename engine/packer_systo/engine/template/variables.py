"""Input variables: declarations, and which of the given values counts.

The order is Packer's: `default`, `PKR_VAR_*`, `*.auto.pkrvars.hcl`, `*.auto.pkrvars.json`, each
`--var-file`, `--var`; the last one counts. Every given value must fit the type, also one that a
later one replaces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.evaluation.expressions import evaluate
from packer_systo.engine.secrets.environment import environment_secret
from packer_systo.engine.source.text import Span
from packer_systo.engine.template import origins
from packer_systo.engine.template.constants import constant_flag, constant_text
from packer_systo.engine.template.declarations import Placed
from packer_systo.engine.template.files import TemplateFile
from packer_systo.engine.template.inputs import VARIABLE_PREFIX
from packer_systo.engine.template.problem import Problem, RelatedPlace
from packer_systo.engine.template.references import of_expression
from packer_systo.engine.template.resolved import ResolvedVariable, WrittenAttribute
from packer_systo.engine.template.schema_checks import (
    NAMES,
    VARIABLE,
    check_body,
    check_name,
    duplicate,
    header_span,
)
from packer_systo.engine.template.scopes import NO_VALUE, Scopes, in_error
from packer_systo.engine.template.suggestions import suggestion
from packer_systo.engine.template.type_constraint import (
    NO_DEFAULTS,
    Constraint,
    Defaults,
    TypeExpressionError,
    apply_defaults,
    read_constraint,
)
from packer_systo.engine.template.validations import Validator
from packer_systo.engine.values.constructors import string, unknown
from packer_systo.engine.values.convert import ConversionError, convert
from packer_systo.engine.values.display import type_name_with_article
from packer_systo.engine.values.types import ANY, NUMBER, STRING, Kind, Type
from packer_systo.engine.values.value import Origin, Secret, Unknown, UnknownReason, Value

if TYPE_CHECKING:
    from packer_systo.engine.syntax.hcl.nodes import Attribute, Expression
    from packer_systo.engine.template.inputs import Inputs
    from packer_systo.engine.template.redaction import Redactions
    from packer_systo.engine.template.var_files import Assignment

SENSITIVE = "sensitive-variable"
_FIELDS = {"default": "value"}


class _Declared(msgspec.Struct):
    """A variable while its values are collected. `source` is a word of `VariableEntry.origin`."""

    name: str
    file: TemplateFile
    header: Span
    type: Type
    defaults: Defaults
    written_type: str = ""
    description: str = ""
    sensitive: bool = False
    value: Value | None = None
    source: str = "none"
    validations: tuple[Placed, ...] = ()
    written: dict[str, WrittenAttribute] = {}
    default: Value | None = None
    replaced: list[Value] = []
    """What was set before the value that counts, beside the default."""


class Variables:
    """The variables of a template. `declare`, then `assign…` in the order above, then `resolved`."""

    def __init__(self, scopes: Scopes, redactions: Redactions, problems: list[Problem]) -> None:
        self._scopes = scopes
        self._redactions = redactions
        self._problems = problems
        self._declared: dict[str, _Declared] = {}

    @property
    def unset(self) -> tuple[str, ...]:
        """The names of those that have no value."""
        return tuple([name for name, one in self._declared.items() if one.value is None])

    def values(self) -> dict[str, Value]:
        """By name; a variable without a value is unknown."""
        return {name: _value_of(one) for name, one in self._declared.items()}

    def declare(self, placed: Placed) -> None:
        """A `variable` or a `variables` block."""
        block, file = placed.block, placed.file
        if block.type == "variables":
            contents = check_body(block.body, NAMES, file, header_span(block, file), self._problems)
            for attribute in contents.attributes.values():
                self._declare_shorthand(attribute, file)
            return
        name = block.labels[0].value
        header = header_span(block, file)
        check_name(block, 0, "name of a variable", file, self._problems)
        if self._is_duplicate(name, header):
            return
        contents = check_body(block.body, VARIABLE, file, header, self._problems)
        attributes = contents.attributes
        declared = _Declared(name, file, header, ANY, NO_DEFAULTS)
        self._declared[name] = declared
        written = attributes.get("type")
        if written is not None:
            constraint = self._constraint(written.expression, file)
            text = file.source.text[written.expression.start : written.expression.end]
            declared.written_type = " ".join(text.strip('"').split())
            declared.type, declared.defaults = constraint.type, constraint.defaults
        declared.description = constant_text(
            attributes.get("description"), file, self._scopes, self._problems
        )
        declared.sensitive = constant_flag(
            attributes.get("sensitive"), file, self._scopes, self._problems
        )
        declared.written = {
            _FIELDS.get(name, name): WrittenAttribute(
                Span(file.source, one.start, one.name_end), file.span(one.expression)
            )
            for name, one in attributes.items()
        }
        declared.validations = tuple([Placed(one, file) for one in contents.blocks])
        default = attributes.get("default")
        if default is not None:
            value = self._default(default.expression, file, name)
            self._set(declared, value, "default", file.span(default.expression))
            if written is None:
                declared.type = _type_of_default(value)

    def assign(self, assignment: Assignment, known_only: bool) -> None:
        """A value that a var file sets; with `known_only` an undeclared name is no mistake."""
        declared = self._declared.get(assignment.name)
        if declared is None:
            # It may be the misspelt name of a sensitive one.
            self._redactions.add(assignment.value_span)
            if not known_only and not self._may_be_declared(assignment.name):
                self._problems.append(
                    Problem(
                        "undeclared-assignment",
                        f'The template has no variable "{assignment.name}".'
                        f"{suggestion(assignment.name, self._declared, self._problems)}",
                        assignment.name_span,
                    )
                )
            return
        self._set(declared, assignment.value, assignment.source, assignment.value_span)

    def assign_from_environment(self, inputs: Inputs, read: set[str]) -> None:
        """`PKR_VAR_*` of the declared variables."""
        for declared in self._declared.values():
            variable = VARIABLE_PREFIX + declared.name
            read.add(variable)
            text = inputs.environment.get(variable)
            if text is None:
                continue
            origin = origins.environment_origin(variable)
            value = self._outside_value(declared, text, variable, origin)
            secret = environment_secret(text, declared.name, self._scopes.finder)
            if secret is not None and not isinstance(value.data, Unknown):
                value = msgspec.structs.replace(value, secret=secret)
            self._set(declared, value, "environment", None)

    def assign_from_command_line(self, inputs: Inputs) -> None:
        """`--var NAME=VALUE`."""
        for name, text in inputs.variables:
            declared = self._declared.get(name)
            if declared is None and self._may_be_declared(name):
                continue
            if declared is None:
                self._problems.append(self._undeclared(name))
                continue
            origin = origins.command_line_origin(name)
            value = self._outside_value(declared, text, f"--var {name}", origin)
            self._set(declared, value, "command-line", None)

    def _undeclared(self, name: str) -> Problem:
        """Of a name on the command line; shown is the variable that it is nearest to."""
        hint = suggestion(name, self._declared, self._problems)
        near = self._declared.get(hint.partition("`")[2].partition("`")[0])
        return Problem(
            "undeclared-variable",
            f'--var on the command line sets "{name}", but the template has no such variable.{hint}',
            near.header if near is not None else None,
        )

    def resolved(self, used: frozenset[str], *, required: bool) -> tuple[ResolvedVariable, ...]:
        """All variables in the order of their declarations, their validation rules evaluated."""
        found: list[ResolvedVariable] = []
        for declared in self._declared.values():
            if declared.value is None and required:
                self._problems.append(
                    Problem(
                        "unset-variable",
                        f'The variable "{declared.name}" has no default, and no value is given.',
                        declared.header,
                    )
                )
            value = _value_of(declared)
            validator = Validator(
                declared.name, value, declared.header, self._scopes, self._problems
            )
            found.append(
                ResolvedVariable(
                    declared.name,
                    declared.written_type,
                    value,
                    declared.source,
                    declared.sensitive,
                    declared.description,
                    tuple([validator.validate(one) for one in declared.validations]),
                    declared.header,
                    declared.name in used,
                    declared.written,
                    declared.default,
                    tuple(declared.replaced),
                )
            )
        return tuple(found)

    def _declare_shorthand(self, attribute: Attribute, file: TemplateFile) -> None:
        """`name = default` in a `variables` block."""
        span = Span(file.source, attribute.start, attribute.name_end)
        if self._is_duplicate(attribute.name, span):
            return
        value = self._default(attribute.expression, file, attribute.name)
        declared = _Declared(attribute.name, file, span, value.type, NO_DEFAULTS)
        self._declared[attribute.name] = declared
        self._set(declared, value, "default", file.span(attribute.expression))

    def _may_be_declared(self, name: str) -> bool:
        """Whether a name that is not declared may be so where a file could not be read."""
        variables = self._scopes.variables
        return not variables.complete or name in variables.values

    def _is_duplicate(self, name: str, span: Span) -> bool:
        first = self._declared.get(name)
        if first is None:
            return False
        self._problems.append(duplicate(f'The variable "{name}"', span, first.header))
        return True

    def _set(self, declared: _Declared, value: Value, source: str, span: Span | None) -> None:
        try:
            value = convert(apply_defaults(value, declared.defaults), declared.type)
        except ConversionError as error:
            where = "default" if source == "default" else "value"
            self._problems.append(
                Problem(
                    "invalid-variable-value",
                    f'The {where} of the variable "{declared.name}"'
                    f"{origins.given_outside(value.origin)} does not fit its type: "
                    f"{error.message}.",
                    span or declared.header,
                    related=() if span is None else _related(declared.header, span),
                )
            )
            value = in_error(f"var.{declared.name}")
        if declared.sensitive:
            word = origins.kind_of_origin(value.origin)
            value = msgspec.structs.replace(value, secret=Secret(SENSITIVE, word))
            if span is not None:
                self._redactions.add(span)
        if declared.value is not None:
            if declared.source == "default":
                declared.default = declared.value
            else:
                declared.replaced.append(declared.value)
        declared.value, declared.source = value, source

    def _default(self, expression: Expression, file: TemplateFile, name: str) -> Value:
        """The value of a default, which may call `env(…)` and refer to nothing."""
        span = file.span(expression)
        origin = origins.default_origin(name, span)
        found = of_expression(expression)
        mistakes = [
            Problem(
                "unknown-reference",
                "A default cannot refer to other values; a local can.",
                Span(file.source, one.start, one.end),
            )
            for one in found.references
        ]
        mistakes += [
            Problem(
                "unknown-function",
                f'In a default the only function is env; "{call.name}" can be called in a local.',
                Span(file.source, call.start, call.end),
            )
            for call in found.calls
            if call.name != "env"
        ]
        if mistakes:
            self._problems.extend(mistakes)
            value = in_error(f"var.{name}")
        else:
            value = evaluate(expression, self._scopes.default(file))
        if found.calls and value.origin is not None and value.origin.parents:
            return value
        return msgspec.structs.replace(origins.in_default(value, name), origin=origin)

    def _outside_value(self, declared: _Declared, text: str, given: str, origin: Origin) -> Value:
        """A value given as text: a string as it is, anything else read as an expression."""
        if declared.type in (STRING, NUMBER, ANY):
            return string(text, origin=origin)
        from packer_systo.engine.syntax.hcl.parser import parse_expression
        from packer_systo.engine.template.files import given_text

        expression, diagnostics = parse_expression(text)
        found = of_expression(expression)
        if diagnostics or found.references or found.calls:
            # The text itself is not shown: it may be a secret.
            # It stands at the declaration, since what gives it is in no file.
            self._problems.append(
                Problem(
                    "invalid-variable-value",
                    f"{given} is not a value of the type that the variable has "
                    f"({type_name_with_article(declared.type)}).",
                    declared.header,
                )
            )
            return in_error(f"var.{declared.name}")
        value = evaluate(expression, self._scopes.constant(given_text(text)))
        return _with_origin(value, origin)

    def _constraint(self, expression: Expression, file: TemplateFile) -> Constraint:
        scope = self._scopes.constant(file)
        try:
            return read_constraint(expression, lambda default: evaluate(default, scope))
        except TypeExpressionError as error:
            span = file.span(error.expression)
            self._problems.append(Problem("wrong-type", error.message, span, error.example))
            return Constraint(ANY, NO_DEFAULTS)


def _value_of(declared: _Declared) -> Value:
    if declared.value is not None:
        return declared.value
    name = f"var.{declared.name}"
    secret = Secret(SENSITIVE, "none") if declared.sensitive else None
    return unknown(
        declared.type,
        UnknownReason(name, NO_VALUE),
        origin=Origin(declared.header, name),
        secret=secret,
    )


def _type_of_default(value: Value) -> Type:
    """The type of a variable that states none: that of its default, unless the default is empty."""
    if value.type.kind in {Kind.OBJECT, Kind.TUPLE} and not value.data:
        return ANY
    return value.type


def _related(header: Span, span: Span) -> tuple[RelatedPlace, ...]:
    return (RelatedPlace(header, "declared here"),) if header.source is not span.source else ()


def _with_origin(value: Value, origin: Origin) -> Value:
    return msgspec.structs.replace(value, origin=origin)
