from __future__ import annotations

import gzip
import zlib

from hypothesis import given, settings
from hypothesis import strategies as st

from packer_systo.engine.functions.deflate import deflate
from packer_systo.engine.functions.gzip import compress


def put_together(pieces: list[bytes], order: list[int]) -> bytes:
    return b"".join(pieces[place % len(pieces)] for place in order)


repetitive = st.builds(
    put_together,
    st.lists(st.binary(min_size=1, max_size=40), min_size=1, max_size=6),
    st.lists(st.integers(0, 5), max_size=200),
)


@settings(deadline=None)
@given(st.one_of(st.binary(max_size=500), repetitive))
def test_what_is_compressed_can_be_read_back(data: bytes) -> None:
    assert zlib.decompress(deflate(data), wbits=-15) == data
    assert gzip.decompress(compress(data)) == data


def test_matches_reach_over_the_whole_window_and_no_further() -> None:
    head = bytes(range(256)) * 2
    for gap in (32_000, 32_767, 32_768, 32_769, 70_000):
        data = head + b"\0" * gap + head
        assert zlib.decompress(deflate(data), wbits=-15) == data
