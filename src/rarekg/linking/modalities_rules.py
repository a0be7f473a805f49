"""The rules by which a substance's modality is known: `ingest/curated/modality-rules.yaml`.

The file says what each of its parts means. A mistake in it is a `Problem` with file, line and
field, as in every curated file; `rules()` raises BadSource where there is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from rarekg.content import content_folder
from rarekg.errors import BadSource
from rarekg.readers.curated_yaml import Mapping, Node, Problem, Scalar, Sequence, parse_yaml, shown

FILE = "modality-rules.yaml"
NONE = "none"
_STEM = re.compile(r"[a-z]{3,}")
_WORD = re.compile(r"[a-z0-9][a-z0-9'-]*( [a-z0-9'-]+){0,2}")
_CODE = re.compile(r"[A-Z](\d\d([A-Z]{1,2}(\d\d)?)?)?")


@dataclass(frozen=True, slots=True)
class Stem:
    """A part of a word; `modality` is a slug."""

    text: str
    at_end: bool
    modality: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """An expression that a name may contain, and one that it must not."""

    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    modality: str

    def found_in(self, plain: str) -> re.Match[str] | None:
        """Where a name in plain form says it."""
        hit = self.pattern.search(plain)
        return None if hit and self.unless and self.unless.search(plain) else hit


@dataclass(frozen=True, slots=True)
class Group:
    """Phrases of one rank; `only` means that words and stems of another kind do not matter."""

    name: str
    only: bool
    phrases: tuple[Phrase, ...]


@dataclass(slots=True)
class Rules:
    """All rules; `parents` is the hierarchy of `modalities.yaml`, slug to slugs."""

    neutral: set[str] = field(default_factory=set)
    words: dict[str, str] = field(default_factory=dict)
    alone: set[str] = field(default_factory=set)
    stems: list[Stem] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    refusals: list[Phrase] = field(default_factory=list)
    atc: dict[str, str] = field(default_factory=dict)
    parents: dict[str, frozenset[str]] = field(default_factory=dict)

    def ancestors(self, slug: str) -> frozenset[str]:
        """A modality and all that are broader."""
        found = {slug}
        for parent in self.parents.get(slug, ()):
            found |= self.ancestors(parent)
        return frozenset(found)


@cache
def rules() -> Rules:
    """The rules in use. Raises BadSource that lists the mistakes of the file."""
    read, problems = read_rules(content_folder("ingest") / "curated")
    if problems:
        raise BadSource("\n".join(str(problem) for problem in problems))
    return read


def check_rules(folder: Path) -> list[Problem]:
    """All mistakes of the rules in a folder like `ingest/curated`."""
    return read_rules(folder)[1]


def read_rules(folder: Path) -> tuple[Rules, list[Problem]]:
    """The rules of a folder with `modality-rules.yaml` and `modalities.yaml`, and what is wrong
    with the former."""
    path = folder / FILE
    document = parse_yaml(path)
    reader = _Reader(shown(path), hierarchy(folder), list(document.problems))
    reader.read(document.top)
    return reader.rules, sorted(reader.problems, key=lambda p: (p.line, p.field))


def hierarchy(folder: Path) -> dict[str, frozenset[str]]:
    """The slugs of `modalities.yaml`, each with those right above it."""
    rows = parse_yaml(folder / "modalities.yaml").top.fields.get("modalities")
    found: dict[str, frozenset[str]] = {}
    for row in _mappings(rows):
        slug = row.fields.get("id")
        if isinstance(slug, Scalar):
            found[slug.text] = frozenset(_parents(row))
    return found


def _parents(row: Mapping) -> Iterator[str]:
    for fact in _mappings(row.fields.get("facts")):
        parent = fact.fields.get("hasParent")
        if isinstance(parent, Scalar):
            yield parent.text.removeprefix("rarekg:modality-")


def _mappings(node: Node | None) -> list[Mapping]:
    items = node.items if isinstance(node, Sequence) else ()
    return [item for item in items if isinstance(item, Mapping)]


def _path(at: str, key: str) -> str:
    return f"{at}.{key}" if at else key


class _Reader:
    def __init__(
        self, file: str, parents: dict[str, frozenset[str]], problems: list[Problem]
    ) -> None:
        self.file = file
        self.problems = problems
        self.rules = Rules(parents=parents)

    def problem(self, line: int, at: str, message: str) -> None:
        self.problems.append(Problem(self.file, line, at, message))

    def read(self, top: Mapping) -> None:
        known = {
            "words": self.words,
            "stems": self.stems,
            "phrases": self.group,
            "refusals": self.refusal,
            "atc": self.atc,
        }
        self.refuse_others(top, {"neutral", *known}, "")
        self.rules.neutral.update(self.listed(top, "neutral", "", _WORD))
        for key, read_one in known.items():
            node = top.fields.get(key)
            if not isinstance(node, Sequence):
                self.problem(top.line, key, "expected a list")
                continue
            for place, item in enumerate(node.items):
                at = f"{key}[{place}]"
                if isinstance(item, Mapping):
                    read_one(item, at)
                else:
                    self.problem(item.line, at, "expected fields")

    def words(self, row: Mapping, at: str) -> None:
        self.refuse_others(row, {"modality", "alone", "words"}, at)
        modality = self.modality(row, at)
        for written in self.listed(row, "words", at, _WORD):
            word = written.replace("-", " ")
            self.once(self.rules.words, word, modality, row.lines["words"], f"{at}.words")
            if "alone" in row.fields:
                self.rules.alone.add(word)

    def stems(self, row: Mapping, at: str) -> None:
        self.refuse_others(row, {"modality", "start", "end"}, at)
        modality = self.modality(row, at)
        for key in ("start", "end"):
            stems = self.listed(row, key, at, _STEM) if key in row.fields else []
            self.rules.stems += [Stem(text, key == "end", modality) for text in stems]

    def atc(self, row: Mapping, at: str) -> None:
        self.refuse_others(row, {"modality", "codes"}, at)
        modality = self.modality(row, at)
        for code in self.listed(row, "codes", at, _CODE):
            self.once(self.rules.atc, code, modality, row.lines["codes"], f"{at}.codes")

    def group(self, row: Mapping, at: str) -> None:
        self.refuse_others(row, {"group", "only", "patterns"}, at)
        name = self.text(row, "group", at)
        only = "only" in row.fields and self.text(row, "only", at) == "true"
        patterns = enumerate(_mappings(row.fields.get("patterns")))
        phrases = [self.phrase(p, f"{at}.patterns[{place}]") for place, p in patterns]
        self.rules.groups.append(Group(name, only, tuple(phrases)))

    def refusal(self, row: Mapping, at: str) -> None:
        self.rules.refusals.append(self.phrase(row, at))

    def phrase(self, row: Mapping, at: str) -> Phrase:
        self.refuse_others(row, {"modality", "pattern", "unless"}, at)
        unless = self.pattern(row, "unless", at) if "unless" in row.fields else None
        return Phrase(self.pattern(row, "pattern", at), unless, self.modality(row, at))

    def pattern(self, row: Mapping, key: str, at: str) -> re.Pattern[str]:
        text = self.text(row, key, at)
        try:
            return re.compile(text)
        except re.error as error:
            self.problem(row.lines[key], f"{at}.{key}", f"no regular expression: {error}")
            return re.compile(r"(?!)")

    def modality(self, row: Mapping, at: str) -> str:
        slug = self.text(row, "modality", at)
        if slug not in self.rules.parents and slug != NONE:
            line = row.lines.get("modality", row.line)
            self.problem(line, f"{at}.modality", f"'{slug}' is not in modalities.yaml, nor none")
        return slug

    def listed(self, row: Mapping, key: str, at: str, form: re.Pattern[str]) -> list[str]:
        texts = [text.strip() for text in self.text(row, key, at).split(",") if text.strip()]
        for text in texts:
            if not form.fullmatch(text):
                self.problem(
                    row.lines[key], _path(at, key), f"'{text}' is not of the form expected"
                )
        return texts

    def once(self, table: dict[str, str], key: str, modality: str, line: int, at: str) -> None:
        if key in table:
            self.problem(line, at, f"'{key}' stands here twice, or for {table[key]} already")
        table[key] = modality

    def text(self, row: Mapping, key: str, at: str) -> str:
        node = row.fields.get(key)
        if isinstance(node, Scalar) and node.text:
            return node.text
        self.problem(row.lines.get(key, row.line), _path(at, key), "is missing; expected a text")
        return ""

    def refuse_others(self, row: Mapping, known: set[str], at: str) -> None:
        for key in row.fields.keys() - known:
            message = f"is no field; expected: {', '.join(sorted(known))}"
            self.problem(row.lines[key], _path(at, key), message)
