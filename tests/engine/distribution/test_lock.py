"""`systo.lock`: what is written is read back, and what is wrong is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from packer_systo.engine.distribution.lock import LOCK, Pin, read_lock, write_lock
from packer_systo.engine.errors import SettingsError

if TYPE_CHECKING:
    from pathlib import Path

DIGEST = "sha256:" + "0" * 64
TEXT = st.text(st.characters(codec="utf-8"), max_size=40)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(TEXT, TEXT, TEXT, st.sampled_from(["", DIGEST]))
def test_what_is_written_is_read(
    tmp_path: Path, name: str, source: str, version: str, signer: str
) -> None:
    # A line of TOML ends in a line feed, however the file was stored.
    pin = Pin(name, source, version, DIGEST, signer)
    write_lock(str(tmp_path), {name: pin})
    assert read_lock(str(tmp_path)) == {name: pin}


def test_the_order_is_that_of_the_names(tmp_path: Path) -> None:
    pins = {name: Pin(name, "x", "1.0.0", DIGEST) for name in ("b", "a", "c")}
    write_lock(str(tmp_path), pins)
    first = (tmp_path / LOCK).read_bytes()
    write_lock(str(tmp_path), dict(sorted(pins.items())))
    assert (tmp_path / LOCK).read_bytes() == first
    assert list(read_lock(str(tmp_path))) == ["a", "b", "c"]


def test_without_a_lock_nothing_is_pinned(tmp_path: Path) -> None:
    assert read_lock(str(tmp_path)) == {}


ENTRY = f'form = 1\n[[bundle]]\nname = "a"\nversion = "1.0.0"\ndigest = "{DIGEST}"\n'
UNSIGNED = ENTRY + "unsigned = true\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "it is of another form"),
        ("form = 2", "it is of another form"),
        ("form = ", "this is not valid TOML"),
        ("form = 1\nbundle = 1", "`bundle` must be tables"),
        ("form = 1\nbundle = [1]", "`bundle` must be tables"),
        ("form = 1\nother = 1", "there is no setting `other`"),
        (ENTRY.replace("digest", "digset"), "there is no setting `digset`"),
        (ENTRY.replace(DIGEST, "sha256:0"), "`digest` must be"),
        (ENTRY.replace("sha256", "md5"), "`digest` must be"),
        (ENTRY.replace(DIGEST, "../../etc/passwd"), "`digest` must be"),
        (ENTRY + 'signer = "somebody"', "`signer` must be"),
        (ENTRY, "an entry has either a `signer` or `unsigned = true`"),
        (UNSIGNED + f'signer = "{DIGEST}"', "an entry has either a `signer` or"),
        (ENTRY + 'signer = ""\nunsigned = false', "an entry has either a `signer` or"),
        (ENTRY + "unsigned = 1", "`unsigned` must be true or false"),
        (UNSIGNED + UNSIGNED.removeprefix("form = 1\n"), "the bundle `a` is pinned twice"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / LOCK).write_text(text)
    with pytest.raises(SettingsError) as raised:
        read_lock(str(tmp_path))
    assert raised.value.message.startswith(message)
    assert LOCK in raised.value.where
