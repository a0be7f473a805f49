"""What has been fetched of ClinicalTrials.gov: for each query its state and its studies.

In `<home>/sources/clinicaltrials/.queries/` stand, of each query, `<key>.json` (its state),
`<key>.jsonl` (the studies of its last whole run, one a line) and `<key>.arriving` (those of the
run under way). A page is appended and synced before the state that counts its bytes replaces the
former one: after a kill, what is longer than the state says is cut off, and the page comes again.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from rarekg.errors import FetchFailed
from rarekg.sources.cache import sync_folder
from rarekg.sources.clinicaltrials_api import Page, decode_study

FOLDER = ".queries"


class Run(msgspec.Struct, frozen=True):
    """A run of a query under way: when it began, since when it wants updates, the token of its
    next page, pages and bytes that are here, how many studies the first page promised, how
    often it had to begin anew, which state of the registry it began with."""

    began: str
    since: str | None = None
    token: str | None = None
    pages: int = 0
    size: int = 0
    total: int | None = None
    anew: int = 0
    data: str = ""


class QueryState(msgspec.Struct, frozen=True):
    """What is known of a query: its words, the day on which its last whole run began (None: never
    one), how many studies it has, how many of those promised never came, and its present run."""

    condition: str
    whole: str | None = None
    studies: int = 0
    missing: int = 0
    run: Run | None = None


@dataclass(frozen=True, slots=True)
class QueryFiles:
    """The files of one query."""

    folder: Path
    key: str

    @classmethod
    def of(cls, source_folder: Path, name: str) -> QueryFiles:
        """Those of the query with a name (the disease's identifier)."""
        plain = "".join(c if c.isalnum() or c in "-_" else "_" for c in name)[:60]
        digest = hashlib.sha256(name.encode()).hexdigest()[:8]
        return cls(source_folder / FOLDER, f"{plain}-{digest}")

    @property
    def studies(self) -> Path:
        """The studies of whole runs."""
        return self.folder / f"{self.key}.jsonl"

    @property
    def arriving(self) -> Path:
        """The studies of the run under way."""
        return self.folder / f"{self.key}.arriving"

    @property
    def _state(self) -> Path:
        return self.folder / f"{self.key}.json"

    def read(self) -> QueryState | None:
        """Its state; None where there is none, or a damaged one."""
        try:
            return msgspec.json.decode(self._state.read_bytes(), type=QueryState)
        except (OSError, msgspec.DecodeError):
            return None

    def write(self, state: QueryState) -> None:
        """Replaces its state."""
        self.folder.mkdir(parents=True, exist_ok=True)
        replace_durably(self._state, [msgspec.json.encode(state) + b"\n"])

    def append(self, page: Page, size: int) -> int:
        """Puts a page behind the first `size` bytes of the run under way; returns their number
        with it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.arriving.open("ab") as file:
            file.truncate(size)
            file.seek(size)
            file.writelines(line + b"\n" for line in page.lines)
            file.flush()
            os.fsync(file.fileno())
            return file.tell()

    def has(self, size: int) -> bool:
        """Whether so many bytes of the run under way are here."""
        return size == 0 or (self.arriving.is_file() and self.arriving.stat().st_size >= size)

    def arrived(self, size: int) -> set[str]:
        """The numbers of the studies in the first bytes of the run under way."""
        if not size:
            return set()
        with self.arriving.open("rb") as file:
            return {decode_study(line).nct for line in file.read(size).splitlines()}

    def keep(self, *, with_former: bool) -> int:
        """Makes the run under way the whole one, with those of former runs beside (of each study
        the newest); returns how many studies there are."""
        paths = [self.arriving, *([self.studies] if with_former else [])]
        return replace_durably(self.studies, newest_lines([p for p in paths if p.is_file()]))

    def clear(self) -> None:
        """Removes what a finished run leaves behind."""
        self.arriving.unlink(missing_ok=True)


def replace_durably(path: Path, lines: Iterable[bytes]) -> int:
    """Writes a file beside its place and puts it there when it is whole; returns its lines."""
    temporary = path.with_name(f".new-{path.name}")
    number = 0
    with temporary.open("wb") as file:
        for number, line in enumerate(lines, 1):  # noqa: B007  (the last number is the answer)
            file.write(line)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_folder(path.parent)
    return number


def newest_lines(paths: list[Path]) -> Iterator[bytes]:
    """Of each study in some files its newest line, by number; of equally new ones that of the
    first file. Memory holds a place for each study, not the studies.

    Raises FetchFailed, naming file and line, for a line that is no study.
    """
    best: dict[str, tuple[str, int, int]] = {}
    for number, path in enumerate(paths):
        place = 0
        with path.open("rb") as file:
            for count, line in enumerate(file, 1):
                try:
                    key = decode_study(line)
                except msgspec.DecodeError as error:
                    raise FetchFailed(
                        f"{path}:{count}: {error}; remove {path.stem}.* and fetch again"
                    ) from error
                if key.nct not in best or key.updated > best[key.nct][0]:
                    best[key.nct] = (key.updated, number, place)
                place += len(line)
    for nct in sorted(best):
        _, number, place = best[nct]
        with paths[number].open("rb") as file:
            file.seek(place)
            yield file.readline()
