from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packer_systo.engine.functions.encoding_tables import NAMES
from packer_systo.engine.functions.text_encodings import decode, encode, find_codec


def test_every_name_leads_to_an_encoding_that_takes_ascii() -> None:
    for codec, names in NAMES.items():
        for name in names.split():
            assert find_codec(name.upper()) == codec
        made = encode("systo", codec)
        assert made is not None, codec
        assert decode(made, codec) == "systo", codec


# Left out are private characters and the escape that starts a sequence of ISO 2022: Go itself does
# not read back what it makes of them.
characters = st.characters(
    codec="utf-8", exclude_categories=["Cs", "Co"], exclude_characters="\ufffd\ufeff\x1b"
)


@given(st.text(characters, max_size=20))
def test_what_can_be_encoded_can_be_decoded(text: str) -> None:
    for codec in NAMES:
        made = encode(text, codec)
        if made is not None and codec not in ("hz", "big5"):
            assert decode(made, codec) == text, codec


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("shift_jis", "日本語"),
        ("euc_jp", "髙①"),
        ("iso2022_jp", "aﾊ日b"),
        ("hz", "中a文"),
        ("big5", "中文"),
    ],
)
def test_east_asian_text(codec: str, text: str) -> None:
    made = encode(text, codec)
    assert made is not None
    assert decode(made, codec) == text


def test_bytes_without_meaning_are_nothing() -> None:
    for codec in ("utf-8", "ascii", "shift_jis", "gbk", "big5", "euc_jp", "iso2022_jp", "hz"):
        assert decode(b"\xff\xfe\xff", codec) is None, codec
