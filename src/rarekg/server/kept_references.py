"""The references at the end of a page, from kept pieces of their template: a rich page has sixty,
of which Jinja takes 20 µs each to put them together anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial

from flask import Flask
from markupsafe import Markup

from rarekg.records.model import Backing, Publication, Source
from rarekg.server.formats import day, number
from rarekg.server.labels import evidence_label
from rarekg.server.languages import spoken
from rarekg.server.template_texts import escaped

_KEPT = 512  # sources with those who pass them on; parts
_HERE = "\x02"  # stands for what a piece is filled with

Macro = Callable[..., str]


def macro_of(app: Flask, name: str) -> Macro:
    """A macro of `parts.html`, in the language of the request."""
    made: Macro = vars(app.jinja_env.get_template("parts.html").module)[name]
    return made


def kept_references(app: Flask) -> Callable[[Iterable[Backing]], Markup]:
    """The filter that makes the references of a page, numbered from 1."""
    kept: dict[str, _Pieces] = {}

    def references(backings: Iterable[Backing]) -> Markup:
        now = spoken()
        pieces = kept.get(now) or kept.setdefault(now, _Pieces(app))
        made = [text for n, b in enumerate(backings, 1) for text in pieces.reference(n, b)]
        return Markup("".join(made)[:-1])  # noqa: S704  (of macros, and escaped)

    return references


class _Pieces:
    """Pieces of references in one language, to be filled."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._head = lru_cache(_KEPT)(partial(self._pieces, "reference", _HERE))
        self._part = lru_cache(_KEPT)(partial(self._pieces, "reference_part"))
        self._link = self._pieces("publication", _HERE, _HERE)
        self._provenances: dict[tuple[int, int], tuple[Source, Source, str]] = {}

    def _pieces(self, name: str, *given: str) -> list[str]:
        # (Of `str`: those of Markup are markup again, and would escape what is put between them.)
        return str.split(macro_of(self._app, name)(*given), _HERE)

    def reference(self, place: int, backing: Backing) -> Iterator[str]:
        """The pieces of a reference, with its number."""
        via = backing.via
        head = self._head(backing.authority.title, via.title if via else "", _HERE)
        yield f"{head[0]}{place}{head[1]}{place}{head[2]}{escaped(backing.record)}{head[3]}"
        if backing.publications:
            first, last = self._part("publications", _HERE)
            yield f"{first}{', '.join(map(self._publication, backing.publications))}{last}"
        for key, value in _told(backing):
            first, last = self._part(key, _HERE)
            yield f"{first}{escaped(value)}{last}"
        yield self._provenance(backing)
        yield "\n"
        if backing.url:
            yield escaped(backing.url).join(self._part("url", _HERE))
        yield "</dl></li>\n"

    def _publication(self, publication: Publication) -> str:
        label = escaped(publication.label)
        if not publication.url:
            return label
        return f"{self._link[0]}{escaped(publication.url)}{self._link[1]}{label}{self._link[2]}"

    def _provenance(self, backing: Backing) -> str:
        source, authority = backing.source, backing.authority
        key = id(source), id(authority)  # (what is kept holds them, so that ids stay theirs)
        if key not in self._provenances:
            made = macro_of(self._app, "provenance")(backing)
            self._provenances[key] = source, authority, made
        return self._provenances[key][2]


def _told(backing: Backing) -> Iterator[tuple[str, str]]:
    """What is said of a reference, in the order of the page."""
    if backing.evidence:
        yield "evidence", evidence_label(backing.evidence)
    if backing.method:
        yield "method", backing.method
    if backing.curated_by:
        yield "curated_by", backing.curated_by
    if backing.asserted_subject:
        yield "asserted_subject", backing.asserted_subject
    if backing.asserted_object:
        yield "asserted_object", backing.asserted_object
    if backing.confidence:
        yield "confidence", number(backing.confidence)
    if backing.consulted:
        yield "consulted", day(backing.consulted)
