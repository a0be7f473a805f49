"""How trials are chosen: the filters that are set, and what each can be set to."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from rarekg.records.collation import sort_key
from rarekg.records.model import Link
from rarekg.records.trials import NOT_STATED, Register, Selection, counted, linked
from rarekg.server.labels import country_words, number
from rarekg.server.languages import gettext, gettext_noop, spoken
from rarekg.server.services import held
from rarekg.server.trials_wording import kind_words, phase_words, status_words

_MOST_CHOICES = 150  # diseases or therapies in a list to choose from
_NO_COUNTRY = gettext_noop("Country not stated")


def counted_words(words: str, n: int) -> str:
    """What can be chosen, with how many there are of it."""
    return gettext("%(words)s (%(number)s)", words=words, number=number(str(n)))


def country_label(name: str) -> str:
    """A country in the reader's language; that none is stated."""
    return gettext(_NO_COUNTRY) if name in ("", NOT_STATED) else country_words(name)


_WORDED = {
    "status": status_words,
    "phase": phase_words,
    "kind": kind_words,
    "country": country_label,
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter, with the number of trials that it leaves."""

    value: str
    words: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter that is set: its words, the page of what it is, the address without it."""

    name: str
    words: str
    href: str
    without: str


_NAMES = {
    "status": gettext_noop("Status"),
    "country": gettext_noop("Country"),
    "phase": gettext_noop("Phase"),
    "kind": gettext_noop("Kind"),
    "disease": gettext_noop("Disease"),
    "therapy": gettext_noop("What is tested"),
    "organisation": gettext_noop("Organisation"),
    "words": gettext_noop("Words"),
}


def query_of(chosen: Selection, **changed: str) -> str:
    """The query of a selection, with some parameters changed or added, without empty ones."""
    parts = {f: changed.pop(f, getattr(chosen, f)) for f in Selection.__slots__}
    said = [(key, value) for key, value in (parts | changed).items() if value]
    return f"?{urlencode(said)}" if said else "?"


def choices(known: Register, chosen: Selection) -> dict[str, list[Choice]]:
    """What each filter can be set to, the others being as they are."""
    found: dict[str, list[Choice]] = {}
    for by, worded in _WORDED.items():
        present = getattr(chosen, by)
        counts = counted(known, _without(chosen, by), by)
        found[by] = [Choice(v, counted_words(worded(v), n), v == present) for v, n in counts]
    found["country"].sort(key=lambda c: (c.value == NOT_STATED, sort_key(c.words, spoken())))
    for by in ("disease", "therapy"):
        present = getattr(chosen, by)
        most = linked(known, _without(chosen, by), by)
        kept = (pair for i, pair in enumerate(most) if i < _MOST_CHOICES or pair[0].id == present)
        shown = [(held().records.spoken(link), number) for link, number in kept]
        shown.sort(key=lambda pair: sort_key(pair[0].name, spoken()))
        found[by] = [Choice(k.id, counted_words(k.name, n), k.id == present) for k, n in shown]
    return found


def _without(chosen: Selection, by: str) -> Selection:
    said = {f: getattr(chosen, f) for f in Selection.__slots__}
    return Selection(**(said | {by: ""}))


def filters(chosen: Selection, links: dict[str, Link]) -> list[Filter]:
    """The filters that are set; `links` are the disease and the therapy in them."""
    found = []
    for field, name in _NAMES.items():
        value = getattr(chosen, field)
        if value:
            link = links.get(field)
            words = link.name if link else _WORDED.get(field, str)(value)
            href = link.url if link else ""
            found.append(
                Filter(gettext(name), words, href, f"/trials{query_of(chosen, **{field: ''})}")
            )
    return found
