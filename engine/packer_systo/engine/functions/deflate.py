"""DEFLATE (RFC 1951), byte for byte as Go's compress/flate does it at its default level.

A gzip text in a template is compared, signed and shown as Packer makes it, so the choices must be
the same: greedy matching with one step of laziness over chains of four-byte hashes, blocks of 16384
tokens, and for each block the shortest of its three forms.
"""

from __future__ import annotations

from bisect import bisect_right

from packer_systo.engine.functions.huffman import Code, codes

_WINDOW = 1 << 15
_SHORTEST, _LONGEST = 4, 258
_NICE, _LAZY, _CHAIN = 128, 16, 128
_NEAR = 4096
_BLOCK_TOKENS = 1 << 14
_MOST_STORED = 65535
_LENGTHS = (
    *range(3, 11),
    *range(11, 19, 2),
    *range(19, 35, 4),
    *range(35, 67, 8),
    *range(67, 131, 16),
    *range(131, 258, 32),
    258,
)
_LENGTH_BITS = (*[0] * 8, *[1] * 4, *[2] * 4, *[3] * 4, *[4] * 4, *[5] * 4, 0)
_DISTANCES = (1, 2, 3, 4, *[((2 + half) << bits) + 1 for bits in range(1, 14) for half in (0, 1)])
_DISTANCE_BITS = (0, 0, *[bits for bits in range(14) for _ in (0, 1)])
_END = 256
_ORDER = (16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15)
_FIXED_LENGTHS = [8] * 144 + [9] * 112 + [7] * 24 + [8] * 6


def _fixed() -> tuple[list[Code], list[Code]]:
    """The codes of section 3.2.6."""
    literals: list[Code] = []
    for symbol, length in enumerate(_FIXED_LENGTHS):
        if symbol < 144:
            code = symbol + 48
        elif symbol < 256:
            code = symbol + 256
        else:
            code = symbol - 256 if symbol < 280 else symbol - 88
        literals.append((int(f"{code:0{length}b}"[::-1], 2), length))
    return literals, [(int(f"{code:05b}"[::-1], 2), 5) for code in range(30)]


class _Bits:
    """Bits, the first in the lowest place of a byte."""

    def __init__(self) -> None:
        self.bytes = bytearray()
        self._bits = 0
        self._count = 0

    def put(self, bits: int, count: int) -> None:
        self._bits |= bits << self._count
        self._count += count
        while self._count >= 8:
            self.bytes.append(self._bits & 0xFF)
            self._bits >>= 8
            self._count -= 8

    def stored(self, data: bytes, *, final: bool) -> None:
        self.put(1 if final else 0, 3)
        if self._count:
            self.put(0, 8 - self._count)
        self.bytes += len(data).to_bytes(2, "little") + (len(data) ^ 0xFFFF).to_bytes(2, "little")
        self.bytes += data


