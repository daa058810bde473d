"""The skeleton of a legacy template: what may stand at its root, and of which kind it is.

Packer decodes the root strictly (packer-plugin-sdk, template/parse.go): unknown keys and values of
the wrong kind are refused; keys that start with an underscore are comments.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import msgspec

from packer_systo.engine.source.text import SourceText, Span
from packer_systo.engine.spelling import did_you_mean
from packer_systo.engine.syntax.json.nodes import (
    JsonArray,
    JsonBool,
    JsonInvalid,
    JsonNode,
    JsonNull,
    JsonNumber,
    JsonObject,
    JsonString,
)
from packer_systo.engine.template.problem import Problem
from packer_systo.engine.values.number import NumberError, format_number, parse_number

if TYPE_CHECKING:
    from packer_systo.engine.template.sourcemap import Path

ROOT_KEYS = (
    "builders",
    "description",
    "error-cleanup-provisioner",
    "min_packer_version",
    "post-processors",
    "provisioners",
    "push",
    "sensitive-variables",
    "variables",
)


class Member(msgspec.Struct, frozen=True):
    """A key of an object and what it is set to."""

    key: JsonString
    value: JsonNode


class Reader:
    """Reads nodes of one file as what they must be; what they are not is a problem."""

    def __init__(self, source: SourceText, problems: list[Problem]) -> None:
        self.source = source
        self.problems = problems

    def span(self, node: JsonNode) -> Span:
        return Span(self.source, node.start, node.end)

    def problem(
        self, code: str, message: str, node: JsonNode, path: Path = (), example: str = ""
    ) -> None:
        self.problems.append(Problem(code, message, self.span(node), example, path=path))

    def problem_at(self, code: str, message: str, span: Span) -> None:
        self.problems.append(Problem(code, message, span))

    def root(self, root: JsonNode | None) -> dict[str, Member]:
        """The known keys of the root, by the name that Packer gives them."""
        if root is None or isinstance(root, JsonInvalid):
            return {}
        if not isinstance(root, JsonObject):
            self.problem(
                "wrong-type", "A template is a JSON object.", root, (), '{ "builders": [] }'
            )
            return {}
        found: dict[str, Member] = {}
        for key, value in root.items:
            name = key.value.lower()
            if name in ROOT_KEYS:
                found[name] = Member(key, value)
            elif key.value.startswith("_"):
                if not isinstance(value, (JsonString, JsonInvalid)):
                    message = f'"{key.value}" is a comment, and must be a text.'
                    self.problem("wrong-type", message, value)
            elif name != "comments":
                hint = did_you_mean(key.value, ROOT_KEYS)
                message = f'A template has no "{key.value}" at its root.{hint}'
                self.problem("unknown-attribute", message, key, (), '"_comment": "…"')
        return found

    def object(self, member: Member | None, what: str, path: Path = ()) -> JsonObject | None:
        if member is None or isinstance(member.value, (JsonNull, JsonInvalid)):
            return None
        if isinstance(member.value, JsonObject):
            return member.value
        self.problem("wrong-type", f"{what} must be an object.", member.value, path, "{ … }")
        return None

    def array(self, member: Member | None, what: str, path: Path = ()) -> tuple[JsonNode, ...]:
        if member is None or isinstance(member.value, (JsonNull, JsonInvalid)):
            return ()
        if isinstance(member.value, JsonArray):
            return member.value.items
        self.problem("wrong-type", f"{what} must be an array.", member.value, path, "[ … ]")
        return ()

    def text(self, member: Member | None, what: str, path: Path = ()) -> JsonString | None:
        if member is None or isinstance(member.value, (JsonNull, JsonInvalid)):
            return None
        if isinstance(member.value, JsonString):
            return member.value
        self.problem("wrong-type", f"{what} must be a text.", member.value, path, '"…"')
        return None

    def weak_text(self, member: Member | None, what: str, path: Path = ()) -> JsonString | None:
        """The same where Packer takes a number or a boolean too; `true` is 1."""
        node = member.value if member is not None else None
        if isinstance(node, JsonBool):
            return JsonString(node.start, node.end, str(int(node.value)))
        if isinstance(node, JsonNumber):
            with contextlib.suppress(NumberError):
                return JsonString(node.start, node.end, format_number(parse_number(node.text)))
        return self.text(member, what, path)

    def weak_members(
        self, member: Member | None, what: str, path: Path = ()
    ) -> dict[str, Member] | None:
        """The members of an object; Packer makes one of the objects of an array, too."""
        node = member.value if member is not None else None
        if isinstance(node, JsonArray):
            objects = [item for item in node.items if isinstance(item, JsonObject)]
            if all(isinstance(item, (JsonObject, JsonNull)) for item in node.items):
                return {name: one for item in objects for name, one in members(item).items()}
        whole = self.object(member, what, path)
        return None if whole is None else members(whole)

    def texts(
        self, member: Member | None, what: str, path: Path = (), *, null_too: bool = False
    ) -> list[JsonString]:
        """An array of texts, without what is in it and is none. With `null_too` null is no mistake."""
        found: list[JsonString] = []
        for node in self.array(member, what, path):
            if isinstance(node, JsonString):
                found.append(node)
            elif not isinstance(node, JsonInvalid) and not (
                null_too and isinstance(node, JsonNull)
            ):
                self.problem("wrong-type", f"{what} holds texts alone.", node, path, '["…"]')
        return found

    def weak_texts(self, member: Member | None, what: str, path: Path = ()) -> list[JsonString]:
        """The same where Packer takes a single text too."""
        if member is not None and isinstance(member.value, JsonString):
            return [member.value]
        if member is not None and isinstance(member.value, JsonObject) and not member.value.items:
            return []
        return self.texts(member, what, path)


def members(node: JsonObject) -> dict[str, Member]:
    """By key; of a repeated key the last, which is what other readers see."""
    return {key.value: Member(key, value) for key, value in node.items}


def describe(node: JsonNode) -> str:
    """What a node is, with its article."""
    if isinstance(node, JsonString) and not node.value:
        return "an empty text"
    return _NAMES[type(node)]


_NAMES: dict[type[object], str] = {
    JsonString: "a text",
    JsonNumber: "a number",
    JsonBool: "a boolean",
    JsonNull: "null",
    JsonArray: "an array",
    JsonObject: "an object",
    JsonInvalid: "unreadable",
}
