"""The parts of which a query is made: words, phrases, fields, and the signs between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto
from typing import TypeAlias

from rarekg.search.fields import ALIASES, FIELDS

FIELD_NAMES = "|".join((*FIELDS, *ALIASES))
_FIELD = re.compile(rf"({FIELD_NAMES}):", re.IGNORECASE | re.ASCII)
_MINUS = re.compile(r"(?<!\S)-+(?=[^\s)-])")
_PART = re.compile(r'[^\s"()]+|[()]')  # of a word
_SPACE = re.compile(r"\s+")


class Kind(Enum):
    """What a part of a query is."""

    WORD = auto()
    PHRASE = auto()
    FIELD = auto()
    MINUS = auto()
    OPEN = auto()
    CLOSE = auto()
    UNCLOSED = auto()  # a quotation mark
    GAP = auto()  # a space after a field


Token: TypeAlias = tuple[Kind, str]


def tokens_of(text: str) -> Iterator[Token]:
    """The parts of a query in which all quotation marks are straight."""
    at, after_field, closed = 0, False, True
    while at < len(text):
        if space := _SPACE.match(text, at):
            if after_field:
                yield Kind.GAP, ""
            at, after_field = space.end(), False
        elif minus := _MINUS.match(text, at):
            yield Kind.MINUS, ""
            at = minus.end()
        elif not after_field and (name := _FIELD.match(text, at)):
            known = name[1].lower()
            yield Kind.FIELD, ALIASES.get(known, known)
            at, after_field = name.end(), True
        elif text[at] == '"':
            end = text.find('"', at + 1) if closed else -1
            closed = end >= 0
            yield (
                (Kind.PHRASE, " ".join(text[at + 1 : end].split()))
                if closed
                else (Kind.UNCLOSED, "")
            )
            at, after_field = (end if closed else at) + 1, False
        elif text[at] in "-()":
            if text[at] != "-":  # one in a word or alone is no syntax
                yield (Kind.OPEN if text[at] == "(" else Kind.CLOSE), ""
                after_field = False
            at += 1
        else:
            end = _word_end(text, at)
            yield Kind.WORD, text[at:end]
            at, after_field = end, False


def _word_end(text: str, at: int) -> int:
    """Where a word ends: parentheses that open in it (`del(5)`) belong to it."""
    depth = 0
    while part := _PART.match(text, at):
        depth += {"(": 1, ")": -1}.get(part[0], 0)
        if depth < 0:
            break
        at = part.end()
    return at
