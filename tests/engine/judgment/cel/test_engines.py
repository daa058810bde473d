"""One set of cases for every CEL engine: a rule must mean the same wherever it runs."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from cel_cases import case_set
from packer_systo.engine.judgment.cel.cel_python import CelPythonEngine
from packer_systo.engine.judgment.cel.choice import cel_engine
from packer_systo.engine.judgment.cel.interface import CelEngine, CelError

if TYPE_CHECKING:
    from collections.abc import Callable

    from packer_systo.engine.template.document import JSON


def fast_engine() -> CelEngine:
    module = pytest.importorskip(
        "packer_systo.engine.judgment.cel.cel_expr",
        reason="cel-expr-python has no wheel here",
        exc_type=ImportError,
    )
    engine: CelEngine = module.CelExprEngine()
    return engine


ENGINES: list[Callable[[], CelEngine]] = [fast_engine, CelPythonEngine]
each_engine = pytest.mark.parametrize("make_engine", ENGINES, ids=["cel-expr", "cel-python"])


@each_engine
def test_every_case_gives_what_the_shared_set_says(make_engine: Callable[[], CelEngine]) -> None:
    shared = case_set()
    engine = make_engine()
    document = engine.prepare(shared.document, shared.data, shared.now)
    wrong: list[str] = []
    for case in shared.cases:
        try:
            result = document.evaluate(case.expression, case.at)
        except CelError:
            result = "error"
        if result != case.gives or type(result) is not type(case.gives):
            wrong.append(f"{case.expression}: {result!r}, not {case.gives!r}")
    assert not wrong


@each_engine
@pytest.mark.parametrize("expression", ["1 +", "self.a ==", "("])
def test_what_cannot_be_read_is_refused_before_it_runs(
    make_engine: Callable[[], CelEngine], expression: str
) -> None:
    with pytest.raises(CelError):
        make_engine().check(expression)


@each_engine
def test_an_error_shows_no_value_of_the_document(make_engine: Callable[[], CelEngine]) -> None:
    document = make_engine().prepare({"a": {"b": "canary-7f3a"}}, {}, "2027-01-01T00:00:00Z")
    for expression in ("self.missing", "self.a + 1", "self.a.b + 1", "nope(self)", "int(self.a.b)"):
        with pytest.raises(CelError) as caught:
            document.evaluate(expression, ())
        assert "canary" not in str(caught.value)


@each_engine
@pytest.mark.parametrize(
    "expression",
    [
        "self.a" + " + 1" * 8000,
        "(" * 100 + "1" + ")" * 100,
        "self.a.all(a, self.a.all(b, self.a.all(c, self.a.all(d, self.a.all(e, true)))))",
    ],
)
def test_an_expression_that_is_too_long_or_too_deep_is_refused(
    make_engine: Callable[[], CelEngine], expression: str
) -> None:
    with pytest.raises(CelError, match=r"longer than|too deeply|nested deeper than 4"):
        make_engine().check(expression)


@each_engine
def test_a_missing_key_is_named(make_engine: Callable[[], CelEngine]) -> None:
    document = make_engine().prepare({"a": 1}, {}, "2027-01-01T00:00:00Z")
    with pytest.raises(CelError, match="missing"):
        document.evaluate("self.missing == 1", ())


@each_engine
@pytest.mark.parametrize(
    ("expression", "most"),
    [
        ("self.all(x, true)", 9_999),
        ("self.map(x, x).size() > 0", 9_999),
        ("self.exists_one(x, false) || true", 9_999),
        ("self.map(x, [1, 2].exists(y, true)).size() > 0", 3_333),
        ("doc.list.all(x, true)", 9_998),
    ],
)
def test_an_evaluation_goes_through_so_many_elements_and_no_more(
    make_engine: Callable[[], CelEngine], expression: str, most: int
) -> None:
    engine = make_engine()

    def judged(length: int) -> JSON:
        items: list[JSON] = [1] * length
        document = engine.prepare({"list": items}, {}, "2027-01-01T00:00:00Z")
        return document.evaluate(expression, ("list",))

    assert judged(most) is not None
    with pytest.raises(CelError, match="more than 9,999 elements; go through fewer"):
        judged(most + 1)


@each_engine
def test_what_decides_before_goes_through_nothing(make_engine: Callable[[], CelEngine]) -> None:
    items: list[JSON] = [1] * 20_000
    document = make_engine().prepare({"list": items, "on": True}, {}, "2027-01-01T00:00:00Z")
    for expression in (
        "self.on || self.list.all(x, true)",
        "!(!self.on && self.list.all(x, true))",
        "self.on ? true : self.list.all(x, true)",
        "self.list.exists(x, x == 1)",
    ):
        assert document.evaluate(expression, ()) is True


IN_ORDER = """
import sys
from engine.judgment.cel.test_engines import ENGINES
engine = ENGINES[int(sys.argv[1])]()
document = {"m": {letter: ord(letter) for letter in sys.argv[2]}}
prepared = engine.prepare(document, {}, "2027-01-01T00:00:00Z")
for expression in (
    '"sets " + self.m.map(k, k).join(", ")',
    'self.m.filter(k, k != "a")[0]',
    'doc.m.map(k, self.m[k])',
    '(true ? self.m : {}).map(k, k)',
    'self.m',
):
    print(prepared.evaluate(expression, ()))
"""


@each_engine
def test_a_map_is_gone_through_in_one_order_in_every_process(
    make_engine: Callable[[], CelEngine],
) -> None:
    make_engine()
    said = {
        subprocess.run(
            [sys.executable, "-c", IN_ORDER, str(ENGINES.index(make_engine)), letters],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("0", "1", "2")
        for letters in ("hgfedcba", "badcfehg")
    }
    (lines,) = said
    assert lines.startswith("sets a, b, c, d, e, f, g, h\nb\n[97, 98, ")


def test_the_process_keeps_one_engine() -> None:
    assert cel_engine() is cel_engine()
