"""How Orphanet words things: one place for its packets, its XML and its tables.

What its words mean (`Very frequent (99-80%)`, `X-linked recessive`, `NTBT`, …) are lookup tables
of `ingest/orphanet/source.toml`, so that a curator can change them. A word that a table maps to
nothing says nothing; a word that the table lacks is unknown. Both are reported and left out.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from functools import lru_cache

from rarekg.errors import InvalidIdentifier
from rarekg.facts import Reference
from rarekg.identifiers import Curie, curie, iri
from rarekg.report import Action, Report
from rarekg.sources.manifest import SourceFile

SOURCE = "orphanet"
NO_DATA = "no data"  # how the packets write a missing value


@dataclass(frozen=True, slots=True)
class Reading:
    """One file being read: its manifest's tables, and the report that hears what was odd."""

    file: SourceFile
    report: Report

    def count(self, kind: str, number: int = 1) -> None:
        """Counts records of a kind."""
        self.report.count(self.file.source, kind, number)

    def note(
        self, rule: str, value: str, place: str, message: str, action: Action = Action.LEFT_OUT
    ) -> None:
        """Reports a finding; `place` is the line or the record in this file."""
        self.report.note(
            self.file.source, rule, value, f"{self.file.name}: {place}", message, action
        )

    def word(self, table: str, value: str, place: str) -> str | None:
        """What a word of Orphanet's means by a table of the manifest; None is reported."""
        meaning = self.file.lookup(table).get(value)
        if meaning is None:
            expected = ", ".join(self.file.lookup(table)) or "nothing: the manifest lacks the table"
            self.note(f"unknown {table}", value, place, f"expected one of: {expected}")
        elif not meaning:
            self.note(f"{table} says nothing", value, place, "the value gives no fact")
            return None
        return meaning

    def term(self, table: str, value: str, place: str) -> Curie | None:
        """The concept that a word stands for; None is reported."""
        meaning = self.word(table, value, place)
        return None if meaning is None else curie(meaning)

    def identifier(self, text: str, place: str, rule: str = "not an identifier") -> Curie | None:
        """The identifier that a text is; None is reported."""
        try:
            return curie(text)
        except InvalidIdentifier as error:
            self.note(rule, text, place, str(error))
            return None

    def ignores(self, field: str) -> bool:
        """Whether the manifest says that a field is left aside on purpose."""
        return field in self.file.manifest.ignored


def record_reference(subject: Curie) -> Reference:
    """Orphanet's record of an entity, without a publication behind it."""
    return Reference(SOURCE, str(subject), url=iri(subject))


@lru_cache(maxsize=4096)
def backing(subject: Curie, sources: str) -> Reference:
    """Orphanet's record of an entity, with what it names as the sources of a statement.

    `sources` is as Orphanet writes it: `22587682[PMID]_24148127[PMID]`, `ORPHANET_[EXPERT]`,
    `RARECARE surveillance of rare cancers in Europe[REG]`. Publications become identifiers;
    whatever else it names is kept in words in `curated_by`.
    """
    publications, others = split_sources(sources)
    return Reference(
        SOURCE,
        str(subject),
        publications=publications,
        curated_by="; ".join(others) or None,
        url=iri(subject),
    )


_NEXT = r"_(?:\d+\s*\[|ORPHANET|\[)"  # where another source begins: a DOI may hold a `_` of its own
_DOI = re.compile(
    rf"(?:DOI:?\s*)?(?:https://doi\.org/)?(10\.\d{{4,9}}/(?:(?!{_NEXT})[^\s\[\];&<>\"{{}}|\\^`])+)"
)
_ISBN = re.compile(r"ISBN(?:-1[03])?[\s:]*([0-9][0-9-]{8,15}[0-9X])")
_TAG = r"\s*[\[{]?\s*(?:PMID|MPID)\b\s*[\]}]?"
_PMID = re.compile(rf"([1-9]\d{{3,8}})(?:{_TAG})+`?", re.IGNORECASE)
_PMID_LIST = re.compile(r"PMID\s*:\s*([1-9]\d{3,8}(?:\s*;\s*[1-9]\d{3,8})*)", re.IGNORECASE)
_KIND = re.compile(r"(.*?)\s*\[([^\[\]]*)\]?")
_KINDS = {"REG": "registry", "INST": "institution", "EXPERT": "expert", "AUTHOR": "author"}


@lru_cache(maxsize=4096)
def split_sources(sources: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The publications (Curies, sorted) and the other sources (in words, in order) of a text."""
    found: set[str] = set()

    def take(prefix: str, pattern: re.Pattern[str], text: str) -> str:
        def note(match: re.Match[str]) -> str:
            for number in re.split(r"\s*;\s*", match[1]):
                found.add(str(curie(f"{prefix}:{number.rstrip('.,')}")))
            return "_"

        return pattern.sub(note, text)

    rest = take("PMID", _PMID_LIST, sources)
    for prefix, pattern in (("DOI", _DOI), ("PMID", _PMID), ("ISBN", _ISBN)):
        rest = take(prefix, pattern, rest)
    parts = rest.split("_") if "://" not in rest else [rest.strip("_ ")]
    others = (_in_words(part) for part in parts)
    return tuple(sorted(found)), tuple(dict.fromkeys(other for other in others if other))


def _in_words(part: str) -> str:
    text = part.strip(" &;,`")
    if text.strip("[]") in {"ORPHANET", "OTHER"} or not re.search(r"\w", text):
        return ""  # that the record is Orphanet's is said already
    if text.strip("[]") == "EXPERT":
        return "expert"
    match = _KIND.fullmatch(text)
    if match is None or not match[1]:
        return text.strip("[]")
    kind = _KINDS.get(match[2], "" if match[2] == "OTHER" else match[2].lower())
    return f"{match[1]} ({kind})" if kind else match[1]


_MARKUP = re.compile(r"</?(?:i|b|u|em|strong|sup|sub|p|br)\s*/?>", re.IGNORECASE)


def plain_text(text: str) -> str:
    """A text without HTML tags and character references, its white space made single."""
    return " ".join(html.unescape(_MARKUP.sub("", text)).split())
