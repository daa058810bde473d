"""A value moved out of a template: a sensitive variable without a value stands in its place."""

from __future__ import annotations

import os
import re
from itertools import count
from typing import TYPE_CHECKING

from packer_systo.engine.fixes.change import Change
from packer_systo.engine.fixes.hcl_edits import is_literal_text
from packer_systo.engine.fixes.hcl_values import hcl_string
from packer_systo.engine.fixes.layout import newline_of
from packer_systo.engine.secrets.spellings import spellings
from packer_systo.engine.source.discovery import TEMPLATE_ENDINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.fixes.elements import Changes
    from packer_systo.engine.fixes.files import EditableFiles
    from packer_systo.engine.judgment.outcome import MoveStep
    from packer_systo.engine.source.text import SourceText, Span
    from packer_systo.engine.template.loaded import LoadedTemplate

MOST_MOVES = 200
"""Values of one template that are looked for in all of its files."""

MOST_SAME = 10
"""Literals that one variable takes the place of; what stands in more is left to a person."""

_NO_PLACE_FOR_IT = frozenset({"variable", "packer"})
_LONGEST_NAME = 60
_ASSIGNED = re.compile(r"(?:\w+=)?")


class MovedValues:
    """Moves of one template. What a value is, is in none of their changes."""

    def __init__(self, loaded: LoadedTemplate, files: EditableFiles) -> None:
        self._loaded = loaded
        self._files = files
        self._is_legacy = loaded.document.format == "json"
        self._templates = {one.path for one in loaded.document.files if one.role == "template"}
        self._taken = {one.name for one in loaded.document.variables}
        self._secrets: dict[tuple[str, int], Span] | None = None
        self._elsewhere: bool | None = None
        # By where a value stands first, since each of its places asks for the name.
        self._names: dict[tuple[str, int], str] = {}
        self._left = MOST_MOVES

    def move(self, step: MoveStep, literal: Span) -> Changes | None:
        """None where no variable may stand, and where the value stands in other places too: once it
        is no secret of the template nobody would find it there.
        """
        source, text = literal.source, literal.source.text
        first = literal.start + 1 + len(step.before)
        if not self._may_change(literal) or text[literal.start + 1 : first] != step.before:
            return None
        value = text[first : literal.end - 1]
        if not value or "\\" in value or not self._left or self._may_be_elsewhere():
            return None
        self._left -= 1
        if self._is_encoded_somewhere(value):
            return None
        same = self._places(literal, value)
        if len(same) > MOST_SAME:
            return None
        written = sum(one.text.count(value) for one in self._loaded.texts.values())
        if written != len(same) or any(one.source.path != source.path for one in same):
            return None
        first_place = source.path, min(one.start for one in same)
        name = self._names.get(first_place)
        if name is None:
            name = self._names[first_place] = _free_name(step.variable, self._taken)
            self._taken.add(name)
        uses = [self._use(one, value, name) for one in same]
        declared = self._declared(source, name, step.description)
        return (source, (*uses, *declared)) if declared else None

    def _may_be_elsewhere(self) -> bool:
        """May a secret's value be in another text, escaped, encoded or from a file that is read, or
        be wanted by files that were not read? Then it would be hidden there no longer.
        """
        if self._elsewhere is None:
            self._elsewhere = (
                any(one.repeated for one in self._loaded.document.secrets)
                or bool(self._loaded.dependencies.records)
                or any("\\u" in one.text.lower() for one in self._loaded.texts.values())
                or any(one not in self._templates for one in self._beside())
            )
        return self._elsewhere

    def _is_encoded_somewhere(self, value: str) -> bool:
        others = [one for one, _ in spellings(value) if one != value]
        return any(one in source.text for source in self._loaded.texts.values() for one in others)

    def _beside(self) -> Iterator[str]:
        """The HCL templates in the folders of this one's files: Packer reads them as one."""
        if not self._is_legacy:
            for folder in sorted({os.path.dirname(path) for path in self._templates}):
                try:
                    names = os.listdir(folder or ".")
                except OSError:
                    yield folder  # what is in it cannot be known
                    continue
                yield from (
                    os.path.join(folder, name) for name in names if name.endswith(TEMPLATE_ENDINGS)
                )

    def _may_change(self, literal: Span) -> bool:
        source = literal.source
        written = source.text[literal.start : literal.end]
        if source.path not in self._templates or not written.startswith('"'):
            return False
        if self._is_legacy:
            return True
        if source.path.endswith(".json") or not is_literal_text(f"{written}\n"):
            return False
        return self._files.hcl(source).block_type_around(literal.start) not in _NO_PLACE_FOR_IT

    def _places(self, literal: Span, value: str) -> list[Span]:
        """The literals that are this secret, the one that is asked about among them."""
        if self._secrets is None:
            # What only has the text of a secret, such as a name, is not meant to be hidden.
            own = [one for one in self._loaded.document.secrets if not one.repeated]
            origins = (self._loaded.source_map.origin(tuple(one.path)) for one in own)
            spans = [
                one.span for one in origins if one is not None and one.span and not one.parents
            ]
            self._secrets = {(one.source.path, one.start): one for one in spans}
        found = {(literal.source.path, literal.start): literal}
        for key, one in self._secrets.items():
            ends_so = one.source.text.endswith(f'{value}"', one.start, one.end)
            before = one.source.text[one.start + 1 : one.end - 1 - len(value)] if ends_so else "-"
            if len(found) > MOST_SAME:
                break
            if _ASSIGNED.fullmatch(before) and self._may_change(one):
                found[key] = one
        return list(found.values())

    def _use(self, literal: Span, value: str, name: str) -> Change:
        start, end = literal.end - 1 - len(value), literal.end - 1
        if self._is_legacy:
            return Change(start, end, f"{{{{user `{name}`}}}}")
        if start == literal.start + 1:
            return Change(literal.start, literal.end, f"var.{name}")
        return Change(start, end, f"${{var.{name}}}")

    def _declared(self, source: SourceText, name: str, description: str) -> tuple[Change, ...]:
        if self._is_legacy:
            return self._files.json(source).declare_sensitive(name)
        lines = [
            f'variable "{name}" {{',
            "  type        = string",
            f"  description = {hcl_string(description)}",
            "  sensitive   = true",
            "}",
        ]
        newline = newline_of(source)
        end = len(source.text)
        before = newline if source.text.endswith("\n") else newline * 2
        return (Change(end, end, before + "".join(f"{line}{newline}" for line in lines)),)


def _free_name(wanted: str, taken: set[str]) -> str:
    """A name of that form that no variable has."""
    name = re.sub(r"[^a-z0-9]+", "_", wanted[:_LONGEST_NAME].lower()).strip("_") or "secret"
    if not name[0].isalpha():
        name = f"secret_{name}"
    numbered = (name if number == 1 else f"{name}_{number}" for number in count(1))
    return next(one for one in numbered if one not in taken)
