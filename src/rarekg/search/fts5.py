"""The default engine: SQLite FTS5 (see `fts5_index`)."""

from __future__ import annotations

from collections.abc import Sequence

from rarekg.search.bitmaps import bitmap, keys
from rarekg.search.index import Words
from rarekg.search.tables import Tables
from rarekg.search.word_sets import held_by_all

_NAMED = "SELECT rowid FROM named WHERE named MATCH ? LIMIT ?"
_HOLDING = "SELECT rowid FROM document WHERE document MATCH ?"
_NAMES_IN_A_ROW = "SELECT rowid >> 20 FROM named WHERE named MATCH ?"
_FEW = 32  # documents of which it is faster to read the names
_TEXTS_IN_A_ROW = "SELECT rowid FROM passage WHERE passage MATCH ?"


class Fts5Index(Tables):
    """An open `search.db`. See `index.Index`."""

    def named(self, words: Words, most: int, among: int) -> Sequence[int]:
        """See `Index.named`. What a few documents are called is read there: they are shown, too."""
        if among.bit_count() <= _FEW:
            return self.names_among(words, keys(among))[:most]
        return self.first(_NAMED, _all(words), most)

    def holding(self, words: Words, in_names: bool = False) -> int:
        """See `Index.holding`."""
        if in_names:
            expression = f"{{name synonyms}} : ({_all(words)})"
            return bitmap(self.first(_HOLDING, expression), self.size)
        return held_by_all(self.database.connection(), words, self.size)

    def in_a_row(self, words: Words, in_names: bool = False) -> int:
        """See `Index.in_a_row`."""
        phrase = _quoted(" ".join(words.words))
        found = bitmap(self.first(_NAMES_IN_A_ROW, phrase), self.size)
        if not in_names:
            found |= bitmap(self.first(_TEXTS_IN_A_ROW, phrase), self.size)
        return found


def _all(words: Words) -> str:
    """The FTS5 expression for what holds all words."""
    return " ".join(map(_quoted, words.words)) + "*" * words.unfinished


def _quoted(words: str) -> str:
    """Words as a string of FTS5: nothing in it is an operator."""
    return '"' + words.replace('"', " ") + '"'
