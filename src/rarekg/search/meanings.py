"""What the value of a field means as it was written in a query: `gene:FXN`, `area:"Rare eye
diseases"`, `country:France`, `stage:Approved`, `sign:HP:0001251`."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_

from rarekg.search import ranking
from rarekg.search.bitmaps import keys
from rarekg.search.fields import KINDS_OF_VALUES
from rarekg.search.folding import folded, name_key, terms, weak
from rarekg.search.index import Index, Words, key_of, kind_of
from rarekg.search.narrowing import Attributes
from rarekg.search.values import values_called

_DISPLAYED = ranking.KINDS.index("displayName")
_MOST_PARTLY = 300  # values whose names hold some words: more are no answer, but a wrong question
_MOST = 300  # names that are equal but for what people overlook


class Meanings:
    """Finds the documents that have a value of a field, by whatever it is called."""

    def __init__(self, index: Index, attributes: Attributes) -> None:
        self._index = index
        self._attributes = attributes

    def having(self, field: str, text: str) -> int:
        """The documents that have a value: as it is written here, as lists of values call it, or as
        the thing is called or coded that is the value; else whose name holds all these words."""
        return (
            self._any(field, (text, *values_called(field, text)))
            or self._things(field, text)
            or self._partly(field, text)
        )

    def _any(self, field: str, values: Iterable[str]) -> int:
        members = (self._attributes.having(field, value) for value in dict.fromkeys(values))
        return reduce(or_, members, 0)

    def _partly(self, field: str, text: str) -> int:
        """By some of its words: "movement disorder" for "Rare movement disorders"."""
        kinds = KINDS_OF_VALUES.get(field, ())
        words = tuple(word for word in terms(text)[: ranking.MOST_WORDS] if not weak(word))
        if not words or not kinds:
            return 0
        held = self._index.holding(Words(words), in_names=True) & self._any("type", kinds)
        return (
            self._any(field, self._index.ids(list(keys(held))))
            if held.bit_count() <= _MOST_PARTLY
            else 0
        )

    def _things(self, field: str, text: str) -> int:
        """The best that things of that name, or with that code, are values for: what is displayed
        so goes before other names, and these before names that people take for the same, for a
        facet must lead to what it counts ("Rare eye diseases" are not "Rare eye disease")."""
        for code, _ in ranking.codes(text):
            if members := self._any(field, self._index.ids(self._index.identified(code))):
                return members
        spots = self._index.called(name_key(text))[:_MOST]
        names = self._index.names(spots) if spots else {}
        wanted = folded(text)
        same = [spot for spot, name in names.items() if folded(name) == wanted]
        displayed = [spot for spot in same if kind_of(spot) == _DISPLAYED]
        for fitting in (displayed, same, spots):
            found = sorted(set(map(key_of, fitting)))
            if found and (members := self._any(field, self._index.ids(found))):
                return members
        return 0
