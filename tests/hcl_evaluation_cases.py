"""Our own expressions, whose values are compared with what HashiCorp's HCL gives."""

from __future__ import annotations

from hcl_collection_cases import COLLECTIONS
from hcl_expression_cases import EXPRESSIONS

NAMES: dict[str, tuple[str, str | None]] = {
    "s": ("string", '"text"'),
    "digits": ("string", '"12"'),
    "n": ("number", "5"),
    "f": ("number", "2.5"),
    "t": ("bool", "true"),
    "list": ("list(string)", '["a", "b", "c"]'),
    "empty": ("list(string)", "[]"),
    "numbers": ("list(number)", "[1, 2, 3]"),
    "matrix": ("list(list(number))", "[[1, 2], [3]]"),
    "set": ("set(string)", '["b", "a", "b"]'),
    "map": ("map(string)", '{ k = "v", "l l" = "w" }'),
    "objects": (
        "list(object({ name = string, size = number }))",
        '[{ name = "x", size = 1 }, { name = "y", size = 2 }]',
    ),
    "object": ("any", '{ a = 1, b = "x", c = [true], "1" = "one" }'),
    "tuple": ("any", '[1, "two", null, { d = false }]'),
    "none": ("any", "null"),
    "no_string": ("string", "null"),
    "no_list": ("list(string)", "null"),
    "no_object": ("object({ a = string })", "null"),
    "u": ("any", None),
    "us": ("string", None),
    "un": ("number", None),
    "ub": ("bool", None),
    "ul": ("list(string)", None),
    "um": ("map(number)", None),
    "uset": ("set(string)", None),
    "uo": ("object({ a = string, b = list(bool) })", None),
    "ut": ("tuple([string, number])", None),
    "uobjects": ("list(object({ name = string }))", None),
}
"""Names that every expression can use: type, and value as an expression; None for unknown."""

CASES: dict[str, list[str]] = {**EXPRESSIONS, **COLLECTIONS}

TEMPLATES: list[str] = [
    "plain text",
    "",
    "hello ${s}\n",
    "${n}",
    "${list}",
    "%{ for x in list }${x}\n%{ endfor }",
    "%{ if t }\nyes\n%{ endif }\n",
    "%{ if t ~}\nyes\n%{ endif ~}\nend",
    "a ${nothing} b",
    "  ${~ s ~}  ",
    "$${s} %%{x}",
    'quote " and \\n stay',
]
"""Texts read as templates as a whole, as `templatefile` reads a file."""
