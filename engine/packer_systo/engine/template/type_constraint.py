"""Type constraints of variables: `list(string)`, `object({ name = optional(string, "x") })`.

The language is that of HashiCorp's ext/typeexpr (github.com/hashicorp/hcl).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.spelling import did_you_mean
from packer_systo.engine.syntax.hcl.nodes import (
    FunctionCall,
    ObjectExpression,
    ObjectKey,
    TupleExpression,
    Variable,
)
from packer_systo.engine.template.references import literal_text
from packer_systo.engine.values.constructors import null, object_value, tuple_value
from packer_systo.engine.values.types import (
    ANY,
    BOOL,
    NUMBER,
    STRING,
    Kind,
    Type,
    list_of,
    map_of,
    object_of,
    set_of,
)
from packer_systo.engine.values.value import Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Callable

    from packer_systo.engine.syntax.hcl.nodes import Expression

_PRIMITIVES = {"string": STRING, "number": NUMBER, "bool": BOOL, "any": ANY}
_COLLECTIONS = {"list": list_of, "set": set_of, "map": map_of}
_WORDS = (*_PRIMITIVES, *_COLLECTIONS, "object", "tuple")
_DEEPEST = 50


class Defaults(msgspec.Struct, frozen=True):
    """What `optional(type, default)` gives: values of missing attributes, by name.

    `children` are the defaults within: by attribute, by index (as text) of a tuple, and by the
    empty string for the elements of a list, set or map.
    """

    values: dict[str, Value]
    children: dict[str, Defaults]

    @property
    def empty(self) -> bool:
        return not self.values and not self.children


class Constraint(msgspec.Struct, frozen=True):
    type: Type
    defaults: Defaults


class TypeExpressionError(Exception):
    """A type constraint that is none. `expression` is the part at fault."""

    def __init__(self, message: str, expression: Expression, example: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.expression = expression
        self.example = example


NO_DEFAULTS = Defaults({}, {})


def read_constraint(
    expression: Expression, evaluate_default: Callable[[Expression], Value], depth: int = 0
) -> Constraint:
    """The type that an expression stands for. TypeExpressionError for anything else.

    `evaluate_default` gives the value of the second argument of `optional`.
    """
    if depth > _DEEPEST:
        raise TypeExpressionError("This type is nested too deeply.", expression)
    if isinstance(expression, Variable):
        return Constraint(_keyword(expression), NO_DEFAULTS)
    if isinstance(expression, FunctionCall):
        return _call(expression, evaluate_default, depth)
    quoted = literal_text(expression)
    if quoted is not None and quoted in _PRIMITIVES:
        raise TypeExpressionError(
            "A type is written without quotes.", expression, f"type = {quoted}"
        )
    raise TypeExpressionError(
        "This is not a type. Types are string, number, bool, any, list(…), set(…), map(…), "
        "object({…}) and tuple([…]).",
        expression,
        "type = string",
    )


def apply_defaults(value: Value, defaults: Defaults) -> Value:
    """The value with the missing and null attributes filled in; null and unknown stay as they are.

    A list or map may come back as a tuple or object, which the conversion to the type undoes.
    """
    data = value.data
    if defaults.empty or data is None or isinstance(data, Unknown):
        return value
    children = defaults.children
    if isinstance(data, tuple):
        shared = children.get("", NO_DEFAULTS)
        filled = [
            apply_defaults(element, children.get(str(index), shared))
            for index, element in enumerate(data)
        ]
        return msgspec.structs.replace(
            tuple_value(filled, origin=value.origin), secret=value.secret
        )
    if isinstance(data, dict):
        shared = children.get("", NO_DEFAULTS)
        entries = {
            key: apply_defaults(element, children.get(key, shared)) for key, element in data.items()
        }
        for name, default in defaults.values.items():
            if name not in entries or entries[name].data is None:
                entries[name] = apply_defaults(default, children.get(name, NO_DEFAULTS))
        return msgspec.structs.replace(
            object_value(entries, origin=value.origin), secret=value.secret
        )
    return value


def _keyword(expression: Variable) -> Type:
    name = expression.name
    found = _PRIMITIVES.get(name)
    if found is not None:
        return found
    if name in _COLLECTIONS:
        raise TypeExpressionError(
            f"The type {name} needs the type of its elements.", expression, f"type = {name}(string)"
        )
    if name == "object":
        raise TypeExpressionError(
            "The type object needs its attributes.", expression, "type = object({ name = string })"
        )
    if name == "tuple":
        raise TypeExpressionError(
            "The type tuple needs the types of its elements.", expression, "type = tuple([string])"
        )
    hint = did_you_mean(name, _WORDS)
    if name in {"int", "integer", "float"}:
        hint = " Did you mean `number`?"
    elif name == "boolean":
        hint = " Did you mean `bool`?"
    raise TypeExpressionError(f'There is no type "{name}".{hint}', expression)


def _call(
    call: FunctionCall, evaluate_default: Callable[[Expression], Value], depth: int
) -> Constraint:
    name = call.name
    if name not in _COLLECTIONS and name not in {"object", "tuple"}:
        if name == "optional":
            raise TypeExpressionError("optional(…) is only for the attributes of an object.", call)
        if name in _PRIMITIVES:
            raise TypeExpressionError(f"The type {name} takes no argument.", call, f"type = {name}")
        hint = did_you_mean(name, _WORDS)
        raise TypeExpressionError(f'There is no type "{name}(…)".{hint}', call)
    if len(call.arguments) != 1 or call.expand:
        raise TypeExpressionError(f"The type {name} takes one argument.", call)
    argument = call.arguments[0]
    if name in _COLLECTIONS:
        element = read_constraint(argument, evaluate_default, depth + 1)
        children = {} if element.defaults.empty else {"": element.defaults}
        return Constraint(_COLLECTIONS[name](element.type), Defaults({}, children))
    if name == "tuple":
        return _tuple(argument, evaluate_default, depth)
    return _object(argument, evaluate_default, depth)


def _tuple(
    argument: Expression, evaluate_default: Callable[[Expression], Value], depth: int
) -> Constraint:
    if not isinstance(argument, TupleExpression):
        raise TypeExpressionError(
            "The type tuple takes a list of types.", argument, "type = tuple([string, number])"
        )
    elements = [read_constraint(item, evaluate_default, depth + 1) for item in argument.items]
    children = {
        str(index): element.defaults
        for index, element in enumerate(elements)
        if not element.defaults.empty
    }
    type = Type(Kind.TUPLE, None, tuple(element.type for element in elements))
    return Constraint(type, Defaults({}, children))


def _object(
    argument: Expression, evaluate_default: Callable[[Expression], Value], depth: int
) -> Constraint:
    if not isinstance(argument, ObjectExpression):
        raise TypeExpressionError(
            "The type object takes its attributes with their types.",
            argument,
            "type = object({ name = string })",
        )
    attributes: dict[str, Type] = {}
    optional: set[str] = set()
    values: dict[str, Value] = {}
    children: dict[str, Defaults] = {}
    for item in argument.items:
        key = item.key.name if isinstance(item.key, ObjectKey) else literal_text(item.key)
        if key is None:
            raise TypeExpressionError("The name of an attribute is a fixed name.", item.key)
        if key in attributes:
            raise TypeExpressionError(f'The attribute "{key}" stands here twice.', item.key)
        written: Expression = item.value
        if isinstance(written, FunctionCall) and written.name == "optional":
            if not 1 <= len(written.arguments) <= 2:
                raise TypeExpressionError(
                    "optional(…) takes a type and, if wanted, a default.", written
                )
            optional.add(key)
            inner = read_constraint(written.arguments[0], evaluate_default, depth + 1)
            if len(written.arguments) == 2:
                values[key] = _default(written.arguments[1], inner, evaluate_default)
        else:
            inner = read_constraint(written, evaluate_default, depth + 1)
        attributes[key] = inner.type
        if not inner.defaults.empty:
            children[key] = inner.defaults
    return Constraint(object_of(attributes, frozenset(optional)), Defaults(values, children))


def _default(
    expression: Expression, constraint: Constraint, evaluate_default: Callable[[Expression], Value]
) -> Value:
    from packer_systo.engine.values.convert import ConversionError, convert

    value = evaluate_default(expression)
    if value.data is None:
        return null(constraint.type)
    try:
        return convert(value, constraint.type)
    except ConversionError as error:
        raise TypeExpressionError(
            f"This default does not fit its type: {error.message}.", expression
        ) from error
