"""Rendering the text of a template file, for `templatefile`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.evaluation.expressions import evaluate
from packer_systo.engine.evaluation.scope import Scope
from packer_systo.engine.functions.models import FunctionError
from packer_systo.engine.source.text import SourceText

if TYPE_CHECKING:
    from collections.abc import Mapping

    from packer_systo.engine.evaluation.budget import Budget
    from packer_systo.engine.functions.context import FunctionContext
    from packer_systo.engine.values.value import Value


class TemplateFileRenderer:
    """The `render` of a FunctionContext: what it evaluates counts in the template's budget."""

    __slots__ = ("budget",)

    def __init__(self, budget: Budget) -> None:
        self.budget = budget

    def __call__(
        self, text: str, path: str, variables: Mapping[str, Value], context: FunctionContext
    ) -> Value:
        """The rendered text. FunctionError, naming file and line, where the file is wrong."""
        from packer_systo.engine.syntax.hcl.parser import parse_template

        source = context.template_files.get(path)
        if source is None or source.text != text:
            source = context.template_files[path] = SourceText(path, text)
        template, diagnostics = parse_template(text)
        if diagnostics:
            raise _error(source, diagnostics[0].start, diagnostics[0].message)
        scope = Scope(source, variables, context, budget=self.budget)
        value = evaluate(template, scope)
        if scope.problems:
            problem = scope.problems[0]
            raise _error(source, problem.span.start, problem.message)
        return value


def _error(source: SourceText, offset: int, message: str) -> FunctionError:
    line = source.position(offset).line
    return FunctionError(f"{source.path}, line {line}: {message.rstrip('.')}")
