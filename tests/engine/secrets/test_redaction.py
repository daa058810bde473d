from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode
from json import dumps
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packer_systo.engine.secrets import redaction
from packer_systo.engine.secrets.detector import Detector, Hit
from packer_systo.engine.secrets.patterns import SecretPattern, SecretPatterns
from packer_systo.engine.secrets.redaction import Redactor

PATTERNS = SecretPatterns(
    (SecretPattern("pin", "a pin", ("pin=",), r"pin=(\d+)"),), common_words=frozenset({"vagrant"})
)
DETECTOR = Detector(PATTERNS)
SECRET = 'c0rrect "horse"/<båttery>\\${x}'


def redactor(*known: str) -> Redactor:
    return Redactor(DETECTOR, [(one, "sensitive-variable") for one in known])


def test_what_looks_like_a_secret_and_what_is_known_to_be_one_are_replaced() -> None:
    text = "pin=1234 and hunter22 again: xhunter22x"
    assert redactor("hunter22").redact(text) == "pin=<secret> and <secret> again: x<secret>x"


def test_hits_say_their_kind() -> None:
    assert redactor("hunter22").find("pin=1 hunter22") == [
        Hit(4, 5, "pin"),
        Hit(6, 14, "sensitive-variable", repeated=True),
    ]


def test_what_looks_like_a_secret_is_no_repetition() -> None:
    assert redactor("123456").find("pin=123456 is 123456") == [
        Hit(4, 10, "pin"),
        Hit(14, 20, "sensitive-variable", repeated=True),
    ]


def test_what_a_message_quotes_is_hidden_by_its_look_and_the_rest_is_kept() -> None:
    message = (
        '`local.m` has no attribute `pin=1234`. Write pin=1 or "pin=2"; hunter22 is not there.'
    )
    assert redactor("hunter22").in_message(message) == (
        '`local.m` has no attribute `<secret>`. Write pin=1 or "<secret>"; <secret> is not there.'
    )


@pytest.mark.parametrize("word", ["vagrant", "Vagrant", "short", ""])
def test_common_words_and_short_texts_are_not_looked_for_elsewhere(word: str) -> None:
    text = f"the vagrant user is in short Vagrant {word}"
    assert redactor(word).redact(text) == text


@pytest.mark.parametrize(
    "spelling",
    [
        SECRET,
        dumps(SECRET)[1:-1],
        dumps(SECRET, ensure_ascii=False)[1:-1],
        SECRET.replace("\\", "\\\\").replace('"', '\\"').replace("${", "$${"),
        quote(SECRET, safe=""),
        quote(SECRET, safe="").replace("%20", "+"),
        b64encode(SECRET.encode()).decode(),
        urlsafe_b64encode(SECRET.encode()).decode(),
        b64encode(f"me:{SECRET}".encode()).decode(),
        b64encode(f"me@x:{SECRET}".encode()).decode(),
        b64encode(f"m:{SECRET} and more".encode()).decode(),
    ],
)
def test_a_secret_is_found_in_other_spellings(spelling: str) -> None:
    assert redactor(SECRET).redact(f"x = [{spelling}]") == "x = [<secret>]"


def test_the_lines_of_a_key_are_found_one_by_one() -> None:
    key = "-----BEGIN KEY-----\nabcdefghijklmnopqrst\n-----END KEY-----"
    assert redactor(key).redact('["abcdefghijklmnopqrst"]') == '["<secret>"]'


def test_the_longer_of_two_secrets_is_replaced_whole() -> None:
    assert redactor("hunter22", "hunter22-and-more").redact("hunter22-and-more") == "<secret>"


def test_long_secrets_are_found_too() -> None:
    long = "ab-" * 1_000
    assert redactor(long).redact(f"<{long}|{long}>") == "<<secret>|<secret>>"


def test_stretches_are_offsets_for_excerpts() -> None:
    assert redactor("hunter22").stretches("é hunter22 pin=7") == [(2, 10), (15, 16)]


def test_more_secrets_than_can_be_looked_for_hide_every_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(redaction, "MOST_KNOWN", 2)
    many = redactor("secret-one", "secret-two", "secret-three")
    assert many.redact("nothing here") == "<secret>"
    assert many.redact("") == ""


def test_thousands_of_secrets_are_looked_for_in_one_go() -> None:
    known = [f"secret-number-{number}" for number in range(redaction.MOST_KNOWN)]
    assert redactor(*known).redact("x" * 100_000 + known[-1]) == "x" * 100_000 + "<secret>"


# A word is not looked for elsewhere, see `test_a_word_is_left_where_it_is_no_secret`.
NO_WORDS = st.text(min_size=6, max_size=30).filter(lambda text: not text.isalpha())


def test_a_word_is_left_where_it_is_no_secret() -> None:
    assert (
        redactor("almalinux").redact("https://repo.almalinux.org") == "https://repo.almalinux.org"
    )
    assert redactor("aLmAlInUx").redact("x aLmAlInUx") == "x <secret>"
    assert redactor("almalinux1").redact("x almalinux1") == "x <secret>"


@given(
    NO_WORDS,
    st.text(max_size=20),
    st.text(max_size=20),
)
def test_no_spelling_of_a_secret_is_left(secret: str, before: str, after: str) -> None:
    one = redactor(secret)
    if secret.lower() in PATTERNS.common_words:
        return
    for text in (
        before + secret + after,
        dumps(before + secret + after),
        dumps(before + secret + after, ensure_ascii=False),
    ):
        redacted = one.redact(text).replace("<secret>", "\0")
        assert secret not in redacted
        assert dumps(secret)[1:-1] not in redacted


@given(st.binary(max_size=5), NO_WORDS, st.binary(max_size=5))
def test_no_base64_of_a_secret_is_left(before: bytes, secret: str, after: bytes) -> None:
    encoded = b64encode(before + secret.encode() + after).decode()
    assert redactor(secret).redact(encoded) == "<secret>"
