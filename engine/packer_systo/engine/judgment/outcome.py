"""What a rule says about a document, before it becomes findings."""

from __future__ import annotations

import msgspec

from packer_systo.engine.template.document import JSON
from packer_systo.engine.template.sourcemap import Path


class SetStep(msgspec.Struct, frozen=True):
    """Give the attribute at `path` a value: JSON, or HCL text in `expression`."""

    path: Path
    value: JSON | msgspec.UnsetType = msgspec.UNSET
    expression: str | None = None


class InsertStep(msgspec.Struct, frozen=True):
    """Put an element into a list of the document, before the one at `path`, or after the last.

    `value` is what the document has there: a command of `inline`, a provisioner as `type` and
    `config`, a chain of one such post-processor, a required plugin as `name`, `source`, `version`.
    """

    path: Path
    value: JSON


class FixRequest(msgspec.Struct, frozen=True):
    """A cure as a rule states it, in terms of the document; the fixes package makes edits of it."""

    description: str
    safe: bool = False
    set: tuple[SetStep, ...] = ()
    insert: tuple[InsertStep, ...] = ()
    remove: tuple[Path, ...] = ()


class Denial(msgspec.Struct, frozen=True):
    """Something that a rule denies. `path` leads to it in the document.

    `line`, from 1, names the line of a script's text, or of a text of several lines, that is meant;
    0 for all of it.
    """

    message: str
    path: Path
    fix: FixRequest | None = None
    line: int = 0
