"""Calls of functions as JSON: reading the case tables, making them here, comparing with Packer's.

A table maps a function's name to a list of argument lists; `cases/recorded/` has the results that
Packer's own code gave, in the same order. The encoding of values is that of
`tests/go/functions/encoding.go`: plain JSON where that is enough, else an object with one key that
starts with a dollar sign. A case that is a string is an HCL expression.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, cast

from packer_systo.engine.evaluation.budget import Budget
from packer_systo.engine.evaluation.template_files import TemplateFileRenderer
from packer_systo.engine.functions.calling import call
from packer_systo.engine.functions.context import FunctionContext
from packer_systo.engine.functions.models import FunctionError
from packer_systo.engine.functions.reading import FileReader
from packer_systo.engine.functions.table import find
from packer_systo.engine.values.constructors import (
    boolean,
    list_value,
    map_value,
    null,
    number,
    object_value,
    set_value,
    string,
    tuple_value,
    unknown,
)
from packer_systo.engine.values.equality import is_known
from packer_systo.engine.values.number import format_number, parse_number
from packer_systo.engine.values.types import (
    ANY,
    BOOL,
    NUMBER,
    STRING,
    Kind,
    Type,
    list_of,
    map_of,
    object_of,
    set_of,
    tuple_of,
)
from packer_systo.engine.values.value import PartialString, Unknown, UnknownReason, Value

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

JSON: TypeAlias = "str | int | float | bool | list[JSON] | dict[str, JSON] | None"

FOLDER = Path(__file__).resolve().parent / "engine" / "functions"
FILES = FOLDER / "files"
CASES = FOLDER / "cases"
RECORDED = CASES / "recorded"
MODULE = Path(__file__).resolve().parent / "go" / "functions"
ERROR = "error"

_PRIMITIVES = {"string": STRING, "number": NUMBER, "bool": BOOL, "dynamic": ANY}
OUTSIDE = frozenset(("bcrypt", "legacy_isotime", "legacy_strftime", "timestamp", "uuidv4"))
"""Functions that Packer's code answers, differently each time: here they are unknown."""

_REASON = UnknownReason("unknown", "variable without a value")


class Case(NamedTuple):
    """One call: a function with its arguments, or an expression in which the function is called."""

    function: str
    place: int
    arguments: JSON

    @property
    def line(self) -> str:
        """The request that `tests/go/functions` reads."""
        if isinstance(self.arguments, str):
            return json.dumps({"expression": self.arguments})
        return json.dumps({"function": self.function, "arguments": self.arguments})


def read_tables() -> dict[str, dict[str, list[JSON]]]:
    """The case tables by the name of their file."""
    return {path.stem: read_json(path) for path in sorted(CASES.glob("*.json"))}


def read_json(path: Path) -> dict[str, list[JSON]]:
    """A table, its numbers as they are written."""
    text = path.read_text(encoding="utf-8")
    return cast("dict[str, list[JSON]]", json.loads(text, parse_int=_Digits, parse_float=_Digits))


class _Digits(float):
    """A number of a table that is written again as it was."""

    text: str

    def __new__(cls, text: str) -> Self:
        made = super().__new__(cls, text)
        made.text = text
        return made

    def __repr__(self) -> str:
        return self.text


def all_cases() -> Iterator[Case]:
    for table in read_tables().values():
        for function, calls in table.items():
            for place, arguments in enumerate(calls):
                yield Case(function, place, arguments)


def recorded() -> dict[str, list[JSON]]:
    """The recorded results by function."""
    found: dict[str, list[JSON]] = {}
    for path in sorted(RECORDED.glob("*.json")):
        found.update(cast("dict[str, list[JSON]]", json.loads(path.read_text(encoding="utf-8"))))
    return found


def write_record(
    family: str, table: dict[str, list[JSON]], cases: list[Case], results: list[JSON]
) -> None:
    """Write what Packer's code said of the calls of one table, a result a line."""
    by_place = {(c.function, c.place): r for c, r in zip(cases, results, strict=True)}
    lines = ["{"]
    for function, calls in table.items():
        lines.append(f'  "{function}": [')
        for place in range(len(calls)):
            text = json.dumps(by_place[function, place], ensure_ascii=False, sort_keys=True)
            lines.append(f"    {text}{',' if place + 1 < len(calls) else ''}")
        lines.append("  ]" + ("," if function != list(table)[-1] else ""))
    lines.append("}")
    RECORDED.mkdir(exist_ok=True)
    (RECORDED / f"{family}.json").write_text("\n".join(lines) + "\n", encoding="utf-8")


def read_type(raw: JSON) -> Type:
    if isinstance(raw, str):
        return _PRIMITIVES[raw]
    assert isinstance(raw, list)
    kind, of = raw
    if kind == "object":
        assert isinstance(of, dict)
        return object_of({name: read_type(one) for name, one in of.items()})
    if kind == "tuple":
        assert isinstance(of, list)
        return tuple_of(*[read_type(one) for one in of])
    return {"list": list_of, "set": set_of, "map": map_of}[str(kind)](read_type(of))


def write_type(type: Type) -> JSON:
    if type.kind is Kind.OBJECT:
        return ["object", {name: write_type(one) for name, one in type.attributes}]
    if type.kind is Kind.TUPLE:
        return ["tuple", [write_type(one) for one in type.elements]]
    if type.element is not None:
        return [type.kind.value, write_type(type.element)]
    return "dynamic" if type.kind is Kind.ANY else type.kind.value


