"""Logarithm and power of 64-bit floats, bit for bit as Packer's own binaries compute them.

The C library that Python uses rounds some results the other way, and a template shows all digits.
The methods are the published ones that Go's math package follows on x86-64: FreeBSD's msun
(e_log.c) for the logarithm, N. Shibata's reduction with fused multiply-add for the exponential,
and repeated squaring for powers.
"""

from __future__ import annotations

import math

_LN2_HIGH = 6.93147180369123816490e-01
_LN2_LOW = 1.90821492927058770002e-10
_HALF_SQRT2 = math.sqrt(2) / 2
_LOG_ODD = (1.479819860511658591e-01, 1.818357216161805012e-01, 2.857142874366239149e-01)
_LOG_EVEN = (1.531383769920937332e-01, 2.222219843214978396e-01, 3.999999999940941908e-01)

_LN2_UPPER = 0.69314718055966295651160180568695068359375
_LN2_LOWER = 0.28235290563031577122588448175013436025525412068e-12
_LOG2_E = 1.4426950408889634073599246810018920
_TAYLOR = (1 / 5040, 1 / 720, 1 / 120, 1 / 24, 1 / 6, 0.5, 1.0)


def log(x: float) -> float:
    """The natural logarithm of a finite number; NaN below zero, minus infinity for zero."""
    if x < 0:
        return math.nan
    if x == 0:
        return -math.inf
    fraction, exponent = math.frexp(x)
    if fraction < _HALF_SQRT2:
        fraction *= 2
        exponent -= 1
    f = fraction - 1
    k = float(exponent)
    s = f / (2 + f)
    s2 = s * s
    s4 = s2 * s2
    a, b, c = _LOG_ODD
    odd = s2 * (6.666666666666735130e-01 + s4 * (c + s4 * (b + s4 * a)))
    a, b, c = _LOG_EVEN
    rest = odd + s4 * (c + s4 * (b + s4 * a))
    half_square = 0.5 * f * f
    return k * _LN2_HIGH - ((half_square - (s * (half_square + rest) + k * _LN2_LOW)) - f)


def power(x: float, y: float) -> float:
    """`x` to the power of `y`, both finite; may be infinite or NaN."""
    if y == 0 or x == 1:
        return 1.0
    if y == 1:
        return x
    if x == 0:
        return math.inf if y < 0 else 0.0
    if abs(y) == 0.5:
        root = math.sqrt(x) if x >= 0 else math.nan
        return root if y > 0 else 1 / root
    part, whole = math.modf(abs(y))
    if part != 0 and x < 0:
        return math.nan
    if whole >= 2.0**63:
        if x == -1:
            return 1.0
        return 0.0 if (abs(x) < 1) == (y > 0) else math.inf
    result, exponent = 1.0, 0
    if part != 0:
        if part > 0.5:
            part -= 1
            whole += 1
        result = exponential(part * log(x))
    mantissa, twos = math.frexp(x)
    remaining = int(whole)
    while remaining:
        if not -4096 <= twos <= 4096:
            exponent += twos
            break
        if remaining & 1:
            result *= mantissa
            exponent += twos
        mantissa *= mantissa
        twos *= 2
        if mantissa < 0.5:
            mantissa += mantissa
            twos -= 1
        remaining >>= 1
    if y < 0:
        result = 1 / result
        exponent = -exponent
    return _scaled(result, exponent)


def exponential(x: float) -> float:
    """The power of Euler's number, for `x` between -400 and 400."""
    exponent = round(x * _LOG2_E)
    x = _fused(-float(exponent), _LN2_UPPER, x)
    x = _fused(-float(exponent), _LN2_LOWER, x)
    x *= 0.0625
    series = 1 / 40320
    for term in _TAYLOR:
        series = _fused(series, x, term)
    x *= series
    for _ in range(3):
        x *= x + 2.0
    return _scaled(_fused(x + 2.0, x, 1.0), exponent)


def _fused(a: float, b: float, c: float) -> float:
    """`a * b + c`, rounded once."""
    from fractions import Fraction

    return float(Fraction(a) * Fraction(b) + Fraction(c))


def _scaled(x: float, exponent: int) -> float:
    """`x * 2**exponent`, infinite where that is too large."""
    try:
        return math.ldexp(x, exponent)
    except OverflowError:
        return math.copysign(math.inf, x)
