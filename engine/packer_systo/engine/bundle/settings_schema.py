"""What users of a bundle may set: a JSON Schema in `metadata.settings` of its `.manifest`.

The schema is of the dialect 2020-12, with the keywords below and no others: a misspelt keyword would
allow everything, and what is left can be evaluated in bounds. Patterns run in RE2. A reference leads
to `#/$defs/NAME` and nowhere else; nothing is fetched.

jsonschema takes 60 ms to import, so this is imported only where a user sets something.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

import msgspec
import re2
from jsonschema import Draft202012Validator, SchemaError, ValidationError, validators

from packer_systo.engine.bundle.manifest import root_of
from packer_systo.engine.bundle.models import SETTINGS
from packer_systo.engine.errors import BundleError, SettingsError
from packer_systo.engine.judgment.matching import matcher
from packer_systo.engine.spelling import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from packer_systo.engine.bundle.models import Bundle
    from packer_systo.engine.template.document import JSON

KEYWORDS = frozenset(
    {
        "$defs", "$ref", "additionalProperties", "allOf", "anyOf", "const", "default", "deprecated",
        "description", "enum", "examples", "exclusiveMaximum", "exclusiveMinimum", "items",
        "maxItems", "maxLength", "maxProperties", "maximum", "minItems", "minLength",
        "minProperties", "minimum", "multipleOf", "not", "oneOf", "pattern", "properties",
        "propertyNames", "required", "title", "type", "uniqueItems",
    }
)  # fmt: skip

MOST_PARTS = 2_000
"""Of a schema, each reference counted as what it leads to."""

DEEPEST = 32
MOST_VALUES = 50_000
"""Of a user's settings for one bundle."""

LONGEST_SHOWN = 60

_REFERENCE = "#/$defs/"
_ONE = ("additionalProperties", "items", "not", "propertyNames")
_SEVERAL = ("allOf", "anyOf", "oneOf")
_NAMED = ("$defs", "properties")


def check_schema(schema: Mapping[str, JSON], where: str) -> None:
    """Refuse a schema that is none, or that goes beyond what is described above.

    Raises BundleError with `where`, the manifest.
    """
    parts = 0
    definitions = schema.get("$defs", {})

    def go(part: JSON, place: str, depth: int, through: tuple[str, ...]) -> None:
        nonlocal parts
        parts += 1
        if parts > MOST_PARTS or depth > DEEPEST:
            raise _wrong("is too large or nested too deeply", place, where)
        if isinstance(part, bool):
            return
        if not isinstance(part, dict):
            raise _wrong("is no schema: a mapping, true or false", place, where)
        for key in part:
            if key not in KEYWORDS:
                raise _wrong(
                    f"has a keyword `{key}` that is not known here.{did_you_mean(key, KEYWORDS)}",
                    place,
                    where,
                )
        _check_pattern(part.get("pattern"), place, where)
        for key, inner in _inner(part):
            go(inner, f"{place}.{key}", depth + 1, through)
        reference = part.get("$ref")
        if reference is None:
            return
        name = reference.removeprefix(_REFERENCE) if isinstance(reference, str) else ""
        if reference != f"{_REFERENCE}{name}" or not isinstance(definitions, dict):
            raise _wrong(f"refers to something else than `{_REFERENCE}…`", place, where)
        if name not in definitions:
            raise _wrong(f"refers to `{reference}`, which is not there", place, where)
        if name in through:
            raise _wrong(f"refers to itself through `{reference}`", place, where)
        go(definitions[name], f"{place}.$ref", depth + 1, (*through, name))

    go(dict(schema), f"metadata.{SETTINGS}", 0, ())
    try:
        Draft202012Validator.check_schema(dict(schema))
    except SchemaError as error:
        place = ".".join(["metadata", SETTINGS, *map(str, error.absolute_path)])
        raise _wrong("is no JSON Schema", place, where) from None
    if schema.get("type") != "object" or not isinstance(schema.get("properties"), dict):
        raise _wrong("must have `type: object`, and `properties`", f"metadata.{SETTINGS}", where)


