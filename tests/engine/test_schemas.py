"""The published schemas say of every field what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jsonschema
import pytest

from packer_systo.engine.schemas import (
    assessment_schema,
    comparison_schema,
    explanation_schema,
    report_schema,
    template_schema,
)

if TYPE_CHECKING:
    from packer_systo.engine.template.document import JSON


def properties(schema: dict[str, JSON]) -> dict[str, dict[str, JSON]]:
    found: dict[str, dict[str, JSON]] = {}
    definitions = schema["$defs"]
    assert isinstance(definitions, dict)
    for name, definition in definitions.items():
        assert isinstance(definition, dict)
        assert definition["description"], name
        fields = definition["properties"]
        assert isinstance(fields, dict)
        for field, described in fields.items():
            assert isinstance(described, dict)
            found[f"{name}.{field}"] = described
    return found


@pytest.mark.parametrize(
    "schema",
    [
        template_schema(),
        report_schema(),
        assessment_schema(),
        comparison_schema(),
        explanation_schema(),
    ],
)
def test_a_schema_is_valid_and_each_of_its_objects_is_described(schema: dict[str, JSON]) -> None:
    jsonschema.Draft202012Validator.check_schema(schema)
    assert properties(schema)


def test_a_field_is_described_by_the_text_below_it_under_its_name_in_json() -> None:
    found = properties(template_schema())
    assert found["Script.text"]["description"] == "At most 64 KiB of it."
    assert found["Provisioner.except"]["description"] == "As written."
    assert "description" not in found["Build.name"]
    origin = found["VariableEntry.origin"]["description"]
    assert isinstance(origin, str)
    assert "\n" not in origin
