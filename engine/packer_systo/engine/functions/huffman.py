"""Huffman codes of limited length, for DEFLATE (RFC 1951, section 3.2)."""

from __future__ import annotations

from typing import TypeAlias

Code: TypeAlias = tuple[int, int]
"""The bits of a code in the order in which they are sent, and how many they are."""


def codes(frequencies: list[int], longest: int) -> list[Code]:
    """The best code of at most `longest` bits for each symbol; (0, 0) for one that does not occur.

    By package-merge (Larmore and Hirschberg): where a package weighs as much as a symbol it comes
    first, and symbols of one length are numbered in order. Go decides the same ways.
    """
    found: list[Code] = [(0, 0)] * len(frequencies)
    symbols = sorted((count, symbol) for symbol, count in enumerate(frequencies) if count)
    if len(symbols) <= 2:
        for bit, symbol in enumerate(sorted(symbol for _, symbol in symbols)):
            found[symbol] = (bit, 1)
        return found
    code, end = 0, len(symbols)
    for length, count in enumerate(_lengths([count for count, _ in symbols], longest), 1):
        code <<= 1
        for symbol in sorted(symbol for _, symbol in symbols[end - count : end]):
            found[symbol] = (_reversed(code, length), length)
            code += 1
        end -= count
    return found


def _lengths(weights: list[int], longest: int) -> list[int]:
    """How many symbols get a code of one bit, of two bits and so on; weights ascending."""
    limit = min(longest, len(weights) - 1)
    levels: list[list[bool]] = []
    packages: list[int] = []
    for _ in range(limit):
        merged: list[int] = []
        leaves: list[bool] = []
        at = 0
        for package in packages:
            while at < len(weights) and weights[at] < package:
                merged.append(weights[at])
                leaves.append(True)
                at += 1
            merged.append(package)
            leaves.append(False)
        merged += weights[at:]
        leaves += [True] * (len(weights) - at)
        levels.append(leaves)
        packages = [merged[i] + merged[i + 1] for i in range(0, len(merged) - 1, 2)]
    # Of the last level 2n - 2 items are taken, of each one before the pairs in the packages taken.
    taken = 2 * len(weights) - 2
    counts: list[int] = []
    for leaves in reversed(levels):
        counts.append(sum(leaves[:taken]))
        taken = 2 * (taken - counts[-1])
    return [count - following for count, following in zip(counts, [*counts[1:], 0], strict=True)]


def _reversed(code: int, length: int) -> int:
    return int(f"{code:0{length}b}"[::-1], 2)
