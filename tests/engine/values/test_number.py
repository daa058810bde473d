from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packer_systo.engine.values.float64 import Float64
from packer_systo.engine.values.number import (
    NumberError,
    format_number,
    number_from_float,
    parse_number,
    precision_of,
    quotient,
    rounded,
    scaled,
)

THIRD_OF_512_BITS = (
    "0.333333333333333333333333333333333333333333333333333333333333333333333333333333333333333333"
    "33333333333333333333333333333333333333333333333333333333333333335"
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("40960", 40960),
        ("-3", -3),
        ("+3", 3),
        ("1e3", 1000),
        ("1.50e1", 15),
        (".5", Fraction(1, 2)),
        ("5.", 5),
        ("-0.25", Fraction(-1, 4)),
        ("1p3", 8),
        ("1p-1", Fraction(1, 2)),
        ("0.000", 0),
        ("007", 7),
    ],
)
def test_text_is_read_as_go_reads_it(text: str, number: int | Fraction) -> None:
    found = parse_number(text)
    assert found == number
    assert isinstance(found, int) == isinstance(number, int)


@pytest.mark.parametrize(
    "text", ["", " 1", "1 ", "1_000", "0x10", "e5", ".", "1e", "--1", "1.2.3", "Inf", "NaN", "१"]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(NumberError, match="a number is expected"):
        parse_number(text)


@pytest.mark.parametrize(
    "text",
    ["1e600000000", "1e-600000000", "1e99999999999999999999", "1e2000", "1e-2000", "9" * 5000],
)
def test_numbers_beyond_the_limits_cost_nothing(text: str) -> None:
    with pytest.raises(NumberError, match=r"too large|too close to zero|at most 4000 digits"):
        parse_number(text)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("0.1", "0.1"),
        ("1.10", "1.1"),
        ("1e21", "1000000000000000000000"),
        ("1e-7", "0.0000001"),
        ("-0.5", "-0.5"),
        ("0.30000000000000004", "0.30000000000000004"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("1e200", "1" + "0" * 200),
    ],
)
def test_numbers_are_written_as_go_writes_them(text: str, written: str) -> None:
    assert format_number(parse_number(text)) == written


def test_a_third_has_512_bits() -> None:
    assert format_number(quotient(1, 3)) == THIRD_OF_512_BITS


def test_floats_of_64_bits_are_written_with_as_many_digits_as_they_need() -> None:
    assert format_number(number_from_float(2**0.5)) == "1.4142135623730951"
    assert format_number(number_from_float(2.0**64)) == "18446744073709550000"
    assert number_from_float(1024.0) == 1024
    assert type(number_from_float(1024.0)) is int
    assert precision_of(Float64(1, 3)) == 53
    assert precision_of(Fraction(1, 4)) == precision_of(4) == 512


def test_what_is_not_finite_is_refused() -> None:
    for number in (float("inf"), float("-inf"), float("nan")):
        with pytest.raises(NumberError):
            number_from_float(number)


def test_integers_of_more_than_512_bits_are_rounded() -> None:
    number = (1 << 600) + 1
    assert rounded(number) == 1 << 600
    assert rounded((1 << 511) + 1) == (1 << 511) + 1


def test_halves_round_to_even() -> None:
    assert quotient((1 << 513) + 1, 2) == 1 << 512
    assert quotient((1 << 513) + 3, 2) == (1 << 512) + 2


def test_scaling_ends_at_the_limits() -> None:
    assert scaled(3, -1) == Fraction(3, 2)
    assert scaled(6, -1) == 3
    with pytest.raises(NumberError):
        scaled(1, 5000)
    with pytest.raises(NumberError):
        scaled(1, -5000)


@given(st.integers(-(10**30), 10**30), st.integers(-40, 40))
def test_what_is_written_reads_back_as_the_same_number(mantissa: int, exponent: int) -> None:
    number = parse_number(f"{mantissa}e{exponent}")
    assert parse_number(format_number(number)) == number


def power_of_two(number: Fraction) -> bool:
    """Go's shortest text of one can be a place off, and so can ours (math/big, `ftoa.go`)."""
    return abs(number.numerator) & (abs(number.numerator) - 1) == 0


@given(st.integers(-(2**600), 2**600), st.integers(1, 2**600))
def test_a_quotient_is_the_nearest_of_512_bits(numerator: int, denominator: int) -> None:
    found = Fraction(quotient(numerator, denominator))
    exact = Fraction(numerator, denominator)
    assert abs(found - exact) * 2**512 <= abs(exact)
    assert found.denominator & (found.denominator - 1) == 0
    if not power_of_two(found):
        assert parse_number(format_number(quotient(numerator, denominator))) == found


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e300, max_value=1e300))
def test_a_float_is_kept_exactly(number: float) -> None:
    if abs(number) > 1e-300 or number == 0:
        assert number_from_float(number) == Fraction(number)
        if not power_of_two(Fraction(number)):
            assert float(format_number(number_from_float(number))) == number