def read_value(raw: JSON) -> Value:
    if raw is None:
        return null(ANY)
    if isinstance(raw, bool):
        return boolean(raw)
    if isinstance(raw, str):
        return string(raw)
    if isinstance(raw, (int, float)):
        return number(parse_number(repr(raw)))
    if isinstance(raw, list):
        return tuple_value([read_value(one) for one in raw])
    return _read_marked(raw)


def _read_marked(raw: dict[str, JSON]) -> Value:
    of = read_type(raw["of"]) if "of" in raw else ANY
    for key, items in raw.items():
        if key == "$unknown":
            return unknown(read_type(items), _REASON)
        if key == "$null":
            return null(read_type(items))
        if key == "$number":
            return number(parse_number(str(items)))
        if key in ("$list", "$set"):
            assert isinstance(items, list)
            made = [read_value(one) for one in items]
            element = of if not made else None
            return list_value(made, element) if key == "$list" else set_value(made, element)
        if key in ("$map", "$object"):
            assert isinstance(items, dict)
            values = {name: read_value(one) for name, one in items.items()}
            if key == "$object":
                return object_value(values)
            return map_value(values, of if not values else None)
    return object_value({name: read_value(one) for name, one in raw.items()})


def write_value(value: Value) -> JSON:
    data, type = value.data, value.type
    if not is_known(value):
        return {"$unknown": write_type(type)}
    if data is None:
        return None if type.kind is Kind.ANY else {"$null": write_type(type)}
    if isinstance(data, (str, bool)):
        return data
    if isinstance(data, tuple):
        items: JSON = [write_value(one) for one in data]
        if type.kind is Kind.TUPLE:
            return items
        assert type.element is not None
        return {f"${type.kind.value}": items, "of": write_type(type.element)}
    if isinstance(data, dict):
        values: JSON = {name: write_value(one) for name, one in data.items()}
        if type.kind is Kind.MAP:
            assert type.element is not None
            return {"$map": values, "of": write_type(type.element)}
        return {"$object": values} if any(name.startswith("$") for name in data) else values
    assert not isinstance(data, (PartialString, Unknown))
    return {"$number": format_number(data)}


def context() -> FunctionContext:
    """The fixtures' folder stands for the template's folder and the working directory."""
    return FunctionContext(
        FileReader(str(FILES)),
        working_directory=str(FILES),
        environment={"HOME": "/home/packer"},
        render=TemplateFileRenderer(Budget()),
    )


def make_result(case: Case) -> JSON:
    """What the call gives here: the encoded result, or `{"error": …}`."""
    if isinstance(case.arguments, str):
        return _evaluated(case.arguments)
    function = find(case.function)
    assert function is not None
    assert isinstance(case.arguments, list)
    arguments = [read_value(one) for one in case.arguments]
    try:
        result = write_value(call(function, arguments, context()))
    except FunctionError as error:
        return {ERROR: error.message}
    return _relative(result)


def _evaluated(text: str) -> JSON:
    from packer_systo.engine.evaluation.expressions import evaluate
    from packer_systo.engine.evaluation.scope import Scope
    from packer_systo.engine.source.text import SourceText
    from packer_systo.engine.syntax.hcl.parser import parse_expression

    expression, diagnostics = parse_expression(text)
    if diagnostics:
        return {ERROR: diagnostics[0].message}
    kinds = {"any": ANY, "string": STRING, "number": NUMBER, "bool": BOOL}
    kinds |= {"list": list_of(STRING), "map": map_of(STRING)}
    variables = {"unknown": object_value({n: unknown(t, _REASON) for n, t in kinds.items()})}
    scope = Scope(SourceText("case", text), variables, context())
    result = evaluate(expression, scope)
    if scope.problems:
        return {ERROR: scope.problems[0].message}
    return _relative(write_value(result))


def _relative(result: JSON) -> JSON:
    """The result with `$ROOT` where it names the fixtures' folder."""
    text = json.dumps(result)
    return cast("JSON", json.loads(text.replace(json.dumps(str(FILES))[1:-1], "$ROOT")))


def build_reference(folder: Path) -> Path | None:
    """The program of `tests/go/functions`; None where there is no Go or it cannot be built."""
    go = shutil.which("go")
    if go is None:
        return None
    program = folder / "functionresults"
    built = subprocess.run(
        [go, "build", "-o", str(program), "."], cwd=MODULE, capture_output=True, check=False
    )
    return program if built.returncode == 0 else None


def ask_reference(program: Path, cases: list[Case]) -> list[JSON]:
    """What Packer's own code says of the calls: encoded results, or `{"error": true}`."""
    answered = subprocess.run(
        [str(program), str(FILES)],
        input="".join(f"{case.line}\n" for case in cases),
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "HOME": "/home/packer", "TZ": "UTC"},
    )
    found: list[JSON] = []
    for line in answered.stdout.split("\n"):
        if line:
            answer = json.loads(line)
            # That there is an error counts, not its words.
            found.append({ERROR: True} if ERROR in answer else answer["result"])
    for place, case in enumerate(cases):
        if case.function in OUTSIDE and isinstance(found[place], str):
            found[place] = {"$unknown": "string"}
    return found


def same(ours: JSON, theirs: JSON) -> bool:
    """Whether result and type are equal; of errors only that there is one."""
    if _failed(ours) or _failed(theirs):
        return _failed(ours) and _failed(theirs)
    return json.dumps(ours, sort_keys=True) == json.dumps(theirs, sort_keys=True)


def _failed(result: JSON) -> bool:
    return isinstance(result, dict) and list(result) == [ERROR]
