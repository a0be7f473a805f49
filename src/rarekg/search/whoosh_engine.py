"""The pure-Python engine: Whoosh, for places where SQLite has no FTS5.

It follows the same rules of relevance; a search takes a hundred times as long (docs/decisions.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
from whoosh import fields, index, query
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.searching import Searcher

from rarekg.errors import ReleaseBroken
from rarekg.search import ranking
from rarekg.search.folding import folded
from rarekg.search.protocol import Found, Hit, Match, Request, SearchDocument
from rarekg.search.spelling import Speller, learnt

FOLDER = "search.whoosh"
_MEMORY_MB = 256
_WORDS = SpaceSeparatedTokenizer()
_NAMES = ("name", "synonyms")
_FIELDS = (*_NAMES, "text")

Named = list[tuple[str, str, str, str]]  # folded, kind, language, text


def _schema() -> fields.Schema:
    return fields.Schema(
        id=fields.ID(stored=True),
        type=fields.ID(stored=True),
        shown=fields.STORED,
        weight=fields.STORED,
        named=fields.STORED,
        identifier=fields.KEYWORD(commas=True),
        whole=fields.KEYWORD(commas=True),
        name=fields.TEXT(analyzer=_WORDS, phrase=False, field_boost=ranking.NAME_BOOST),
        synonyms=fields.TEXT(analyzer=_WORDS, phrase=False, field_boost=ranking.SYNONYM_BOOST),
        text=fields.TEXT(analyzer=_WORDS, phrase=False, field_boost=ranking.TEXT_BOOST),
    )


def write_whoosh(documents: Iterable[SearchDocument], into: Path) -> int:
    """Writes the folder `search.whoosh` of a release; returns the number of documents."""
    folder = into / FOLDER
    folder.mkdir()
    writer = index.create_in(str(folder), _schema()).writer(limitmb=_MEMORY_MB)
    number = 0
    for document in documents:
        number += 1
        names = ranking.names_by_folding(document)
        shown = folded(document.name)
        named = [(whole, *name) for whole, name in names.items()]
        writer.add_document(
            id=document.id,
            type=document.type,
            shown=document.name,
            weight=ranking.weight(document),
            named=msgspec.msgpack.encode(named),
            identifier=",".join({document.id, *document.identifiers}),
            whole=",".join(names),
            name=shown,
            synonyms=" ".join(name for name in names if name != shown),
            text=folded(document.text),
        )
    writer.commit(optimize=True)
    return number


class WhooshEngine:
    """An open Whoosh index. Raises ReleaseBroken if it is missing or damaged."""

    def __init__(self, folder: Path) -> None:
        try:
            self._searcher: Searcher = index.open_dir(str(folder), readonly=True).searcher()
        except (index.IndexError, OSError) as error:
            raise ReleaseBroken(f"{folder}: {error}; build the release anew") from error
        self._spelling: Speller | None = None

    def close(self) -> None:
        """Closes the index."""
        self._searcher.close()

    def search(self, request: Request) -> Found:
        """See `SearchEngine.search`."""
        return ranking.searched(self._found, self._speller, request)

    def called(self, name: str) -> tuple[Hit, ...]:
        """See `SearchEngine.called`."""
        text = folded(name)
        return tuple(
            self._hit(number, 0.0, ranking.match(kind, language, written))
            for number in (self._numbers(query.Term("whole", text)) if text else ())
            for whole, kind, language, written in self._names_of(number)
            if whole == text
        )

    def holding(self, asked: str) -> frozenset[str]:
        """See `SearchEngine.holding`."""
        wanted = [query.Term("identifier", code) for code, _ in ranking.codes(asked)]
        if words := folded(asked).split()[: ranking.MOST_WORDS]:
            parts = [_anywhere(query.Term, word, _NAMES) for word in words[:-1]]
            wanted.append(query.And([*parts, _anywhere(query.Prefix, words[-1], _NAMES)]))
        stored = self._searcher.stored_fields
        return frozenset(stored(n)["id"] for each in wanted for n in self._numbers(each))

    def _speller(self) -> Speller:
        if self._spelling is None:
            lexicons = (self._searcher.lexicon(field) for field in ("name", "synonyms"))
            words = {word.decode() for lexicon in lexicons for word in lexicon}
            self._spelling = Speller(filter(learnt, words))
        return self._spelling

    def _found(self, asked: str, wanted: str, kind: str | None, start: int, size: int) -> Found:
        best: dict[int, tuple[float, Match]] = {}
        for number, score, match in self._named(wanted):
            if number not in best or best[number][0] < score:
                best[number] = (score, match)
        rows = [self._hit(n, score, match) for n, (score, match) in best.items()]
        rows = [hit for hit in rows if kind in (None, hit.type)]
        rows.sort(key=lambda hit: (-hit.score, hit.name, hit.id))
        others = list(self._by_words(wanted, kind, best))
        shown = rows[start : start + size]
        more = others[max(0, start - len(rows)) :][: size - len(shown)]
        words = folded(wanted).split()
        shown += [self._hit(number, score, self._why(number, words)) for score, number in more]
        return Found(asked, len(rows) + len(others), tuple(shown))

    def _named(self, wanted: str) -> Iterator[tuple[int, float, Match]]:
        """Those whose identifier or name is the query, or whose name begins with it."""
        for identifier, score in ranking.codes(wanted):
            for number in self._numbers(query.Term("identifier", identifier)):
                yield number, score, Match("identifier", identifier)
        text = folded(wanted)
        if not text:
            return
        for number in list(self._numbers(query.Prefix("whole", text)))[: ranking.PREFIX_HITS]:
            for whole, kind, language, name in self._names_of(number):
                if whole == text:
                    yield number, ranking.exact_score(kind), ranking.match(kind, language, name)
                elif whole.startswith(text):
                    score = ranking.prefix_score(text, whole)
                    yield number, score, ranking.match(kind, language, name)

    def _numbers(self, wanted: query.Query) -> Iterator[int]:
        return iter(self._searcher.docs_for_query(wanted))

    def _by_words(
        self, wanted: str, kind: str | None, best: dict[int, tuple[float, Match]]
    ) -> list[tuple[float, int]]:
        """Score and number of those that hold all words, the best first."""
        words = folded(wanted).split()[: ranking.MOST_WORDS]
        if not words:
            return []
        parts = [_anywhere(query.Term, word) for word in words[:-1]]
        whole = query.And([*parts, _anywhere(query.Prefix, words[-1])])
        only = query.Term("type", kind) if kind is not None else None
        found = self._searcher.search(whole, limit=None, filter=only)
        scored = [
            (ranking.WORDS_SCORE + hit.score + hit["weight"] / 4, hit["id"], hit.docnum)
            for hit in found
            if hit.docnum not in best
        ]
        return [(score, number) for score, _, number in sorted(scored, key=lambda s: (-s[0], s[1]))]

    def _hit(self, number: int, score: float, match: Match) -> Hit:
        stored = self._searcher.stored_fields(number)
        if score > ranking.PREFIX_SCORE:
            score += stored["weight"]
        return Hit(stored["id"], stored["type"], stored["shown"], match, score)

    def _why(self, number: int, words: list[str]) -> Match:
        shown: str = self._searcher.stored_fields(number)["shown"]
        names = {whole: (k, language, text) for whole, k, language, text in self._names_of(number)}
        return ranking.best_match(frozenset(words), shown, lambda: names, names.__getitem__)

    def _names_of(self, number: int) -> Named:
        return msgspec.msgpack.decode(self._searcher.stored_fields(number)["named"], type=Named)


def _anywhere(
    kind: type[query.Term] | type[query.Prefix], word: str, within: tuple[str, ...] = _FIELDS
) -> query.Query:
    return query.Or([kind(field, word) for field in within])
