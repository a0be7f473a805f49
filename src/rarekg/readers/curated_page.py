"""Reading a curated file field by field, so that all its mistakes come out at once.

A field that cannot be read yields a stand-in and a `Problem`, and reading goes on: the facts of
a file that has problems are never used.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from rarekg.errors import InvalidIdentifier
from rarekg.facts import Reference, Text, Url
from rarekg.identifiers import Curie, curie
from rarekg.readers.curated_known import Known, curated_root, known_in
from rarekg.readers.curated_yaml import (
    UNREADABLE,
    Mapping,
    Node,
    Problem,
    Scalar,
    Sequence,
    parse_yaml,
    shown,
)
from rarekg.readers.orphanet_facts import plain_decimal

SOURCE = "curated"
_STAND_IN = Curie("rarekg:unreadable")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
_NUMBER = re.compile(r"\d+(\.\d+)?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_REDUCED_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_NO_REFERENCE = Reference(SOURCE, "unreadable")


class Page:
    """One curated file: `top` are its fields, `problems` what is wrong with it so far.

    With `cites`, it names the references of its entries at its top.
    """

    __slots__ = ("_entries", "_references", "file", "known", "problems", "root", "top")

    def __init__(self, path: Path, *, cites: bool = True) -> None:
        document = parse_yaml(path)
        self.file = shown(path)
        self.problems = list(document.problems)
        self.root = curated_root(path)
        self.known: Known = known_in(self.root)
        self._entries: list[Entry] = []
        self._references: dict[str, Reference] = {}
        self.top = Entry(self, document.top, "")
        for name, entry in self.top.mapping("references") if cites else ():
            self._references[name] = _reference(entry)

    def opened(self, entry: Entry) -> None:
        """Remembers an entry, for `unread_fields`."""
        self._entries.append(entry)

    def problem(self, line: int, at: str, message: str) -> None:
        """Notes a mistake."""
        self.problems.append(Problem(self.file, line, at, message))

    def reference(self, name: Scalar, at: str) -> Reference:
        """The reference that the file declares under a name."""
        found = self._references.get(name.text)
        if found is None:
            names = ", ".join(self._references) or "none"
            self.problem(name.line, at, f"no reference '{name.text}'; declared are: {names}")
        return found or _NO_REFERENCE

    def finish(self) -> list[Problem]:
        """All problems in the order of the file, unknown fields among them."""
        unreadable = [p for p in self.problems if p.field == UNREADABLE]
        if unreadable:
            return unreadable
        for entry in self._entries:
            entry.refuse_unread()
        return sorted(set(self.problems), key=lambda p: (p.line, p.field, p.message))


def _reference(entry: Entry) -> Reference:
    source = entry.one_of("source", entry.page.known.sources, "a source (a folder of ingest/)")
    method = entry.optional_text("method")
    if source == SOURCE and method is None:
        entry.problem("method", "expected how we derived it, because the source is 'curated'")
    return Reference(
        source=SOURCE,
        record=entry.text("record"),
        primary_source=None if source == SOURCE else source,
        publications=tuple(_publication(entry, node) for node in entry.scalars("publications")),
        evidence=entry.identifier("evidence", ("ECO",)) if entry.has("evidence") else None,
        method=method,
        url=str(entry.address("url")) if entry.has("url") else None,
        consulted=_consulted(entry),
    )


def _publication(entry: Entry, node: Scalar) -> str:
    if _ADDRESS.fullmatch(node.text):
        return node.text
    return entry.read_identifier(node, "publications", ("PMID", "DOI", "ISBN"))


def _consulted(entry: Entry) -> str | None:
    text = entry.optional_text("consulted")
    if text is not None and not _REDUCED_DATE.fullmatch(text):
        entry.problem("consulted", f"'{text}' is no date; expected e.g. 2025-01 or 2025-01-31")
    return text


@dataclass(slots=True)
class Entry:
    """One mapping of a page. Each reading method notes a problem and returns a stand-in when
    the field is absent or wrong; `at` is the mapping's path in the file."""

    page: Page
    node: Mapping
    at: str
    _read: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.page.opened(self)

    def path(self, key: str) -> str:
        """A field's path in the file."""
        return ".".join(part for part in (self.at, key) if part)

    def has(self, key: str) -> bool:
        """Whether the field is there; asking counts as reading."""
        self._read.add(key)
        return key in self.node.fields

    def line(self, key: str) -> int:
        """The field's line, or the entry's where it is absent."""
        return self.node.lines.get(key, self.node.line)

    def problem(self, key: str, message: str) -> None:
        """Notes that a field is wrong."""
        self.page.problem(self.line(key), self.path(key), message)

    def optional_text(self, key: str) -> str | None:
        """The text of a field that may be absent, but not empty."""
        if not self.has(key):
            return None
        node = self.node.fields[key]
        if isinstance(node, Scalar) and node.text:
            return node.text
        self.problem(key, "expected a text")
        return None

    def text(self, key: str) -> str:
        """The text of a field."""
        if not self.has(key):
            self.problem(key, "is missing; expected a text")
        return self.optional_text(key) or "?"

    def one_of(self, key: str, words: Collection[str], what: str) -> str:
        """A field that is one of some words; `what` names them in the message."""
        text = self.text(key)
        if text not in words and text != "?":
            self.problem(
                key, f"'{text}' is not {what}; expected one of: {', '.join(sorted(words))}"
            )
        return text

    def language_text(self, key: str = "text") -> Text:
        """A text and the language in the field `lang` beside it."""
        language = self.text("lang")
        if not _LANGUAGE.fullmatch(language) and language != "?":
            self.problem("lang", f"'{language}' is no language tag; expected e.g. en, fr, zh-Hant")
        return Text(self.text(key), language)

    def identifier(self, key: str, prefixes: tuple[str, ...] = ()) -> Curie:
        """An identifier, canonically spelt; of one of the `prefixes` if any are given."""
        node = self.node.fields.get(key)
        self.text(key)
        return self.read_identifier(node, key, prefixes) if isinstance(node, Scalar) else _STAND_IN

    def read_identifier(self, node: Scalar, key: str, prefixes: tuple[str, ...]) -> Curie:
        """An identifier from a text within the field `key`."""
        try:
            found = curie(node.text)
        except InvalidIdentifier as error:
            self.page.problem(node.line, self.path(key), str(error))
            return _STAND_IN
        if prefixes and found.prefix not in prefixes:
            expected = " or ".join(f"{p}:…" for p in prefixes)
            self.page.problem(node.line, self.path(key), f"'{found}': expected {expected}")
        return found

    def decimal(self, key: str) -> Decimal:
        """A decimal number, not negative."""
        text = self.text(key)
        if _NUMBER.fullmatch(text):
            return plain_decimal(text)
        self.problem(key, f"'{text}' is no number; expected e.g. 2.5")
        return Decimal(0)

    def integer(self, key: str) -> int:
        """A whole number, not negative."""
        text = self.text(key)
        if text.isdecimal():
            return int(text)
        self.problem(key, f"'{text}' is no whole number")
        return 0

    def date(self, key: str) -> dt.date:
        """A day, written 2017-05-30."""
        text = self.text(key)
        try:
            if _DAY.fullmatch(text):
                return dt.date.fromisoformat(text)
        except ValueError:
            pass  # said below, as for any other text
        self.problem(key, f"'{text}' is no day; expected e.g. 2017-05-30")
        return dt.date(1, 1, 1)

    def boolean(self, key: str) -> bool:
        """`true` or `false`."""
        return self.one_of(key, ("true", "false"), "a yes or no") == "true"

    def address(self, key: str) -> Url:
        """An address on the web."""
        text = self.text(key)
        if not _ADDRESS.fullmatch(text):
            self.problem(key, f"'{text}' is no address; expected https://…")
        return Url(text)

    def scalars(self, key: str) -> list[Scalar]:
        """The texts of a list that may be absent."""
        texts = []
        for node in self._items(key):
            if isinstance(node, Scalar) and node.text:
                texts.append(node)
            else:
                self.page.problem(node.line, self.path(key), "expected a list of texts")
        return texts

    def entries(self, key: str, *, required: bool = False) -> Iterator[Entry]:
        """The entries of a list of mappings that may be absent, unless `required`."""
        if required and not self.has(key):
            self.problem(key, "is missing; expected at least one entry")
        for number, node in enumerate(self._items(key)):
            path = f"{self.path(key)}[{number}]"
            if isinstance(node, Mapping):
                yield Entry(self.page, node, path)
            else:
                self.page.problem(node.line, path, "expected fields, e.g. {text: …, ref: …}")

    def mapping(self, key: str) -> Iterator[tuple[str, Entry]]:
        """The named entries of a mapping, which must be there and not empty."""
        node = self.node.fields.get(key) if self.has(key) else None
        if not isinstance(node, Mapping) or not node.fields:
            self.problem(key, "expected named entries, e.g. `orpha: {source: orphanet, …}`")
            return
        for name, inner in node.fields.items():
            path = f"{self.path(key)}.{name}"
            if isinstance(inner, Mapping):
                yield name, Entry(self.page, inner, path)
            else:
                self.page.problem(inner.line, path, "expected fields: source, record, …")

    def _items(self, key: str) -> tuple[Node, ...]:
        if not self.has(key):
            return ()
        node = self.node.fields[key]
        if isinstance(node, Sequence) and node.items:
            return node.items
        self.problem(key, "expected a list of one entry or more")
        return ()

    def references(self) -> tuple[Reference, ...]:
        """The references that `ref` (one name) or `refs` (a list) point to; at least one."""
        one, many = self.optional_text("ref"), self.scalars("refs")
        if (one is None) == (not many):
            self.problem("ref", "expected either ref: NAME or refs: [NAME, …]")
        named = [Scalar(one, self.line("ref"))] if one is not None else many
        at = self.path("ref" if one is not None else "refs")
        return tuple(self.page.reference(n, at) for n in named) or (_NO_REFERENCE,)

    def refuse_unread(self) -> None:
        """Notes each field that nobody read: it is not of the format."""
        for key in self.node.fields:
            if key not in self._read:
                known = ", ".join(sorted(self._read))
                self.problem(key, f"is no field here; there are: {known}")
