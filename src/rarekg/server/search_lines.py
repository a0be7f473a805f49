"""The results of a search as lines: name, why it was found, what it is, and what helps to choose.

What a thing is stands in its dossier, which is read for the results of one page (a fifth of a
millisecond each).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from rarekg.graph.dossiers import Dossier, StoredValue
from rarekg.identifiers import iri
from rarekg.records.kinds import DISEASES, PRECEDENCE, page_of, section_of
from rarekg.records.reader import Records
from rarekg.search.folding import folded, terms
from rarekg.search.protocol import Hit
from rarekg.search.site_pages import site_pages
from rarekg.search.snippets import snippet
from rarekg.server.labels import language_label
from rarekg.server.organisation_views import place_in_words
from rarekg.server.search_words import one_words
from rarekg.server.trials_wording import status_words
from rarekg.vocabulary import SOURCE

_LINE = 190  # characters of a line that says what a thing is
_NAME = 120  # characters of another name: some of substances have thousands
_AREAS, _GENES = 2, 3
_CLASSIFICATION = "ICD"  # whose codes hold many diseases
_OURS = "rarekg:"  # codes of our own, which stand in no letter
_FEW_SOURCES = 2
_FEW = 5  # facts: of what has fewer, it is told who names it
_TEXTS = ("summary", "definition")  # the plain words first
_WORD = re.compile(r"\w+")
_WIDE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")  # letters of twice the width
_SENTENCE = re.compile(r"[.!?](?=\s)|[。！？]")


@dataclass(frozen=True, slots=True)
class Reason:
    """How a result came to be found, where its name does not tell: "also called", and the name."""

    words: str
    text: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A line about a thing, safe as markup, and its language ("" where it is not known)."""

    line: Markup
    language: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """One result. `english` is its name in English where the shown one is not; `details` are
    what helps to choose among things of equal names."""

    hit: Hit
    url: str
    kind: str
    code: str
    english: str
    reason: Reason | None
    details: tuple[str, ...]
    told: Told | None


def result(hit: Hit, words: str, records: Records, language: str) -> Result:
    """A hit as it is shown; `words` are those that were looked for."""
    listed = hit.type in PRECEDENCE  # the site's own pages have no dossier
    dossier = records.lookup.dossier(iri(hit.id)) if listed else Dossier()
    english = ""
    if listed and hit.language not in ("en", ""):
        name, spoken = records.lookup.name(iri(hit.id), "en")
        english = name if spoken == "en" and name != hit.name else ""
    reason = _reason(hit, words, english)
    said = reason.text if reason else ""
    return Result(
        hit=hit,
        url=hit.url or page_of(hit.id, hit.type),
        kind=one_words(hit.type),
        code="" if not listed or hit.id.startswith(_OURS) else hit.id,
        english=english,
        reason=reason,
        details=tuple(d for d in _details(hit.type, dossier, records) if d != said),
        told=_told(hit, words, _texts(dossier, language), language),
    )


_WIDER = ("widerName", "groupName", "sign")  # names of something else
_BY_FIELD = {
    "widerName": "best known of what is called",
    "groupName": "a kind of",
    "tradeName": "sold as",
    "abbreviation": "short",
    "fullName": "in full",
    "sign": "has the sign",
}


def _reason(hit: Hit, words: str, english: str) -> Reason | None:
    matched = hit.matched
    if matched.field == "identifier":
        said = "filed under" if matched.text.startswith(_CLASSIFICATION) else "has the code"
        return Reason(said, matched.text) if matched.text != hit.id else None
    if matched.field == "text":
        return None if hit.snippet else Reason("named in its description")
    if folded(matched.text) in ("", folded(hit.name), folded(english)):
        return None
    if matched.field not in _WIDER and set(terms(words)) <= set(terms(hit.name)):
        return None
    said = _BY_FIELD.get(matched.field, "also called")
    text = matched.text if len(matched.text) <= _NAME else f"{matched.text[:_NAME].rstrip()}…"
    return Reason(said, text, matched.language)


def _details(kind: str, dossier: Dossier, records: Records) -> Iterator[str]:
    if kind in DISEASES:
        yield from _of_disease(dossier, records)
    elif section_of(kind) == "organisation":
        yield from _texts_of(dossier, "placeName", _place)[:1]
    elif kind == "Trial":
        yield from _texts_of(dossier, "trialStatus", status_words)[:1]
    elif kind in ("Therapy", "MedicalAction"):
        yield from _names(dossier, ("hasModality",), records)[:_AREAS]
    elif kind == "Gene":
        yield from _texts_of(dossier, "fullName", str)[:1]


