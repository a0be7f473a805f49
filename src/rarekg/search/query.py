"""The syntax of queries: `gene:FXN modality:"antisense oligonucleotide" -trial neuro*`.

Words stand for themselves, and all are looked for. `"…"` is a phrase, `word*` a beginning,
`field:value` (a field of `rarekg.search.fields`; also `field:(a OR b)`) narrows down, `-` before
any of them leaves out what has it, and `OR` joins its two neighbours more closely than a space
does, as in the search engines that people know. Parentheses group.

Names hold colons, hyphens, parentheses and capitals, too: only known fields are fields, a minus
counts at the beginning of a word only, and a query of nothing but words (grouped or not) is no
syntax at all. One that does not parse is words as well, with a hint that says why. Reading takes
time in proportion to the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TypeAlias

from rarekg.identifiers import authorities
from rarekg.search.query_tokens import FIELD_NAMES, Kind, Token, tokens_of

MAX_TEXT = 4_000  # characters; longer ones are words
MAX_OPERANDS = 200  # words, phrases and values of a query with operators
MAX_DEPTH = 10  # parentheses in parentheses


@dataclass(frozen=True, slots=True)
class Term:
    """A word as it was written (`X-linked`); its parts are all looked for."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that follow one another."""

    text: str


@dataclass(frozen=True, slots=True)
class Wildcard:
    """The beginning of a word, without the asterisk."""

    text: str


Leaf: TypeAlias = Term | Phrase | Wildcard


@dataclass(frozen=True, slots=True)
class Field:
    """A value of a field, as it was written."""

    name: str
    value: Leaf


@dataclass(frozen=True, slots=True)
class Not:
    """What is left out. Stands only in an `And` that also holds something to be found."""

    node: Node


@dataclass(frozen=True, slots=True)
class And:
    """Two nodes at least, none of them an `And`; those left out (`Not`) come last."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Two nodes at least, none of them an `Or` or a `Not`."""

    nodes: tuple[Node, ...]


Node: TypeAlias = Term | Phrase | Wildcard | Field | Not | And | Or


@dataclass(frozen=True, slots=True)
class Query:
    """A query as it is searched: by its `tree`, or where that is None by its words.

    `words` is the text for a search by words: that of a plain query as it was typed, that of one
    that did not parse without its operators, and of one with a tree what it looks for in names
    and texts ("" where it is fields alone). `hint` says, for people, why it did not parse.
    """

    words: str
    tree: Node | None = None
    hint: str = ""


_AS_WORDS = "It was searched as plain words."
NOT_CLOSED_QUOTE = f"A quotation mark is not closed. {_AS_WORDS}"
NOT_CLOSED_GROUP = f"A parenthesis is not closed. {_AS_WORDS}"
NO_VALUE = f"After a field and its colon comes a value, without a space: gene:FXN. {_AS_WORDS}"
ONLY_LEFT_OUT = (
    "A minus leaves out results, so there must be something to find as well: "
    f"ataxia -trial. {_AS_WORDS}"
)
NO_FIELD = f"There is no field of the name that stands before the colon. {_AS_WORDS}"
TOO_MUCH = f"The query is longer than can be read with its operators. {_AS_WORDS}"
TOO_DEEP = f"There are too many parentheses in parentheses ({MAX_DEPTH}). {_AS_WORDS}"
HINTS = (
    NOT_CLOSED_QUOTE,
    NOT_CLOSED_GROUP,
    NO_VALUE,
    ONLY_LEFT_OUT,
    NO_FIELD,
    TOO_MUCH,
    TOO_DEEP,
)

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
# What could be syntax: most queries hold nothing of it, and are read no further.
_MAYBE = re.compile(r'["“”„‟«»＂*(:-]|OR')
_SYNTAX = re.compile(rf'["“”„‟«»＂*(]|(?<!\S)-|\bOR\b|(?i:{FIELD_NAMES}):')
# A word before a colon that may be meant as a field; that of an address is none.
_NAMED = re.compile(r"(?<!\S)-?([a-z]{3,}):[^\W_]")
_SIMPLE = re.compile(r"\w(?:[\w.:/+-]*\w)?")
_TRAILING = ",;*"


