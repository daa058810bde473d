"""Random expressions over the names of the parity cases, the same for the same seed."""

from __future__ import annotations

import random

from hcl_evaluation_cases import NAMES

_ATOMS = sorted(NAMES)
_LITERALS = ['"x"', '""', '"7"', '"true"', "0", "1", "2.5", "true", "false", "null", "[]", "{}"]
_BINARY = ["+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "&&", "||"]
_TYPES = [
    "string",
    "number",
    "bool",
    "any",
    "list(string)",
    "list(any)",
    "set(string)",
    "set(any)",
    "map(string)",
    "map(any)",
    "object({ a = string })",
    "object({ a = any, b = list(any) })",
    "tuple([any, any])",
    "list(object({ name = string }))",
    "list(list(string))",
    "map(list(any))",
]


def random_expressions(seed: int, count: int, depth: int = 3) -> list[str]:
    """So many expressions; most are meaningful for some types and wrong for others."""
    source = random.Random(seed)
    return [_expression(source, depth, ()) for _ in range(count)]


def _expression(source: random.Random, depth: int, bound: tuple[str, ...]) -> str:
    if depth <= 0 or source.random() < 0.15:
        return _atom(source, bound)
    return _FORMS[source.randrange(len(_FORMS))](source, depth - 1, bound)


def _atom(source: random.Random, bound: tuple[str, ...]) -> str:
    if bound and source.random() < 0.6:
        return source.choice(bound)
    return source.choice(_ATOMS if source.random() < 0.6 else _LITERALS)


def _binary(source: random.Random, depth: int, bound: tuple[str, ...]) -> str:
    left, right = _expression(source, depth, bound), _expression(source, depth, bound)
    return f"({left} {source.choice(_BINARY)} {right})"


def _unary(source: random.Random, depth: int, bound: tuple[str, ...]) -> str:
    return f"{source.choice('-!')}({_expression(source, depth, bound)})"


def _conditional(source: random.Random, depth: int, bound: tuple[str, ...]) -> str:
    condition = source.choice(["true", "false", "ub", _expression(source, depth, bound)])
    then, otherwise = _expression(source, depth, bound), _expression(source, depth, bound)
    return f"({condition} ? {then} : {otherwise})"


def _tuple(source: random.Random, depth: int, bound: tuple[str, ...]) -> str:
    items = [_expression(source, depth, bound) for _ in range(source.randrange(4))]
    return f"[{', '.join(items)}]"


def _object(source: random.Random, depth: int, bound: tuple[str, ...]) -> str:
    items = [
        f"{source.choice('abc')} = {_expression(source, depth, bound)}"
        for _ in range(source.randrange(3))
    ]
    if source.random() < 0.2:
        items.append(f"({_expression(source, depth, bound)}) = 1")
    return f"{{{', '.join(items)}}}"


def _index(source: random.Random, depth: int, bound: tuple[str, ...]) -> str:
    target = _expression(source, depth, bound)
    key = source.choice(["0", "1", '"a"', '"k"', "un", "us", _expression(source, depth, bound)])
    return f"({target})[{key}]"


def _attribute(source: random.Random, depth: int, bound: tuple[str, ...]) -> str:
    return f"({_expression(source, depth, bound)}).{source.choice(['a', 'b', 'name', 'k'])}"


def _splat(source: random.Random, depth: int, bound: tuple[str, ...]) -> str:
    after = source.choice(["", ".a", ".name", "[0]", ".name[0]"])
    marker = source.choice(["[*]", ".*"])
    return f"({_expression(source, depth, bound)}){marker}{after}"


def _for(source: random.Random, depth: int, bound: tuple[str, ...]) -> str:
    collection = _expression(source, depth, bound)
    inner = (*bound, "x", "y")
    result = _expression(source, depth, inner)
    condition = f" if {_expression(source, depth, inner)}" if source.random() < 0.3 else ""
    if source.random() < 0.5:
        return f"[for y, x in {collection} : {result}{condition}]"
    key = source.choice(["y", "x", _expression(source, depth, inner)])
    group = "..." if source.random() < 0.4 else ""
    return f"{{for y, x in {collection} : {key} => {result}{group}{condition}}}"


def _template(source: random.Random, depth: int, bound: tuple[str, ...]) -> str:
    parts = ["a", "${" + _expression(source, depth, bound) + "}"]
    if source.random() < 0.3:
        inner = _expression(source, depth, (*bound, "x"))
        collection = _expression(source, depth, bound)
        parts.append(f"%{{ for x in {collection} }}${{{inner}}}%{{ endfor }}")
    if source.random() < 0.3:
        condition = _expression(source, depth, bound)
        parts.append(f"%{{ if {condition} }}y%{{ else }}n%{{ endif }}")
    source.shuffle(parts)
    return f'"{"".join(parts)}"'


def _attempt(source: random.Random, depth: int, bound: tuple[str, ...]) -> str:
    first, second = _expression(source, depth, bound), _expression(source, depth, bound)
    return source.choice([f"try({first}, {second})", f"can({first})"])


def _convert(source: random.Random, depth: int, bound: tuple[str, ...]) -> str:
    return f"convert({_expression(source, depth, bound)}, {source.choice(_TYPES)})"


_FORMS = [
    _binary,
    _binary,
    _unary,
    _conditional,
    _conditional,
    _tuple,
    _object,
    _index,
    _attribute,
    _splat,
    _for,
    _for,
    _template,
    _attempt,
    _convert,
    _convert,
]
