"""The schema of what users may set: sound, and its defaults allowed by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.authoring.lint.interface import LintFinding
from packer_systo.engine.bundle.settings_schema import (
    check_schema,
    default_settings,
    defaults_wrong,
)
from packer_systo.engine.errors import BundleError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.authoring.lint.interface import Linted

NAME = "settings-schema"


def check(linted: Linted) -> Iterator[LintFinding]:
    linted.needs_data()
    place = linted.place(".manifest")
    schema = linted.bundle.metadata.settings
    if schema is None:
        if default_settings(linted.bundle):
            yield LintFinding(
                NAME, place, 1, "data.json has settings, but nothing says what they may be",
                "write their schema as `settings` below `metadata`, or users cannot set them",
            )  # fmt: skip
        return
    try:
        check_schema(schema, place)
    except BundleError as error:
        yield LintFinding(NAME, place, 1, error.message, error.hint)
        return
    wrong = defaults_wrong(linted.bundle)
    if wrong:
        yield LintFinding(NAME, linted.place("data.json"), 1, wrong)
    known = schema["properties"]
    assert isinstance(known, dict)
    for name, about in known.items():
        if not isinstance(about, dict) or not about.get("description"):
            yield LintFinding(
                NAME, place, 1, f"the setting `{name}` has no `description`",
                "it is what a user is told whose value is refused",
            )  # fmt: skip
