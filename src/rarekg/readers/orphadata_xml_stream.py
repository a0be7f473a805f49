"""Orphadata's XML as a stream of records: one element tree at a time, never the whole file.

Encoding is what the file declares (ISO-8859-1 until 2024, UTF-8 since). A product's grammar says
which elements may stand in which; whatever else appears is reported and not read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from rarekg.errors import BadSource
from rarekg.readers.orphanet_terms import Reading
from rarekg.readers.tables import whole
from rarekg.report import Action

_CHUNK = 1 << 16  # bytes read at a time; larger was not faster (measured 2026-08)

Grammar = Mapping[str, frozenset[str]]  # which elements may stand in an element
FORMER_NAMES = {  # by year: OrphaNumber until 2019, TextualInformation until 2020
    "OrphaNumber": "OrphaCode",
    "ORPHAcode": "OrphaCode",
    "TextualInformationList": "SummaryInformationList",
    "TextualInformation": "SummaryInformation",
}
_ROOT = "JDBOR"
_ATTRIBUTES = frozenset(["id", "count", "lang", "cycle"])
_ROOT_ATTRIBUTES = frozenset(["date", "version", "copyright", "dbserver"])
_LICENCE = {
    "Availability": frozenset(["Licence"]),
    "Licence": frozenset(["FullName", "ShortIdentifier", "LegalCode"]),
}


@dataclass(slots=True)
class Element:
    """An element with what is in it.

    `depth` counts the elements around it, `line` is 1-based. Elements around the records only
    count (`held`) what they hold; records and what is in them keep it (`children`).
    """

    tag: str
    attributes: dict[str, str]
    line: int
    depth: int
    held: int = 0
    pieces: list[str] = field(default_factory=list)
    children: list[Element] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its text, without white space around it."""
        return "".join(self.pieces).strip()

    def all(self, *path: str) -> list[Element]:
        """The elements at a path below this one, in order."""
        found = [self]
        for tag in path:
            found = [child for element in found for child in element.children if child.tag == tag]
        return found

    def text_of(self, *path: str) -> str:
        """The text of the first element at a path, or ''."""
        tag, *rest = path
        for child in self.children:
            if child.tag == tag:
                return child.text_of(*rest) if rest else child.text
        return ""


def records(reading: Reading, grammar: Grammar, wanted: frozenset[str]) -> Iterator[Element]:
    """The outermost elements with one of the `wanted` tags, each complete, in document order.

    Raises BadSource (with the line) for a file that is cut off, no XML, or not Orphadata's.
    """
    builder = _Builder(reading, {**_LICENCE, **grammar}, wanted)
    parser = builder.parser
    with whole(reading.file), reading.file.open() as stream:
        try:
            while chunk := stream.read(_CHUNK):
                parser.Parse(chunk, False)
                yield from builder.take()
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise BadSource(
                f"{reading.file.source}: {reading.file.name}:{error.lineno}: "
                f"{expat.ErrorString(error.code)}; the file is cut off or damaged: fetch it again"
            ) from error
    yield from builder.take()


class _Builder:
    """Expat's handlers: keeps the elements around the present one, and the finished records."""

    def __init__(self, reading: Reading, grammar: Grammar, wanted: frozenset[str]) -> None:
        self.reading, self.wanted = reading, wanted
        self.ignored = frozenset(reading.file.manifest.ignored)
        self.admitted = {
            parent: frozenset(t for t in tags if not {t, f"{parent}/{t}"} & self.ignored)
            for parent, tags in grammar.items()
        }
        self.around: list[Element] = []
        self.inside = 0  # how many of them belong to a record
        self.skipped = 0  # how deep we are in an element that is not read
        self.finished: list[Element] = []
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters
        self.parser.StartDoctypeDeclHandler = self.doctype

    def take(self) -> list[Element]:
        """The records finished since the last call."""
        finished, self.finished = self.finished, []
        return finished

    def doctype(self, name: str, *_: object) -> None:
        """Orphadata's files have no document type; a page that says 'not found' has."""
        raise BadSource(f"{self.place()}: document type '{name}', expected Orphadata's {_ROOT}")

    def place(self) -> str:
        """File and line where the parser is."""
        return f"{self.reading.file.name}:{self.parser.CurrentLineNumber}"

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = FORMER_NAMES.get(name, name)
        if self.skipped or not self._admits(tag, attributes):
            self.skipped += 1
            return
        element = Element(tag, attributes, self.parser.CurrentLineNumber, len(self.around))
        if self.around:
            self.around[-1].held += 1
        if self.inside:
            self.around[-1].children.append(element)
        if self.inside or tag in self.wanted:
            self.inside += 1
        self.around.append(element)

    def _admits(self, tag: str, attributes: dict[str, str]) -> bool:
        if not self.around:
            if tag != _ROOT:
                raise BadSource(f"{self.place()}: begins with <{tag}>, expected <{_ROOT}>")
            self._check(attributes, _ROOT_ATTRIBUTES)
            return True
        parent = self.around[-1].tag
        if tag in self.admitted.get(parent, ()):
            self._check(attributes, _ATTRIBUTES)
            return True
        if tag not in self.ignored and f"{parent}/{tag}" not in self.ignored:
            place = f"line {self.parser.CurrentLineNumber}"
            message = "neither read nor listed as ignored in source.toml"
            self.reading.note("unknown element", f"{parent}/{tag}", place, message)
        return False

    def _check(self, attributes: dict[str, str], known: frozenset[str]) -> None:
        if attributes.keys() <= known:
            return
        for name in sorted(attributes.keys() - known):
            place = f"line {self.parser.CurrentLineNumber}"
            self.reading.note("unknown attribute", name, place, attributes[name], Action.KEPT)

    def characters(self, text: str) -> None:
        if self.inside and not self.skipped:
            self.around[-1].pieces.append(text)

    def end(self, _: str) -> None:
        if self.skipped:
            self.skipped -= 1
            return
        element = self.around.pop()
        if "count" in element.attributes:
            self._compare(element)
        if self.inside:
            self.inside -= 1
            if not self.inside:
                self.finished.append(element)

    def _compare(self, element: Element) -> None:
        announced = element.attributes["count"]
        if announced != str(element.held):
            message = f"<{element.tag} count={announced!r}> holds {element.held}"
            place = f"line {element.line}"
            self.reading.note(
                "list not as long as announced", announced, place, message, Action.KEPT
            )
