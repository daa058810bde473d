"""All checks, in the order in which a bundle is mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.authoring.lint.checks import (
    cel_expression,
    cure_name,
    denied_path,
    differing_result,
    forgotten_input,
    incomplete_metadata,
    invalid_pattern,
    missing_cases,
    missing_deny,
    not_a_condition,
    opa_check,
    regal,
    settings_schema,
    unknown_data,
    unknown_path,
    unreadable_rule,
    unsupported_function,
    unwritten_text,
)

if TYPE_CHECKING:
    from packer_systo.engine.authoring.lint.interface import Check

CHECKS: dict[str, Check] = {
    unwritten_text.NAME: unwritten_text.check,
    incomplete_metadata.NAME: incomplete_metadata.check,
    cure_name.NAME: cure_name.check,
    missing_cases.NAME: missing_cases.check,
    missing_deny.NAME: missing_deny.check,
    unknown_path.NAME: unknown_path.check,
    denied_path.NAME: denied_path.check,
    unknown_data.NAME: unknown_data.check,
    forgotten_input.NAME: forgotten_input.check,
    unreadable_rule.NAME: unreadable_rule.check,
    unsupported_function.NAME: unsupported_function.check,
    differing_result.NAME: differing_result.check,
    cel_expression.NAME: cel_expression.check,
    not_a_condition.NAME: not_a_condition.check,
    invalid_pattern.NAME: invalid_pattern.check,
    settings_schema.NAME: settings_schema.check,
    opa_check.NAME: opa_check.check,
    regal.NAME: regal.check,
}
