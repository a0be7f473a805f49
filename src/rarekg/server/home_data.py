"""What the first page shows besides the search: a disease a day, what is new, areas with counts."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from weakref import WeakKeyDictionary

from flask import current_app

from rarekg.identifiers import iri
from rarekg.records.model import Link, Literal
from rarekg.release import Home, ReleaseManifest, SourceEntry
from rarekg.search.protocol import SearchEngine
from rarekg.server.browsing import Way, by_name, tables, ways
from rarekg.server.known_releases import home
from rarekg.server.languages import DEFAULT, spoken
from rarekg.server.services import held


@dataclass(frozen=True, slots=True)
class Portrait:
    """A disease with the beginning of its plain summary; `language` is "" where it is the page's.
    The summary and its references stand on the disease's page."""

    link: Link
    name_language: str
    summary: str
    language: str


_MOST_DAYS = 40  # days and languages that are kept
_days: WeakKeyDictionary[SearchEngine, dict[tuple[dt.date, str], Portrait | None]] = (
    WeakKeyDictionary()
)


def today() -> dt.date:
    """The day by which pages go: UTC's, or what the application's setting TODAY says."""
    fixed: dt.date | None = current_app.config.get("TODAY")
    return fixed or dt.datetime.now(dt.UTC).date()


def disease_of_the_day(day: dt.date | None = None) -> Portrait | None:
    """A disease that is described in plain words: each has its turn before the first comes again,
    in an order of the release's own. None where none is described."""
    day, release = day or today(), held()
    kept = _days.setdefault(release.engine, {})
    if (day, spoken()) not in kept:
        if len(kept) > _MOST_DAYS:  # most of them are over
            kept.clear()
        kept[day, spoken()] = _portrait(day)
    return kept[day, spoken()]


def _portrait(day: dt.date) -> Portrait | None:
    described = tables().items(tables().shelf("disease", DEFAULT).described, DEFAULT)
    seed = held().release.id
    turns = sorted(
        (item.id for item in described if item.kind == "Disease"),
        key=lambda one: hashlib.sha256(f"{seed} {one}".encode()).digest(),
    )
    if not turns:
        return None
    records = held().records
    entity = records.entity(turns[day.toordinal() % len(turns)], inverse=False)
    texts = [f.value for f in entity.findings("summary") if isinstance(f.value, Literal)]
    texts.sort(key=lambda text: (text.language != spoken(), text.language != DEFAULT))
    if not texts:
        return None
    link = records.lookup.link(iri(entity.id))
    return Portrait(link, _other(link.language), texts[0].text, _other(texts[0].language))


def _other(language: str) -> str:
    return "" if language in ("", spoken()) else language


@dataclass(frozen=True, slots=True)
class ReadSource:
    """A source as it was read: its title, its page, the last day on which it was fetched (ISO
    8601, "" where none is told), and whether the former release did not have it."""

    title: str
    url: str
    day: str
    new: bool


@dataclass(frozen=True, slots=True)
class RecentChanges:
    """What is new in the release: the day it was built (ISO 8601), its page, the page of all
    differences from the former one ("" for the first), how many statements there are and were,
    the sources that came in or were read anew, the latest first; for a first release, all."""

    day: str
    url: str
    differences: str
    statements: int
    before: int
    sources: tuple[ReadSource, ...]

    @property
    def first(self) -> bool:
        """Whether there was no release before."""
        return not self.differences


def recent_changes() -> RecentChanges:
    """What is new in the release that is served, by its manifest and that of the former one."""
    release = held()
    former = _former(home(), release.release.id)
    known = former.sources if former else {}
    fresh = [
        _read(key, source, new=former is not None and not _used(known.get(key)))
        for key, source in release.manifest.sources.items()
        if _used(source) and (key not in known or source.files != known[key].files)
    ]
    fresh.sort(key=lambda source: (source.day, source.title), reverse=True)
    return RecentChanges(
        day=release.manifest.built[:10],
        url=f"/releases/{release.release.id}",
        differences=f"/releases/{former.id}..{release.release.id}" if former else "",
        statements=release.manifest.statements,
        before=former.statements if former else 0,
        sources=tuple(fresh),
    )


def _used(source: SourceEntry | None) -> bool:
    """Whether something was read of a source: others are only named by references."""
    return source is not None and bool(source.files)


def _read(key: str, source: SourceEntry, *, new: bool) -> ReadSource:
    return ReadSource(source.title, f"/sources#{key}", max(source.retrieved, default="")[:10], new)


def _former(where: Home, current: str) -> ReleaseManifest | None:
    """The manifest of the last release before this one; None for the first."""
    before = [release.id for release in where.releases()]
    place = before.index(current) if current in before else 0
    return _manifest(where, before[place - 1]) if place else None


@lru_cache(4)
def _manifest(where: Home, release_id: str) -> ReleaseManifest:
    return where.release(release_id).manifest()


def home_areas() -> tuple[list[Way], list[Way]]:
    """Lists of diseases by body system and kind (our areas), and by Orphanet's areas, each by
    name with its number of diseases."""
    found = ways("disease", "area", "/diseases", held().records)
    return (
        by_name(way for way in found if "/rarekg:" in way.href),
        by_name(way for way in found if "/rarekg:" not in way.href),
    )
