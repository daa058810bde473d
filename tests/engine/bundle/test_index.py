"""A loaded bundle kept as bytes: what comes back is the same, and nothing stale is taken."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from engine.bundle.bundles import CEL_FILE, CEL_RULE, small_bundle
from packer_systo.engine.bundle import index
from packer_systo.engine.bundle.load import load_files


class MemoryStore:
    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.hits = 0

    def get(self, key: str) -> bytes | None:
        found = self.kept.get(key)
        self.hits += found is not None
        return found

    def put(self, key: str, content: bytes) -> None:
        self.kept[key] = content


def test_the_same_bundle_comes_back() -> None:
    store = MemoryStore()
    first = load_files(small_bundle(), "small", store=store)
    again = load_files(small_bundle(), "small", store=store)
    assert store.hits == 1
    assert again == first


def test_a_changed_file_is_loaded_anew() -> None:
    store = MemoryStore()
    load_files(small_bundle(), "small", store=store)
    changed = small_bundle({CEL_FILE: CEL_RULE.replace("severity: high", "severity: low")})
    rule = load_files(changed, "small", store=store).rules[1]
    assert (store.hits, rule.metadata.severity) == (0, "low")


def test_a_damaged_index_is_not_believed() -> None:
    store = MemoryStore()
    bundle = load_files(small_bundle(), "small", store=store)
    for key in store.kept:
        store.kept[key] = store.kept[key][:-10]
    assert load_files(small_bundle(), "small", store=store) == bundle


def test_equal_files_make_equal_bytes_wherever_they_are() -> None:
    here, there = (index.encode(load_files(small_bundle(), where)) for where in ("here", "there"))
    assert here == there
    found = index.decode(here, "elsewhere")
    assert found == load_files(small_bundle(), "elsewhere")


def test_an_index_made_before_is_taken_for_its_own_files_alone() -> None:
    made = index.encode(load_files(small_bundle(), "small"))
    shown = msgspec.structs.replace(load_files(small_bundle(), "small"), version="9.9.9")
    marked = index.encode(shown)
    assert index.made_from(marked) == index.made_from(made) != ""
    assert load_files(small_bundle(), "small", made=marked).version == "9.9.9"
    changed = small_bundle({CEL_FILE: CEL_RULE.replace("severity: high", "severity: low")})
    bundle = load_files(changed, "small", made=marked)
    assert (bundle.version, bundle.rules[1].metadata.severity) == ("1.2.0", "low")


def test_a_damaged_index_made_before_is_not_believed() -> None:
    bundle = load_files(small_bundle(), "small")
    made = index.encode(bundle)
    assert load_files(small_bundle(), "small", made=made[:-10]) == bundle


@given(st.binary(max_size=100))
def test_no_bytes_crash_it(content: bytes) -> None:
    assert index.decode(content, "small") is None
    assert not index.made_from(content)
