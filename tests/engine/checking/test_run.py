"""`check` as a function: what a program that embeds it sees."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from packer_systo.engine import CheckOptions, Report, SystoError, check, verdict
from packer_systo.engine.errors import ExitCode

BAD = """\
source "qemu" "debian" {
  iso_url      = "https://example.org/debian.iso"
  iso_checksum = "none"
}

build {
  sources = ["source.qemu.debian"]
}
"""
RULE = "packer-baseline/unverified-iso"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "work" / ".git").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "work"


def write(path: Path, text: str) -> None:
    """A file that is old enough for the cache."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    os.utime(path, (1_000_000, 1_000_000))


def rules(report: Report) -> set[str]:
    return {finding.rule for finding in report.findings if finding.status == "fail"}


def test_it_prints_nothing(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    write(folder / "a.pkr.hcl", BAD)
    report = check(["a.pkr.hcl"])
    assert RULE in rules(report)
    assert verdict(report) is ExitCode.FINDINGS
    assert capfd.readouterr() == ("", "")


def test_findings_are_sorted_by_severity(folder: Path) -> None:
    write(folder / "a.pkr.hcl", BAD + "x = [1 2]\n")
    order = ["critical", "high", "medium", "low", "info"]
    severities = [order.index(finding.severity) for finding in check(["."]).findings]
    assert severities == sorted(severities)


def test_a_request_that_is_wrong_raises(folder: Path) -> None:
    write(folder / "a.pkr.hcl", BAD)
    with pytest.raises(SystoError, match="there is no rule `unverified-isos`"):
        check(["."], CheckOptions(only=("unverified-isos",)))


def test_a_defect_on_one_template_leaves_the_others(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from packer_systo.engine.checking.target import TargetJudge

    write(folder / "a" / "a.pkr.hcl", BAD)
    write(folder / "b" / "b.pkr.hcl", BAD)
    read = TargetJudge.read

    def broken(self: TargetJudge, target: object, *rest: object) -> object:
        if getattr(target, "shown", "") == "a":
            raise RuntimeError("hunter2")
        return read(self, target, *rest)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(TargetJudge, "read", broken)
    report = check(["."], CheckOptions(cache=False))
    assert [template.path for template in report.templates] == ["b"]
    assert RULE in rules(report)
    (error,) = report.errors
    assert error.where == "a"
    assert "RuntimeError" in error.message
    assert "hunter2" not in error.message
    assert verdict(report) is ExitCode.DEFECT


def test_one_path_may_be_given_as_it_is(folder: Path) -> None:
    assert check(str(folder)).findings == check([str(folder)]).findings


def test_paths_may_be_path_objects(folder: Path) -> None:
    write(folder / "a.pkr.hcl", BAD)
    named = check([str(folder)])
    assert RULE in rules(named)
    assert check([folder]).findings == named.findings
    assert check(folder).findings == named.findings


def test_settings_of_the_repository_can_be_left_aside(folder: Path) -> None:
    write(folder / "a.pkr.hcl", BAD)
    write(folder / "systo.toml", 'exclude = ["**"]\n')
    assert check(["."]).templates == ()
    assert RULE in rules(check(["."], CheckOptions(own_settings=False)))


def test_values_of_the_settings_reach_the_rules(folder: Path) -> None:
    write(folder / "a.pkr.hcl", BAD)
    write(
        folder / "systo.toml",
        '[[bundle]]\nname = "packer-baseline"\n\n[bundle.settings]\nnone_such = 1\n',
    )
    with pytest.raises(SystoError, match="no setting `none_such`"):
        check(["."])


def test_the_environment_can_be_given(folder: Path) -> None:
    write(folder / "a.pkr.hcl", 'variable "x" {}\n' + BAD.replace('"none"', "var.x"))
    options = CheckOptions(environment={"PKR_VAR_x": "none"})
    assert RULE in rules(check(["."], options))
    assert RULE not in rules(check(["."], CheckOptions(environment={})))


def test_progress_is_told_before_each_template(folder: Path) -> None:
    for name in ("a", "b", "c"):
        write(folder / name / "x.pkr.hcl", BAD)
    told: list[tuple[int, int, str]] = []

    def progress(number: int, total: int, name: str) -> None:
        told.append((number, total, name))

    check(["."], CheckOptions(progress=progress))
    assert told == [(0, 3, "a"), (1, 3, "b"), (2, 3, "c")]


def test_files_are_named_from_the_working_directory(folder: Path) -> None:
    write(folder / "images" / "a.pkr.hcl", BAD)
    places = {finding.location.file for finding in check([str(folder / "images")]).findings}
    assert places == {"images/a.pkr.hcl"}


def test_two_threads_can_check_at_once(folder: Path) -> None:
    write(folder / "a.pkr.hcl", BAD)
    reports: list[Report] = []

    def one() -> None:
        reports.append(check(["a.pkr.hcl"], CheckOptions(cache=False)))

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(reports) == 4
    assert all(report == reports[0] for report in reports)


class TestCache:
    """The second run of what has not changed says the same and judges nothing."""

    @pytest.fixture
    def judged(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        """The targets that were judged, and not found in the cache."""
        from packer_systo.engine.checking.target import TargetJudge

        names: list[str] = []
        read = TargetJudge.read

        def counting(self: TargetJudge, target: object, *rest: object) -> object:
            names.append(str(getattr(target, "shown", "")))
            return read(self, target, *rest)  # type: ignore[arg-type]  # passed on as they came

        monkeypatch.setattr(TargetJudge, "read", counting)
        return names

    def test_nothing_is_judged_twice(self, folder: Path, judged: list[str]) -> None:
        write(folder / "a" / "a.pkr.hcl", BAD)
        write(folder / "b" / "b.pkr.hcl", BAD)
        first = check(["."])
        assert judged == ["a", "b"]
        assert check(["."]) == first
        assert judged == ["a", "b"]
        write(folder / "a" / "a.pkr.hcl", BAD.replace("none", "nona"))
        check(["."])
        assert judged == ["a", "b", "a"]

    @pytest.mark.parametrize(
        "change",
        [
            "content",
            "auto var file",
            "var file",
            "variable",
            "environment",
            "script",
            "file()",
            "day",
            "rule",
            "require",
            "values",
            "bundle",
        ],
    )
    def test_whatever_the_result_depends_on_counts(
        self, folder: Path, judged: list[str], change: str
    ) -> None:
        write(
            folder / "a.pkr.hcl",
            'variable "x" {\n  default = "a"\n}\nlocals {\n  y = file("x.txt")\n}\n'
            + BAD.replace('"none"', 'local.y == "none" ? "none" : var.x').replace(
                "build {", 'build {\n  provisioner "shell" {\n    script = "s.sh"\n  }\n'
            ),
        )
        write(folder / "x.txt", "none")
        write(folder / "prod.pkrvars.hcl", 'x = "none"\n')
        options: dict[str, object] = {
            "var_files": ("prod.pkrvars.hcl",),
            "environment": {"XDG_CACHE_HOME": str(folder.parent / "cache")},
            "now": "2027-03-31",
        }

        def run() -> None:
            check(["."], CheckOptions(**options))  # type: ignore[arg-type]  # one test, many fields

        run()
        run()
        assert len(judged) == 1, "the same twice is judged once"
        match change:
            case "content":
                write(folder / "a.pkr.hcl", BAD)
            case "auto var file":
                write(folder / "x.auto.pkrvars.hcl", 'x = "a"\n')
            case "var file":
                write(folder / "prod.pkrvars.hcl", 'x = "nona"\n')
            case "variable":
                options["variables"] = (("x", "other"),)
            case "environment":
                options["environment"] = {
                    "XDG_CACHE_HOME": str(folder.parent / "cache"),
                    "PKR_VAR_x": "other",
                }
            case "script":
                write(folder / "s.sh", "curl -k https://example.org | sh\n")
            case "file()":
                write(folder / "x.txt", "nona")
            case "day":
                options["now"] = "2027-04-01"
            case "rule":
                options["only"] = ("unverified-iso",)
            case "require":
                options["require_variables"] = True
            case "values":
                from packer_systo.engine.bundle.builtin import builtin_bundles

                (bundle,) = builtin_bundles(["packer-baseline"])
                content = bundle.data["packer_baseline"]
                assert isinstance(content, dict)
                settings = content["settings"]
                if not isinstance(settings, dict) or not settings:
                    pytest.skip("the baseline has no settings to change")
                name = next(key for key, value in settings.items() if isinstance(value, list))
                write(
                    folder / "systo.toml",
                    f'[[bundle]]\nname = "packer-baseline"\n\n[bundle.settings]\n{name} = []\n',
                )
            case _:
                import shutil

                from packer_systo.engine.bundle.builtin import checkout_policies

                policies = checkout_policies()
                if policies is None:
                    pytest.skip("the built-in bundles are in a wheel")
                shutil.copytree(Path(policies) / "packer-baseline", folder / "house")
                manifest = folder / "house" / ".manifest"
                manifest.write_text(
                    manifest.read_text().replace('"name": "packer-baseline"', '"name": "house"')
                )
                options["bundles"] = ("house",)
        before = len(judged)
        run()
        assert len(judged) == before + 1

    def test_what_could_not_be_judged_whole_is_not_kept(
        self, folder: Path, judged: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from packer_systo.engine.errors import EngineError
        from packer_systo.engine.judgment.judge import Judge

        def failing(self: Judge, loaded: object) -> object:
            raise EngineError("no", where="a rule")

        write(folder / "a.pkr.hcl", BAD)
        with monkeypatch.context() as patch:
            patch.setattr(Judge, "verdicts", failing)
            assert check(["."]).errors
        assert not check(["."]).errors
        assert len(judged) == 2

    def test_a_cache_that_cannot_be_written_is_told(self, folder: Path) -> None:
        (folder.parent / "cache").write_text("a file, not a folder")
        write(folder / "a.pkr.hcl", BAD)
        report = check(["."])
        assert RULE in rules(report)
        assert any("cannot be written" in note for note in report.notes)
        assert verdict(report) is ExitCode.FINDINGS

    def test_no_secret_is_in_it(self, folder: Path) -> None:
        secret = "correct-horse-battery-staple-9471"
        write(
            folder / "a.pkr.hcl",
            'variable "password" {\n  sensitive = true\n}\n'
            'source "null" "a" {\n  ssh_password = var.password\n}\n'
            'build {\n  sources = ["source.null.a"]\n'
            '  provisioner "shell" {\n    inline = ["echo ${var.password} | sudo -S id"]\n  }\n}\n',
        )
        write(folder / "v.pkrvars.hcl", f'password = "{secret}"\n')
        check(["."], CheckOptions(var_files=("v.pkrvars.hcl",)))
        check(["."], CheckOptions(variables=(("password", secret),)))
        files = [path for path in (folder.parent / "cache").rglob("*") if path.is_file()]
        assert len(files) > 2
        for path in files:
            assert secret.encode() not in path.read_bytes()