def check_values(
    bundle: Bundle,
    values: Mapping[str, JSON],
    where: str,
    place: Callable[[str], str] | None = None,
) -> None:
    """Refuse settings that the bundle does not allow. `where` names the settings file, `place` the
    place of one of the values.

    Raises SettingsError that names the key and says what is allowed, BundleError where the bundle's
    schema is wrong.
    """
    name = bundle.metadata.name
    schema = bundle.metadata.settings
    if schema is None:
        if not values:
            return
        raise SettingsError(
            f"the bundle `{name}` lets nothing be set",
            where=where,
            hint="what may be set is a schema, `settings` in the `metadata` of its .manifest",
        )
    check_schema(schema, f"{bundle.location}/.manifest")
    if _count(dict(values)) > MOST_VALUES:
        raise SettingsError(f"there are more than {MOST_VALUES} values for `{name}`", where=where)
    known = schema["properties"]
    assert isinstance(known, dict)
    for key in values:
        if key not in known:
            raise SettingsError(
                f"the bundle `{name}` has no setting `{key}`.{did_you_mean(key, known)}",
                where=place(key) if place else where,
                hint=f"it has {', '.join(sorted(known))}",
            )
    for error in _errors(schema, values):
        key = str(error.absolute_path[0]) if error.absolute_path else ""
        raise SettingsError(
            f"`{_shown_place(error)}` of the bundle `{name}` {_in_words(error)}",
            where=place(key) if place and key else where,
            hint=_description(known, error),
        )


def defaults_wrong(bundle: Bundle) -> str:
    """What of the bundle's own data its schema does not allow, as a sentence; or empty."""
    schema = bundle.metadata.settings
    if schema is None:
        return ""
    own = default_settings(bundle)
    known = schema.get("properties")
    if isinstance(known, dict):
        for key in own:
            if key not in known:
                return f"`{key}` is in data.json, but not in the schema of the settings"
        for key in known:
            if key not in own:
                return f"`{key}` is in the schema of the settings, but has no default in data.json"
    for error in _errors(schema, own):
        return f"the default of `{_shown_place(error)}` {_in_words(error)}"
    return ""


def default_settings(bundle: Bundle) -> dict[str, JSON]:
    """The settings of a bundle's data."""
    content = bundle.data.get(_root(bundle))
    own = content.get(SETTINGS) if isinstance(content, dict) else None
    return own if isinstance(own, dict) else {}


def with_settings(
    bundle: Bundle,
    values: Mapping[str, JSON],
    where: str,
    place: Callable[[str], str] | None = None,
) -> Bundle:
    """The bundle with a user's values over its defaults; each key is replaced as a whole. `where` and
    `place`: see `check_values`.

    Raises SettingsError, BundleError.
    """
    check_values(bundle, values, where, place)
    root = _root(bundle)
    content = bundle.data.get(root)
    merged: dict[str, JSON] = {**default_settings(bundle), **values}
    changed: dict[str, JSON] = {**(content if isinstance(content, dict) else {}), SETTINGS: merged}
    return msgspec.structs.replace(bundle, data={**bundle.data, root: changed})


def _root(bundle: Bundle) -> str:
    """Where in the data the settings are: a root that has some, else the one of the name."""
    for root, content in bundle.data.items():
        if isinstance(content, dict) and SETTINGS in content:
            return root
    return root_of(bundle.metadata.name)


def _errors(schema: Mapping[str, JSON], values: Mapping[str, JSON]) -> list[ValidationError]:
    try:
        found = list(_Validator(dict(schema)).iter_errors(dict(values)))
    except RecursionError:
        raise BundleError("the schema of the settings is nested too deeply") from None
    return sorted(found, key=lambda error: [str(part) for part in error.absolute_path])


# Two keywords in which jsonschema takes Python's `re`, or time that grows with the square.


def _pattern(_: object, pattern: JSON, instance: JSON, __: object) -> Iterator[ValidationError]:
    if (
        isinstance(instance, str)
        and isinstance(pattern, str)
        and not matcher().matches(instance, pattern)
    ):
        yield ValidationError("pattern")


def _unique(_: object, unique: JSON, instance: JSON, __: object) -> Iterator[ValidationError]:
    if unique and isinstance(instance, list):
        encoded = {msgspec.json.encode(item, order="sorted") for item in instance}
        if len(encoded) != len(instance):
            yield ValidationError("uniqueItems")


