"""Which templates there are at or below the paths that a user names.

As Packer does: a folder with `*.pkr.hcl` or `*.pkr.json` files is one template, made of all of
them; a file that is named is a template by itself, without the folder's automatic var files.
Beyond that, every folder below a named one is looked into, and so are legacy JSON templates.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal, TypeAlias

import msgspec

from packer_systo.engine.errors import ReadError
from packer_systo.engine.source.exclusion import Exclusion
from packer_systo.engine.source.reading import unreadable
from packer_systo.engine.source.shown import shown_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Format: TypeAlias = Literal["hcl2", "json"]

TEMPLATE_ENDINGS = (".pkr.hcl", ".pkr.json")
AUTO_VAR_FILE_ENDINGS = (".auto.pkrvars.hcl", ".auto.pkrvars.json")
VAR_FILE_ENDINGS = (".pkrvars.hcl", ".pkrvars.json")

SKIPPED_FOLDERS = frozenset({
    *(".git", ".hg", ".svn", ".jj"),
    *("packer_cache", ".packer_cache", ".packer.d", ".terraform", ".terragrunt-cache", ".vagrant"),
    *("node_modules", ".venv", ".tox", ".nox", "__pycache__", "__pypackages__", "site-packages"),
    *(".mypy_cache", ".pytest_cache", ".ruff_cache", ".cache", ".direnv", ".eggs"),
})  # fmt: skip
"""Folders that hold copies, caches and other people's files, never a template of one's own."""


class Target(msgspec.Struct, frozen=True):
    """One template: what `packer build PATH` would build.

    `path` and `files` open the folder or file; `shown` is how reports name `path`. `files` and
    `auto_var_files` are in the order in which Packer reads them: HCL before JSON, then by name.
    `format` is `hcl2` for HCL in either of its forms, `json` for a legacy template.
    """

    path: str
    files: tuple[str, ...]
    format: Format
    auto_var_files: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        return shown_path(self.path)


class Discovery(msgspec.Struct, frozen=True):
    """What was found, in a fixed order: by path as named, then folder by folder.

    `notes` say what was not looked into and why; `errors` are paths that a user named and that
    cannot be judged, which makes a run fail whatever else was found.
    """

    targets: tuple[Target, ...]
    notes: tuple[str, ...] = ()
    errors: tuple[ReadError, ...] = ()


def find_templates(paths: Sequence[str], exclude: Sequence[str] = ()) -> Discovery:
    """Every template at or below `paths`, less what the patterns of `exclude` leave out.

    Raises UsageError for a pattern that cannot be read.
    """
    search = _Search(Exclusion(exclude))
    for path in paths:
        search.named(path)
    targets = _once(search.targets, search.notes)
    return Discovery(targets, tuple(search.notes), tuple(search.errors))


def split(target: Target) -> list[Target]:
    """A folder's files as templates of their own, each as if it were named by itself."""
    if target.format == "json" or len(target.files) < 2:
        return [target]
    return [Target(file, (file,), target.format) for file in target.files]


