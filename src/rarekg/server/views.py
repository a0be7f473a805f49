"""What the templates show: rows made of records, their words and marks ready to be printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from rarekg.records.model import (
    Backing,
    Entity,
    Finding,
    GraphFact,
    Link,
    Literal,
    Name,
    Source,
    Statement,
    Value,
)
from rarekg.server.labels import evidence_label, other_language
from rarekg.server.languages import DEFAULT, spoken
from rarekg.server.references import References
from rarekg.server.wording import value_words, words

_COMPUTED = "ECO:0000501"  # "evidence used in automatic assertion": nobody looked at the result
_CURATED = "curated"  # the source of what our curators enter: its texts are in their own words


class Line(msgspec.Struct, frozen=True, gc=False):
    """One statement as a line: its words beside the value, its marks, its own page. `method`
    says how it was derived, where that must be seen at once (a translation by machine, what
    was computed and nobody reviewed)."""

    words: str
    marks: tuple[int, ...]
    url: str
    negated: bool
    method: str = ""


class Row(msgspec.Struct, frozen=True, gc=False):
    """One value with the statements made of it, and who makes them independently."""

    value: Value
    text: str
    href: str
    language: str
    lines: tuple[Line, ...]
    authorities: tuple[Source, ...]

    @property
    def agreement(self) -> str:
        """Who agrees; "" unless several do, independently of one another."""
        if len(self.authorities) < 2:
            return ""
        return ", ".join(a.title for a in self.authorities)


def line(statement: Statement, references: References, frequency: str = "") -> Line:
    """A statement as a line, without words where all that it says beside its value is the class of
    frequency (by its id) that the heading above it names."""
    marks = references.numbers(statement)
    said = "" if frequency and _says_only(statement, frequency) else words(statement)
    return Line(said, marks, statement.url, statement.negated, _derived(statement.backings))


def _derived(backings: tuple[Backing, ...]) -> str:
    """How a statement was made that nobody reviewed; "" for others."""
    computed = True
    for backing in backings:
        if backing.method and "not reviewed" in backing.method:
            return backing.method
        computed = computed and backing.evidence == _COMPUTED
    return evidence_label(_COMPUTED).partition(" (")[0] if computed else ""


def _says_only(statement: Statement, frequency: str) -> bool:
    given = statement.qualifiers
    if len(given) != 1 or "frequency" not in given:
        return False
    value = given["frequency"][0]
    return isinstance(value, Link) and value.id == frequency


def row(finding: Finding, references: References, frequency: str = "") -> Row:
    """A value with its lines: what is denied comes last. An only line need not repeat the
    heading above it (of a class of frequency); among several each says its own."""
    if len(finding.statements) == 1:
        lines = [line(finding.statements[0], references, frequency)]
    else:
        lines = [line(s, references) for s in finding.statements]
        lines.sort(key=lambda each: (each.negated, -len(each.words), each.words))
    value = finding.value
    if isinstance(value, Link):
        href, ours = value.url, False
    else:
        href = value.text if value.kind == "url" else ""
        ours = all(author(s) for s in finding.statements)
    language = other_language(value.language)
    authorities = () if ours else finding.authorities()
    return Row(value, value_words(value), href, language, tuple(lines), authorities)


def author(statement: Statement) -> Source | None:
    """Who wrote a text that only rests on its references: none of them says it in these words, so
    they do not agree on it and must not be cited for it. None where sources say it themselves."""
    value = statement.value
    if not isinstance(value, Literal) or not value.language:
        return None
    written = [b.source for b in statement.backings if b.source.id == _CURATED]
    return written[0] if len(written) == len(statement.backings) else None


def rows(findings: Iterable[Finding], references: References) -> tuple[Row, ...]:
    """Findings as rows, in their order."""
    return tuple(row(finding, references) for finding in findings)


def split(findings: Sequence[Finding]) -> tuple[list[Finding], list[Finding]]:
    """Findings with what is affirmed, and with what is denied: a value of which one source says
    the one and another the other is in both."""
    said, denied = [], []
    for finding in findings:
        no = tuple(s for s in finding.statements if s.negated)
        if not no:
            said.append(finding)
            continue
        denied.append(Finding(finding.value, no))
        if len(no) < len(finding.statements):
            yes = tuple(s for s in finding.statements if not s.negated)
            said.append(Finding(finding.value, yes))
    return said, denied


class OtherName(msgspec.Struct, frozen=True, gc=False):
    """A name beside the one in the heading, with all kinds of use and users of it together."""

    text: str
    language: str
    kinds: tuple[str, ...]
    sources: tuple[str, ...]
    method: str = ""

    @property
    def same(self) -> bool:
        """Whether it names exactly this thing, and somebody wrote it as such."""
        return not self.method and not _OTHER_EXTENT.issuperset(self.kinds)

    @property
    def short(self) -> bool:
        """Whether people may say it: no structure spelt out."""
        return len(self.text) <= _LONG


_LONG = 80  # characters

# Names that cover more or less than the thing, or only stand near it.
_OTHER_EXTENT = frozenset({"broadSynonym", "narrowSynonym", "relatedSynonym"})

# The codes that letters and records carry stand first.
_CODES = ("ORPHA", "OMIM", "ICD10CM", "ICD11", "GARD", "HGNC")


_SPELLINGS = "rarekg:organisation-holder-"


def codes(entity: Entity) -> list[str]:
    """All identifiers of a thing: the canonical one, then those that most people know; not those
    that spellings of a holder's name have only here."""

    def place(identifier: str) -> tuple[int, str]:
        prefix = identifier.partition(":")[0]
        return (_CODES.index(prefix) if prefix in _CODES else len(_CODES)), identifier

    others = (i for i in entity.identifiers[1:] if not i.startswith(_SPELLINGS))
    return [entity.identifiers[0], *sorted(others, key=place)]


