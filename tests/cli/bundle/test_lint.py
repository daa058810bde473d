"""`systo-policy bundle lint` as a user calls it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jsonschema
import msgspec

from packer_systo.engine.schemas import bundle_lint_schema

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from program import Ran


def test_text_json_and_exit_codes(folder: Path, systo: Callable[..., Ran]) -> None:
    systo("bundle", "new", "acme")
    clean = systo("bundle", "lint", "acme", "--skip", "regal")
    assert (clean.code, clean.err) == (0, "")
    assert clean.out.endswith("acme 0.1.0: nothing to mend\n")
    systo("rule", "new", "--bundle", "acme", "build/verify-thing")
    dirty = systo("bundle", "lint", "acme", "--skip", "opa-check", "--skip", "regal")
    assert dirty.code == 1
    assert (
        "acme/build/verify-thing/verify-thing.cel.yaml:1: cure-name: `verify-thing` says what to do; "
        "a name says what is wrong\n  = help: such as `unverified-iso`" in dirty.out
    )
    assert dirty.out.endswith("acme 0.1.0: 7 to mend\n")
    made = msgspec.json.decode(systo("bundle", "lint", "acme", "--format", "json").out)
    jsonschema.validate(made, bundle_lint_schema())
    assert made["passed"] is False
    assert {one["check"] for one in made["findings"]} == {"cure-name", "unwritten-text"}


def test_mistakes(folder: Path, systo: Callable[..., Ran]) -> None:
    assert systo("bundle", "lint").code == 2
    systo("bundle", "new", "acme")
    assert systo("bundle", "lint", "acme", "--skip", "spelling").code == 2
    assert systo("bundle", "lint", "acme", "--format", "junit").code == 2


def test_what_cannot_be_looked_at(folder: Path, systo: Callable[..., Ran]) -> None:
    systo("bundle", "new", "acme")
    (folder / "acme/security/foreign-mirror/cases.md").write_text("# foreign-mirror\n\n## Bad: x\n")
    ran = systo("bundle", "lint", "acme", "--skip", "opa-check", "--skip", "regal")
    assert ran.code == 2
    assert "acme/security/foreign-mirror/cases.md: line 3: the case `x` has no template" in ran.err
    assert ran.out.endswith("nothing to mend, as far as could be looked at\n")