class _Block:
    """The tokens of a block: literals as bytes, matches as pairs of length and distance."""

    def __init__(self, tokens: list[int | tuple[int, int]]) -> None:
        self.symbols: list[tuple[int, int, int, int, int, int]] = []
        self.literals = [0] * 286
        self.distances = [0] * 30
        for token in tokens:
            if isinstance(token, int):
                self.literals[token] += 1
                self.symbols.append((token, 0, 0, -1, 0, 0))
                continue
            length, distance = token
            first = bisect_right(_LENGTHS, length) - 1
            second = bisect_right(_DISTANCES, distance) - 1
            self.literals[257 + first] += 1
            self.distances[second] += 1
            self.symbols.append(
                (
                    257 + first,
                    length - _LENGTHS[first],
                    _LENGTH_BITS[first],
                    second,
                    distance - _DISTANCES[second],
                    _DISTANCE_BITS[second],
                )
            )
        self.literals[_END] += 1
        self.symbols.append((_END, 0, 0, -1, 0, 0))

    def write(self, bits: _Bits, data: bytes | None) -> None:
        """The block in its shortest form; `data` is what it stands for, where that is at hand."""
        storable = data is not None and len(data) <= _MOST_STORED
        extra = sum(s[2] + s[5] for s in self.symbols) if storable else 0
        fixed = _fixed()
        if not any(self.distances):
            # One distance code must exist; it counts although nothing uses it.
            self.distances[0] = 1
        dynamic = codes(self.literals, 15), codes(self.distances, 15)
        header = _Header(*dynamic)
        fixed_size = 3 + self._size(fixed) + extra
        dynamic_size = header.size + self._size(dynamic) + extra
        size = min(fixed_size, dynamic_size)
        if storable and data is not None and (len(data) + 5) * 8 < size:
            bits.stored(data, final=False)
        elif dynamic_size < fixed_size:
            header.write(bits)
            self._put(bits, dynamic)
        else:
            bits.put(2, 3)
            self._put(bits, fixed)

    def _size(self, used: tuple[list[Code], list[Code]]) -> int:
        literals, distances = used
        return sum(n * code[1] for n, code in zip(self.literals, literals, strict=True)) + sum(
            n * code[1] for n, code in zip(self.distances, distances, strict=True)
        )

    def _put(self, bits: _Bits, used: tuple[list[Code], list[Code]]) -> None:
        literals, distances = used
        for symbol, length, length_bits, place, distance, distance_bits in self.symbols:
            bits.put(*literals[symbol])
            if place >= 0:
                bits.put(length, length_bits)
                bits.put(*distances[place])
                bits.put(distance, distance_bits)


class _Header:
    """The header of a block with codes of its own (section 3.2.7)."""

    def __init__(self, literals: list[Code], distances: list[Code]) -> None:
        lengths = [length for _, length in literals]
        while not lengths[-1]:
            lengths.pop()
        self._literals = len(lengths)
        others = [length for _, length in distances]
        while not others[-1]:
            others.pop()
        self._distances = len(others)
        self._runs = list(_runs(lengths + others))
        counts = [0] * 19
        for symbol, _, _ in self._runs:
            counts[symbol] += 1
        self._codes = codes(counts, 7)
        self._sent = 19
        while self._sent > 4 and not counts[_ORDER[self._sent - 1]]:
            self._sent -= 1
        self.size = 17 + 3 * self._sent
        self.size += sum(self._codes[symbol][1] + extra for symbol, _, extra in self._runs)

    def write(self, bits: _Bits) -> None:
        bits.put(4, 3)
        bits.put(self._literals - 257, 5)
        bits.put(self._distances - 1, 5)
        bits.put(self._sent - 4, 4)
        for symbol in _ORDER[: self._sent]:
            bits.put(self._codes[symbol][1], 3)
        for symbol, times, extra in self._runs:
            bits.put(*self._codes[symbol])
            bits.put(times, extra)


def _runs(lengths: list[int]) -> list[tuple[int, int, int]]:
    """The lengths with their repetitions told as such: symbol, value and number of extra bits."""
    found: list[tuple[int, int, int]] = []
    at = 0
    while at < len(lengths):
        length, count = lengths[at], 1
        while at + count < len(lengths) and lengths[at + count] == length:
            count += 1
        at += count
        if length:
            found.append((length, 0, 0))
            count -= 1
            while count >= 3:
                times = min(6, count)
                found.append((16, times - 3, 2))
                count -= times
        else:
            while count >= 11:
                times = min(138, count)
                found.append((18, times - 11, 7))
                count -= times
            if count >= 3:
                found.append((17, count - 3, 3))
                count = 0
        found += [(length, 0, 0)] * count
    return found


