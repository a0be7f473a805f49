"""What retrieving files tells whoever watches, and what became of each file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from rarekg.errors import FetchFailed


class Outcome(Enum):
    """What became of a file."""

    FETCHED = "fetched"
    UNCHANGED = "unchanged"
    COPIED = "copied from the mirror"
    ABSENT = "not there (optional)"
    MIRROR_ONLY = "only in a mirror"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class FetchResult:
    """What became of one file of a source; `size` in bytes, `error` where it failed."""

    source: str
    name: str
    outcome: Outcome
    size: int = 0
    version: str | None = None
    error: FetchFailed | None = None

    @property
    def label(self) -> str:
        """Source and file."""
        return f"{self.source}/{self.name}"


class Progress(Protocol):
    """Watches retrieval, from several threads. `label` is source and file."""

    def began(self, label: str, size: int | None) -> None:
        """A file begins to arrive, for the first time or anew; its size in bytes, if known."""
        ...

    def arrived(self, label: str, size: int) -> None:
        """So many bytes of a file are here in all."""
        ...

    def ended(self, result: FetchResult) -> None:
        """Nothing more happens to a file."""
        ...


class Unwatched:
    """The progress that nobody watches."""

    def began(self, label: str, size: int | None) -> None:
        """Says nothing."""

    def arrived(self, label: str, size: int) -> None:
        """Says nothing."""

    def ended(self, result: FetchResult) -> None:
        """Says nothing."""
