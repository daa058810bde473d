"""What is of cel-expr-python alone."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytest.importorskip("cel_expr_python", reason="cel-expr-python has no wheel for this machine")

MANY_NULLS = """
from packer_systo.engine.judgment.cel.cel_expr import CelExprEngine

document = CelExprEngine().prepare({"a": [None, {"b": None}]}, {}, "2027-01-01T00:00:00Z")
for _ in range(60_000):
    assert document.evaluate("doc.a", ()) == [None, {"b": None}]
print("survived")
"""


def test_results_with_many_nulls_do_not_end_the_process() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", MANY_NULLS], capture_output=True, text=True, check=False
    )
    assert (ran.stdout, ran.returncode) == ("survived\n", 0), ran.stderr
