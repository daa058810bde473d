"""Bundles that are pinned: `bundle update` moves the lock, `check` judges by what it pins."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from packer_systo.engine.bundle.archive import pack, unpack
from packer_systo.engine.release.verification import Release
from pinned_scene import CHECK, Project

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from program import Ran


def _unsigned(project: Project) -> Release:
    """The release 1.2.0 without its signature."""
    contents = unpack(project.release.content, "")
    del contents[".signatures.json"]
    return Release(pack(contents, ""))


@pytest.fixture
def project(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)  # Python 3.13.0 fails in imports where its folder is gone
    shutil.rmtree(folder)
    made = Project(folder)
    monkeypatch.chdir(folder)
    return made


def test_it_is_pinned_and_judges(project: Project, systo: Callable[..., Ran]) -> None:
    early = systo(*CHECK)
    assert early.code == 2
    assert "the bundle `small` is not in systo.lock" in early.err
    assert "systo-policy bundle update" in early.err

    updated = systo("bundle", "update")
    assert updated.code == 0, updated.err
    assert updated.out.startswith("small: 1.2.0 is new\n  source  releases\n  digest  sha256:")
    pin = project.pin()
    assert (pin.version, pin.digest) == ("1.2.0", project.release.digest)
    assert pin.signer == project.key().public.fingerprint

    found = systo(*CHECK)
    assert found.code == 1, found.err
    assert "small/wrong-thing" in found.out
    again = systo("bundle", "update")
    assert again.out == "small: 1.2.0 is the newest, and pinned already\n"


def test_its_rules_are_listed_and_explained(project: Project, systo: Callable[..., Ran]) -> None:
    systo("bundle", "update")
    assert "small/wrong-thing" in systo("rules").out
    explained = systo("explain", "small/wrong-thing")
    assert explained.code == 0, explained.err
    assert "Looks." in explained.out
    # And those of a file that is given by hand.
    (project.folder / "systo.toml").unlink()
    by_hand = systo("explain", "small/wrong-thing", "--bundle", "small-1.2.0.tar.gz")
    assert by_hand.out == explained.out


@pytest.mark.parametrize("name", ["systo.lock", "security.pub"])
def test_what_a_repository_names_does_not_keep_a_check_waiting(
    project: Project, systo: Callable[..., Ran], name: str
) -> None:
    systo("bundle", "update")
    (project.folder / name).unlink()
    os.mkfifo(project.folder / "pipe")
    (project.folder / name).symlink_to("pipe")
    for command in (CHECK, ("bundle", "update")):
        ran = systo(*command)
        assert ran.code == 2
        assert "no plain file" in ran.err


def test_a_key_that_is_missing_is_said_before_anything_is_fetched(
    project: Project, systo: Callable[..., Ran]
) -> None:
    project.settings(source="https://127.0.0.1:9/policies/", signer="keys/none.pub")
    ran = systo("bundle", "update")
    assert ran.code == 2
    assert "keys/none.pub: the key cannot be read" in ran.err


def test_two_bundles_of_one_name_are_refused(project: Project, systo: Callable[..., Ran]) -> None:
    systo("bundle", "update")
    ran = systo(*CHECK, "--bundle", "small-1.2.0.tar.gz")
    assert ran.code == 2
    assert "there are two bundles with the name `small`" in ran.err


def test_everything_works_without_the_source(project: Project, systo: Callable[..., Ran]) -> None:
    systo("bundle", "update")
    shutil.rmtree(project.folder / "releases")
    assert systo(*CHECK).code == 1
    # What was verified before is verified again where nobody remembers it.
    shutil.rmtree(project.stored().parents[3] / "verified")
    assert systo(*CHECK).code == 1


def test_a_newer_release_is_taken_by_an_update_alone(
    project: Project, systo: Callable[..., Ran]
) -> None:
    systo("bundle", "update")
    changed = project.released(
        "1.3.0",
        changes={
            "security/wrong-thing/wrong-thing.cel.yaml": project.contents()[
                "security/wrong-thing/wrong-thing.cel.yaml"
            ]
            .decode()
            .replace("severity: high", "severity: critical")
        },
    )
    project.offer(changed, "1.3.0")
    project.offer(project.released("2.0.0"), "2.0.0")
    project.offer(project.released("1.4.0-rc.1"), "1.4.0-rc.1")
    assert systo(*CHECK).code == 1
    assert project.pin().version == "1.2.0"
    moved = systo("bundle", "update")
    assert moved.code == 0, moved.err
    assert moved.out.startswith("small: 1.2.0 to 1.3.0\n")
    assert "high" in moved.out
    assert "critical" in moved.out
    assert project.pin().version == "1.3.0"
    assert systo(*CHECK).out.startswith("critical[small/wrong-thing]")


def test_a_clone_on_another_machine_pulls_what_is_pinned(
    project: Project, systo: Callable[..., Ran]
) -> None:
    systo("bundle", "update")
    project.publish("1.3.0")
    shutil.rmtree(project.stored().parents[3])
    missing = systo(*CHECK)
    assert missing.code == 2
    assert "was not fetched on this machine" in missing.err
    assert "systo-policy bundle pull" in missing.err
    pulled = systo("bundle", "pull")
    assert pulled.out == "small 1.2.0: fetched from releases\n"
    assert systo(*CHECK).code == 1
    assert systo("bundle", "pull").out == ""


def test_pull_looks_at_what_is_here(project: Project, systo: Callable[..., Ran]) -> None:
    systo("bundle", "update")
    project.stored().write_bytes(project.release.content[:-1000])
    refused = systo("bundle", "pull")
    assert refused.code == 4
    assert "it was changed on this machine" in refused.err
    project.stored().unlink()
    assert systo("bundle", "pull").out == "small 1.2.0: fetched from releases\n"


def test_a_store_of_its_own_travels_with_the_repository(
    project: Project, systo: Callable[..., Ran]
) -> None:
    settings = project.folder / "systo.toml"
    settings.write_text('bundle-store = "vendor"\n' + settings.read_text())
    systo("bundle", "update")
    assert any((project.folder / "vendor").rglob("*.tar.gz"))
    assert systo(*CHECK).code == 1


def test_values_of_a_pinned_bundle(project: Project, systo: Callable[..., Ran]) -> None:
    project.settings(more="\n[bundle.settings]\nlimit = 5\n")
    systo("bundle", "update")
    assert systo(*CHECK).code == 1
    project.settings(more="\n[bundle.settings]\nlimmit = 5\n")
    wrong = systo(*CHECK)
    assert wrong.code == 2
    assert "no setting `limmit`" in wrong.err


def test_without_a_signer_a_bundle_is_refused_as_unsigned(
    project: Project, systo: Callable[..., Ran]
) -> None:
    # Also one that is signed, by whomever: nobody said whose signature counts.
    project.settings(signer="")
    for command in (("bundle", "update"), ("bundle", "pull"), CHECK, ("rules",)):
        ran = systo(*command)
        assert ran.code == 4, command
        assert "systo.toml:1: the bundle `small` is refused as unsigned: no `signer`" in ran.err
        assert 'help: name the public key of who releases it, `signer = "' in ran.err
        assert "`unsigned = true` pins it by its digest alone" in ran.err
    assert not (project.folder / "systo.lock").exists()


def test_an_unsigned_bundle_that_may_be_so_is_pinned_by_its_digest(
    project: Project, systo: Callable[..., Ran]
) -> None:
    unsigned = _unsigned(project)
    project.offer(unsigned, "1.2.0")
    project.settings(signer="", unsigned=True)
    updated = systo("bundle", "update")
    assert updated.code == 0, updated.err
    noted = "signer  nobody, as `unsigned = true` says: it is pinned by its digest alone\n"
    assert noted in updated.out
    lock = (project.folder / "systo.lock").read_text()
    assert lock.endswith(f'digest = "{unsigned.digest}"\nunsigned = true\n')
    assert "signer" not in lock
    assert systo(*CHECK).code == 1
    again = systo("bundle", "update")
    assert "pinned already, by its digest alone: nobody has to sign it\n" in again.out
    # Leave to be unsigned is taken back: what is pinned is refused from then on.
    project.settings(signer="")
    assert systo(*CHECK).code == 4


@pytest.mark.parametrize("unsigned", [False, True])
def test_a_signer_wins_over_unsigned(
    project: Project, systo: Callable[..., Ran], unsigned: bool
) -> None:
    project.offer(_unsigned(project), "1.2.0")
    project.settings(unsigned=unsigned)
    fresh = systo("bundle", "update")
    assert fresh.code == 4
    assert "is not signed" in fresh.err
    # Pinned while nobody had to sign it.
    project.settings(signer="", unsigned=True)
    assert systo("bundle", "update").code == 0
    project.settings(unsigned=unsigned)
    for command in (CHECK, ("bundle", "pull")):
        ran = systo(*command)
        assert ran.code == 4
        assert "signed by nobody, the settings by sha256:" in ran.err
    assert systo("bundle", "update").code == 4


def test_what_is_published_unsigned_is_said(project: Project, systo: Callable[..., Ran]) -> None:
    project.write(_unsigned(project), "small-1.2.0.tar.gz")
    pushed = systo("bundle", "push", "small-1.2.0.tar.gz", "public")
    assert pushed.code == 0
    assert pushed.out.startswith("public/small-1.2.0.tar.gz: small 1.2.0\n")
    assert "note: small-1.2.0.tar.gz is not signed: who pins it must write" in pushed.err
    assert "systo-policy bundle sign" in pushed.err
    refused = systo("bundle", "push", "small-1.2.0.tar.gz", "other", "--key", "security.pub")
    assert refused.code == 4
    assert "is not signed" in refused.err
    assert not (project.folder / "other").exists()
    project.write(project.released("1.3.0"), "small-1.3.0.tar.gz")
    signed = systo("bundle", "push", "small-1.3.0.tar.gz", "public")
    assert (signed.code, signed.err) == (0, "")


def test_another_signer_is_a_change_that_is_shown(
    project: Project, systo: Callable[..., Ran]
) -> None:
    systo("bundle", "update")
    project.settings(signer="other.pub")
    refused = systo(*CHECK)
    assert refused.code == 4
    assert "signed by sha256:" in refused.err
    project.offer(project.released("1.3.0", key="other"), "1.3.0")
    moved = systo("bundle", "update")
    assert moved.code == 0, moved.err
    fingerprint = project.key("other").public.fingerprint
    assert f"      to  {fingerprint}\n" in moved.out
    assert systo(*CHECK).code == 1


def test_the_same_release_without_its_signer_changes_no_rule(
    project: Project, systo: Callable[..., Ran]
) -> None:
    systo("bundle", "update")
    project.settings(signer="", unsigned=True)
    moved = systo("bundle", "update")
    assert moved.code == 0, moved.err
    assert "to  nobody, as `unsigned = true` says: it is pinned by its digest" in moved.out
    assert "its rules and its data are what they were: the release is the same" in moved.out
    assert "cannot be shown" not in moved.out


def test_a_downgrade_has_to_be_asked_for(project: Project, systo: Callable[..., Ran]) -> None:
    project.publish("1.3.0")
    systo("bundle", "update")
    (project.folder / "releases/small-1.3.0.tar.gz").unlink()
    before = (project.folder / "systo.lock").read_bytes()
    refused = systo("bundle", "update")
    assert refused.code == 4
    assert "would go back from 1.3.0 to 1.2.0" in refused.err
    assert (project.folder / "systo.lock").read_bytes() == before
    assert systo("bundle", "update", "--downgrade").code == 0
    assert project.pin().version == "1.2.0"


def test_a_lock_that_pins_no_version(project: Project, systo: Callable[..., Ran]) -> None:
    systo("bundle", "update")
    lock = project.folder / "systo.lock"
    lock.write_text(lock.read_text().replace('"1.2.0"', '"newest"'))
    ran = systo("bundle", "update")
    assert ran.code == 2
    assert "pins `newest`, which is no version" in ran.err
    assert systo(*CHECK).code == 4


def test_a_bundle_that_leaves_the_settings_leaves_the_lock(
    project: Project, systo: Callable[..., Ran]
) -> None:
    systo("bundle", "update")
    (project.folder / "systo.toml").write_text("")
    assert "not in the settings any more" in systo("bundle", "update").out
    assert "[[bundle]]" not in (project.folder / "systo.lock").read_text()


def test_only_what_is_named_is_moved(project: Project, systo: Callable[..., Ran]) -> None:
    wrong = systo("bundle", "update", "smal")
    assert wrong.code == 2
    assert "Did you mean `small`?" in wrong.err
    assert systo("bundle", "update", "small").code == 0


def test_trusted_settings_have_a_lock_of_their_own(
    project: Project, systo: Callable[..., Ran], tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    shutil.move(project.folder / "releases", gate / "releases")
    shutil.copy(project.folder / "security.pub", gate)
    shutil.move(project.folder / "systo.toml", gate)
    trusted = str(gate / "systo.toml")
    assert systo("bundle", "update", "--config", trusted).code == 0
    assert (gate / "systo.lock").is_file()
    # The repository's own table of that name is left out, and with it the list that it lowers.
    (project.folder / "systo.toml").write_text(
        '[[bundle]]\nname = "small"\nsource = "mine"\n\n[bundle.settings]\nlimit = 0\n'
    )
    ran = systo("check", "--only", "small/wrong-thing", "--config", trusted)
    assert ran.code == 1
    assert "`bundle.small` is left out, since it could weaken" in ran.err


def test_pull_writes_a_release_into_a_folder(project: Project, systo: Callable[..., Ran]) -> None:
    project.publish("1.3.0")
    pulled = systo("bundle", "pull", "releases", "--key", "security.pub", "-o", "got")
    assert pulled.code == 0, pulled.err
    assert pulled.out.startswith("got/small-1.3.0.tar.gz: small 1.3.0\n")
    assert "verified" in pulled.out
    assert systo("bundle", "verify", "got/small-1.3.0.tar.gz", "--key", "security.pub").code == 0
    older = systo("bundle", "pull", "releases", "--version", "<1.3", "-o", "got")
    assert "signer  not verified: no --key was given" in older.out
    other = systo("bundle", "pull", "releases", "--key", "other.pub", "-o", "got")
    assert other.code == 4
    assert systo("bundle", "pull", "releases", "--version", ">5").code == 2
    assert systo("bundle", "pull", "releases", "--version", "no range").code == 2


def test_a_published_version_never_changes(project: Project, systo: Callable[..., Ran]) -> None:
    assert systo("bundle", "push", "small-1.2.0.tar.gz", "public").code == 0
    again = systo("bundle", "push", "small-1.2.0.tar.gz", "public", "--key", "security.pub")
    assert again.code == 0
    project.write(project.released("1.2.0", key="other"))
    changed = systo("bundle", "push", "small-1.2.0.tar.gz", "public")
    assert changed.code == 2
    assert "there is another release 1.2.0 already" in changed.err
    refused = systo("bundle", "push", "small-1.2.0.tar.gz", "other", "--key", "security.pub")
    assert refused.code == 4
    assert not (project.folder / "other").exists()
