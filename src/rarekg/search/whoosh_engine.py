"""The pure-Python engine: Whoosh, for places where SQLite has no FTS5.

Words are looked up in two indexes of Whoosh, one of documents and one of names; all else lies in
the tables that every index has. A search takes a hundred times as long (docs/decisions.md).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path

from whoosh import fields, index, query
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.searching import Searcher
from whoosh.writing import IndexWriter

from rarekg.errors import ReleaseBroken
from rarekg.search.bitmaps import bitmap
from rarekg.search.index import KEY_SHIFT, Words
from rarekg.search.prepared import Prepared
from rarekg.search.protocol import SearchDocument
from rarekg.search.tables import Tables
from rarekg.search.tables_index import insert, insert_common, written_tables

FOLDER = "search.whoosh"
_TABLES, _DOCUMENTS, _NAMES = "tables.db", "documents", "names"
_MEMORY_MB = 256
_WORDS = SpaceSeparatedTokenizer()
_IN_NAMES = ("name", "synonyms")
_ANYWHERE = (*_IN_NAMES, "text")


def _words(phrase: bool) -> fields.TEXT:
    return fields.TEXT(analyzer=_WORDS, phrase=phrase)


def write_whoosh(documents: Iterable[SearchDocument], into: Path) -> int:
    """Writes the folder `search.whoosh` of a release; returns the number of documents.

    Whoosh numbers what is added to it from 0 on: that is the key, less one, or the place of a
    name among all spots.
    """
    prepared = Prepared(documents)
    folder = into / FOLDER
    folder.mkdir()
    held = fields.Schema(name=_words(False), synonyms=_words(False), text=_words(True))
    whole = _writer(folder / _DOCUMENTS, held)
    named = _writer(folder / _NAMES, fields.Schema(words=_words(True)))
    spots = array("Q")
    with written_tables(folder / _TABLES) as db:
        for document in prepared.documents():
            insert(db, document)
            whole.add_document(name=document.shown, synonyms=document.others, text=document.text)
            for spot, words in sorted(document.words.items()):
                spots.append(spot)
                named.add_document(words=words)
        insert_common(db, prepared)
        db.execute("INSERT INTO sequence VALUES ('spots', ?)", (spots.tobytes(),))
    whole.commit(optimize=True)
    named.commit(optimize=True)
    return len(prepared)


def _writer(folder: Path, schema: fields.Schema) -> IndexWriter:
    folder.mkdir()
    return index.create_in(str(folder), schema).writer(limitmb=_MEMORY_MB)


class WhooshIndex(Tables):
    """An open Whoosh index. Raises ReleaseBroken if it is missing or damaged."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / _TABLES)
        self._documents = _searcher(folder / _DOCUMENTS)
        self._names = _searcher(folder / _NAMES)

    def close(self) -> None:
        """Closes the index."""
        super().close()
        self._documents.close()
        self._names.close()

    def named(self, words: Words, most: int) -> Sequence[int]:
        """See `Index.named`."""
        found = self._names.docs_for_query(_all(words, ("words",)))
        return [self._spots[number] for number in islice(found, most)]

    def holding(self, words: Words, in_names: bool = False) -> int:
        """See `Index.holding`."""
        return self._members(_all(words, _IN_NAMES if in_names else _ANYWHERE))

    def in_a_row(self, words: Words, in_names: bool = False) -> int:
        """See `Index.in_a_row`."""
        found = self._names.docs_for_query(_row(words, "words"))
        held = bitmap((self._spots[number] >> KEY_SHIFT for number in found), self.size)
        return held if in_names else held | self._members(_row(words, "text"))

    def _members(self, wanted: query.Query) -> int:
        found = self._documents.docs_for_query(wanted)
        return bitmap((number + 1 for number in found), self.size)

    @cached_property
    def _spots(self) -> Sequence[int]:
        spots = array("Q")
        spots.frombytes(self.sequence("spots"))
        return spots


def _searcher(folder: Path) -> Searcher:
    try:
        return index.open_dir(str(folder), readonly=True).searcher()
    except (index.IndexError, OSError) as error:
        raise ReleaseBroken(f"{folder}: {error}; build the release anew") from error


def _all(words: Words, within: Sequence[str]) -> query.Query:
    last = query.Prefix if words.unfinished else query.Term
    parts = [_anywhere(query.Term, word, within) for word in words.words[:-1]]
    return query.And([*parts, _anywhere(last, words.words[-1], within)])


def _anywhere(
    kind: type[query.Term] | type[query.Prefix], word: str, within: Sequence[str]
) -> query.Query:
    return query.Or([kind(field, word) for field in within])


def _row(words: Words, within: str) -> query.Query:
    return query.Phrase(within, list(words.words))
