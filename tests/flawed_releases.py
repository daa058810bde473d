"""Releases that must be refused: one function a kind, named for its flaw.

Each changes what lies at `scene.file`, where a good release was. What stock OPA takes all the same
is marked `opa_takes=True`: what is refused by us alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import flawed_archives
import flawed_signatures

if TYPE_CHECKING:
    from flaw import Flaw

FLAWS: list[Flaw] = [*flawed_archives.flaw.all, *flawed_signatures.flaw.all]
