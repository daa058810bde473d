"""The results of templates, by everything that they depend on.

Two steps, since what a template reads is known only after it was read. The key holds what is known
before: the target and its files, the options, the bundles, the program and the day. The entry holds
what was read, each with its digest; it counts while all of them are as they were.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.cache.dependencies import Dependency, record, settled, unchanged
from packer_systo.engine.cache.digests import digester
from packer_systo.engine.finding.models import Finding, JudgedTemplate

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from packer_systo.engine.cache.store import FileStore

FORM = b"results 1"
"""Raised when what an entry means changes; its classes are checked by decoding."""


class TemplateResult(msgspec.Struct, frozen=True):
    """What judging one target gave. `templates` are several with `--each-var-file`."""

    templates: tuple[JudgedTemplate, ...]
    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = ()


class Reads(msgspec.Struct, frozen=True):
    """What a result was made from. Paths are absolute; folders are those that were listed."""

    files: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    keepable: bool = True
    """False when the names themselves must not be kept."""


class _Entry(msgspec.Struct, frozen=True, array_like=True):
    dependencies: list[Dependency]
    result: TemplateResult


@lru_cache(maxsize=1)
def _decoder() -> msgspec.msgpack.Decoder[_Entry]:
    """Made when first needed: a run without a cache uses the other classes of this file alone."""
    return msgspec.msgpack.Decoder(_Entry)


class ResultCache:
    """Results in a store, for a run with one environment. `context` is what all of them share."""

    def __init__(
        self, store: FileStore, environment: Mapping[str, str], context: Iterable[bytes]
    ) -> None:
        self._store = store
        self._environment = environment
        self._digester = digester(store)
        self._context = self._digester.of(FORM, *context)
        self._seen: dict[tuple[str, str], bytes] = {}
        self.hits = 0

    def key(self, *parts: bytes) -> str:
        """The name of a target's result. No part can be read back from it."""
        return self._digester.of(self._context, *parts).hex()

    def get(self, key: str) -> TemplateResult | None:
        """The result, where nothing that it was made from has changed."""
        content = self._store.get(key)
        if content is None:
            return None
        try:
            entry = _decoder().decode(content)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return None  # of another form
        if not unchanged(entry.dependencies, self._environment, self._digester, self._seen):
            return None
        self.hits += 1
        return entry.result

    def put(self, key: str, result: TemplateResult, reads: Reads, began_ns: int) -> None:
        """Keep a result that `reads` led to, in a run of the target that began at `began_ns`."""
        if not reads.keepable or not settled(reads.files, began_ns):
            return
        dependencies = record(
            reads.files, reads.folders, reads.variables, self._environment, self._digester
        )
        self._store.put(key, msgspec.msgpack.encode(_Entry(dependencies, result)))
