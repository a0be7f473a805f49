"""Streams the elements of a large JSON document: memory holds one element and one chunk."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from typing import IO

from rarekg.errors import BadSource
from rarekg.readers.tables import whole
from rarekg.sources.manifest import SourceFile

_CHUNK = 1 << 18  # bytes read at a time; larger ones are no faster (2026-11, 21 MB document)
_SPACE = " \t\r\n"


class JsonStream:
    """A document read piece by piece. Raises BadSource, naming file and line, where it breaks."""

    def __init__(self, file: SourceFile, stream: IO[bytes]) -> None:
        self._file = file
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._json = json.JSONDecoder()
        self._text = ""
        self._at = 0
        self._line = 1
        self._ended = False

    def peek(self) -> str:
        """The next character that is not white space, or '' at the end."""
        while True:
            while self._at < len(self._text):
                if self._text[self._at] not in _SPACE:
                    return self._text[self._at]
                self._at += 1
            if self._ended:
                return ""
            self._read_on(_CHUNK)

    def take(self, expected: str) -> str:
        """Steps over the next character, which has to be one of `expected`."""
        found = self.peek()
        if not found or found not in expected:
            raise self._broken(f"expected one of {' '.join(expected)}, found '{found}'")
        self._at += 1
        return found

    def value(self) -> object:
        """Decodes the value that begins here, of whatever size."""
        self.peek()
        size = _CHUNK
        while True:
            try:
                value, end = self._json.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if self._ended:
                    raise self._broken(error.msg) from error
            else:
                if end < len(self._text) or self._ended:
                    self._at = end
                    return value
            self._read_on(size)
            size *= 2

    def members(self) -> Iterator[str]:
        """The keys of the object that begins here; the caller takes the value after each."""
        self.take("{")
        if self.peek() == "}":
            self.take("}")
            return
        while True:
            key = self.value()
            self.take(":")
            yield str(key)
            if self.take(",}") == "}":
                return

    def elements(self) -> Iterator[None]:
        """Stops before each element of the array that begins here; the caller takes it."""
        self.take("[")
        if self.peek() == "]":
            self.take("]")
            return
        while True:
            yield
            if self.take(",]") == "]":
                return

    def _read_on(self, size: int) -> None:
        raw = self._stream.read(size)
        self._line += self._text.count("\n", 0, self._at)
        try:
            more = self._decoder.decode(raw, final=not raw)
        except UnicodeDecodeError as error:
            self._line += self._text.count("\n", self._at) + raw.count(b"\n", 0, error.start)
            self._at = 0
            self._text = ""
            raise self._broken(f"not UTF-8 ({error.reason})") from error
        self._text = self._text[self._at :] + more
        self._at = 0
        self._ended = not raw

    def _broken(self, what: str) -> BadSource:
        line = self._line + self._text.count("\n", 0, self._at)
        return BadSource(
            f"{self._file.source}: {self._file.name} near line {line}: {what}; "
            "the file is damaged or incomplete, fetch it again"
        )


def graph_items(file: SourceFile) -> Iterator[tuple[str, object]]:
    """The members of every graph of an obographs document, (key, value).

    An array (`nodes`, `edges`) comes element by element. Raises BadSource if there is no
    `graphs` array or the document is damaged.
    """
    with whole(file), file.open() as stream:
        document = JsonStream(file, stream)
        seen = False
        for key in document.members():
            if key != "graphs":
                document.value()
                continue
            seen = True
            for _ in document.elements():
                yield from _members(document)
        if not seen:
            raise BadSource(f"{file.source}: {file.name}: no 'graphs', so no obographs document")


def _members(document: JsonStream) -> Iterator[tuple[str, object]]:
    for key in document.members():
        if document.peek() != "[":
            yield key, document.value()
            continue
        for _ in document.elements():
            yield key, document.value()
