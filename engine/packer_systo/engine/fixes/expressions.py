"""Parts of an expression as it is written: the rest of it, and what surrounds it, stays."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from packer_systo.engine.errors import EngineError
from packer_systo.engine.fixes.change import Change
from packer_systo.engine.fixes.hcl_values import hcl_string
from packer_systo.engine.syntax.hcl.nodes import Interpolation, Template, TemplateText

if TYPE_CHECKING:
    from packer_systo.engine.fixes.elements import Changes
    from packer_systo.engine.fixes.files import EditableFiles
    from packer_systo.engine.judgment.outcome import RewriteStep
    from packer_systo.engine.source.text import SourceText
    from packer_systo.engine.syntax.hcl.nodes import Expression
    from packer_systo.engine.template.loaded import LoadedTemplate

_LOCAL = re.compile(r"local\.([A-Za-z_][\w-]*)")


class WrittenExpressions:
    """Changes within expressions of one template's HCL files."""

    def __init__(self, loaded: LoadedTemplate, files: EditableFiles) -> None:
        self._map = loaded.source_map
        self._files = files
        self._templates = [
            loaded.texts[one.path]
            for one in loaded.document.files
            if one.role == "template"
            and not one.path.endswith(".json")
            and one.path in loaded.texts
        ]

    def rewrite(self, step: RewriteStep) -> Changes | None:
        """None where nothing of what is meant is written there, or not in so many words."""
        header = self._map.header(step.path)
        if header is None or header.source not in self._templates:
            return None
        attribute = self._files.hcl(header.source).attribute_at(header.start)
        if attribute is None:
            return None
        expression = attribute.expression
        if step.call:
            return header.source, self._calls(header.source, expression, step)
        return header.source, _texts(header.source, expression, step.pattern, step.by)

    def _calls(
        self, source: SourceText, expression: Expression, step: RewriteStep
    ) -> tuple[Change, ...]:
        parts = expression.parts if isinstance(expression, Template) else ()
        inside = [one.expression for one in parts if isinstance(one, Interpolation)]
        changes: list[Change] = []
        for one in inside or [expression]:
            written = source.text[one.start : one.end]
            if written == step.call or self._is_local_of(written, step.call):
                changes.append(Change(one.start, one.end, step.by.replace("{}", written)))
        return tuple(changes)

    def _is_local_of(self, written: str, call: str) -> bool:
        """Whether a reference leads to a local that is nothing but the call."""
        reference = _LOCAL.fullmatch(written)
        if reference is None:
            return False
        for source in self._templates:
            found = self._files.hcl(source).local_named(reference[1])
            if found is not None:
                return source.text[found.start : found.end] == call
        return False


def _texts(source: SourceText, expression: Expression, pattern: str, by: str) -> tuple[Change, ...]:
    if not isinstance(expression, Template) or expression.heredoc:
        return ()
    import re2

    options = re2.Options()
    options.log_errors = False
    try:
        refused = re2.compile(pattern, options)
    except re2.error as error:
        raise EngineError(f"a fix has a `pattern` that RE2 does not read: {error}") from None
    changes: list[Change] = []
    for part in expression.parts:
        if not isinstance(part, TemplateText):
            continue
        if part.value != source.text[part.start : part.end] or "{{" in part.value:
            return ()  # escapes, or what a plugin fills in: its places are not those of the value
        cleaned = refused.sub(lambda _: by, part.value)
        if cleaned != part.value:
            changes.append(Change(part.start, part.end, hcl_string(cleaned)[1:-1]))
    return tuple(changes)
