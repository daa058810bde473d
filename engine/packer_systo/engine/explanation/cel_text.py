"""The elements on which macros of CEL expressions hang, for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packer_systo.engine.report.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from packer_systo.engine.explanation.models import CelElement, CelElements, CelStep, Result

MARKS: dict[Result, str] = {
    "true": "holds   ",
    "false": "fails   ",
    "unknown": "unknown ",
    "error": "error   ",
    "not needed": "·       ",
}
_NO_MARK = " " * len(MARKS["true"])


def macro_lines(step: CelStep, subject: str) -> Iterator[tuple[str, str]]:
    """Each line as its mark and its text; paths are told from the subject's on."""
    for macro in step.macros:
        yield from _elements(macro, subject)


def _elements(macro: CelElements, subject: str) -> Iterator[tuple[str, str]]:
    decided = any(one.parts for one in macro.named)
    if not decided and macro.macro != "map":
        yield _NO_MARK, "there are no elements" if not macro.count else _none(macro, subject)
        return
    for element in macro.named:
        yield (
            _NO_MARK,
            f"of {macro.count}: {_named(element, subject)}"
            if macro.count > 1
            else _named(element, subject),
        )
        for part in element.parts:
            yield from _parts(part, 1, subject)
    more = macro.deciding - len(macro.named)
    if more:
        yield _NO_MARK, f"and {more} more"


def _none(macro: CelElements, subject: str) -> str:
    """Of `exists` and the like: it holds for none; of `all`: for each."""
    listed = ", ".join(_short(one, subject) for one in macro.named)
    more = macro.deciding - len(macro.named)
    name = macro.named[0].name
    whom = f"each {name}" if macro.macro == "all" else f"no {name}"
    return f"for {whom} of {macro.count}: {listed}{f' and {more} more' if more else ''}"


def _short(element: CelElement, subject: str) -> str:
    return printable(element.value or _path(element, subject))


def _named(element: CelElement, subject: str) -> str:
    where = f" at {_path(element, subject)}" if element.path and element.value else ""
    return printable(f"{element.name} is {element.value or _path(element, subject)}{where}")


def _path(element: CelElement, subject: str) -> str:
    return element.path.removeprefix(f"{subject}/")


def _parts(step: CelStep, depth: int, subject: str) -> Iterator[tuple[str, str]]:
    indent = "  " * depth
    yield MARKS[step.result], f"{indent}{printable(step.text)}"
    for value in step.values:
        if value.text != step.text:
            yield _NO_MARK, f"{indent}  {printable(f'{value.text} is {value.value}')}"
    for mark, line in macro_lines(step, subject):
        yield mark, f"{indent}  {line}"
    for part in step.parts:
        yield from _parts(part, depth + 1, subject)
