"""What in an expression means something else, or nothing, on the other CEL engine.

Rules run on cel-expr-python where it has a wheel, and on cel-python elsewhere. What both can read and
judge alike is the shared case set; what they do not is found here, for `bundle lint` and for authors.
"""

from __future__ import annotations

import msgspec

from packer_systo.engine.judgment.cel.interface import STRING_FUNCTIONS, CelError
from packer_systo.engine.judgment.cel.times import is_finer_than_microseconds
from packer_systo.engine.judgment.cel.tokens import CelToken, tokens_of

MOST_ARGUMENTS = {"split": 1, "replace": 2, "indexOf": 1, "map": 2}
"""Of methods that cel-python knows with fewer arguments than cel-expr-python."""

ONE_ENGINE = frozenset(
    {"charAt", "format", "lastIndexOf", "quote", "reverse", "sort", "bind", "greatest", "least"}
)  # fmt: skip
"""Functions of CEL's extensions that cel-python lacks."""


class Difference(msgspec.Struct, frozen=True):
    """Something that is not alike on both engines. `column` counts characters from 1; 0 for all."""

    message: str
    column: int = 0


def differences(expression: str) -> list[Difference]:
    """What differs between the engines in one expression, by its place. Never evaluates it."""
    tokens = tokens_of(expression)
    found = [*_calls(tokens), *_fine_times(tokens), *_reading(expression)]
    return sorted(found, key=lambda one: (one.column, one.message))


def _calls(tokens: list[CelToken]) -> list[Difference]:
    found: list[Difference] = []
    for index, (kind, text, start) in enumerate(tokens):
        following = tokens[index + 1][1] if index + 1 < len(tokens) else ""
        if kind != "name":
            continue
        if text == "google" and following == ".":
            message = "the names of protobuf types are known to one engine only"
            found.append(Difference(message, start + 1))
        if following != "(":
            continue
        if text in ONE_ENGINE:
            known = ", ".join(STRING_FUNCTIONS)
            message = f"one engine only has `{text}`; both have {known}"
            found.append(Difference(message, start + 1))
        most = MOST_ARGUMENTS.get(text)
        is_method = index > 0 and tokens[index - 1][1] == "."
        if most is not None and is_method and _arguments(tokens, index + 1) > most:
            message = f"one engine only takes more than {most} argument{'s' if most > 1 else ''} to `{text}`"
            found.append(Difference(message, start + 1))
    return found


def _arguments(tokens: list[CelToken], opening: int) -> int:
    """How many arguments a call has; `opening` is its parenthesis."""
    depth = 0
    count = 0
    for index in range(opening, len(tokens)):
        text = tokens[index][1]
        if text in {"(", "[", "{"}:
            depth += 1
        elif text in {")", "]", "}"}:
            depth -= 1
            if depth == 0:
                return count + (index > opening + 1)
        elif text == "," and depth == 1:
            count += 1
    return count


def _fine_times(tokens: list[CelToken]) -> list[Difference]:
    """Nanoseconds that are written out; in values they are an error on the one engine."""
    message = "one engine only has times finer than a microsecond"
    return [
        Difference(message, start + 1)
        for index, (kind, text, start) in enumerate(tokens)
        if kind == "string"
        and index > 1
        and tokens[index - 2][1] in {"timestamp", "duration"}
        and is_finer_than_microseconds(text[1:-1])
    ]


def _reading(expression: str) -> list[Difference]:
    """An expression that one engine refuses and the other does not, such as `1 == 1.0`."""
    from packer_systo.engine.judgment.cel.cel_python import CelPythonEngine

    try:
        from packer_systo.engine.judgment.cel.cel_expr import CelExprEngine
    except ImportError:  # no wheel here: only what the text shows is found
        return []
    refusals: dict[str, str] = {}
    for engine in (CelExprEngine(), CelPythonEngine()):
        try:
            engine.check(expression)
        except CelError as error:
            refusals[engine.name] = str(error)
    if len(refusals) != 1:
        return []
    ((name, reason),) = refusals.items()
    return [Difference(f"{name} refuses it: {reason}")]
