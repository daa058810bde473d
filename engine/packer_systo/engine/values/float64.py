"""A number that came from a Go `float64`, such as the result of `log` and `pow`.

Apart from `values/number.py` because `fractions` is imported only where a template needs it.
"""

from __future__ import annotations

from fractions import Fraction


class Float64(Fraction):
    """A Fraction that was rounded to 53 bits, and is written with as many digits as those need.

    It may be integral: `pow(2, 64)` is written `18446744073709552000`, as Packer does.
    """

    __slots__ = ()
