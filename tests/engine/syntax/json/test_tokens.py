"""Strings of JSON: decoding, and where their escapes stand."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packer_systo.engine.syntax.json.tokens import BadEscapeError, decode, escapes


@given(st.text())
def test_decoding_undoes_what_json_encodes(text: str) -> None:
    assert decode(json.dumps(text)[1:-1]) == text


@pytest.mark.parametrize(
    ("raw", "decoded"),
    [
        (r"\ud83d\ude00", "\U0001f600"),
        (r"\ud800", "\ufffd"),
        (r"\udc00\ud800", "\ufffd\ufffd"),
        (r"\ud800A", "\ufffdA"),
        (r"\ud800\ud83d\ude00", "\ufffd\U0001f600"),
        (r"\/\b\f\n\r\t\"\\", '/\b\f\n\r\t"\\'),
        (r"\\u0041", r"\u0041"),
    ],
)
def test_escapes_as_go_reads_them(raw: str, decoded: str) -> None:
    assert decode(raw) == decoded


@pytest.mark.parametrize("raw", [r"\x41", r"\u12", r"\u12g4", r"\'", r"\0", "\\\u2028"])
def test_what_is_no_escape(raw: str) -> None:
    with pytest.raises(BadEscapeError):
        decode(raw)


def test_where_escapes_end() -> None:
    assert escapes(r"a\nb\u00e9c\ud83d\ude00") == [(2, 3), (4, 10), (6, 23)]
    assert escapes("plain") == []
