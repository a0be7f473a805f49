"""Words in an index of Whoosh: how they are written, and looked up without its queries.

A query of Whoosh goes from document to document in Python, through a matcher for each word, and
for the beginning of a word through one for each longer word: a fifth of a second. Here the
postings of a word are read whole, and words are joined as sets. Beginnings of a few letters are
indexed as words are.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from whoosh import fields, formats, index
from whoosh.codec.whoosh3 import W3Codec, W3LeafMatcher
from whoosh.matching import Matcher
from whoosh.reading import IndexReader, TermNotFound
from whoosh.writing import IndexWriter

from rarekg.errors import ReleaseBroken

_LONGEST_BEGINNING = 3  # letters; few enough words begin with four given ones
_BEGINNING = "_beginning"  # behind the name of a field: the beginnings of its words
_MEMORY_MB = 512  # from which on postings are written to be merged: twice as slow
_BLOCK = 1024  # postings that are written, read and unpacked together


class WordsWriter:
    """Writes an index of documents, each of some fields, into a new folder. They are numbered in
    order, from 0 on."""

    def __init__(self, folder: Path, *names: str) -> None:
        folder.mkdir()
        schema = fields.Schema()
        for name in names:
            schema.add(name, _held())
            schema.add(name + _BEGINNING, _held())
        self._writer: IndexWriter = index.create_in(str(folder), schema).writer(
            limitmb=_MEMORY_MB, codec=W3Codec(blocklimit=_BLOCK)
        )

    def add(self, **texts: str) -> None:
        """Adds the words of a document, with spaces between them, by field."""
        words = {name: set(text.split()) for name, text in texts.items()}
        begin = {name + _BEGINNING: _beginnings(held) for name, held in words.items()}
        self._writer.add_document(**{name: list(held) for name, held in (words | begin).items()})

    def finish(self) -> None:
        """Writes everything out."""
        self._writer.commit(optimize=True)


def _held() -> fields.FieldType:
    """A field of words of which nothing is told but that they are there. `scorable` as Whoosh looks
    for a file at each posting of a field whose lengths it has not: a quarter of the time."""
    return fields.FieldType(formats.Existence(), None, scorable=True)


def _beginnings(words: set[str]) -> set[str]:
    return {word[:end] for word in words for end in range(1, _LONGEST_BEGINNING + 1)}


class WordsIndex:
    """An open index of documents. Safe to use from several threads, one of which reads at a time.

    Raises ReleaseBroken if it is missing or damaged.
    """

    def __init__(self, folder: Path) -> None:
        try:
            self._reader: IndexReader = index.open_dir(str(folder), readonly=True).reader()
        except (index.IndexError, OSError) as error:
            raise ReleaseBroken(f"{folder}: {error}; build the release anew") from error
        self._lock = threading.Lock()

    def close(self) -> None:
        """Closes the index."""
        self._reader.close()

    def holding(self, field: str, word: str, unfinished: bool = False) -> list[int]:
        """The numbers of all documents that hold a word, or also longer ones that begin with it:
        these in no order, and some of them several times."""
        with self._lock:
            if not unfinished:
                return list(self._numbers(field, word.encode()))
            if len(word) <= _LONGEST_BEGINNING:
                return list(self._numbers(field + _BEGINNING, word.encode()))
            longer = list(self._reader.expand_prefix(field, word))
            return list(chain.from_iterable(self._numbers(field, each) for each in longer))

    def _numbers(self, field: str, word: bytes) -> Iterator[int]:
        try:
            postings: Matcher = self._reader.postings(field, word)
        except TermNotFound:
            return
        if not isinstance(postings, W3LeafMatcher):
            yield from postings.all_ids()
            return
        while postings.is_active():  # `all_ids` goes from one to the next: ten times as long
            postings.id()  # reads the block
            yield from postings._ids
            postings._next_block()
