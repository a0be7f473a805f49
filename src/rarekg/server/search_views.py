"""What stands around the results of a search: tabs, facets, what was chosen, orders, languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rarekg.records.around import TREATMENT
from rarekg.records.reader import Records
from rarekg.search.fields import FACETS
from rarekg.search.folding import folded
from rarekg.search.protocol import MAX_QUERY, Found
from rarekg.search.values import values_called
from rarekg.server.labels import LANGUAGES
from rarekg.server.languages import gettext, gettext_noop
from rarekg.server.search_asked import Asked, Condition
from rarekg.server.search_words import (
    FACET_WORDS,
    SORT_WORDS,
    TABS,
    closed_value,
    kind_words,
    value_words,
    written_value,
)
from rarekg.vocabulary import concepts

_SHOWN = 6  # values of a facet that stand there at once
_OUR_AREA = "rarekg:area-"  # areas of our own have but the diseases with a summary
_MOST = 60  # values that are listed at all; the rest can be written


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be chosen, or (`chosen`) taken back, by a link."""

    words: str
    href: str
    number: int | None = None
    chosen: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """A field with its values: those that stand there at once, those on demand, and how many are
    not listed."""

    field: str
    words: str
    first: tuple[Choice, ...]
    more: tuple[Choice, ...]
    unlisted: int


@dataclass(frozen=True, slots=True)
class Chip:
    """A value that narrows the results down, and the address without it."""

    words: str
    value: str
    without: str


Numbers = dict[str, dict[str, int]]


def numbers(found: Found) -> Numbers:
    """The counts by field and value."""
    by_field: Numbers = {}
    for count in found.counts:
        by_field.setdefault(count.field, {})[count.value] = count.number
    return by_field


def tabs(asked: Asked, counted: Numbers) -> tuple[Choice, ...]:
    """All kinds, and each group of kinds that something was found of; none for a single group."""
    of_kind = counted.get("type", {})
    sums = {tab: sum(of_kind.get(kind, 0) for kind in tab.kinds) for tab in TABS}
    shown = [(tab, number) for tab, number in sums.items() if number or tab == asked.tab]
    if not shown or (len(shown) == 1 and not asked.kind):
        return ()
    whole = Choice(gettext("All"), asked.to(kind=""), sum(sums.values()), chosen=not asked.kind)
    return (
        whole,
        *(
            Choice(gettext(t.words), asked.to(kind=t.key), n, chosen=t == asked.tab)
            for t, n in shown
        ),
    )


def kinds(asked: Asked, counted: Numbers) -> tuple[Choice, ...]:
    """The classes of the tab, where there are several."""
    if asked.tab is None or len(asked.tab.kinds) < 2:
        return ()
    of_kind = counted.get("type", {})
    given = [(kind, of_kind.get(kind, 0)) for kind in asked.tab.kinds]
    shown = [(kind, n) for kind, n in given if n or kind == asked.kind]
    if len(shown) < 2 and asked.kind == asked.tab.key:
        return ()
    every = Choice(
        gettext("all of these"),
        asked.to(kind=asked.tab.key),
        sum(n for _, n in given),
        chosen=asked.kind == asked.tab.key,
    )
    return (
        every,
        *(Choice(kind_words(k), asked.to(kind=k), n, chosen=k == asked.kind) for k, n in shown),
    )


def facets(asked: Asked, counted: Numbers, total: int, records: Records) -> Iterator[Facet]:
    """The facets that tell results apart, and those that something was chosen in."""
    for field in FACETS:
        chosen = [c for c in asked.conditions if c.field == field and not c.denied]
        values = counted.get(field, {})
        if not chosen and all(number == total for number in values.values()):
            continue
        ordered = sorted(values.items(), key=lambda pair: _place(field, pair[0]))
        every = (_choice(asked, field, v, n, chosen, records) for v, n in ordered)
        choices = [choice for choice in every if choice is not None]
        choices.sort(key=lambda choice: not choice.chosen)
        at_once = max(_SHOWN, sum(c.chosen for c in choices))
        yield Facet(
            field,
            gettext(FACET_WORDS[field]),
            tuple(choices[:at_once]),
            tuple(choices[at_once:_MOST]),
            max(0, len(choices) - _MOST),
        )


# Values that have an order of their own; all others stand by their number.
_ORDERED: Mapping[str, tuple[str, ...]] = {
    "treatment": TREATMENT,
    "prevalence": tuple(f"rkg:{k}" for k, c in concepts().items() if c.type == "PrevalenceClass"),
    "onset": tuple(f"rkg:{key}" for key, c in concepts().items() if c.type == "AgeOfOnset"),
}


def _place(field: str, value: str) -> int:
    """Where a value stands in the order of its field; 0 for all where there is none."""
    order = _ORDERED.get(field, ())
    return order.index(value) if value in order else len(order)


def _choice(
    asked: Asked, field: str, value: str, number: int, chosen: Sequence[Condition], records: Records
) -> Choice | None:
    """A value; None where the query would grow longer than one may be."""
    words = _capital(value_words(field, value, records))
    note = gettext("in plain words") if value.startswith(_OUR_AREA) else ""
    named = {folded(words), folded(value), folded(written_value(field, value, records))}
    for condition in chosen:
        if folded(condition.text) in named or value in values_called(field, condition.text):
            href = asked.to(query=asked.without(condition))
            return Choice(words, href, number, chosen=True, note=note)
    query = asked.with_value(field, written_value(field, value, records))
    if len(query) > MAX_QUERY:
        return None
    return Choice(words, asked.to(query=query), number, note=note)


def _capital(words: str) -> str:
    """With a capital, unless the first word has its own way (siRNA)."""
    return words[:1].upper() + words[1:] if words.partition(" ")[0].islower() else words


def chips(asked: Asked) -> Iterator[Chip]:
    """What narrows the results down."""
    if asked.tab is not None:
        whole = asked.kind == asked.tab.key
        words = gettext(asked.tab.words) if whole else kind_words(asked.kind)
        yield Chip(gettext(FACET_WORDS["type"]), words, asked.to(kind=""))
    for condition in asked.conditions:
        known = FACET_WORDS.get(condition.field) or _RELATION_WORDS[condition.field]
        field = gettext(known)
        shown = gettext("Not: %(field)s", field=field) if condition.denied else field
        yield Chip(shown, _named(condition), asked.to(query=asked.without(condition)))


_RELATION_WORDS = {
    "gene": gettext_noop("Gene"),
    "sign": gettext_noop("Sign"),
    "therapy": gettext_noop("Therapy"),
    "organisation": gettext_noop("Organisation"),
}


def _named(condition: Condition) -> str:
    """What the value of a condition is called, as far as there is a list."""
    meant = values_called(condition.field, condition.text)
    return closed_value(condition.field, meant[0]) if len(meant) == 1 else condition.text


def orders(asked: Asked) -> tuple[Choice, ...]:
    """The orders in which results can stand."""
    return tuple(
        Choice(gettext(words), asked.to(sort=key), chosen=key == asked.sort)
        for key, words in SORT_WORDS.items()
    )


def languages(asked: Asked, current: str) -> tuple[Choice, ...]:
    """The languages in which names can be shown."""
    return tuple(
        Choice(words, replace(asked, lang=tag).address, chosen=tag == current)
        for tag, words in LANGUAGES.items()
        if tag != "und"
    )