def parsed(text: str) -> Query:
    """Reads a query. Never raises for what stands in it."""
    if not (_MAYBE.search(text, 0, MAX_TEXT) and _SYNTAX.search(text, 0, MAX_TEXT)):
        return Query(text, hint=NO_FIELD if _unknown_field(text) else "")
    if len(text) > MAX_TEXT:
        return Query(text, hint=TOO_MUCH)
    tokens = list(tokens_of(text.translate(_QUOTES)))
    try:
        tree = _tree(tokens)
    except _NotParsed as why:
        return Query(_plain_words(tokens), hint=str(why))
    if tree is None or _only_words(tree):
        return Query(text)
    return Query(words(tree), tree)


def _unknown_field(text: str) -> bool:
    """Whether a word stands before a colon as a field does, and is no beginning of identifiers."""
    found = _NAMED.search(text, 0, MAX_TEXT) if ":" in text else None
    return found is not None and found[1] not in authorities()


def words(tree: Node) -> str:
    """What a query looks for in names and texts, without what it leaves out: for ranking."""
    return " ".join(_looked_for(tree))


def written(tree: Node) -> str:
    """The query that is read as this tree."""
    match tree:
        case Term(text):
            return text
        case Phrase(text):
            return f'"{text}"'
        case Wildcard(text):
            return f"{text}*"
        case Field(name, value):
            return f"{name}:{written(value)}"
        case Not(node):
            return f"-{_grouped(node)}"
        case And(nodes):
            return " ".join(_grouped(node) for node in nodes)
        case Or(nodes):
            return " OR ".join(_grouped(node) for node in nodes)


def value(text: str) -> Leaf:
    """A text as the value of a field: a word where that can be written as one, else a phrase."""
    plain = " ".join(text.translate(_QUOTES).replace('"', " ").split())
    return Term(plain) if _SIMPLE.fullmatch(plain) else Phrase(plain)


def all_of(nodes: Iterable[Node]) -> Node:
    """One tree of several (at least one), all of which must be met; those left out come last."""
    parts = [part for n in nodes for part in (n.nodes if isinstance(n, And) else (n,))]
    parts.sort(key=lambda part: isinstance(part, Not))
    return And(tuple(parts)) if len(parts) > 1 else parts[0]


def any_of(nodes: Iterable[Node]) -> Node:
    """One tree of several (at least one), one of which must be met."""
    parts: list[Node] = []
    for part in (part for n in nodes for part in (n.nodes if isinstance(n, Or) else (n,))):
        apart = bool(parts) and _with_or_without(parts[-1], part)
        parts.append(Phrase("without") if apart else part)
    return Or(tuple(parts)) if len(parts) > 1 else parts[0]


def _grouped(node: Node) -> str:
    text = written(node)
    if not isinstance(node, And | Or):
        return text
    last = text.rpartition(" ")[2]  # fo(o would take the parenthesis for its own
    return f"({text} )" if last.count("(") > last.count(")") else f"({text})"


def _looked_for(node: Node) -> Iterator[str]:
    match node:
        case Term(text) | Phrase(text) | Wildcard(text):
            yield text
        case Field("name", leaf):
            yield leaf.text
        case And(nodes) | Or(nodes):
            for part in nodes:
                yield from _looked_for(part)


def _only_words(tree: Node) -> bool:
    parts = tree.nodes if isinstance(tree, And) else (tree,)
    return all(isinstance(part, Term) for part in parts)


class _NotParsed(Exception):
    """Says, for people, why a query does not parse."""


class _Join(Enum):
    AND = auto()
    OR = auto()


_JOINS = {"AND": _Join.AND, "OR": _Join.OR}


@dataclass(slots=True)
class _Group:
    """What stands in one pair of parentheses, and what stood before it."""

    name: str = ""
    negated: bool = False
    items: list[Node | _Join] = field(default_factory=list)


