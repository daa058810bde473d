"""Attributes that must be written out: nothing is referred to, no function is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.evaluation.expressions import evaluate
from packer_systo.engine.template.problem import Problem
from packer_systo.engine.template.references import literal_text, of_expression
from packer_systo.engine.template.scopes import in_error
from packer_systo.engine.values.convert import ConversionError, convert
from packer_systo.engine.values.types import BOOL, STRING

if TYPE_CHECKING:
    from packer_systo.engine.syntax.hcl.nodes import Attribute, Expression
    from packer_systo.engine.template.files import TemplateFile
    from packer_systo.engine.template.scopes import Scopes
    from packer_systo.engine.values.value import Value


def constant_text(
    attribute: Attribute | None, file: TemplateFile, scopes: Scopes, problems: list[Problem]
) -> str:
    """A string; empty when it is missing, or null or something else, which are problems."""
    if attribute is None:
        return ""
    text = literal_text(attribute.expression)
    if text is not None:
        return text
    value = _constant(attribute.expression, file, scopes)
    try:
        written = convert(value, STRING).data
    except ConversionError:
        written = None
    if isinstance(written, str):
        return written
    problems.append(
        Problem(
            "wrong-type",
            f'"{attribute.name}" must be a string that is written out.',
            file.span(attribute.expression),
        )
    )
    return ""


def constant_flag(
    attribute: Attribute | None, file: TemplateFile, scopes: Scopes, problems: list[Problem]
) -> bool:
    """Whether something is meant to be secret: what is neither true nor false is a problem, and
    counts as true.
    """
    if attribute is None:
        return False
    value = _constant(attribute.expression, file, scopes)
    try:
        flag = convert(value, BOOL).data
    except ConversionError:
        flag = ""
    if isinstance(flag, bool):
        return flag
    problems.append(
        Problem(
            "wrong-type",
            f'"{attribute.name}" must be true or false, written out.',
            file.span(attribute.expression),
        )
    )
    return True


def _constant(expression: Expression, file: TemplateFile, scopes: Scopes) -> Value:
    found = of_expression(expression)
    if found.references or found.calls:
        return in_error(file.source.text[expression.start : expression.end])
    return evaluate(expression, scopes.constant(file))
