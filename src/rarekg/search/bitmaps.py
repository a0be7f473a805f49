"""Sets of documents as bitmaps: Python integers of which bit `n` stands for the document `n`.

Documents are numbered by how much they weigh, the heaviest is 1: the lowest bits are the best
known. 66,000 of them are 8 kB; to join, to narrow and to count such sets takes microseconds.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence

_SPARSE, _DENSE = b"s", b"d"
_INTEGER = "I"
_SHARE = 256  # one document of so many: reading bits takes no longer than adding numbers one by one
_FEW = 8  # numbers that are faster added one by one
_FILLED = re.compile(rb"\x00*+[^\x00]", re.DOTALL)  # a run of zeros is passed over in one step
_BITS = [tuple(i for i in range(8) if byte >> i & 1) for byte in range(256)]


def bitmap(keys: Iterable[int], size: int) -> int:
    """The set of these numbers, each of which is at most `size`."""
    held = bytearray(size // 8 + 1)
    for key in keys:
        held[key >> 3] |= 1 << (key & 7)
    return int.from_bytes(held, "little")


def joined(found: int, others: Collection[int], size: int) -> int:
    """A set with some more numbers in it."""
    if len(others) > _FEW:
        return found | bitmap(others, size)
    for key in others:
        if not found >> key & 1:
            found |= 1 << key
    return found


def keys(found: int) -> Iterator[int]:
    """The numbers in a set, the lowest first."""
    held = found.to_bytes((found.bit_length() + 7) // 8, "little")
    for filled in _FILLED.finditer(held):  # passes over empty bytes without a step of Python
        place = filled.end() - 1
        base = place << 3
        for bit in _BITS[held[place]]:
            yield base + bit


def everything(size: int) -> int:
    """The set of all documents."""
    return (1 << size + 1) - 2


def packed(held: Iterable[int], size: int) -> bytes:
    """A set as bytes: its numbers, or its bits where these are read sooner."""
    return packed_bits(bitmap(held, size), size)


def packed_bits(found: int, size: int) -> bytes:
    """The same of a set that is a bitmap."""
    if found.bit_count() < size // _SHARE:
        return _SPARSE + array(_INTEGER, keys(found)).tobytes()
    return _DENSE + found.to_bytes((found.bit_length() + 7) // 8, "little")


def unpacked(written: bytes, size: int) -> int:
    """The set that `packed` wrote."""
    held = numbers_or_bits(written)
    return int.from_bytes(held, "little") if isinstance(held, bytes) else bitmap(held, size)


def numbers_or_bits(written: bytes) -> bytes | Sequence[int]:
    """The set that `packed` wrote: its bits, or its numbers."""
    if written[:1] == _DENSE:
        return written[1:]
    return _numbers(written[1:])


def _numbers(written: bytes) -> Sequence[int]:
    numbers = array(_INTEGER)
    numbers.frombytes(written)
    return numbers
