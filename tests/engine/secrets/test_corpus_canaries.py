"""No secret of real templates is in anything that leaves a run.

Every stretch of the corpus' files that is hidden, be it a sensitive variable's value, a credential
or a hit of the detector, is replaced by a canary of the same look; then the template is run again,
and no canary may be anywhere. Every folder of the corpus is taken, as a whole: a template's scripts
may stand anywhere in its repository.
"""

from __future__ import annotations

import os
import random
import re
import shutil
from pathlib import Path

import pytest

from canaries import Case, canary, hits, leaks, loaded_templates, outputs, secret_texts
from shared_data import corpus_path

SHORTEST = 6
"""Of what is left of a canary that had to keep the look of a key."""

_ACTION = re.compile(r"\{\{.*?\}\}|\$\{.*?\}", re.DOTALL)


def folders() -> list[str]:
    """The corpus' repositories, and the parts of Packer's own test data; relative to the corpus.

    The largest come first, so that what runs beside them ends at about the same time.
    """
    try:
        root = corpus_path()
    except pytest.skip.Exception:
        return []
    parts = [*(root / "repos").iterdir(), *root.glob("packer-*"), root / "syntax-cases"]
    sizes = {
        part.relative_to(root).as_posix(): sum(1 for _ in part.rglob("*"))
        for part in parts
        if part.is_dir()
    }
    return sorted(sizes, key=lambda name: (-sizes[name], name))


def disguised(secret: str, number: int) -> tuple[str, str]:
    """A text of the same look that no other one has, and the part of it to watch for.

    What a pattern goes by is kept: actions within it, the lines around a key, the first letters of
    a long token.
    """
    if not secret.strip() or _ACTION.search(secret):
        return secret, ""
    if len(secret) < 16 or secret.isalpha():
        own = canary(number)
        return own, own
    chosen = random.Random(number)
    lines = [
        line
        if line.startswith("-----")
        else "".join([c if at < 6 else _like(c, chosen) for at, c in enumerate(line)])
        for line in secret.split("\n")
    ]
    tails = re.findall(r"[A-Za-z0-9]+", "\n".join([line[6:] for line in lines]))
    watched = max(tails, key=len, default="")
    if len(watched) < SHORTEST or watched in secret:
        watched = ""
    return "\n".join(lines), watched


def _like(character: str, chosen: random.Random) -> str:
    for kind in ("0123456789", "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"):
        if character in kind:
            return chosen.choice(kind)
    return character


def with_canaries(case: Case) -> list[str]:
    """Puts canaries into the case's files; what to watch for."""
    hidden: dict[str, set[tuple[int, int]]] = {}
    texts: dict[str, str] = {}
    for loaded in loaded_templates(case):
        for path, found in loaded.secrets.items():
            hidden.setdefault(path, set()).update(found)
            # A file of templatefile is shown too, and is none of the template's own.
            own = loaded.texts.get(path)
            texts[path] = own.text if own is not None else Path(path).read_bytes().decode("utf-8")
    known = secret_texts(case)
    seen = {path: set(hits(text)) for path, text in texts.items()}
    by_secret: dict[str, tuple[str, str]] = {}
    for path, stretches in hidden.items():
        pieces: list[str] = []
        at = 0
        for start, end in sorted(stretches, key=lambda one: (one[0], -one[1])):
            if start < at:
                continue
            written = texts[path][start:end]
            secret = written.strip('"')  # a JSON string is hidden with its quotes
            if (start, end) not in seen[path] and secret not in known:
                continue  # what a secret is made of is hidden too, such as a user name
            # One for each text: it may be hidden here since it is a secret elsewhere.
            new, _ = by_secret.setdefault(secret, disguised(secret, len(by_secret)))
            pieces += texts[path][at:start], written.replace(secret, new, 1) if secret else written
            at = end
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write("".join([*pieces, texts[path][at:]]))
    return [own for _, own in by_secret.values() if own]


@pytest.mark.slow
@pytest.mark.parametrize("folder", folders() or [pytest.param("", id="absent")])
def test_no_secret_of_a_real_template_leaves_it(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(
        corpus_path() / folder, tmp_path / "t", copy_function=shutil.copyfile, symlinks=True
    )
    for below, _, _ in os.walk(tmp_path):
        os.chmod(below, 0o700)  # the shared data may be read-only
    monkeypatch.chdir(tmp_path)
    case = Case("t")
    secrets = with_canaries(case)
    assert leaks(secrets, outputs(case)) == []
