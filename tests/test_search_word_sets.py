"""Which documents hold a word: what is stored says the same as the documents do."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing

import pytest

from rarekg.search.bitmaps import bitmap, packed, unpacked
from rarekg.search.index import Words
from rarekg.search.word_sets import INSERT, TABLE, WordSets, held_by_all

SIZE = 3_000
_LETTERS = "abc"


@pytest.fixture(scope="module")
def documents() -> dict[int, frozenset[str]]:
    generator = random.Random(5)  # noqa: S311  (no secret)
    words = ["".join(generator.choices(_LETTERS, k=generator.randint(1, 6))) for _ in range(200)]
    common = ["ab", "abcabc", "眼", "眼皮", "2"]
    return {
        key: frozenset(generator.choices(words, k=4) + generator.choices(common, k=2))
        for key in range(1, SIZE + 1)
    }


def test_words_and_beginnings(documents: dict[int, frozenset[str]]) -> None:
    generator = random.Random(6)  # noqa: S311  (no secret)
    known = sorted({word for words in documents.values() for word in words})
    with closing(sqlite3.connect(":memory:")) as db:
        _write(db, documents)
        for _ in range(500):
            words = tuple(dict.fromkeys(generator.choices(known, k=generator.randint(1, 4))))
            last = words[-1][: generator.randint(1, len(words[-1]))]
            asked = Words((*words[:-1], last), unfinished=generator.random() < 0.6)
            assert held_by_all(db, asked, SIZE) == _told(documents, asked), asked


def test_a_word_that_nothing_holds(documents: dict[int, frozenset[str]]) -> None:
    with closing(sqlite3.connect(":memory:")) as db:
        _write(db, documents)
        for unfinished in (True, False):
            assert not held_by_all(db, Words(("zz",), unfinished), SIZE)
            assert not held_by_all(db, Words(("ab", "zz"), unfinished), SIZE)


@pytest.mark.parametrize("number", [0, 1, 5, 11, 12, 400, 2_999])
def test_a_packed_set_is_read_as_it_was(number: int) -> None:
    held = random.Random(number).sample(range(1, SIZE + 1), number)  # noqa: S311  (no secret)
    assert unpacked(packed(held, SIZE), SIZE) == bitmap(held, SIZE)


def _write(db: sqlite3.Connection, documents: dict[int, frozenset[str]]) -> None:
    held = WordSets()
    for key, words in documents.items():
        held.add(key, words)
    db.execute(TABLE)
    db.executemany(INSERT, held.rows(SIZE))


def _told(documents: dict[int, frozenset[str]], asked: Words) -> int:
    *whole, last = asked.words
    found = (
        key
        for key, words in documents.items()
        if words.issuperset(whole)
        and (last in words or (asked.unfinished and any(w.startswith(last) for w in words)))
    )
    return bitmap(found, SIZE)
