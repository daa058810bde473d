"""Ways to make a project judge by another release than the one that it pins: each is refused.

Each function changes a project in which the good release 1.2.0 was pinned and has judged, and gives
the command that must refuse what is there now.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, NamedTuple, Protocol

from packer_systo.engine.bundle.archive import pack
from packer_systo.engine.bundle.file_names import SIGNATURES
from packer_systo.engine.distribution.lock import read_lock, write_lock
from packer_systo.engine.distribution.store import BundleStore
from packer_systo.engine.release.sigstore_bundle import SUFFIX, make_sigstore_bundle
from packer_systo.engine.release.verification import Release
from pinned_scene import CHECK
from release_scene import write_folder

if TYPE_CHECKING:
    from collections.abc import Callable

    from pinned_scene import Project

UPDATE, PULL = ("bundle", "update"), ("bundle", "pull")
RULE = "build/other-thing/other-thing.rego"


class Flawing(Protocol):
    def __call__(self, project: Project) -> tuple[str, ...]: ...


class Flaw(NamedTuple):
    """`reason` is a pattern of what is said about it."""

    name: str
    make: Flawing
    reason: str


FLAWS: list[Flaw] = []


def flaw(reason: str) -> Callable[[Flawing], Flawing]:
    def add(make: Flawing) -> Flawing:
        name = getattr(make, "__name__", "")
        FLAWS.append(Flaw(name.replace("_", "-"), make, reason))
        return make

    return add


# What a source serves.


@flaw("would go back from 1.2.0 to 1.1.0")
def rolled_back_source(project: Project) -> tuple[str, ...]:
    project.offer(project.released("1.1.0"), "1.1.0")
    (project.folder / "releases/small-1.2.0.tar.gz").unlink()
    return UPDATE


@flaw("called 1.3.0, but what is in there is 1.1.0")
def older_release_under_a_newer_name(project: Project) -> tuple[str, ...]:
    project.offer(project.released("1.1.0"), "1.3.0")
    return UPDATE


@flaw("called 1.3.0, but what is in there is 1.2.0")
def same_release_under_a_newer_name(project: Project) -> tuple[str, ...]:
    project.offer(project.release, "1.3.0")
    return UPDATE


@flaw("is not what it was")
def version_released_anew(project: Project) -> tuple[str, ...]:
    project.offer(project.released(changes={"lib/notes.md": "\n"}), "1.2.0")
    return UPDATE


@flaw("is not what it was")
def version_signed_anew(project: Project) -> tuple[str, ...]:
    project.offer(project.released(), "1.2.0")
    return UPDATE


@flaw("is not signed")
def newer_release_that_nobody_signed(project: Project) -> tuple[str, ...]:
    contents = _contents(project, "1.3.0")
    del contents[SIGNATURES]
    project.offer(Release(pack(contents, "small")), "1.3.0")
    return UPDATE


@flaw("not by this key")
def newer_release_by_an_unknown_signer(project: Project) -> tuple[str, ...]:
    project.offer(project.released("1.3.0", key="other"), "1.3.0")
    return UPDATE


@flaw("was changed")
def newer_release_that_was_changed(project: Project) -> tuple[str, ...]:
    contents = _contents(project, "1.3.0")
    contents[RULE] = contents[RULE].replace(b'== "wrong"', b'== "never"')
    project.offer(Release(pack(contents, "small")), "1.3.0")
    return UPDATE


@flaw("made with another key")
def newer_release_with_another_sigstore_bundle(project: Project) -> tuple[str, ...]:
    content = project.released("1.3.0").content
    project.offer(Release(content, make_sigstore_bundle(content, project.key("other"))), "1.3.0")
    return UPDATE


@flaw("this is the bundle `large`, and `small` was asked for")
def another_bundle_of_the_same_signer(project: Project) -> tuple[str, ...]:
    project.offer(_large(project), "1.3.0")
    return UPDATE


@flaw("is not signed")
def bundle_folder_in_place_of_releases(project: Project) -> tuple[str, ...]:
    shutil.rmtree(project.folder / "releases")
    contents = project.contents()
    del contents[SIGNATURES]
    write_folder(project.folder / "releases", contents)
    (project.folder / "systo.lock").unlink()
    return UPDATE


@flaw("cut off")
def newer_release_that_is_cut_off(project: Project) -> tuple[str, ...]:
    content = project.released("1.3.0").content
    project.offer(Release(content[: len(content) // 2]), "1.3.0")
    return UPDATE


@flaw("and systo.lock pins")
def source_that_gives_another_release_than_is_pinned(project: Project) -> tuple[str, ...]:
    shutil.rmtree(_store(project).folder)
    project.offer(project.released(changes={"lib/notes.md": "\n"}), "1.2.0")
    return PULL


@flaw("and systo.lock pins")
def source_that_gives_an_older_release_than_is_pinned(project: Project) -> tuple[str, ...]:
    shutil.rmtree(_store(project).folder)
    project.offer(project.released("1.1.0"), "1.2.0")
    return PULL


@flaw("refused as unsigned: no `signer`")
def settings_that_lost_their_signer(project: Project) -> tuple[str, ...]:
    project.settings(signer="")
    return UPDATE


@flaw("is not signed")
def unsigned_release_where_both_are_set(project: Project) -> tuple[str, ...]:
    contents = _contents(project, "1.3.0")
    del contents[SIGNATURES]
    project.offer(Release(pack(contents, "small")), "1.3.0")
    project.settings(unsigned=True)
    return UPDATE


# What the lock says.


@flaw("called 1.2.0, but what is in there is 1.1.0")
def lock_with_the_digest_of_an_older_release(project: Project) -> tuple[str, ...]:
    _pin(project, project.released("1.1.0"), "1.2.0")
    return CHECK


@flaw("not in the range")
def lock_with_an_older_release_than_is_asked_for(project: Project) -> tuple[str, ...]:
    project.settings(version=">=1.2, <2")
    _pin(project, project.released("1.1.0"), "1.1.0")
    return CHECK


@flaw("is not signed")
def lock_with_an_unsigned_release(project: Project) -> tuple[str, ...]:
    contents = project.contents()
    del contents[SIGNATURES]
    _pin(project, Release(pack(contents, "small")), "1.2.0")
    return CHECK


@flaw("not by this key")
def lock_with_a_release_by_an_unknown_signer(project: Project) -> tuple[str, ...]:
    _pin(project, project.released(key="other"), "1.2.0")
    return CHECK


@flaw("signed by sha256:[0-9a-f]+, the settings by sha256:")
def lock_with_another_signer(project: Project) -> tuple[str, ...]:
    fingerprint = project.key("other").public.fingerprint
    _pin(project, project.released(key="other"), "1.2.0", signer=fingerprint)
    return CHECK


@flaw("signed by nobody, the settings by sha256:")
def lock_without_a_signer(project: Project) -> tuple[str, ...]:
    contents = project.contents()
    del contents[SIGNATURES]
    _pin(project, Release(pack(contents, "small")), "1.2.0", signer="")
    return CHECK


@flaw("refused as unsigned: no `signer`")
def lock_and_settings_without_a_signer(project: Project) -> tuple[str, ...]:
    contents = project.contents()
    del contents[SIGNATURES]
    _pin(project, Release(pack(contents, "small")), "1.2.0", signer="")
    project.settings(signer="")
    return CHECK


@flaw("signed by sha256:[0-9a-f]+, the settings by nobody")
def settings_that_let_a_signed_bundle_be_unsigned(project: Project) -> tuple[str, ...]:
    project.settings(signer="", unsigned=True)
    return CHECK


@flaw("signed by sha256:[0-9a-f]+, the settings by sha256:")
def key_that_was_exchanged(project: Project) -> tuple[str, ...]:
    shutil.copy(project.folder / "other.pub", project.folder / "security.pub")
    return CHECK


@flaw("this is the bundle `large`")
def lock_with_another_bundle_of_the_same_signer(project: Project) -> tuple[str, ...]:
    _pin(project, _large(project), "1.3.0")
    return CHECK


# What lies on this machine.


@flaw("changed on this machine")
def stored_release_that_was_changed(project: Project) -> tuple[str, ...]:
    content = bytearray(project.release.content)
    content[content.index(b"deny contains")] ^= 4
    project.stored().write_bytes(content)
    return CHECK


@flaw("changed on this machine")
def stored_release_that_was_cut_off(project: Project) -> tuple[str, ...]:
    project.stored().write_bytes(project.release.content[:-1000])
    return CHECK


@flaw("changed on this machine")
def stored_release_that_is_an_older_one(project: Project) -> tuple[str, ...]:
    project.stored().write_bytes(project.released("1.1.0").content)
    return CHECK


@flaw("is not signed")
def record_that_somebody_else_made(project: Project) -> tuple[str, ...]:
    """Records of another user's key come with a cache that is restored from elsewhere."""
    contents = project.contents()
    del contents[SIGNATURES]
    _pin(project, Release(pack(contents, "small")), "1.2.0")
    records = project.stored().parents[3] / "verified"
    for name in [path.name for path in records.iterdir()]:
        (records / f"{int(name[:8], 16) + 1:08x}{name[8:]}").write_bytes(b"")
    (records / project.pin().digest.removeprefix("sha256:")).write_bytes(b"")
    return CHECK


