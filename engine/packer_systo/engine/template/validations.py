"""The `validation` blocks of variables."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from packer_systo.engine.evaluation.expressions import evaluate
from packer_systo.engine.source.text import Span
from packer_systo.engine.template.constants import constant_text
from packer_systo.engine.template.origins import given_outside
from packer_systo.engine.template.problem import Problem, RelatedPlace
from packer_systo.engine.template.references import of_expression
from packer_systo.engine.template.resolved import ResolvedValidation
from packer_systo.engine.template.schema_checks import VALIDATION, check_body, header_span
from packer_systo.engine.values.convert import ConversionError, convert
from packer_systo.engine.values.types import BOOL
from packer_systo.engine.values.value import Unknown

if TYPE_CHECKING:
    from packer_systo.engine.syntax.hcl.nodes import Attribute
    from packer_systo.engine.template.declarations import Placed
    from packer_systo.engine.template.files import TemplateFile
    from packer_systo.engine.template.scopes import Scopes
    from packer_systo.engine.values.value import Value


class Validator:
    """Checks one variable. `value` is the one that counts, `header` the variable's own."""

    def __init__(
        self, name: str, value: Value, header: Span, scopes: Scopes, problems: list[Problem]
    ) -> None:
        self._name = name
        self._value = value
        self._header = header
        self._scopes = scopes
        self._problems = problems

    def validate(self, placed: Placed) -> ResolvedValidation:
        """Evaluate one `validation` block."""
        block, file = placed.block, placed.file
        header = header_span(block, file)
        attributes = check_body(block.body, VALIDATION, file, header, self._problems).attributes
        written = attributes.get("error_message")
        message = constant_text(written, file, self._scopes, self._problems)
        condition = attributes.get("condition")
        passed: bool | None = None
        if condition is not None and self._refers_to_itself(condition, file):
            passed = self._check(condition, file, message, header)
        if written is not None and not _is_sentence(message):
            self._problems.append(
                Problem(
                    "invalid-value",
                    "The error message of a validation is a sentence: it starts with a capital "
                    "letter and ends with a full stop or a question mark.",
                    file.span(written.expression),
                )
            )
        return ResolvedValidation(message, passed, header)

    def _refers_to_itself(self, condition: Attribute, file: TemplateFile) -> bool:
        own = 0
        others: list[Problem] = []
        for one in of_expression(condition.expression).references:
            if one.root == "var" and one.names[:1] == (self._name,):
                own += 1
                continue
            others.append(
                Problem(
                    "unknown-reference",
                    f'The condition can only refer to the variable itself, "var.{self._name}".',
                    Span(file.source, one.start, one.end),
                )
            )
        if not own and not others:
            others.append(
                Problem(
                    "unknown-reference",
                    f'The condition must refer to the variable itself, "var.{self._name}".',
                    file.span(condition.expression),
                )
            )
        self._problems.extend(others)
        return not others

    def _check(
        self, condition: Attribute, file: TemplateFile, message: str, header: Span
    ) -> bool | None:
        scope = self._scopes.condition(file, self._name, self._value)
        result = evaluate(condition.expression, scope)
        if isinstance(result.data, Unknown):
            return None
        try:
            truth = convert(result, BOOL).data
        except ConversionError:
            truth = None
        if not isinstance(truth, bool):
            self._problems.append(
                Problem(
                    "wrong-type",
                    "The condition of a validation must be true or false.",
                    file.span(condition.expression),
                )
            )
            return None
        if not truth:
            origin = self._value.origin
            span = origin.span if origin is not None else None
            ending = f": {message}" if message else "."
            self._problems.append(
                Problem(
                    "validation-failed",
                    f'The value of the variable "{self._name}"{given_outside(origin)} is not '
                    f"allowed{ending}",
                    span or self._header,
                    related=(RelatedPlace(header, "the rule that it breaks"),),
                )
            )
        return truth


def _is_sentence(text: str) -> bool:
    """As Packer asks for: a letter at the start is a capital one (no script without capitals has
    any), and there is an end.
    """
    text = text.strip()
    if not text:
        return False
    first = unicodedata.category(text[0])
    return (first == "Lu" or not first.startswith("L")) and text[-1] in ".?!"
