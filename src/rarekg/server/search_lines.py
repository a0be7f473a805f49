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
from rarekg.server.formats import listed, number
from rarekg.server.labels import language_attribute, language_label
from rarekg.server.languages import gettext, gettext_noop, ngettext, spoken
from rarekg.server.organisation_map import place_in_words
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
    """How a result came to be found, where its name does not tell: a sentence (English, for
    `gettext`) with a place for a name, and the name with its language."""

    sentence: str
    text: str = ""
    language: str = ""

    @property
    def words(self) -> Markup:
        """The sentence in the reader's language, the name marked up, and its language said where
        it is another."""
        name = Markup('<span class="also"{}>{}</span>').format(
            language_attribute(self.language), self.text
        )
        if self.language not in ("", "en", spoken()):
            name += f" ({language_label(self.language)})"
        return escape(gettext(self.sentence)) % {"name": name}


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
    name: str
    language: str
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
        name, given = records.lookup.name(iri(hit.id), "en")
        english = name if given == "en" and name != hit.name else ""
    reason = _reason(hit, words, english)
    said = reason.text if reason else ""
    return Result(
        hit=hit,
        name=gettext(hit.name) if hit.type == "Page" else hit.name,
        language=spoken() if hit.type == "Page" else hit.language,
        url=hit.url or page_of(hit.id, hit.type),
        kind=one_words(hit.type),
        code="" if not listed or hit.id.startswith(_OURS) else hit.id,
        english=english,
        reason=reason,
        details=tuple(d for d in _details(hit.type, dossier, records) if d != said),
        told=_told(hit, words, _texts(dossier, language), language),
    )


_WIDER = ("widerName", "groupName", "sign")  # names of something else
# What stands before the name or code by which something was found.
_BY_FIELD = {
    "widerName": gettext_noop("best known of what is called %(name)s"),
    "groupName": gettext_noop("a kind of %(name)s"),
    "tradeName": gettext_noop("sold as %(name)s"),
    "abbreviation": gettext_noop("short %(name)s"),
    "fullName": gettext_noop("in full %(name)s"),
    "sign": gettext_noop("has the sign %(name)s"),
}
_ALSO = gettext_noop("also called %(name)s")
_CODE = gettext_noop("has the code %(name)s")
_FILED = gettext_noop("filed under %(name)s")
_DESCRIBED = gettext_noop("named in its description")


def _reason(hit: Hit, words: str, english: str) -> Reason | None:
    matched = hit.matched
    if matched.field == "identifier":
        said = _FILED if matched.text.startswith(_CLASSIFICATION) else _CODE
        return Reason(said, matched.text) if matched.text != hit.id else None
    if matched.field == "text":
        return None if hit.snippet else Reason(_DESCRIBED)
    if folded(matched.text) in ("", folded(hit.name), folded(english)):
        return None
    if matched.field not in _WIDER and set(terms(words)) <= set(terms(hit.name)):
        return None
    said = _BY_FIELD.get(matched.field, _ALSO)
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
    return place_in_words(written)


def _of_disease(dossier: Dossier, records: Records) -> Iterator[str]:
    areas = _names(dossier, ("category", "inArea"), records)[:_AREAS]
    parents = [] if areas else _names(dossier, ("hasParent",), records)[:1]
    yield from areas
    yield from (gettext("a kind of: %(name)s", name=name) for name in parents)
    genes = _names(dossier, ("associatedGene",), records)
    if genes:
        yield _gene_words(genes)
    known = len(dossier.statements)
    if known:
        yield ngettext("%(count)s fact", "%(count)s facts", known, count=number(known))
    else:
        yield gettext("no facts but names")
    sources = _sources(dossier, records) if known < _FEW else []
    if 0 < len(sources) <= _FEW_SOURCES:
        yield gettext("only in: %(sources)s", sources=listed(sources))


def _gene_words(genes: list[str]) -> str:
    """The first genes, and how many more there are."""
    shown, more = ", ".join(genes[:_GENES]), len(genes) - _GENES
    if more > 0:
        return ngettext(
            "genes %(genes)s and %(num)s more",
            "genes %(genes)s and %(num)s more",
            more,
            genes=shown,
        )
    return ngettext("gene %(genes)s", "genes %(genes)s", len(genes), genes=shown)


def _sources(dossier: Dossier, records: Records) -> list[str]:
    """The titles of the sources that name a thing."""
    graphs = {g for fact in dossier.facts for g in fact.graphs if g.startswith(SOURCE)}
    return [records.lookup.source(graph).title for graph in sorted(graphs)]


def _values(dossier: Dossier, *keys: str) -> Iterator[StoredValue]:
    for key in keys:
        yield from (fact.value for fact in dossier.facts if fact.property == key)
        yield from (s.value for s in dossier.statements if s.property == key and not s.negated)


def _names(dossier: Dossier, keys: Sequence[str], records: Records) -> list[str]:
    """The names of the things that are values of some properties, each once."""
    addresses = dict.fromkeys(v for v in _values(dossier, *keys) if isinstance(v, str))
    return list(dict.fromkeys(records.lookup.name(a)[0] for a in addresses))


def _texts_of(dossier: Dossier, key: str, shown: Callable[[str], str]) -> list[str]:
    return [shown(v[0]) for v in _values(dossier, key) if not isinstance(v, str)]


def _told(hit: Hit, words: str, texts: list[tuple[str, str]], language: str) -> Told | None:
    """The place in its text that was found; else the beginning of what is said of it, if in a
    language of the reader."""
    if hit.matched.field == "text":
        wanted = terms(words)
        for text, given in texts:
            if held := snippet(text, wanted):
                return Told(marked(held, words), given)
        if hit.snippet:
            return Told(marked(hit.snippet, words))
    if texts:
        text, given = texts[0]
        if given in (language, "en", ""):
            return Told(escape(_beginning(text)), given)
        said = gettext("Described in: %(language)s.", language=language_label(given))
        return Told(escape(said), spoken())
    if hit.type == "Page":
        said = next((p.text for p in site_pages() if p.url == hit.url), "")
        return Told(escape(gettext(said)), spoken()) if said else None
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