@flaw("about another file|not by this key")
def stored_sigstore_bundle_that_was_changed(project: Project) -> tuple[str, ...]:
    stored = project.stored()
    shutil.rmtree(stored.parents[3] / "verified")
    stored.with_name(stored.name + SUFFIX).write_bytes(
        make_sigstore_bundle(b"another", project.key())
    )
    return CHECK


@flaw("no sigstore bundle")
def stored_sigstore_bundle_that_was_emptied(project: Project) -> tuple[str, ...]:
    """The release was verified before, and its archive is the same."""
    stored = project.stored()
    stored.with_name(stored.name + SUFFIX).write_bytes(b"{}")
    return CHECK


def _contents(project: Project, version: str) -> dict[str, bytes]:
    from packer_systo.engine.bundle.archive import unpack

    return unpack(project.released(version).content, "small")


def _large(project: Project) -> Release:
    """A signed release of the bundle `large`, 1.3.0."""
    from packer_systo.engine.release.building import build_bundle
    from packer_systo.engine.release.signing import sign_bundle

    contents = project.contents()
    del contents[SIGNATURES]
    manifest = contents[".manifest"].replace(b'"name": "small"', b'"name": "large"')
    contents[".manifest"] = manifest.replace(b'"1.2.0"', b'"1.3.0"')
    source = write_folder(project.folder / "large", contents)
    return sign_bundle(build_bundle(str(source)).content, project.key(), "large")


def _store(project: Project) -> BundleStore:
    return BundleStore(str(project.stored().parents[2]))


def _pin(project: Project, release: Release, version: str, *, signer: str | None = None) -> None:
    """Edit the lock by hand, with the release in the store."""
    from msgspec.structs import replace

    _store(project).put(release)
    folder = str(project.folder)
    pin = read_lock(folder)["small"]
    edited = replace(
        pin,
        version=version,
        digest=release.digest,
        signer=pin.signer if signer is None else signer,
    )
    write_lock(folder, {"small": edited})