class _Matcher:
    """Turns bytes into tokens and blocks. Positions are offsets in the data.

    `base` is where the window begins that Go would have in memory (64 KiB that move on by 32): no
    match reaches behind it.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.bits = _Bits()
        self.base = self.filled = self.at = 0
        self.block_start = 0
        self.tokens: list[int | tuple[int, int]] = []
        self._heads: dict[int, int] = {}
        self._chain: dict[int, int] = {}
        self._head = -1
        self._length = _SHORTEST - 1
        self._distance = 0
        self._pending = False

    def run(self) -> bytes:
        """All data, a flush, and the last block, as Packer's function asks for them."""
        while self.filled < len(self.data):
            self._step(flush=False)
            if self.at - self.base >= 2 * _WINDOW - (_SHORTEST + _LONGEST):
                self.base += _WINDOW
                if self.block_start < self.base:
                    self.block_start = len(self.data) + 1
            self.filled = min(self.base + 2 * _WINDOW, len(self.data))
        self._step(flush=True)
        self.bits.stored(b"", final=False)
        self.bits.stored(b"", final=True)
        return bytes(self.bits.bytes)

    def _write(self, end: int) -> None:
        data = self.data[self.block_start : end] if self.block_start <= end else None
        self.block_start = end
        _Block(self.tokens).write(self.bits, data)
        self.tokens = []

    def _insert(self, at: int) -> int:
        """Remember the position; the one before it with the same hash, or -1."""
        word = int.from_bytes(self.data[at : at + 4])
        key = (word * 0x1E35A7BD & 0xFFFFFFFF) >> 15
        before = self._heads.get(key, -1)
        self._chain[at & (_WINDOW - 1)] = before
        self._heads[key] = at
        return before

    def _step(self, *, flush: bool) -> None:
        last_insert = self.filled - (_SHORTEST - 1)
        while True:
            ahead = self.filled - self.at
            if ahead < _SHORTEST + _LONGEST:
                if not flush:
                    return
                if ahead == 0:
                    if self._pending:
                        self.tokens.append(self.data[self.at - 1])
                        self._pending = False
                    if self.tokens:
                        self._write(self.at)
                    return
            if self.at < last_insert:
                self._head = self._insert(self.at)
            length, distance = self._length, self._distance
            self._length, self._distance = _SHORTEST - 1, 0
            if self._head >= max(self.at - _WINDOW, self.base) and length < min(ahead, _LAZY):
                self._find(min(_LONGEST, ahead))
            if length >= _SHORTEST and self._length <= length:
                self.tokens.append((length, distance))
                end = self.at + length - 1
                for at in range(self.at + 1, min(end, last_insert)):
                    self._insert(at)
                self.at = end
                self._pending = False
                self._length = _SHORTEST - 1
                if len(self.tokens) == _BLOCK_TOKENS:
                    self._write(self.at)
                continue
            if self._pending:
                self.tokens.append(self.data[self.at - 1])
                if len(self.tokens) == _BLOCK_TOKENS:
                    self._write(self.at)
            self.at += 1
            self._pending = True

    def _find(self, most: int) -> None:
        """The longest match, the nearest of equals; nothing when there is none."""
        data, at = self.data, self.at
        nice, lowest = min(most, _NICE), max(at - _WINDOW, self.base)
        length = _SHORTEST - 1
        candidate = self._head
        ahead = data[at : at + most]
        for _ in range(_CHAIN):
            if data[candidate + length] == ahead[length]:
                found = _common(data, candidate, ahead)
                if found > length and (found > _SHORTEST or at - candidate <= _NEAR):
                    length = found
                    self._length, self._distance = found, at - candidate
                    if found >= nice:
                        return
            if candidate == at - _WINDOW:
                return
            candidate = self._chain.get(candidate & (_WINDOW - 1), -1)
            if candidate < lowest:
                return


def _common(data: bytes, at: int, ahead: bytes) -> int:
    """How many bytes from an offset are those ahead."""
    if data.startswith(ahead, at):
        return len(ahead)
    low, high = 0, len(ahead)
    while high - low > 1:
        middle = (low + high) // 2
        if data.startswith(ahead[:middle], at):
            low = middle
        else:
            high = middle
    return low


def deflate(data: bytes) -> bytes:
    """The compressed data: blocks, an empty stored block where Packer flushes, and a last one."""
    return _Matcher(data).run()
