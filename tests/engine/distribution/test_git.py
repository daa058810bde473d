"""Releases as tags of a git repository, of which nothing may run."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from packer_systo.cli.main import main
from packer_systo.engine.bundle.file_names import SIGNATURES
from packer_systo.engine.distribution import git, processes
from packer_systo.engine.distribution.git import GitSource
from packer_systo.engine.distribution.places import read_place
from packer_systo.engine.errors import SourceError
from pinned_scene import CHECK, Project
from release_scene import write_folder

if TYPE_CHECKING:
    from pathlib import Path


def run(folder: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", "-c", "user.name=Somebody", "-c", "user.email=somebody@example.org", *arguments],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    ).stdout


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    bare = tmp_path / "policies.git"
    bare.mkdir()
    run(bare, "init", "--quiet", "--bare", ".")
    return bare


def place(repository: Path, tag: str = "") -> str:
    return f"git+file://{repository}{tag}"


def work_in(tmp_path: Path, repository: Path) -> Path:
    """A clone with a first commit, which has the bundle's files in it."""
    clone = tmp_path / "clone"
    run(tmp_path, "clone", "--quiet", str(repository), str(clone))
    return clone


def test_a_release_is_a_tag_and_comes_back_as_it_was(
    project: Project, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(("bundle", "push", "small-1.2.0.tar.gz", place(repository))) == 0
    assert capsys.readouterr().out.startswith(f"{place(repository)}@v1.2.0: small 1.2.0\n")
    assert run(repository, "tag").split() == ["v1.2.0"]
    assert run(repository, "branch") == ""
    release = GitSource(read_place(place(repository), "/")).fetch("1.2.0")
    assert release == project.release
    project.settings(source=place(repository))
    assert main(("bundle", "update")) == 0
    assert main(CHECK) == 1
    project.publish("1.3.0", place(repository))
    assert main(("bundle", "update")) == 0
    assert project.pin().version == "1.3.0"
    pinned = place(repository, "@v1.2.0")
    assert main(("bundle", "pull", pinned, "--key", "security.pub", "-o", "images")) == 0


def test_a_tag_never_changes(
    project: Project, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project.publish("1.2.0", place(repository))
    before = run(repository, "rev-parse", "v1.2.0")
    file = project.write(project.released("1.2.0", key="other"))
    assert main(("bundle", "push", file.name, place(repository))) == 2
    assert "another release 1.2.0 already" in capsys.readouterr().err
    assert run(repository, "rev-parse", "v1.2.0") == before


def test_a_tag_of_a_working_repository_is_a_source_too(
    project: Project, repository: Path, tmp_path: Path
) -> None:
    """A team may commit the signed files, and tag them by hand."""
    clone = work_in(tmp_path, repository)
    write_folder(clone, project.contents())
    (clone / ".gitattributes").write_text("* text eol=crlf filter=evil\n")
    run(clone, "add", "--force", ".")
    run(clone, "rm", "--cached", "--quiet", ".gitattributes")
    # As `bundle new` writes it: of git, and not of the bundle.
    (clone / ".gitignore").write_text("/dist/\n")
    run(clone, "add", "--force", ".gitignore")
    run(clone, "commit", "--quiet", "--message=1.2.0")
    run(clone, "tag", "--annotate", "--message=1.2.0", "1.2.0")
    run(clone, "push", "--quiet", "origin", "1.2.0")
    release = GitSource(read_place(place(repository), "/")).fetch("1.2.0")
    assert release.content == project.release.content


def test_nothing_of_the_repository_runs(
    project: Project, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(("bundle", "push", "small-1.2.0.tar.gz", place(repository))) == 0
    ran = tmp_path / "ran"
    script = tmp_path / "script"
    script.write_text(f"#!/bin/sh\necho $0 >> {ran}\nexec cat\n")
    script.chmod(0o755)
    hooks = repository / "hooks"
    hooks.mkdir(exist_ok=True)
    for hook in ("post-checkout", "pre-receive", "post-upload-pack", "reference-transaction"):
        (hooks / hook).symlink_to(script)
    for key in (
        "core.fsmonitor", "core.sshCommand", "core.pager", "core.editor", "core.askPass",
        "core.alternateRefsCommand", "uploadpack.packObjectsHook", "credential.helper",
        "filter.evil.smudge", "gpg.program", "diff.external",
    ):  # fmt: skip
        run(repository, "config", key, str(script))
    run(repository, "config", "core.hooksPath", str(hooks))
    # Where a hook of the project runs us, its variables lead into its own repository.
    monkeypatch.setenv("GIT_DIR", str(project.folder / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.fsmonitor")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", str(script))
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", str(script))
    assert GitSource(read_place(place(repository), "/")).fetch("1.2.0") == project.release
    assert not ran.exists()
    assert not (tmp_path / "index").exists()
    assert list((project.folder / ".git").iterdir()) == []


@pytest.mark.parametrize("kind", ["link", "submodule", "path"])
def test_what_is_no_plain_file_is_refused(
    project: Project, repository: Path, tmp_path: Path, kind: str
) -> None:
    clone = work_in(tmp_path, repository)
    write_folder(clone, project.contents())
    run(clone, "add", "--force", ".")
    match kind:
        case "link":
            (clone / "notes").symlink_to("/etc")
            run(clone, "add", "notes")
        case "submodule":
            commit = "1" * 40
            run(clone, "update-index", "--add", "--cacheinfo", f"160000,{commit},notes")
        case _:
            (clone / "con.md").write_text("x")
            run(clone, "add", "con.md")
    run(clone, "commit", "--quiet", "--message=1.2.0")
    run(clone, "tag", "v1.2.0")
    run(clone, "push", "--quiet", "origin", "v1.2.0")
    project.settings(source=place(repository))
    assert main(("bundle", "update")) == 2


def test_a_repository_that_is_too_large(
    project: Project, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.publish("1.2.0", place(repository))
    monkeypatch.setattr(git, "LARGEST_REPOSITORY", 20_000)
    with pytest.raises(SourceError, match="larger than"):
        GitSource(read_place(place(repository), "/")).fetch("1.2.0")


def test_git_that_does_not_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = tmp_path / "bin/git"
    fake.parent.mkdir()
    fake.write_text("#!/bin/sh\nexec sleep 60\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake.parent}:{os.environ['PATH']}")
    monkeypatch.setattr(processes, "TIME", 0.5)
    with pytest.raises(SourceError, match="takes longer"):
        GitSource(read_place("git+file:///srv/none", "/")).versions()


def test_a_repository_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SourceError, match="`git ls-remote` failed"):
        GitSource(read_place(f"git+file://{tmp_path}/none", "/")).versions()
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SourceError, match="git is not on PATH"):
        GitSource(read_place(f"git+file://{tmp_path}/none", "/")).versions()


def test_tags_that_are_no_versions_are_left_out(project: Project, repository: Path) -> None:
    project.publish("1.2.0", place(repository))
    commit = run(repository, "rev-parse", "v1.2.0").strip()
    for tag in ("latest", "v1", "v1.3", "v2.0.0", "release-3.0.0"):
        run(repository, "tag", tag, commit)
    found = GitSource(read_place(place(repository), "/")).versions()
    assert sorted(found) == ["1.2.0", "2.0.0"]
    assert GitSource(read_place(place(repository, "@v1.2.0"), "/")).versions() == ["1.2.0"]
    # A tag that was set on another release does not make it that one.
    project.settings(source=place(repository), version="*")
    assert main(("bundle", "update")) == 4


def test_signatures_are_part_of_the_tag(project: Project, repository: Path) -> None:
    project.publish("1.2.0", place(repository))
    names = run(repository, "ls-tree", "-r", "--name-only", "v1.2.0").split()
    assert {SIGNATURES, git.SIGSTORE, ".manifest"} <= set(names)
