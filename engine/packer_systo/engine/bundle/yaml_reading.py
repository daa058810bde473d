"""YAML as bundles may use it: the part that every reader understands alike.

OPA reads metadata with go-yaml, we with libyaml, and the two resolve `yes`, `0777` and dates
differently. What is read differently is therefore refused with the advice to quote it, and so are
anchors, tags and repeated keys: what remains means the same everywhere.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from packer_systo.engine.template.document import JSON

if TYPE_CHECKING:
    from collections.abc import Iterable

    import yaml

YamlPath: TypeAlias = tuple[str | int, ...]

MAX_DEPTH = 20

_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)?(?:\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt \t].*)?")
_NUMBER_LIKE = re.compile(
    r"[-+]?(?:0[xXoObB][0-9A-Fa-f_]+|[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9]*)?"
    r"|[0-9][0-9_]*\.?[0-9_]*(?:[eE][-+]?[0-9]+)?|\.[0-9_]+(?:[eE][-+]?[0-9]+)?"
    r"|\.(?:inf|Inf|INF))|\.(?:nan|NaN|NAN)"
)
_WORDS: dict[str, bool | None] = {
    "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
}  # fmt: skip
_OLD_BOOLEANS = frozenset({"yes", "no", "on", "off"})


def _meant(text: str) -> str:
    """What to write where it is meant to be true or false."""
    if text.lower() not in _OLD_BOOLEANS:
        return ""
    return f"write `{'true' if text.lower() in {'yes', 'on'} else 'false'}`, or "


class YamlError(Exception):
    """What is wrong, and in which line of the text (from 1)."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


class YamlDocument(msgspec.Struct, frozen=True):
    """A YAML text as JSON, and the line (from 1) of each key and list item."""

    value: JSON
    lines: dict[YamlPath, int]

    def line(self, path: YamlPath) -> int:
        """The line of the path or of its nearest parent."""
        for length in range(len(path), -1, -1):
            found = self.lines.get(path[:length])
            if found is not None:
                return found
        return 1


def read_yaml(text: str) -> YamlDocument:
    """Read one YAML document. Raises YamlError."""
    import yaml

    loader = yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.BaseLoader
    try:
        return _Builder(yaml.parse(text, Loader=loader)).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlError(
            f"this is not YAML: {error.problem or error.context or 'it cannot be read'}",
            min(mark.line + 1, text.rstrip("\n").count("\n") + 1) if mark is not None else 1,
        ) from None
    except yaml.YAMLError as error:
        raise YamlError(f"this is not YAML: {error}", 1) from None


class _Builder:
    """Makes the value from the parser's events, in one pass: a start reads a hundred texts."""

    def __init__(self, events: Iterable[yaml.Event]) -> None:
        self._events = iter(events)
        self._lines: dict[YamlPath, int] = {(): 1}

    def document(self) -> YamlDocument:
        import yaml

        value: JSON = None
        documents = 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise YamlError("there is a second document (`---`)", _line(event))
            elif isinstance(event, yaml.NodeEvent):
                self._lines[()] = _line(event)
                value = self._value(event, ())
        return YamlDocument(value, self._lines)

    def _value(self, event: yaml.Event, path: YamlPath) -> JSON:
        import yaml

        self._refuse(event, path)
        if isinstance(event, yaml.ScalarEvent):
            return _scalar(event.value, event.style, _line(event))
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        assert isinstance(event, yaml.MappingStartEvent)
        return self._mapping(path)

    def _refuse(self, event: yaml.Event, path: YamlPath) -> None:
        """What makes small texts big, or what readers understand in several ways."""
        import yaml

        line = _line(event)
        if len(path) > MAX_DEPTH:
            raise YamlError(f"the YAML is nested deeper than {MAX_DEPTH} levels", line)
        if isinstance(event, yaml.NodeEvent) and event.anchor is not None:
            raise YamlError(
                "anchors and aliases (`&`, `*`) are not allowed here; write the value out, "
                "or quote it when it is a text",
                line,
            )
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag:
            raise YamlError("tags (`!…`) are not allowed here", line)

    def _sequence(self, path: YamlPath) -> JSON:
        import yaml

        items: list[JSON] = []
        for event in self._events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            here = (*path, len(items))
            self._lines[here] = _line(event)
            items.append(self._value(event, here))
        return items

    def _mapping(self, path: YamlPath) -> JSON:
        import yaml

        mapping: dict[str, JSON] = {}
        for event in self._events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            line = _line(event)
            self._refuse(event, path)
            if not isinstance(event, yaml.ScalarEvent):
                raise YamlError("a key must be a word", line)
            key: str = event.value
            if key == "<<":
                raise YamlError("merge keys (`<<`) are not allowed here", line)
            if key in mapping:
                raise YamlError(f"the key `{key}` is there twice", line)
            self._lines[*path, key] = line
            mapping[key] = self._value(next(self._events), (*path, key))
        return mapping


def _scalar(text: str, style: str | None, line: int) -> JSON:
    if style:  # quoted or a block: always text (libyaml says "" for plain, PyYAML None)
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    if text.lower() in _OLD_BOOLEANS or _DATE.fullmatch(text) or _NUMBER_LIKE.fullmatch(text):
        raise YamlError(
            f"YAML readers disagree on what `{text}` is; {_meant(text)}put it in quotes to mean the "
            "text",
            line,
        )
    return text


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark is not None else 1
