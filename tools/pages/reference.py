"""References made from the published schemas: the template's document, the report, the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.authoring.documentation.markdown import page, table
from packer_systo.engine.schemas import described_schema, report_schema, template_schema
from packer_systo.engine.settings.bundles import BUNDLE_KEYS
from packer_systo.engine.settings.engine import ENGINE_KEYS
from packer_systo.engine.settings.load import KEYS, WAIVER_KEYS
from packer_systo.engine.settings.models import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.template.document import JSON

DOCUMENT_INTRODUCTION = """\
What rules see of a template: one JSON document, whatever language the template is written in.
`systo-policy normalise PATH` prints it, `systo-policy schema template` its JSON Schema,
`systo-policy normalise --source-map PATH` where each value comes from.

- Values are plain JSON. What cannot be known before the build is absent, or says `<unknown>`
  within a string, and is listed in `unknowns`. Nothing is guessed.
- What is secret reads `<secret>`, and is listed in `secrets`.
- In a `config`, types are those of the component's plugin: `"40960"` in a legacy template is a
  number where the plugin wants one, and a block that may stand more than once is a list, also when
  it stands once. What the attribute table does not know stays as written. An attribute that is not
  set is absent.
- Whole numbers are whole below 2^63. From there on, and below -2^63, a value is a number with a fraction,
  `9.223372036854776e18`, since most JSON readers hold no others exactly. In strings all digits stay.
- `path.cwd` is `.`, where Packer has the absolute path of the working directory: the same templates give
  the same document on every machine. `path.root` is relative to the working directory, too.
- Fields that say "may be absent" are left out where there is nothing to say."""

REPORT_INTRODUCTION = """\
The form of `systo-policy check --format json`. `systo-policy schema report` prints its JSON Schema.
How to work with it: [JSON output](../json-output.md)."""

SETTINGS_INTRODUCTION = """\
Settings are read from the nearest `systo.toml`, or `pyproject.toml` with a table
`[tool.systo-policy]`, at or above the folder that all judged paths have in common, up to the root
of the repository. Options of the command line count for more. An unknown key is an error.

Paths are relative to the file's folder. With `check --config FILE` the settings in FILE are
trusted, and those of the judged repository can make them stricter, but not weaker: see
[Waivers and baseline](../waivers-and-baseline.md#settings-that-a-repository-cannot-weaken)."""


def pages() -> Iterator[tuple[str, str]]:
    """Each page's path below `docs/` and its text."""
    yield (
        "reference/document.md",
        page(
            "the schema of the template document",
            "# The template document",
            DOCUMENT_INTRODUCTION,
            *_objects(template_schema(), "TemplateDocument", "The document"),
        ),
    )
    yield (
        "reference/report.md",
        page(
            "the schema of the report",
            "# The JSON report",
            REPORT_INTRODUCTION,
            *_objects(report_schema(), "JsonReport", "The report"),
        ),
    )
    yield "reference/settings.md", _settings()


def _objects(schema: dict[str, JSON], root: str, title: str) -> Iterator[str]:
    """A section an object, the root first, then as they are used."""
    definitions = _mapping(schema["$defs"])
    waiting, seen = [root], {root}
    while waiting:
        name = waiting.pop(0)
        definition = _mapping(definitions[name])
        rows: list[tuple[str, str, str]] = []
        required = definition["required"]
        assert isinstance(required, list)
        for field, described in _mapping(definition["properties"]).items():
            spoken = _Type(_mapping(described))
            text = spoken.text()
            for used in spoken.used:
                if used not in seen:
                    seen.add(used)
                    waiting.append(used)
            absent = field not in required and "default" not in _mapping(described)
            about = str(_mapping(described).get("description", ""))
            rows.append((f"`{field}`", text, f"{about}{' May be absent.' * absent}".strip()))
        heading = title if name == root else _title(name)
        yield f"## {heading}"
        yield str(definition["description"])
        yield table(("field", "type", ""), rows)


def _settings() -> str:
    schema = described_schema(Settings, "settings")
    definitions = _mapping(schema["$defs"])
    own = _mapping(_mapping(definitions["Settings"])["properties"])
    rows = [_row(key, own, key.replace("-", "_")) for key in KEYS]
    bundle = _mapping(_mapping(definitions["BundleSetting"])["properties"])
    waiver = _mapping(_mapping(definitions["WaiverSetting"])["properties"])
    engine = _mapping(_mapping(definitions["EngineSettings"])["properties"])
    return page(
        "the settings' models",
        "# Settings",
        SETTINGS_INTRODUCTION,
        table(("key", "type", ""), rows),
        "## `[[bundle]]`",
        str(_mapping(definitions["BundleSetting"])["description"]),
        table(("key", "type", ""), [_row(key, bundle, key) for key in BUNDLE_KEYS]),
        "## `[[waivers]]`",
        str(_mapping(definitions["WaiverSetting"])["description"]),
        table(("key", "type", ""), [_row(key, waiver, key) for key in WAIVER_KEYS]),
        "## `[engine]`",
        str(_mapping(definitions["EngineSettings"])["description"]),
        table(
            ("key", "type", ""), [_row(key, engine, key.replace("-", "_")) for key in ENGINE_KEYS]
        ),
    )


def _row(key: str, properties: dict[str, JSON], field: str) -> tuple[str, str, str]:
    described = _mapping(properties[field])
    written = {
        "bundle": "tables",
        "engine": "table",
        "settings": "table",
        "waivers": "tables",
    }.get(field)
    if written is None:
        written = _Type(described).text().removesuffix(" or null").replace("list of string", "list")
    return f"`{key}`", written, str(described["description"])


class _Type:
    """A type in words; `used` collects the objects that it leads to."""

    def __init__(self, schema: dict[str, JSON]) -> None:
        self.schema = schema
        self.used: list[str] = []

    def text(self) -> str:
        return self._words(self.schema)

    def _words(self, schema: dict[str, JSON]) -> str:
        if "$ref" in schema:
            name = str(schema["$ref"]).rpartition("/")[2]
            self.used.append(name)
            title = _title(name)
            return f"[{title}](#{title.replace(' ', '-')})"
        if "anyOf" in schema:
            choices = schema["anyOf"]
            assert isinstance(choices, list)
            return " or ".join(self._words(_mapping(choice)) for choice in choices)
        if "enum" in schema:
            values = schema["enum"]
            assert isinstance(values, list)
            return ", ".join("null" if value is None else f"`{value}`" for value in values)
        kind = schema.get("type")
        if kind == "array":
            items = schema.get("items")
            return f"list of {self._words(_mapping(items))}" if items else "list"
        if kind == "object":
            inner = schema.get("additionalProperties")
            if isinstance(inner, dict) and inner:
                return f"object of {self._words(inner)}"
            return "object"
        return str(kind) if kind else "any value"


def _title(name: str) -> str:
    """`JsonFinding` and `VariableEntry` in words: `finding`, `variable`."""
    own = name.removeprefix("Json").removesuffix("Entry")
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in own)
    return words.strip()


def _mapping(found: JSON) -> dict[str, JSON]:
    assert isinstance(found, dict)
    return found
