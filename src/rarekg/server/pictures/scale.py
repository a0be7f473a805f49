"""Scales: from numbers to places on the paper, with round ticks.

Our own few lines: libraries that have scales bring a plotting system with them (a web process has
no room for one), or are written for a browser.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_TICKS = 4  # lines of a linear scale, about


@dataclass(frozen=True, slots=True)
class LogScale:
    """Powers of ten at equal distances: `low` and `high` are exponents."""

    low: int
    high: int
    left: float
    right: float

    def at(self, value: Decimal) -> float:
        """Where a number above zero is; what lies outside is at the edge."""
        place = (math.log10(value) - self.low) / (self.high - self.low)
        return round(self.left + min(max(place, 0.0), 1.0) * (self.right - self.left), 1)

    def ticks(self) -> Iterator[tuple[float, Decimal]]:
        """The powers of ten with their places."""
        for exponent in range(self.low, self.high + 1):
            power = Decimal(10) ** exponent
            yield self.at(power), power


def log_scale(values: list[Decimal], left: float, right: float) -> LogScale:
    """The scale of whole powers of ten that holds some numbers above zero."""
    low = math.floor(math.log10(min(values)))
    high = math.ceil(math.log10(max(values)))
    return LogScale(low, max(high, low + 1), left, right)


def round_step(most: int) -> int:
    """A round distance of the lines of a scale from zero, so that some four reach `most`."""
    size = 1
    while True:
        for step in (size, 2 * size, 5 * size):
            if step * _TICKS >= most:
                return step
        size *= 10
