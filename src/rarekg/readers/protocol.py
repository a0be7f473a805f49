"""What a reader is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from rarekg.facts import Fact
from rarekg.report import Report
from rarekg.sources.manifest import SourceFile


class Reader(Protocol):
    """Reads one file of one format."""

    def __call__(self, file: SourceFile, report: Report) -> Iterator[Fact]:
        """Yields the facts of a file in its order, each with its reference.

        Counts records by kind in `report` (what the manifest's expectations name) and notes
        whatever it did not take. Raises BadSource for a file that is not of the format.
        """
        ...
