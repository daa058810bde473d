"""A rule's file, in Rego or CEL, with its metadata and the place that it must have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.bundle.layout import CATEGORIES, CEL, LIBRARY_FOLDER, REGO
from packer_systo.engine.bundle.models import Rule
from packer_systo.engine.errors import BundleError

if TYPE_CHECKING:
    from packer_systo.engine.bundle.manifest import Manifest


def read_rule(name: str, text: str, manifest: Manifest, where: str) -> Rule:
    from packer_systo.engine.bundle.annotations import read_annotations
    from packer_systo.engine.bundle.cel_file import read_cel_rule
    from packer_systo.engine.bundle.manifest import check_name
    from packer_systo.engine.bundle.metadata import MetadataReader, rule_metadata

    place = f"{where}/{name}"
    folders = name.split("/")
    suffix = CEL if name.endswith(CEL) else REGO
    if len(folders) != 3 or folders[2] != f"{folders[1]}{suffix}":
        raise BundleError(
            "a rule's file is <category>/<rule>/<rule>.rego or <rule>.cel.yaml",
            where=place,
            hint=f"Rego that rules share belongs into `{LIBRARY_FOLDER}/`",
        )
    category, rule_name, _ = folders
    if category not in CATEGORIES:
        from packer_systo.engine.spelling import did_you_mean

        raise BundleError(
            f"`{category}` is no category; there are {', '.join(CATEGORIES)}."
            f"{did_you_mean(category, CATEGORIES)}",
            where=place,
        )
    check_name(rule_name, "a rule", place)
    if suffix == CEL:
        metadata, cel = read_cel_rule(rule_name, text, place)
        rule = Rule(manifest.metadata.name, metadata, "cel", cel=cel, file=name)
    else:
        head = read_annotations(text, place)
        expected = f"{manifest.roots[0]}.{category}.{rule_name}".replace("-", "_")
        if head.package != expected:
            raise BundleError(
                f"line {head.package_line}: the package must be `{expected}`, not `{head.package}`",
                where=place,
            )
        if head.metadata is None:
            raise BundleError(
                "the rule has no `# METADATA` block right before its `package`",
                where=place,
                hint="opa reads only comment lines that follow `# METADATA` without a gap",
            )
        reader = MetadataReader(head.metadata, place, head.line)
        metadata = rule_metadata(rule_name, reader)
        reader.finish()
        rule = Rule(
            manifest.metadata.name, metadata, "rego", rego=text, package=head.package, file=name
        )
    if metadata.category != category:
        raise BundleError(
            f"the rule says that its category is {metadata.category}, its folder says {category}",
            where=place,
        )
    return rule
