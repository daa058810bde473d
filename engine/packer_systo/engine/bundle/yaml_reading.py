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
        _refuse_anchors(yaml.parse(text, Loader=loader))
        root = yaml.compose(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlError(
            f"this is not YAML: {error.problem or error.context or 'it cannot be read'}",
            min(mark.line + 1, text.rstrip("\n").count("\n") + 1) if mark is not None else 1,
        ) from None
    except yaml.YAMLError as error:
        raise YamlError(f"this is not YAML: {error}", 1) from None
    except RecursionError:
        raise YamlError("the YAML is nested too deeply", 1) from None
    if root is None:
        return YamlDocument(None, {(): 1})
    lines: dict[YamlPath, int] = {(): _line(root)}
    return YamlDocument(_value(root, (), lines), lines)


def _refuse_anchors(events: Iterable[yaml.Event]) -> None:
    """Aliases make small texts big; nobody needs them, or tags, in a rule."""
    import yaml

    depth = 0
    for event in events:
        line = event.start_mark.line + 1 if event.start_mark is not None else 1
        if isinstance(event, yaml.NodeEvent) and event.anchor is not None:
            raise YamlError(
                "anchors and aliases (`&`, `*`) are not allowed here; write the value out, "
                "or quote it when it is a text",
                line,
            )
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag:
            raise YamlError("tags (`!…`) are not allowed here", line)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise YamlError(f"the YAML is nested deeper than {MAX_DEPTH} levels", line)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _value(node: yaml.Node, path: YamlPath, lines: dict[YamlPath, int]) -> JSON:
    import yaml

    line = _line(node)
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node, line)
    if isinstance(node, yaml.SequenceNode):
        items: list[JSON] = []
        for index, item in enumerate(node.value):
            lines[(*path, index)] = _line(item)
            items.append(_value(item, (*path, index), lines))
        return items
    assert isinstance(node, yaml.MappingNode)
    mapping: dict[str, JSON] = {}
    for key_node, value_node in node.value:
        key_line = _line(key_node)
        if not isinstance(key_node, yaml.ScalarNode):
            raise YamlError("a key must be a word", key_line)
        key: str = key_node.value
        if key == "<<":
            raise YamlError("merge keys (`<<`) are not allowed here", key_line)
        if key in mapping:
            raise YamlError(f"the key `{key}` is there twice", key_line)
        lines[(*path, key)] = key_line
        mapping[key] = _value(value_node, (*path, key), lines)
    return mapping


def _scalar(node: yaml.ScalarNode, line: int) -> JSON:
    text: str = node.value
    if node.style:  # quoted or a block: always text (libyaml says "" for plain, PyYAML None)
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    if text.lower() in _OLD_BOOLEANS or _DATE.fullmatch(text) or _NUMBER_LIKE.fullmatch(text):
        raise YamlError(
            f"YAML readers disagree on what `{text}` is; put it in quotes to mean the text", line
        )
    return text


def _line(node: yaml.Node) -> int:
    return node.start_mark.line + 1 if node.start_mark is not None else 1
