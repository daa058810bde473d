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


class RewriteStep(msgspec.Struct, frozen=True):
    """Change a part of an expression as it is written at `path`, and keep the rest of it.

    With `call`: each place of a template string, or all of the expression, where exactly that text
    stands, or a local that is nothing else; `{}` in `by` is what stood there. With `pattern` (RE2):
    each match in the literal texts of a template string.
    """

    path: Path
    by: str
    call: str = ""
    pattern: str = ""


class MoveStep(msgspec.Struct, frozen=True):
    """Put a sensitive variable without a value in the place of the literal at `path`, or of what
    follows `before` in it; also in that of other secrets which are the same.

    `variable` is the name that it gets, with a number behind where there is one of that name.
    """

    path: Path
    variable: str
    description: str
    before: str = ""


class FixRequest(msgspec.Struct, frozen=True):
    """A cure as a rule states it, in terms of the document; the fixes package makes edits of it.

    `otherwise` is tried where this one cannot be made, such as where what is set is no literal.
    """

    description: str
    safe: bool = False
    set: tuple[SetStep, ...] = ()
    insert: tuple[InsertStep, ...] = ()
    remove: tuple[Path, ...] = ()
    rewrite: tuple[RewriteStep, ...] = ()
    move: tuple[MoveStep, ...] = ()
    otherwise: FixRequest | None = None


class Denial(msgspec.Struct, frozen=True):
    """Something that a rule denies. `path` leads to it in the document.

    `line`, from 1, names the line of a script's text, or of a text of several lines, that is meant;
    0 for all of it.
    """

    message: str
    path: Path
    fix: FixRequest | None = None
    line: int = 0
