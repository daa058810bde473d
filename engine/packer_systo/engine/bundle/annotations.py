"""The `# METADATA` block that stands before `package` in a Rego file, read as OPA reads it.

OPA collects the comment lines that follow `# METADATA` without a gap and start in the first
column, drops `#` and one space from each, and reads the rest as YAML. What `opa inspect -a` prints
for the package is what `read_annotations` returns; a key that OPA would silently ignore is an
error here.
"""

from __future__ import annotations

import re

import msgspec

from packer_systo.engine.bundle.yaml_reading import YamlDocument, YamlError, read_yaml
from packer_systo.engine.errors import BundleError
from packer_systo.engine.spelling import did_you_mean
from packer_systo.engine.template.document import JSON

ANNOTATION_KEYS = frozenset(
    {
        "authors", "custom", "description", "entrypoint", "organizations", "related_resources",
        "schemas", "scope", "title",
    }
)  # fmt: skip

_PACKAGE = re.compile(r"package[ \t]+([^#;\r\n]+)")
_PART = re.compile(r"""\.?([A-Za-z_][A-Za-z0-9_]*)|\["([^"\\]*)"\]""")


class Annotated(msgspec.Struct, frozen=True):
    """A Rego file's head: its package, and the metadata that belongs to it.

    `metadata` is None where the file has no block for the package. `first_line` is the number of
    the first line of the YAML.
    """

    package: str
    package_line: int
    metadata: dict[str, JSON] | None
    yaml: YamlDocument | None = None
    first_line: int = 1

    def line(self, *path: str | int) -> int:
        """The line of the file where a key of the metadata stands."""
        if self.yaml is None:
            return self.package_line
        return self.first_line + self.yaml.line(path) - 1


def read_annotations(text: str, where: str) -> Annotated:
    """Read the head of a Rego file. `where` names the file in errors. Raises BundleError."""
    block: list[str] | None = None
    blocks: list[tuple[int, list[str]]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("#"):
            if block is not None:
                block.append(line[2:] if line.startswith("# ") else line[1:])
            elif line[1:].strip().startswith("METADATA"):
                block = []
                blocks.append((number + 1, block))
            continue
        block = None
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        return _head(stripped, number, blocks, where)
    raise BundleError("the Rego file has no package", where=where, hint="begin it with `package …`")


def _head(
    statement: str, number: int, blocks: list[tuple[int, list[str]]], where: str
) -> Annotated:
    package = _package(statement)
    if package is None:
        raise BundleError(
            f"line {number}: the first statement must be `package …`, not `{statement[:60]}`",
            where=where,
        )
    if not blocks:
        return Annotated(package, number, None)
    if len(blocks) > 1:
        raise BundleError(
            f"line {blocks[1][0] - 1}: a second METADATA block stands before `package`; "
            "the package takes one",
            where=where,
        )
    first_line, lines = blocks[0]
    try:
        document = read_yaml("\n".join(lines))
    except YamlError as error:
        raise BundleError(
            f"line {first_line + error.line - 1}: {error.message}", where=where
        ) from None
    if not isinstance(document.value, dict):
        raise BundleError(
            f"line {first_line}: the METADATA block must be a mapping, such as `title: …`",
            where=where,
        )
    metadata = document.value
    for key in metadata:
        if key not in ANNOTATION_KEYS:
            raise BundleError(
                f"line {first_line + document.line((key,)) - 1}: metadata has no key `{key}`."
                f"{did_you_mean(key, ANNOTATION_KEYS)} What is ours goes below `custom`.",
                where=where,
            )
    if metadata.get("scope", "package") != "package":
        raise BundleError(
            f"line {first_line + document.line(('scope',)) - 1}: the block before `package` "
            "must have the scope `package`, or none",
            where=where,
        )
    return Annotated(package, number, _as_opa(metadata), yaml=document, first_line=first_line)


def _as_opa(metadata: dict[str, JSON]) -> dict[str, JSON]:
    """The form in which OPA prints it: the scope filled in, links and authors as objects."""
    shown: dict[str, JSON] = {**metadata, "scope": "package"}
    resources = shown.get("related_resources")
    if isinstance(resources, list):
        shown["related_resources"] = [
            {"ref": one} if isinstance(one, str) else one for one in resources
        ]
    authors = shown.get("authors")
    if isinstance(authors, list):
        shown["authors"] = [_author(one) if isinstance(one, str) else one for one in authors]
    return shown


def _author(text: str) -> JSON:
    """`A Name <a@example.com>` as name and email."""
    words = text.split()
    author: dict[str, JSON] = {}
    if words and words[-1].startswith("<") and words[-1].endswith(">"):
        author["email"] = words.pop()[1:-1]
    if words:
        author["name"] = " ".join(words)
    return author


def _package(statement: str) -> str | None:
    """`package a.b["c-d"]` as `a.b.c-d`; None when it is something else."""
    found = _PACKAGE.match(statement)
    if found is None:
        return None
    reference = found.group(1).strip()
    parts: list[str] = []
    at = 0
    while at < len(reference):
        part = _PART.match(reference, at)
        if (
            part is None
            or (not parts and part.group(1) is None)
            or reference[at] == "." * (not parts)
        ):
            return None
        parts.append(part.group(1) or part.group(2))
        at = part.end()
    return ".".join(parts) or None