@dataclass(slots=True)
class _Reading:
    """The groups that are open, and what the next operand is the value of."""

    groups: list[_Group]
    name: str = ""
    negated: bool = False
    operands: int = 0

    def take(self, kind: Kind, text: str) -> None:
        if kind is Kind.UNCLOSED:
            raise _NotParsed(NOT_CLOSED_QUOTE)
        if self.name and kind not in (Kind.WORD, Kind.PHRASE, Kind.OPEN):
            raise _NotParsed(NO_VALUE)
        match kind:
            case Kind.WORD:
                self._word(text)
            case Kind.PHRASE:
                self._operand(Phrase(text))
            case Kind.FIELD:
                self.name = text
            case Kind.MINUS:
                self.negated = True
            case Kind.OPEN:
                self.open()
            case Kind.CLOSE:
                self.close()

    def open(self) -> None:
        if len(self.groups) > MAX_DEPTH:
            raise _NotParsed(TOO_DEEP)
        self.groups.append(_Group(self.name or self.groups[-1].name, self.negated))
        self.name, self.negated = "", False

    def close(self) -> None:
        """Ends a group; a parenthesis that closes none is nothing."""
        if len(self.groups) == 1:
            return
        group = self.groups.pop()
        node = _joined(group.items)
        if node is not None:
            self.groups[-1].items.append(Not(node) if group.negated else node)
        elif group.name and group.name != self.groups[-1].name:
            raise _NotParsed(NO_VALUE)

    def _word(self, word: str) -> None:
        stem = word.rstrip(_TRAILING)
        starred = "*" in word[len(stem) :]
        if stem in _JOINS and not self.name and not starred:
            self.groups[-1].items.append(_JOINS[stem])
            self.negated = False
            return
        long = len(stem) > 1 or not stem.isascii()  # every word begins with some letter
        self._operand(Wildcard(stem) if starred and long else Term(stem))

    def _operand(self, leaf: Leaf) -> None:
        name, negated = self.name or self.groups[-1].name, self.negated
        if any(map(str.isalnum, leaf.text)):
            node = Field(name, leaf) if name else leaf
            self.groups[-1].items.append(Not(node) if negated else node)
            self.operands += 1
        elif self.name:
            raise _NotParsed(NO_VALUE)
        self.name, self.negated = "", False


def _tree(tokens: Iterable[Token]) -> Node | None:
    """The tree of all parts; None of none. Raises _NotParsed."""
    reading = _Reading([_Group()])
    for kind, text in tokens:
        reading.take(kind, text)
    if reading.name:
        raise _NotParsed(NO_VALUE)
    if len(reading.groups) > 1:
        raise _NotParsed(NOT_CLOSED_GROUP)
    tree = _joined(reading.groups[0].items)
    if tree is None or _only_words(tree):
        return tree
    if reading.operands > MAX_OPERANDS:
        raise _NotParsed(TOO_MUCH)
    if not _finds(tree):
        raise _NotParsed(ONLY_LEFT_OUT)
    return tree


def _joined(items: Iterable[Node | _Join]) -> Node | None:
    """The items of a group: `OR` joins its neighbours, then all are joined."""
    runs: list[list[Node]] = []
    joining = False
    for item in items:
        if isinstance(item, _Join):
            joining = joining or (item is _Join.OR and bool(runs))
        elif joining and not _with_or_without(runs[-1][-1], item):
            runs[-1].append(item)
            joining = False
        else:
            runs.append([item])
            joining = False
    return all_of(map(any_of, runs)) if runs else None


def _with_or_without(left: Node, right: Node) -> bool:
    """Titles in capitals have it: SEIZURES WITH OR WITHOUT FEVER."""
    return (
        isinstance(left, Term)
        and isinstance(right, Term)
        and (left.text.lower(), right.text.lower()) == ("with", "without")
    )


def _finds(node: Node) -> bool:
    """Whether a tree looks for something, and so does each part that has to."""
    match node:
        case Not():
            return False
        case And(nodes):
            left_out = [part.node for part in nodes if isinstance(part, Not)]
            kept = [part for part in nodes if not isinstance(part, Not)]
            return bool(kept) and all(map(_finds, (*kept, *left_out)))
        case Or(nodes):
            return all(map(_finds, nodes))
    return True


def _plain_words(tokens: Iterable[Token]) -> str:
    texts = (text for kind, text in tokens if kind in (Kind.WORD, Kind.PHRASE))
    return " ".join(text.rstrip("*") for text in texts if text and text not in _JOINS)
