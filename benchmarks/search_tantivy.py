"""Tantivy as a contender of the search benchmark; needs `benchmarks/requirements.lock`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import tantivy

from benchmarks.search_contenders import BOOSTS, SIZE, Engine, Words

_MEMORY = 128_000_000  # bytes


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for field in BOOSTS:
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def _write(documents: Iterable[Words], folder: Path) -> None:
    index = tantivy.Index(_schema(), path=str(folder))
    writer = index.writer(_MEMORY, 1)
    for each in documents:
        writer.add_document(
            tantivy.Document(name=each.name, synonyms=each.synonyms, text=each.text)
        )
    writer.commit()
    writer.wait_merging_threads()


class _Tantivy:
    def __init__(self, folder: Path) -> None:
        self._index = tantivy.Index(_schema(), path=str(folder))
        self._index.reload()
        self._searcher = self._index.searcher()

    def __call__(self, words: Sequence[str]) -> int:
        *whole, last = words
        parts = [self._anywhere(word, prefix=False) for word in whole]
        parts.append(self._anywhere(last, prefix=True))
        every = tantivy.Query.boolean_query([(tantivy.Occur.Must, part) for part in parts])
        return len(self._searcher.search(every, SIZE).hits)

    def _anywhere(self, word: str, *, prefix: bool) -> tantivy.Query:
        """Words are letters and digits: nothing in them is an operator of a regular expression.

        A prefix has no score of its own there: all that begin with it are alike. (Its own query
        for prefixes looks at fifty words at most.)
        """
        schema, query = self._index.schema, tantivy.Query
        parts = [
            query.boost_query(
                query.regex_query(schema, field, f"{word}.*")
                if prefix
                else query.term_query(schema, field, word, "freq"),
                boost,
            )
            for field, boost in BOOSTS.items()
        ]
        return query.boolean_query([(tantivy.Occur.Should, part) for part in parts])


TANTIVY = Engine(_write, _Tantivy)
