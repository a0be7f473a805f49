"""Suggestions while somebody types: things with a name that begins so, or has a word that does."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from rarekg.database import ReadOnlyDatabase
from rarekg.errors import ReleaseBroken
from rarekg.records.kinds import SECTIONS, page_of
from rarekg.search.suggest_index import FILE, FORMAT
from rarekg.search.suggest_look import Look, Matching
from rarekg.search.suggest_ranks import DISEASE, MOST, section_of_rank
from rarekg.search.suggest_spelling import Vocabulary

_LONGEST = 100  # characters of what was typed that are looked at
_DISEASES = 6  # at most, where there is anything else
_OF_OTHERS = 3  # of each other section, the same

_FIRST = "SELECT first FROM kept"
_WORDS = "SELECT words FROM kept"
_ENTITIES = "SELECT key, id, type, name, url FROM entity WHERE key IN ({keys})"
_SHOWN = "SELECT entity, text FROM name WHERE entity IN ({keys}) AND language = ? AND shown"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A thing that may be meant: its name in the reader's language, the name (or identifier) of
    it that matched, the path of its page."""

    id: str
    type: str
    name: str
    matched: str
    url: str


class Suggester:
    """An open `suggest.db`; safe to use from several threads. Raises ReleaseBroken if it is not
    there, or was written by another version of the program."""

    def __init__(self, release: Path) -> None:
        self._database = ReadOnlyDatabase(release / FILE)
        db = self._database.connection()
        (version,) = db.execute("PRAGMA user_version").fetchone()
        if version != FORMAT:
            raise ReleaseBroken(
                f"{release / FILE} has format {version}, not {FORMAT}; build the release anew"
            )
        (first,) = db.execute(_FIRST).fetchone()
        self._first_names = array("I", first)

    def close(self) -> None:
        """Closes this thread's connection; the others close with their threads."""
        self._database.close()

    def suggestions(self, typed: str, language: str = "en") -> tuple[Suggestion, ...]:
        """At most `MOST` things, those of a kind together: diseases first, else the kind of the
        best one; the best known of each kind first. Never raises for what was typed. `language`
        is a tag of BCP 47."""
        languages = _languages(language)
        db = self._database.connection()
        look = Look(db, lambda: self._words, self._first_names, typed[:_LONGEST])
        found = look.found(languages[0])
        return _grouped(_chosen(found, self._shown(found, languages)))

    @cached_property
    def _words(self) -> Vocabulary:
        """Read when something is misspelt for the first time (10 ms): 5 MB of a web process."""
        (words,) = self._database.connection().execute(_WORDS).fetchone()
        return Vocabulary(words.split())

    def _shown(self, found: Sequence[Matching], languages: Sequence[str]) -> dict[int, Suggestion]:
        """What is shown of each thing, by its key."""
        db = self._database.connection()
        keys = ",".join(str(one.entity) for one in found)  # integers, our own keys
        names: dict[int, str] = {}
        for language in reversed([] if languages == ["en"] else languages):
            names.update(db.execute(_SHOWN.format(keys=keys), (language,)))
        rows = {row[0]: row[1:] for row in db.execute(_ENTITIES.format(keys=keys))}
        made = {}
        for one in found:
            identifier, kind, name, url = rows[one.entity]
            shown = names.get(one.entity, name)
            address = url or page_of(identifier, kind)
            made[one.entity] = Suggestion(identifier, kind, shown, one.text, address)
        return made


def _languages(tag: str) -> list[str]:
    """A tag and what it is more generally: de-AT, de (RFC 4647, 3.4)."""
    parts = tag.split("-")
    return [_spelt("-".join(parts[:size])) for size in range(len(parts), 0, -1)]


def _spelt(tag: str) -> str:
    """A tag as it is written: language small, script (four letters) with a capital."""
    first, *others = tag.lower().split("-")
    return "-".join([first, *(o.title() if len(o) == 4 else o.upper() for o in others)])


_Chosen = tuple[int, Suggestion]  # with its rank


def _chosen(found: Sequence[Matching], shown: Mapping[int, Suggestion]) -> list[_Chosen]:
    """The best ones, but that other kinds have a place beside diseases. Of several things of a
    section that have the same name (sources that nobody has mapped), the best known is shown."""
    first: list[_Chosen] = []
    later: list[_Chosen] = []
    numbers = [0] * len(SECTIONS)
    names: set[tuple[int, str]] = set()
    for one in found:
        section, suggestion = section_of_rank(one.rank), shown[one.entity]
        name = (section, suggestion.name.casefold())
        if name in names:
            continue
        names.add(name)
        numbers[section] += 1
        most = _DISEASES if section == DISEASE else _OF_OTHERS
        (first if numbers[section] <= most else later).append((one.rank, suggestion))
    return [*first, *later][:MOST]


def _grouped(chosen: Sequence[_Chosen]) -> tuple[Suggestion, ...]:
    """Diseases first, the section of the best one next; in a section, those of a kind together."""
    best_of: dict[int | str, int] = {}
    for rank, one in chosen:
        for group in (section_of_rank(rank), one.type):
            best_of[group] = max(rank, best_of.get(group, 0))

    def place(ranked: _Chosen) -> tuple[bool, int, int, int, str, int, str]:
        rank, one = ranked
        section = section_of_rank(rank)
        own = (section, -best_of[one.type], one.type)
        return (section != DISEASE, -best_of[section], *own, -rank, one.id)

    return tuple(one for _, one in sorted(chosen, key=place))
