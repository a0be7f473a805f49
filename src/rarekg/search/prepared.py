"""Documents as they are indexed, whatever the engine: in order, numbered, names and words told."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rarekg.records.kinds import page_of
from rarekg.search.bitmaps import packed
from rarekg.search.codes import filed_under
from rarekg.search.folding import folded, indexed_terms, name_key
from rarekg.search.index import MOST_NAMES, Entry, Name, packed_names, spot_of
from rarekg.search.protocol import SearchDocument
from rarekg.search.ranking import KINDS, weight

_PLACE = {kind: place for place, kind in enumerate(KINDS)}
_LABELS = ("displayName", "name")  # kinds of name that a document is shown by


@dataclass(frozen=True, slots=True)
class Indexed:
    """A document as it is indexed. `words` are those of each name, by its spot; `shown`, `others`
    and `text` are those of the name that is shown, of all other names, and of the text."""

    entry: Entry
    identifiers: tuple[str, ...]
    names: tuple[Name, ...]
    words: Mapping[int, str]
    labels: Mapping[str, str]
    shown: str
    others: str
    text: str


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a field and the documents that have it, packed. `folded` is how it is looked
    up."""

    field: str
    value: str
    folded: str
    number: int
    keys: bytes


class Prepared:
    """All documents of an index, the heaviest first, and what is told of them together."""

    def __init__(self, documents: Iterable[SearchDocument]) -> None:
        weighed = [(weight(document), document) for document in documents]
        weighed.sort(key=lambda pair: (-pair[0], pair[1].id))
        self._documents = [document for _, document in weighed]
        self.weights = array("f", [0.0, *(weight for weight, _ in weighed)])
        # Of the documents that have been prepared: how many hold each word.
        self.numbers: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._documents)

    def documents(self) -> Iterator[Indexed]:
        """Each document, prepared."""
        for key, document in enumerate(self._documents, 1):
            found = _indexed(key, document)
            named = {word for words in found.words.values() for word in words.split()}
            self.numbers.update(named.union(found.shown.split(), found.text.split()))
            yield found

    def name_order(self) -> array[int]:
        """The place of each document in the order of the names that are shown, by its key."""
        named = sorted((folded(d.name), d.id, key) for key, d in enumerate(self._documents, 1))
        places = array("I", [0] * (len(named) + 1))
        for place, (_, _, key) in enumerate(named):
            places[key] = place
        return places

    def values(self) -> Iterator[Value]:
        """Each value of each field, in order."""
        held: dict[tuple[str, str], set[int]] = defaultdict(set)
        for key, document in enumerate(self._documents, 1):
            for attribute in (("type", document.type), *document.attributes):
                held[attribute].add(key)
        for (field, value), found in sorted(held.items()):
            yield Value(field, value, folded(value), len(found), packed(found, len(self)))


def _indexed(key: int, document: SearchDocument) -> Indexed:
    names = _names(key, document)
    words = {name.spot: name.words for name in names}
    labels = _labels(document)
    ids = tuple(sorted({document.id, *document.identifiers}))
    shown = " ".join(indexed_terms(document.name))
    language = next((spoken for spoken, text in labels.items() if text == document.name), "en")
    entry = Entry(
        key,
        document.id,
        document.type,
        document.name,
        "en" if labels.get("en") == document.name else language,
        document.url or page_of(document.id, document.type),
        ids,
        document.text,
        *packed_names(names),
    )
    others = " / ".join(held for held in dict.fromkeys(words.values()) if held != shown)
    codes = tuple(sorted(map(filed_under, set(document.codes) - set(ids))))
    return Indexed(
        entry,
        ids + codes,
        names,
        words,
        labels,
        shown,
        others,
        " ".join(indexed_terms(document.text)),
    )


def _names(key: int, document: SearchDocument) -> tuple[Name, ...]:
    """The names of a document, the best kinds first; of those that are spelt alike the best."""
    best: dict[str, tuple[str, str, str]] = {}
    for name in sorted(document.names, key=_rank):
        best.setdefault(folded(name[0]), name)
    best.pop("", None)
    kept = list(best.values())[:MOST_NAMES]
    return tuple(_name(key, number, name) for number, name in enumerate(kept))


def _name(key: int, number: int, name: tuple[str, str, str]) -> Name:
    text, language, kind = name
    looked_up = name_key(text)
    spot = spot_of(key, _PLACE[kind], len(looked_up.split()), number)
    return Name(spot, language, text, looked_up, " ".join(indexed_terms(text)))


def _rank(name: tuple[str, str, str]) -> tuple[int, bool, str]:
    text, language, kind = name
    return (_PLACE[kind], language != "en", text)


def _labels(document: SearchDocument) -> dict[str, str]:
    """The name of a document in each language, the one that is chosen for display before others."""
    found: dict[str, str] = {}
    for kind in _LABELS:
        for text, language, own in sorted(document.names):
            if own == kind:
                found.setdefault(language, text)
    return found