def _place(written: str) -> str:
    return place_in_words(written, {})


def _of_disease(dossier: Dossier, records: Records) -> Iterator[str]:
    areas = _names(dossier, ("category", "inArea"), records)[:_AREAS]
    parents = [] if areas else _names(dossier, ("hasParent",), records)[:1]
    yield from areas
    yield from (f"a kind of: {name}" for name in parents)
    genes = _names(dossier, ("associatedGene",), records)
    if genes:
        more = f" and {len(genes) - _GENES} more" if len(genes) > _GENES else ""
        yield f"{'gene' if len(genes) == 1 else 'genes'} {', '.join(genes[:_GENES])}{more}"
    known = len(dossier.statements)
    yield f"{known:,} fact{'' if known == 1 else 's'}" if known else "no facts but names"
    sources = _sources(dossier, records) if known < _FEW else []
    if 0 < len(sources) <= _FEW_SOURCES:
        yield f"in {' and '.join(sources)} only"


def _sources(dossier: Dossier, records: Records) -> list[str]:
    """The titles of the sources that name a thing."""
    graphs = {g for fact in dossier.facts for g in fact.graphs if g.startswith(SOURCE)}
    return [records.lookup.source(graph).title for graph in sorted(graphs)]


def _values(dossier: Dossier, *keys: str) -> Iterator[StoredValue]:
    for key in keys:
        yield from (fact.value for fact in dossier.facts if fact.property == key)
        yield from (s.value for s in dossier.statements if s.property == key and not s.negated)


def _names(dossier: Dossier, keys: Sequence[str], records: Records) -> list[str]:
    """The English names of the things that are values of some properties, each once."""
    addresses = dict.fromkeys(v for v in _values(dossier, *keys) if isinstance(v, str))
    return list(dict.fromkeys(records.lookup.name(a)[0] for a in addresses))


def _texts_of(dossier: Dossier, key: str, shown: Callable[[str], str]) -> list[str]:
    return [shown(v[0]) for v in _values(dossier, key) if not isinstance(v, str)]


def _told(hit: Hit, words: str, texts: list[tuple[str, str]], language: str) -> Told | None:
    """The place in its text that was found; else the beginning of what is said of it, if in a
    language of the reader."""
    if hit.matched.field == "text":
        wanted = terms(words)
        for text, spoken in texts:
            if held := snippet(text, wanted):
                return Told(marked(held, words), spoken)
        if hit.snippet:
            return Told(marked(hit.snippet, words))
    if texts:
        text, spoken = texts[0]
        if spoken in (language, "en", ""):
            return Told(escape(_beginning(text)), spoken)
        return Told(escape(f"Described in {language_label(spoken)}."), "en")
    if hit.type == "Page":
        said = next((p.text for p in site_pages() if p.url == hit.url), "")
        return Told(escape(said), "en") if said else None
    return Told(marked(hit.snippet, words)) if hit.snippet else None


def _texts(dossier: Dossier, language: str) -> list[tuple[str, str]]:
    """The texts about a thing with their languages: the reader's first, then English; of each,
    those in plain words first."""
    found = [
        (s.value[0], s.value[1], _TEXTS.index(s.property))
        for s in dossier.statements
        if s.property in _TEXTS and not isinstance(s.value, str)
    ]
    found.sort(key=lambda t: (t[1] != language, t[1] != "en", t[2]))
    return [(text, spoken) for text, spoken, _ in found]


def _beginning(text: str) -> str:
    """The first sentences of a text, as far as a line goes; a long one is cut between words."""
    text = " ".join(text.split())
    most = _LINE // 2 if _WIDE.search(text) else _LINE
    if len(text) <= most:
        return text
    ends = [m.end() for m in _SENTENCE.finditer(text, 0, most)]
    if ends and ends[-1] >= most // 3:
        return text[: ends[-1]]
    cut = text[:most]
    return f"{cut.rpartition(' ')[0] or cut}…"


def marked(text: str, words: str) -> Markup:
    """A text in which words are marked; everything else in it is escaped."""
    wanted = frozenset(terms(words))
    if not wanted:
        return escape(text)
    parts, at = [], 0
    for found in _WORD.finditer(text):
        if wanted.isdisjoint(terms(found[0])):
            continue
        parts.append(escape(text[at : found.start()]))
        parts.append(Markup("<mark>{}</mark>").format(found[0]))
        at = found.end()
    return Markup("").join((*parts, escape(text[at:])))
