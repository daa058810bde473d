from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from packer_systo.engine.functions.float_math import exponential, log, power


@given(st.floats(1e-300, 1e300))
def test_logarithms_are_right_to_the_last_digits(value: float) -> None:
    assert math.isclose(log(value), math.log(value), rel_tol=4e-16, abs_tol=1e-16)


@given(st.floats(-300, 300))
def test_exponentials_are_right_to_the_last_digits(value: float) -> None:
    assert math.isclose(exponential(value), math.exp(value), rel_tol=1e-15)


@given(st.floats(1e-3, 1e3), st.floats(-30, 30))
def test_powers_are_right_to_the_last_digits(base: float, exponent: float) -> None:
    assert math.isclose(power(base, exponent), math.pow(base, exponent), rel_tol=1e-13)


def test_the_edges() -> None:
    assert math.isnan(log(-1))
    assert log(0) == -math.inf
    assert power(0, -1) == math.inf
    assert math.isnan(power(-8, 0.3))
    assert power(10, 400) == math.inf
    assert power(10, -400) == 0
    assert power(-1, 2.0**70) == 1
