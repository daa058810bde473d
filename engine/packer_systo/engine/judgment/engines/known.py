"""What is evaluated in this process, and what only in a worker, within limits.

The rules that come with the program end soon on a small document: tests/policies/test_hostile_documents.py
holds that with documents that are made to keep them busy. A worker for these would cost each run of a
hook some ten milliseconds. All others, and all Rego on a larger document, are evaluated in a worker; so
is what is left of a document that has taken long already.

How long CEL takes can be told from its text: what goes through a document once may do so here whatever
its size, and what goes through it for each subject as long as the product is no larger than there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.bundle.builtin import is_builtin

if TYPE_CHECKING:
    from collections.abc import Iterable

    from packer_systo.engine.bundle.models import Bundle

LARGEST_HERE = 8 * 1024
"""Characters of a document that is judged in this process. Some rules compare each command with all
others: at four times the size they take sixteen times as long.
"""

LINEAR = 1
QUADRATIC = 2
UNKNOWN = 99
"""By which power of a document's size the time of a rule's CEL grows."""

LARGEST_SQUARE_HERE = LARGEST_HERE * 64
"""Characters of a document times subjects of a rule whose CEL goes through the document for each."""

PATIENCE = 0.25
"""Seconds after which what is left of a document is handed to a worker."""


def known_bundles(bundles: Iterable[Bundle]) -> frozenset[str]:
    """The names of the bundles whose rules are known to end."""
    return frozenset(bundle.metadata.name for bundle in bundles if is_builtin(bundle))