class _Search:
    def __init__(self, exclusion: Exclusion) -> None:
        self.exclusion = exclusion
        self.targets: list[Target] = []
        self.notes: list[str] = []
        self.errors: list[ReadError] = []
        self.seen_targets: set[tuple[str, Format]] = set()
        self.seen_folders: set[tuple[int, int]] = set()

    def named(self, path: str) -> None:
        """A path that the user named: a folder to look through, or one file."""
        shown = shown_path(path)
        try:
            is_folder = os.path.isdir(path)
            os.stat(path)
        except OSError as error:
            self.errors.append(unreadable(error, shown))
            return
        except ValueError:
            self.errors.append(ReadError("its path holds a NUL character", where=repr(path)))
            return
        if is_folder:
            self.below(path)
        else:
            self.single_file(path, shown)

    def single_file(self, path: str, shown: str) -> None:
        name = os.path.basename(path)
        if name.endswith(VAR_FILE_ENDINGS):
            hint = "Name the template or its folder, and give this file with --var-file."
            self.errors.append(
                ReadError("this is a var file, not a template", where=shown, hint=hint)
            )
        elif name.endswith(TEMPLATE_ENDINGS):
            self.add(Target(path, (path,), "hcl2"))
        elif name.endswith(".hcl"):
            hint = f"Rename it to {name.removesuffix('.hcl')}.pkr.hcl."
            self.errors.append(
                ReadError("Packer reads HCL from *.pkr.hcl only", where=shown, hint=hint)
            )
        else:
            self.add(Target(path, (path,), "json"))

    def below(self, root: str) -> None:
        """All templates below a folder, real folders only: what a link leads to is elsewhere."""
        root = os.path.normpath(root) if ".." not in root.split(os.sep) else root
        waiting = [root]
        while waiting:
            folder = waiting.pop()
            names = self.entries(folder, root)
            if names is None:
                continue
            files, folders = names
            self.folder_template(folder, files)
            self.legacy_templates(files)
            # The last one pushed is looked into first.
            waiting.extend(os.path.join(folder, name) for name in reversed(folders))

    def entries(
        self, folder: str, root: str
    ) -> tuple[list[tuple[str, os.DirEntry[str]]], list[str]] | None:
        """The files and folders in a folder that are not left out, by name; None if seen before."""
        files: list[tuple[str, os.DirEntry[str]]] = []
        folders: list[str] = []
        try:
            status = os.stat(folder)
            if (status.st_dev, status.st_ino) in self.seen_folders and status.st_ino:
                return None
            self.seen_folders.add((status.st_dev, status.st_ino))
            with os.scandir(folder) as scan:
                entries = sorted(scan, key=lambda entry: os.fsencode(entry.name))
        except OSError as error:
            self.unopened(folder, root, error)
            return None
        if folder != root and any(entry.name == "pyvenv.cfg" for entry in entries):
            return None
        for entry in entries:
            try:
                is_folder = entry.is_dir()
            except OSError:
                is_folder = False
            if is_folder and entry.name in SKIPPED_FOLDERS:
                continue
            if self.exclusion and self.excluded(entry.path, root, is_folder):
                continue
            if not is_folder:
                files.append((entry.path, entry))
            elif entry.is_symlink():
                self.linked_folder(entry.path, root)
            else:
                folders.append(entry.name)
        return files, folders

    def excluded(self, path: str, root: str, is_folder: bool) -> bool:
        names = (shown_path(path), shown_path(path, root))
        return self.exclusion.excludes(*names, folder=is_folder)

    def linked_folder(self, path: str, root: str) -> None:
        """A link within the root leads to what is found anyway; one out of it is only noted."""
        target = os.path.realpath(path)
        inside = os.path.realpath(root)
        if target != inside and not target.startswith(inside.rstrip(os.sep) + os.sep):
            self.notes.append(
                f"{shown_path(path)} is a link to a folder elsewhere and was not followed; "
                "name it to check what is in it"
            )

    def unopened(self, folder: str, root: str, error: OSError) -> None:
        problem = unreadable(error, shown_path(folder))
        if folder == root:
            self.errors.append(problem)
        else:
            self.notes.append(f"{problem}; templates in it were not checked")

    def folder_template(self, folder: str, files: list[tuple[str, os.DirEntry[str]]]) -> None:
        paths = [path for path, _ in files]
        templates = _in_order(paths, TEMPLATE_ENDINGS)
        if templates:
            auto = _in_order(paths, AUTO_VAR_FILE_ENDINGS)
            self.add(Target(folder, templates, "hcl2", auto))

    def legacy_templates(self, files: list[tuple[str, os.DirEntry[str]]]) -> None:
        from packer_systo.engine.source.legacy_json import is_legacy_template

        for path, entry in files:
            if not path.endswith(".json") or path.endswith((".pkr.json", ".pkrvars.json")):
                continue
            shown = shown_path(path)
            try:
                if entry.is_file() and is_legacy_template(path, shown, entry.stat().st_size):
                    self.add(Target(path, (path,), "json"))
            except OSError as error:
                self.notes.append(f"{unreadable(error, shown)}; it was not checked")
            except ReadError as error:
                self.notes.append(f"{error}; it was not checked")

    def add(self, target: Target) -> None:
        identity = (os.path.realpath(target.path), target.format)
        if identity not in self.seen_targets:
            self.seen_targets.add(identity)
            self.targets.append(target)


def _once(targets: Sequence[Target], notes: list[str]) -> tuple[Target, ...]:
    """The templates without the files that are part of a folder's template, which has them already.

    By itself such a file would lack what the folder's others declare, and all else in it would be
    told twice.
    """
    folders = {
        os.path.realpath(file): target
        for target in targets
        if target.files != (target.path,)
        for file in target.files
    }
    if not folders:
        return tuple(targets)
    kept: list[Target] = []
    for target in targets:
        folder = None
        if target.format == "hcl2" and target.files == (target.path,):
            folder = folders.get(os.path.realpath(target.path))
        if folder is None:
            kept.append(target)
            continue
        notes.append(
            f"{target.shown} is part of the template {folder.shown} and is judged once, with it; "
            "name it without the folder to judge it by itself"
        )
    return tuple(kept)


def _in_order(paths: Iterable[str], endings: tuple[str, ...]) -> tuple[str, ...]:
    """The paths with each ending in turn; a folder's files come sorted by name."""
    listed = list(paths)
    return tuple(path for ending in endings for path in listed if path.endswith(ending))
