"""Reading small HCL texts in tests."""

from __future__ import annotations

from packer_systo.engine.syntax.hcl.nodes import Attribute, Block, Expression, Template
from packer_systo.engine.syntax.hcl.nodes import TemplateText as Text
from packer_systo.engine.syntax.hcl.parser import parse


def items_of(text: str) -> tuple[Attribute | Block, ...]:
    """The items of a valid body."""
    parsed = parse(text)
    assert parsed.diagnostics == []
    return parsed.file.body.items


def value_of(text: str) -> Expression:
    """The value of the one setting of a valid body, such as `a = 1`."""
    (item,) = items_of(text)
    assert isinstance(item, Attribute)
    return item.expression


def template_of(text: str) -> Template:
    value = value_of(text)
    assert isinstance(value, Template)
    return value


def words_of(text: str) -> str:
    """The text of the one setting of a valid body, which has no template sequence."""
    found: list[str] = []
    for part in template_of(text).parts:
        assert isinstance(part, Text)
        found.append(part.value)
    return "".join(found)


def block_of(text: str) -> Block:
    (item,) = items_of(text)
    assert isinstance(item, Block)
    return item


def mistakes_of(text: str) -> list[tuple[int, str]]:
    """Line and message of each diagnostic."""
    return [
        (text.count("\n", 0, diagnostic.start) + 1, diagnostic.message)
        for diagnostic in parse(text).diagnostics
    ]


def mistake_of(text: str) -> str:
    """The message of the only diagnostic."""
    ((_, message),) = mistakes_of(text)
    return message
