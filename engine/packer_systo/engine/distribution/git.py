"""Releases as tags of a git repository: `v1.2.0` or `1.2.0`.

A release's tag has a tree with the bundle's files, as they are in the archive, and its sigstore
bundle as `.sigstore.json`. Since packing gives the same bytes each time, the archive that is made
of the tree is the one that was signed. Nothing is checked out: the objects are read, so there are
no hooks, filters, submodules or links that could do anything.
"""

from __future__ import annotations

import os
import re
import tempfile
from typing import TYPE_CHECKING

from packer_systo.engine.bundle.archive import MAX_PACKED, pack, unpack
from packer_systo.engine.bundle.files import MAX_FILES
from packer_systo.engine.distribution.processes import run_git
from packer_systo.engine.distribution.versions import is_version
from packer_systo.engine.errors import SourceError
from packer_systo.engine.release.sigstore_bundle import LARGEST
from packer_systo.engine.release.verification import Release

if TYPE_CHECKING:
    from packer_systo.engine.distribution.places import Place

SIGSTORE = ".sigstore.json"

LARGEST_REPOSITORY = 4 * MAX_PACKED
"""Bytes that a tag's objects may take."""

_LARGEST_LIST = 16 * 1024 * 1024
_TAG = re.compile(rb"[0-9a-f]{40,64}\trefs/tags/([!-~]{1,200})")
_OF_GIT = frozenset({".gitattributes", ".gitignore", ".gitkeep"})
"""Files that are there for git, and that `bundle build` leaves out as well."""

_ENTRY = re.compile(rb"([0-7]{6}) ([a-z]+) ([0-9a-f]{40,64}) +([0-9]+|-)\t(.+)", re.DOTALL)
_FILES = {b"100644", b"100755"}