def other_names(entity: Entity) -> tuple[OtherName, ...]:
    """All names but the one shown; spellings that differ by capitals only are one. Those in the
    page's language first, then English ones, then by language."""
    grouped: dict[tuple[str, str], list[Name]] = {}
    for name in entity.names:
        if (name.text, name.language) != (entity.name, entity.language):
            grouped.setdefault((name.text.casefold(), name.language), []).append(name)
    shown = (entity.name.casefold(), entity.language)
    found = [_other_name(group) for mark, group in grouped.items() if mark != shown]
    first = (spoken(), DEFAULT)
    return tuple(
        sorted(
            found,
            key=lambda n: (
                first.index(n.language) if n.language in first else len(first),
                n.language,
                n.text.casefold(),
            ),
        )
    )


def usual_names(names: Iterable[OtherName]) -> list[OtherName]:
    """Of some names, those that people use for exactly this thing: in the page's language, or else
    in English."""
    here = spoken()
    usual = [n for n in names if n.language in (here, DEFAULT) and n.same and n.short]
    return [n for n in usual if n.language == here] or usual


def heading_name(entity: Entity) -> OtherName | None:
    """The name in the heading with all who use it; None where nobody names the thing."""
    shown = (entity.name.casefold(), entity.language)
    group = [n for n in entity.names if (n.text.casefold(), n.language) == shown]
    return _other_name(group) if group else None


def _other_name(group: Sequence[Name]) -> OtherName:
    kinds = tuple(dict.fromkeys(n.kind for n in group))
    sources = tuple(dict.fromkeys(s.title for n in group for s in n.sources))
    method = next((n.method for n in group if n.method), "")
    return OtherName(group[0].text, group[0].language, kinds, sources, method)


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """That an authority has withdrawn the identifier, who says so, and what is used instead."""

    sources: tuple[Source, ...]
    replaced_by: tuple[Link, ...]


def withdrawn(entity: Entity) -> Withdrawn | None:
    """Whether the entity is deprecated."""
    flags = [f for f in entity.graph_facts.get("deprecated", ()) if value_words(f.value) == "true"]
    replaced = entity.graph_facts.get("replacedBy", ())
    if not flags and not replaced:
        return None
    sources = tuple({s.id: s for f in (*flags, *replaced) for s in f.sources}.values())
    return Withdrawn(sources, tuple(f.value for f in replaced if isinstance(f.value, Link)))


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts of one kind: those that are shown at once, in the page's language or else in English,
    and those in other languages."""

    shown: tuple[Row, ...]
    others: tuple[Row, ...]

    def __bool__(self) -> bool:
        """Whether there is any text."""
        return bool(self.shown or self.others)


def texts(found: Iterable[Row]) -> Texts:
    """Texts by language. A text that names no language is shown at once."""
    given = sorted(found, key=lambda r: r.value.language)
    known = {r.value.language for r in given}
    first = spoken() if spoken() in known else DEFAULT
    return Texts(
        tuple(r for r in given if r.value.language in (first, "")),
        tuple(r for r in given if r.value.language not in (first, "")),
    )


class Related(msgspec.Struct, frozen=True, gc=False):
    """A fact without a statement of its own, and who states it."""

    text: str
    href: str
    code: str
    language: str
    by: str

    @property
    def within(self) -> bool:
        """Whether it has a page here."""
        return self.href.startswith("/")


def related(facts: Iterable[GraphFact]) -> tuple[Related, ...]:
    """Facts of the graph level as they are shown."""
    return tuple(_related(fact) for fact in facts)


def _related(fact: GraphFact) -> Related:
    value = fact.value
    by = ", ".join(s.title for s in fact.sources)
    if fact.method:
        by = f"{by} ({fact.method})" if by else fact.method
    if not isinstance(value, Link):
        return Related(value.text, value.text if value.kind == "url" else "", "", "", by)
    language = other_language(value.language)
    code = "" if value.id in {value.name} or value.id.startswith(("rkg:", "rarekg:")) else value.id
    return Related(value_words(value), value.url, code, language, by)


@dataclass(frozen=True, slots=True)
class Members:
    """One page of a long list of things, with how many there are in all."""

    shown: tuple[Related, ...]
    total: int
    number: int
    pages: int
