"""Where the files of a bundle belong: a folder a rule, in one language, below its category."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from packer_systo.engine.bundle.mistakes import raise_all
from packer_systo.engine.errors import BundleError
from packer_systo.engine.finding.models import Category

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

CATEGORIES: tuple[str, ...] = get_args(Category)
LIBRARY_FOLDER = "lib"
CASES = "cases.md"
REGO, CEL = ".rego", ".cel.yaml"
_REGO_TEST = "_test.rego"
_NO_RULE = (".yaml", ".yml", ".cel")


def is_code(name: str) -> bool:
    """Whether a file is a rule or a library, by its name."""
    return name.endswith((REGO, CEL)) and not name.endswith(_REGO_TEST)


def is_library(name: str) -> bool:
    return name.startswith(f"{LIBRARY_FOLDER}/") and name.endswith(REGO)


def rule_name(file: str) -> str:
    """A rule is named by its file."""
    return file.rpartition("/")[2].removesuffix(CEL).removesuffix(REGO)


def unread(contents: Mapping[str, bytes], where: str) -> Iterator[BundleError]:
    """Files that somebody takes for data or for a rule, and that nothing reads."""
    from packer_systo.engine.bundle.file_names import check_meaning

    for name in contents:
        try:
            check_meaning(name, f"{where}/{name}")
        except BundleError as mistake:
            yield mistake
        parts = name.split("/")
        if (
            len(parts) == 3
            and parts[0] in CATEGORIES
            and name.endswith(_NO_RULE)
            and not name.endswith(CEL)
        ):
            yield BundleError(
                f"this is read as no rule: its name ends neither in {REGO} nor in {CEL}",
                where=f"{where}/{name}",
                hint="rename it, or keep it elsewhere",
            )


def check_folders(contents: Mapping[str, bytes], files: Iterable[str], where: str) -> None:
    """Each rule once, in one language; no folder with cases alone."""
    by_folder: dict[str, str] = {}
    by_name: dict[str, str] = {}
    mistakes: list[BundleError] = []
    for file in files:
        folder = file.rpartition("/")[0]
        if folder in by_folder:
            message = f"{by_folder[folder]} and {file} are one rule in two languages; keep one"
            mistakes.append(BundleError(message, where=where))
            continue
        by_folder[folder] = file
        name = rule_name(file)
        if name in by_name:
            message = (
                f"{by_name[name]} and {file} have the same name: a rule's full name is "
                "bundle/rule, without the category"
            )
            mistakes.append(BundleError(message, where=where))
        by_name[name] = file
    for name in contents:
        folder, _, file = name.rpartition("/")
        if file == CASES and folder not in by_folder:
            rule = folder.rpartition("/")[2]
            message = f"`{folder}` has cases but no rule: {rule}{REGO} or {rule}{CEL} is missing"
            mistakes.append(BundleError(message, where=where))
    raise_all(mistakes)