class GitSource:
    """The tags of a repository; a tag in the place is the only one."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._where = place.text
        self._tags: dict[str, str] = {}

    def versions(self) -> list[str]:
        return list(self._listed())

    def fetch(self, version: str) -> Release:
        tag = self._listed().get(version)
        if tag is None:
            raise SourceError(f"there is no tag for {version}", where=self._where)
        with tempfile.TemporaryDirectory(prefix="systo-git-") as folder:
            _git(folder, ["init", "--quiet", "--bare", "repository"], self._where)
            _git(
                folder,
                [
                    "--git-dir=repository", "fetch", "--quiet", "--depth=1", "--no-tags",
                    "--no-recurse-submodules", "--", self._place.location, f"refs/tags/{tag}",
                ],
                self._where,
            )  # fmt: skip
            files = self._files(folder)
        sigstore = files.pop(SIGSTORE, None)
        if sigstore is not None and len(sigstore) > LARGEST:
            raise SourceError(f"{SIGSTORE} is too large", where=self._where)
        return Release(pack(files, self._where), sigstore)

    def _listed(self) -> dict[str, str]:
        """The tag of each version."""
        if not self._tags:
            with tempfile.TemporaryDirectory(prefix="systo-git-") as folder:
                listed = _git(
                    folder,
                    ["ls-remote", "--quiet", "--tags", "--refs", "--", self._place.location],
                    self._where,
                    largest=_LARGEST_LIST,
                )
            for found in _TAG.finditer(listed):
                tag = found[1].decode("ascii")
                version = tag.removeprefix("v")
                if is_version(version) and self._place.tag in {"", tag}:
                    self._tags.setdefault(version, tag)
        return self._tags

    def _files(self, folder: str) -> dict[str, bytes]:
        """The files of the fetched tag."""
        listed = _git(
            folder,
            ["--git-dir=repository", "ls-tree", "-r", "-z", "--long", "--full-tree", "FETCH_HEAD"],
            self._where,
        )
        names: dict[str, bytes] = {}
        total = 0
        for line in listed.rstrip(b"\0").split(b"\0") if listed else ():
            found = _ENTRY.fullmatch(line)
            name = found[5].decode("utf-8", "backslashreplace") if found else "?"
            if found is None or found[1] not in _FILES or found[2] != b"blob":
                raise SourceError(
                    f"`{name}` is a link or a submodule; a bundle holds plain files only",
                    where=self._where,
                )
            if name.rpartition("/")[2] in _OF_GIT:
                continue
            total += int(found[4])
            names[name] = found[3]
            if len(names) > MAX_FILES or total > MAX_PACKED:
                raise SourceError("the tag has more in it than a bundle has", where=self._where)
        contents = _git(
            folder,
            ["--git-dir=repository", "cat-file", "--batch"],
            self._where,
            given=b"".join(digest + b"\n" for digest in names.values()),
        )
        return dict(zip(names, _blobs(contents, self._where), strict=True))


class GitTarget:
    """A repository that takes a tag. No branch is touched."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._where = place.text

    def publish(self, release: Release, name: str, version: str) -> str:
        tag = self._place.tag or f"v{version}"
        if tag.removeprefix("v") != version:
            raise SourceError(f"the tag `{tag}` is not that of {version}", where=self._where)
        known = GitSource(self._place)
        if version in known.versions():
            if known.fetch(version).content == release.content:
                return f"{self._place.text.removesuffix(f'@{tag}')}@{tag}"
            raise SourceError(
                f"there is another release {version} already; a released version never changes",
                where=self._where,
                hint="raise `revision` in the bundle's .manifest",
            )
        files = unpack(release.content, self._where)
        if release.sigstore is not None:
            files[SIGSTORE] = release.sigstore
        with tempfile.TemporaryDirectory(prefix="systo-git-") as folder:
            self._push(folder, files, tag, f"{name} {version}")
        return f"{self._place.text.removesuffix(f'@{tag}')}@{tag}"

    def _push(self, folder: str, files: dict[str, bytes], tag: str, message: str) -> None:
        _git(folder, ["init", "--quiet", "--bare", "repository"], self._where)
        stream = [
            b"commit refs/tags/%b\n" % tag.encode("ascii"),
            b"committer packer-systo <packer-systo@localhost> %d +0000\n" % _time(),
            _data(message.encode("utf-8")),
        ]
        for path in sorted(files):
            stream += (b"M 100644 inline %b\n" % path.encode("ascii"), _data(files[path]))
        stream.append(b"done\n")
        _git(
            folder,
            ["--git-dir=repository", "fast-import", "--quiet", "--done"],
            self._where,
            given=b"".join(stream),
        )
        reference = f"refs/tags/{tag}"
        _git(
            folder,
            [
                "--git-dir=repository", "push", "--quiet", "--no-verify",
                "--recurse-submodules=no", "--", self._place.location, f"{reference}:{reference}",
            ],
            self._where,
        )  # fmt: skip


def _git(
    folder: str,
    arguments: list[str],
    where: str,
    *,
    given: bytes = b"",
    largest: int = 0,
) -> bytes:
    return run_git(folder, arguments, where, given=given, largest=largest or LARGEST_REPOSITORY)


def _blobs(content: bytes, where: str) -> list[bytes]:
    """The objects of `git cat-file --batch`: a line with the size, the bytes, a line feed."""
    blobs: list[bytes] = []
    at = 0
    while at < len(content):
        end = content.find(b"\n", at)
        head = content[at:end].split(b" ")
        if end < 0 or len(head) != 3 or head[1] != b"blob" or not head[2].isdigit():
            raise SourceError("git gives something else than files", where=where)
        size = int(head[2])
        blobs.append(content[end + 1 : end + 1 + size])
        at = end + 1 + size + 1
    return blobs


def _data(content: bytes) -> bytes:
    return b"data %d\n%b\n" % (len(content), content)


def _time() -> int:
    """Seconds for the commit: `SOURCE_DATE_EPOCH`, else the clock."""
    import time

    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    return int(given) if given.isdigit() else int(time.time())
