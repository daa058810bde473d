"""What a team has accepted: waivers and the baseline."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from program import Ran

from bad_template import BAD, ONLY, RULE, findings


def test_a_waiver_in_the_file(bad: Path, systo: Callable[..., Ran]) -> None:
    bad.write_text(
        BAD.replace(
            "  iso_checksum",
            '  # systo: ignore[unverified-iso] reason="a test image"\n  iso_checksum',
            1,
        )
    )
    ran = systo("check", *ONLY)
    assert (ran.code, ran.out) == (0, "")
    assert "(1 waived)" in ran.err
    assert "  = waived: a test image\n" in systo("check", *ONLY, "-v").out


def test_a_waiver_in_the_settings(bad: Path, systo: Callable[..., Ran]) -> None:
    (bad.parent / "systo.toml").write_text(
        f'[[waivers]]\nrule = "{RULE}"\npath = "*.pkr.hcl"\nreason = "a test image"\n'
    )
    assert systo("check", *ONLY).code == 0
    (bad.parent / "org.toml").write_text("")
    ran = systo("check", *ONLY, "--config", "org.toml")
    assert ran.code == 1
    assert "`waivers` is left out, since it could weaken org.toml" in ran.err


def test_a_baseline_hides_what_was_there(bad: Path, systo: Callable[..., Ran]) -> None:
    ran = systo("baseline", "write")
    assert ran.code == 0
    assert "systo-baseline.json: " in ran.err
    (bad.parent / "systo.toml").write_text('baseline = "systo-baseline.json"\n')
    ran = systo("check")
    assert (ran.code, ran.out) == (0, "")
    assert "in the baseline" in ran.err
    bad.write_text("# moved down\n\n\n" + BAD.replace("  iso_checksum", "      iso_checksum"))
    assert systo("check").code == 0, "moved and re-indented lines are the same findings"
    bad.write_text(BAD + BAD.replace("debian", "other").partition("variable")[0])
    (bad.parent / "systo-baseline.json").write_text("{}")
    ran = systo("check")
    assert ran.code == 2
    assert "this is no baseline" in ran.err


@pytest.mark.parametrize("mark", [".git", "systo.toml"])
def test_a_baseline_counts_from_any_working_directory(
    mark: str, folder: Path, systo: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    below = folder / "images" / "debian"
    below.mkdir(parents=True)
    (below / "debian.pkr.hcl").write_text(BAD)
    (folder / mark).touch()
    assert systo("baseline", "write", ".").code == 0
    whole = [one["fingerprint"] for one in findings(systo("check", "--format", "json"))]
    monkeypatch.chdir(below)
    ran = systo("check", "--baseline", "../../systo-baseline.json", ".")
    assert ran.code == 0
    assert "in the baseline" in ran.err
    assert [one["fingerprint"] for one in findings(systo("check", "--format", "json"))] == whole


def test_without_a_root_names_count_from_the_folder_that_was_named(
    tmp_path: Path, systo: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    images = tmp_path / "bare" / "images"
    for name in ("debian", "ubuntu"):
        (images / name).mkdir(parents=True)
        (images / name / "main.pkr.hcl").write_text(BAD)

    def fingerprints(*arguments: str) -> list[str]:
        ran = systo("check", *ONLY, "--format", "json", *arguments)
        return sorted(str(one["fingerprint"]) for one in findings(ran))

    monkeypatch.chdir(images)
    whole = fingerprints(".")
    assert len(set(whole)) == 2
    assert fingerprints("debian", "ubuntu") == whole
    monkeypatch.chdir(images / "debian")
    assert fingerprints("..") == whole
    monkeypatch.chdir(tmp_path)
    assert fingerprints(str(images)) == whole

    monkeypatch.chdir(images)
    assert systo("baseline", "write", "debian").code == 0
    monkeypatch.chdir(tmp_path)
    baseline = ("--baseline", str(images / "systo-baseline.json"))
    assert systo("check", *ONLY, *baseline, str(images / "debian")).code == 0
    assert systo("check", *ONLY, *baseline, str(images / "ubuntu")).code == 1


def test_a_kept_result_has_the_names_of_its_root(bad: Path, systo: Callable[..., Ran]) -> None:
    home = bad.parent / "sub"
    home.mkdir()
    bad.rename(home / bad.name)

    def fingerprints() -> list[object]:
        return [one["fingerprint"] for one in findings(systo("check", "--format", "json"))]

    before = fingerprints()
    (home / ".git").touch()
    assert fingerprints() != before
    (home / ".git").unlink()
    assert fingerprints() == before


def test_a_baseline_is_of_what_check_would_find_with_the_same_options(
    bad: Path, systo: Callable[..., Ran]
) -> None:
    (bad.parent / "env").mkdir()
    for name, value in (("dev", "none"), ("test", "md5:123")):
        (bad.parent / "env" / f"{name}.pkrvars.hcl").write_text(f'checksum = "{value}"\n')
    bad.write_text('variable "unset" {}\n' + BAD)
    options = ("--each-var-file", "env/*", "--require-variables", "--cross-check", "--exclude", "x")
    assert systo("baseline", "write", *options).code == 0
    ran = systo("check", *options, "--baseline", "systo-baseline.json")
    assert (ran.code, ran.out) == (0, "")


def test_a_baseline_of_half_a_run_is_not_written(bad: Path, systo: Callable[..., Ran]) -> None:
    ran = systo("baseline", "write", ".", "nowhere")
    assert ran.code == 2
    assert not (bad.parent / "systo-baseline.json").exists()