class _Validating(Protocol):
    def iter_errors(self, instance: JSON) -> Iterator[ValidationError]: ...


# The stubs leave out what `extend` takes and gives.
_Validator = cast(
    "Callable[[dict[str, JSON]], _Validating]",
    validators.extend(  # type: ignore[no-untyped-call]  # see above # pyright: ignore[reportUnknownMemberType]
        Draft202012Validator, {"pattern": _pattern, "uniqueItems": _unique}
    ),
)


def _check_pattern(pattern: JSON, place: str, where: str) -> None:
    if isinstance(pattern, str):
        options = re2.Options()
        options.log_errors = False
        try:
            re2.compile(pattern, options)
        except re2.error:
            raise _wrong("has a pattern that is not RE2", place, where) from None


def _inner(part: dict[str, JSON]) -> Iterator[tuple[str, JSON]]:
    for key in _ONE:
        if key in part:
            yield key, part[key]
    for key in _SEVERAL:
        several = part.get(key, [])
        if isinstance(several, list):
            for number, one in enumerate(several):
                yield f"{key}[{number}]", one
    for key in _NAMED:
        named = part.get(key, {})
        if isinstance(named, dict):
            for name, one in named.items():
                yield f"{key}.{name}", one


def _count(value: JSON) -> int:
    if isinstance(value, dict):
        return 1 + sum(map(_count, value.values()))
    if isinstance(value, list):
        return 1 + sum(map(_count, value))
    return 1


def _wrong(message: str, place: str, where: str) -> BundleError:
    return BundleError(
        f"`{place}` {message}",
        where=where,
        hint="it says what users of the bundle may set; `settings` in policies/README.md has its form",
    )


_KINDS = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "null",
    "number": "a number",
    "object": "a table",
    "string": "a text",
}


def _in_words(error: ValidationError) -> str:
    """What is not as it must be, with what is allowed."""
    allowed = cast("JSON", error.validator_value)
    shown = _shown(allowed)
    match error.validator:
        case "type":
            kinds = allowed if isinstance(allowed, list) else [allowed]
            return f"must be {' or '.join(_KINDS.get(str(kind), str(kind)) for kind in kinds)}"
        case "enum" if isinstance(allowed, list):
            return f"must be one of {', '.join(_shown(one) for one in allowed)}"
        case "const":
            return f"must be {shown}"
        case "pattern":
            return f"must match {allowed}"
        case "minimum" | "exclusiveMinimum":
            return f"must be {'at least' if error.validator == 'minimum' else 'more than'} {shown}"
        case "maximum" | "exclusiveMaximum":
            return f"must be {'at most' if error.validator == 'maximum' else 'less than'} {shown}"
        case "multipleOf":
            return f"must be a multiple of {shown}"
        case "minLength" | "minItems" | "minProperties":
            return f"must have at least {shown} {_counted(error.validator)}"
        case "maxLength" | "maxItems" | "maxProperties":
            return f"must have at most {shown} {_counted(error.validator)}"
        case "uniqueItems":
            return "must not hold the same twice"
        case "required" if isinstance(allowed, list):
            there = cast("JSON", error.instance)
            missing = [key for key in allowed if isinstance(there, dict) and key not in there]
            return f"has no {', '.join(f'`{key}`' for key in missing)}"
        case "additionalProperties":
            return "has a key that is not allowed"
        case _:
            return "has none of the forms that are allowed"


def _counted(keyword: str) -> str:
    if keyword.endswith("Length"):
        return "characters"
    return "entries" if keyword.endswith("Items") else "keys"


def _shown(value: JSON) -> str:
    text = msgspec.json.encode(value).decode()
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"


def _shown_place(error: ValidationError) -> str:
    place = ""
    for part in error.absolute_path:
        place += f"[{part}]" if isinstance(part, int) else f".{part}"
    return place.lstrip(".")


def _description(known: Mapping[str, JSON], error: ValidationError) -> str:
    """What the bundle says about the setting."""
    key = error.absolute_path[0] if error.absolute_path else ""
    about = known.get(str(key))
    said = about.get("description") if isinstance(about, dict) else None
    return said if isinstance(said, str) else ""
