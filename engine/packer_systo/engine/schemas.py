"""The JSON Schemas (2020-12) of what packer-systo prints: the template's document and the report.

They are made from the classes; what is said of a field below it in the source becomes its
description. The reference pages of the documentation are made from these schemas.
"""

from __future__ import annotations

import ast
import inspect
import textwrap

import msgspec

from packer_systo.engine.template.document import DOCUMENT_VERSION, JSON, TemplateDocument

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def template_schema() -> dict[str, JSON]:
    """The schema of `systo-policy normalise`."""
    return described_schema(
        TemplateDocument, f"packer-systo template document, version {DOCUMENT_VERSION}"
    )


def report_schema() -> dict[str, JSON]:
    """The schema of `check --format json`."""
    from packer_systo.engine.report.json import REPORT_VERSION, JsonReport

    return described_schema(JsonReport, f"packer-systo report, version {REPORT_VERSION}")


def assessment_schema() -> dict[str, JSON]:
    """The schema of `report --framework ID --format json`."""
    from packer_systo.engine.frameworks.json import ASSESSMENT_VERSION, JsonAssessment

    return described_schema(
        JsonAssessment, f"packer-systo assessment by a framework, version {ASSESSMENT_VERSION}"
    )


def comparison_schema() -> dict[str, JSON]:
    """The schema of `bundle diff --format json`."""
    from packer_systo.engine.comparison.json import JsonComparison

    return described_schema(JsonComparison, "packer-systo comparison of bundles, version 1")


def explanation_schema() -> dict[str, JSON]:
    """The schema of `why --format json`."""
    from packer_systo.engine.explanation.models import Explanation

    return described_schema(Explanation, "packer-systo explanation of a result, version 1")


def bundle_test_schema() -> dict[str, JSON]:
    """The schema of `bundle test --format json`."""
    from packer_systo.engine.authoring.testing.json import JsonBundleTest

    return described_schema(JsonBundleTest, "packer-systo test of a bundle, version 1")


def bundle_lint_schema() -> dict[str, JSON]:
    """The schema of `bundle lint --format json`."""
    from packer_systo.engine.authoring.lint.json import JsonBundleLint

    return described_schema(JsonBundleLint, "packer-systo lint of a bundle, version 1")


def bundle_schema() -> dict[str, JSON]:
    """The schema of `bundle inspect --format json`."""
    from packer_systo.engine.authoring.inspection.json import JsonBundle

    return described_schema(JsonBundle, "packer-systo inspected bundle, version 1")


def described_schema(root: type[msgspec.Struct], title: str) -> dict[str, JSON]:
    """The schema of a class and of what it is made from."""
    made = msgspec.convert(msgspec.json.schema(root), dict[str, JSON])
    classes = {one.__name__: one for one in _structs(root)}
    definitions = made["$defs"]
    assert isinstance(definitions, dict)
    for name, definition in definitions.items():
        if isinstance(definition, dict):
            _describe(definition, classes[name])
    return {"$schema": DIALECT, "title": title, **made}


def _structs(root: type[msgspec.Struct]) -> set[type[msgspec.Struct]]:
    """The class and those of its fields, of their fields, and so on."""
    from msgspec.inspect import StructType, type_info

    found: set[type[msgspec.Struct]] = set()
    pending: list[object] = [type_info(root)]
    while pending:
        one = pending.pop()
        if isinstance(one, StructType):
            if one.cls in found:
                continue
            found.add(one.cls)
            pending += [field.type for field in one.fields]
        elif isinstance(one, msgspec.Struct):
            # The other kinds of types: what they hold is in fields of other names.
            values = [getattr(one, name) for name in one.__struct_fields__]
            pending += values
        elif isinstance(one, tuple):
            pending += one
    return found


def _describe(definition: dict[str, JSON], struct: type[msgspec.Struct]) -> None:
    """Add each field's description, and flow that of the class."""
    properties = definition["properties"]
    assert isinstance(properties, dict)
    definition["description"] = _flowed(struct.__doc__ or "")
    encoded = {one.name: one.encode_name for one in msgspec.structs.fields(struct)}
    for field, text in field_texts(struct).items():
        described = properties[encoded[field]]
        assert isinstance(described, dict)
        described["description"] = text


def field_texts(struct: type[msgspec.Struct]) -> dict[str, str]:
    """The string below each field in the source of a class."""
    (defined,) = ast.parse(textwrap.dedent(inspect.getsource(struct))).body
    assert isinstance(defined, ast.ClassDef)
    texts: dict[str, str] = {}
    field = ""
    for statement in defined.body:
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name)):
                field = name
            case ast.Expr(value=ast.Constant(value=str(text))) if field:
                texts[field] = _flowed(text)
                field = ""
            case _:
                field = ""
    return texts


def _flowed(text: str) -> str:
    return " ".join(text.split())
