"""`<rule>.cel.yaml`: a rule as one YAML mapping, the metadata and four expressions."""

from __future__ import annotations

import msgspec

from packer_systo.engine.bundle.annotations import ANNOTATION_KEYS
from packer_systo.engine.bundle.metadata import MetadataReader, rule_metadata
from packer_systo.engine.bundle.models import CelRule, RuleMetadata
from packer_systo.engine.bundle.yaml_reading import YamlError, read_yaml
from packer_systo.engine.errors import BundleError
from packer_systo.engine.template.document import JSON

RULE_KEYS = ANNOTATION_KEYS - {"entrypoint", "schemas", "scope"} | {
    "assert", "fix", "message", "path",
}  # fmt: skip


class FixTemplate(msgspec.Struct, forbid_unknown_fields=True):
    """The form of `fix`; only checked here, the fix itself is built when the rule has fired."""

    description: str
    safe: bool
    set: list[dict[str, JSON]] = []
    insert: list[dict[str, JSON]] = []
    remove: list[str] = []


def read_cel_rule(name: str, text: str, where: str) -> tuple[RuleMetadata, CelRule]:
    """Read a CEL rule. `name` is its folder, `where` names the file in errors.

    Raises BundleError.
    """
    try:
        document = read_yaml(text)
    except YamlError as error:
        raise BundleError(f"line {error.line}: {error.message}", where=where) from None
    if not isinstance(document.value, dict):
        raise BundleError(
            "a CEL rule is one mapping: title, description, custom, assert, message", where=where
        )
    reader = MetadataReader(document.value, where, lambda *path: document.line(path))
    reader.known_keys(RULE_KEYS)
    metadata = rule_metadata(name, reader)
    rule = CelRule(
        assertion=reader.text("assert"),
        message=reader.text("message"),
        path=reader.text("path", default=""),
        fix=_noted_fix(document.value.get("fix"), reader),
    )
    if rule.path.startswith("/"):
        message = "`path` is relative to the subject, such as `config/iso_checksum`"
        reader.note(reader.error(message, "path"))
    reader.finish()
    return metadata, rule


def _noted_fix(found: JSON, reader: MetadataReader) -> dict[str, JSON] | None:
    try:
        return _fix(found, reader)
    except BundleError as mistake:
        reader.note(mistake)
        return None


def _fix(found: JSON, reader: MetadataReader) -> dict[str, JSON] | None:
    if found is None:
        return None
    try:
        template = msgspec.convert(found, FixTemplate)
    except msgspec.ValidationError as error:
        raise reader.error(
            f"`fix` is not right: {error}",
            "fix",
            hint="it has `description`, `safe`, and `set` (a list of `path` with `value`, "
            "`expression` or `computed`), `insert` (of `path` with `value`) or `remove` (a list of "
            "paths)",
        ) from None
    for one in template.set:
        if not isinstance(one.get("path"), str) or one.keys() not in (
            {"path", "value"},
            {"path", "expression"},
            {"path", "computed"},
        ):
            raise reader.error(
                "each item of `set` has a `path` and one of `value`, `expression`, `computed`",
                "fix",
            )
        if not isinstance(one.get("computed", ""), str):
            raise reader.error("`computed` is a CEL expression", "fix")
    for one in template.insert:
        if not isinstance(one.get("path"), str) or one.keys() != {"path", "value"}:
            raise reader.error("each item of `insert` has a `path` and a `value`", "fix")
    if not (template.set or template.insert or template.remove):
        raise reader.error("`fix` changes nothing: it needs `set`, `insert` or `remove`", "fix")
    assert isinstance(found, dict)
    return found
