"""What is wrong with a query that does not parse: where, and what was expected there.

The engine's parser tells the furthest place that it looked at, and what could have stood there.
But it looks as far ahead as keywords are long, past the words that come next. So it is given the
query once more, with more room between the words than any keyword is long: the furthest place
then lies behind the word that it stumbled over. What it expected is put in words; brackets and
texts that are never closed are looked for first.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import accumulate

from pyoxigraph import Store

from rarekg.errors import InvalidQuery
from rarekg.sparql.refusals import UpdateRefused

# What relative addresses in a query are relative to; the same wherever the release is served.
BASE = "https://w3id.org/rarekg/sparql"
_COMMENT = re.compile(r"(?<!\S)#[^\n\r]*")  # a # after other letters may belong to an IRI
_PROLOGUE = re.compile(r"\s*(?:(?:BASE\s*|PREFIX\s+[^\s:<]*:\s*)<[^<>\s]*>\s*)*", re.IGNORECASE)
_UPDATE = re.compile(
    r"(?:INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|ADD|MOVE|COPY|WITH)\b", re.IGNORECASE
)
_PREFIX = re.compile(r"[\^!(|/]*([\w.-]*:)")
_TOLD = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_ITEM = re.compile(
    r"""(?P<symbol>"(?:[^"\\]|\\.)*")|(?P<letters>\[(?:'(?:[^'\\]|\\[^']*)'|[^\]'])*\])"""
    r"""|(?P<words>[^,\["]+)""",
    re.DOTALL,
)
_KEYWORD = re.compile(r"[A-Za-z_0-9]+")
_SENTENCE = re.compile(r"[A-Z][\w*]* .*")
_TOKEN = re.compile(
    r"""\#[^\n\r]*|<[^<>"{}|^`\\\s]*>"""
    r"""|\"\"\".*?\"\"\"|'''.*?'''|"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*'"""
    r"""|(?P<quote>["'])|(?P<open>[{(\[])|(?P<close>[})\]])""",
    re.DOTALL,
)
_PIECE = re.compile(
    r"""(?P<space>(?:\s|\#[^\n\r]*)+)|(?P<bracket>[{}()])|<[^<>"{}|^`\\\s]*>"""
    r"""|\"\"\".*?\"\"\"|'''.*?'''|"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*'"""
    r"""|(?:[^\s{}()<"'#\\]|\\.)+|.""",
    re.DOTALL,
)
_ROOM = " " * 20  # the longest keyword, GROUP_CONCAT, has 12 letters
_MOST_STRETCHED = 100_000  # characters of a query
_CLOSES = {"{": "}", "(": ")", "[": "]"}
_DECLARED = re.compile(r"PREFIX\s+([\w.-]*):\s*<([^<>\s]*)>", re.IGNORECASE)
_DECLARING = re.compile(r"\bPREFIX\s+(?:[\w.-]*:\s*)?\Z", re.IGNORECASE)
_BEFORE = 200  # characters in which a declaration, or an address, began
# A full stop may begin a number: the parser looks behind it, and forgets what else could be there.
_OBJECT_MISSES = re.compile(r"(?<!LIMIT)(?<!OFFSET)\s\.\Z", re.IGNORECASE)
_FOUND = re.compile(r"\S{1,40}")
_NAMES = {
    '"$"': "a variable",
    '"?"': "a variable",
    '"<"': "an address",
    '":"': "an address",
    '"\'"': "a text",
    "\"'''\"": "a text",
    r'"\""': "a text",
    r'"\"\"\""': "a text",
    '"+"': "a number",
    '"-"': "a number",
    '"_:"': "a blank node",
    '"["': "a blank node",
    '"<<"': "",
    '"<<("': "",
    '"true"': "true or false",
    '"false"': "true or false",
}
_FORMS = "SELECT, ASK, CONSTRUCT or DESCRIBE"
# Of all keywords that may stand at a place, the parser tells the longest ones only.
_FUNCTIONS = {"GROUP_CONCAT", "ENCODE_FOR_URI"}
_PATTERNS = {"OPTIONAL", "LATERAL", "SERVICE", "FILTER", "VALUES", "GRAPH", "MINUS", "BIND"}
_MODIFIERS = {"HAVING", "OFFSET", "LIMIT", "ORDER", "GROUP", "VALUES", "OPTIONAL"}
_A_PATTERN = (
    "a whole pattern (subject predicate object), FILTER, OPTIONAL, UNION, BIND, VALUES, MINUS, "
    "GRAPH, or }"
)
_SENTENCES = {
    "IRI parsing failed": 'the address in <> is none; expected one without spaces and <>"{}|^`\\',
    "The SELECT contains a variable that is unbound": "SELECT has a variable that GROUP BY has "
    "not; expected it there, or in COUNT, SAMPLE or their like",
    "Duplicated variable name in SELECT": "SELECT has the same variable twice; expected each once",
    "SELECT * is not authorized with GROUP BY": "SELECT * does not go with GROUP BY; expected the "
    "variables by name",
}


@dataclass(frozen=True, slots=True)
class _Told:
    """What the parser told: the offset of the place, and what it expected, by kind."""

    offset: int
    sentences: list[str]
    keywords: list[str]
    symbols: list[str]


def syntax_error(query: str, error: SyntaxError) -> InvalidQuery:
    """The error that tells what is wrong with a query; UpdateRefused if it is an update."""
    if _is_update(query):
        return UpdateRefused("updates are not served: a release never changes")
    told = _told_of_stretched(query) or _told(query, str(error))
    if told is None:
        return InvalidQuery(f"the query does not parse: {error}")
    offset, words = _explained(query, told)
    line, column = place(query, offset)
    return InvalidQuery(f"line {line}, column {column}: {words}")


def prefixes_of(query: str) -> dict[str, str]:
    """The prefixes that a query, which parses, declares, where their addresses are whole ones."""
    prologue = _PROLOGUE.match(_COMMENT.sub("", query))
    declared = _DECLARED.findall(prologue[0]) if prologue else []
    return {name: address for name, address in declared if ":" in address}


def place(query: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, both from 1."""
    return query.count("\n", 0, offset) + 1, offset - query.rfind("\n", 0, offset)


def _is_update(query: str) -> bool:
    text = _COMMENT.sub("", query)
    prologue = _PROLOGUE.match(text)
    return bool(_UPDATE.match(text, prologue.end() if prologue else 0))


def _told_of_stretched(query: str) -> _Told | None:
    """What the parser tells with room between the words; None where that is of no use."""
    if len(query) > _MOST_STRETCHED:
        return None
    stretched, starts = _stretched(query)
    try:
        Store().query(stretched, base_iri=BASE)
    except SyntaxError as error:
        told = _told(stretched, str(error))
        if told is not None:
            word = bisect_right(starts, told.offset, key=lambda pair: pair[0]) - 1
            return replace(told, offset=starts[max(word, 0)][1])
    except (RuntimeError, OSError, UnicodeEncodeError):
        pass  # it parses: the room has changed what it means
    return None


def _stretched(query: str) -> tuple[str, list[tuple[int, int]]]:
    """The query with room between its words; where each begins in it, and in the query."""
    parts, starts, length = [], [], 0
    for piece in _PIECE.finditer(query):
        part = _ROOM if piece["space"] else piece[0]
        if piece["bracket"]:
            parts.append(_ROOM)
            length += len(_ROOM)
            part += _ROOM
        if not piece["space"]:
            starts.append((length, piece.start()))
        parts.append(part)
        length += len(part)
    starts.append((length + len(_ROOM), len(query)))
    return "".join(parts) + 2 * _ROOM, starts


def _told(query: str, message: str) -> _Told | None:
    found = _TOLD.match(message)
    if found is None:
        return None
    lines = [0, *accumulate(len(line) + 1 for line in query.split("\n"))]
    line = min(int(found[1]), len(lines))
    told = _Told(min(lines[line - 1] + int(found[2]) - 1, len(query)), [], [], [])
    for item in _ITEM.finditer(found[3]):
        words = (item["words"] or "").strip()
        if item["symbol"]:
            told.symbols.append(item["symbol"])
        elif item["letters"] and item["letters"] != "[_]" and "'0'" in item["letters"]:
            told.symbols.append('"+"')
        elif _KEYWORD.fullmatch(words):
            told.keywords.append(words)
        elif _SENTENCE.fullmatch(words):
            told.sentences.append(words)
    return told


def _explained(query: str, told: _Told) -> tuple[int, str]:
    """Where the query is wrong, and how."""
    if told.sentences:
        return _sentence(query, told)
    if (never_closed := _never_closed(query)) is not None:
        return never_closed
    if _after_prefix(query, told.offset):
        return told.offset, "this does not declare a prefix; expected PREFIX name: <address>"
    if told.symbols:
        names = dict.fromkeys(_NAMES.get(each, each[1:-1]) for each in told.symbols)
        if [*names] == ["a number"] and _OBJECT_MISSES.search(query, 0, told.offset + 1):
            names = dict.fromkeys(("a variable", "an address", "a text", "a number"))
        if "a number" in names:
            names.pop(".", None)  # the beginning of one
        return told.offset, _here(query, told.offset, " or ".join(filter(None, names)))
    if told.keywords:
        return told.offset, _instead_of_keywords(query, told)
    if not _COMMENT.sub("", query).strip():
        return told.offset, f"the query is empty; expected {_FORMS}"
    return told.offset, _here(query, told.offset, "")


def _sentence(query: str, told: _Told) -> tuple[int, str]:
    sentence = told.sentences[0]
    if sentence == "IRI parsing failed":
        began = query.rfind("<", max(0, told.offset - _BEFORE), told.offset + 1)
        return max(began, 0) or told.offset, _SENTENCES[sentence]
    if sentence != "Prefix not found":
        return told.offset, _SENTENCES.get(sentence, f"{sentence}; expected something else")
    name = _PREFIX.match(query, told.offset)
    prefix = f"`{name[1]}`" if name else "used here"
    declared = "expected PREFIX name: <address> at the beginning"
    return told.offset, f"the prefix {prefix} is not declared; {declared}"


def _instead_of_keywords(query: str, told: _Told) -> str:
    found = {*told.keywords}
    if found == {"CONSTRUCT"}:
        return _here(query, told.offset, _FORMS)
    if found == {"NOT"}:  # NOT IN
        return _here(query, told.offset, "an operator, a comma or a closing bracket")
    if found <= _PATTERNS:
        return _here(query, told.offset, _A_PATTERN)
    if found <= _MODIFIERS:
        modifiers = "GROUP BY, HAVING, ORDER BY, LIMIT, OFFSET, VALUES or the end"
        return _here(query, told.offset, modifiers)
    if found <= _FUNCTIONS:
        return _here(query, told.offset, "an expression")
    return _here(query, told.offset, " or ".join(dict.fromkeys(told.keywords)))


def _after_prefix(query: str, offset: int) -> bool:
    return bool(_DECLARING.search(query, max(0, offset - _BEFORE), offset))


def _here(query: str, offset: int, expected: str) -> str:
    found = _FOUND.match(query, offset)
    what = f"`{found[0]}` cannot stand here" if found else "the query ends too early"
    return f"{what}; expected {expected or 'something else'}"


def _never_closed(query: str) -> tuple[int, str] | None:
    """The first bracket or text that is opened and not closed, or closed and not opened."""
    opened: list[tuple[str, int]] = []
    for token in _TOKEN.finditer(query):
        if token["quote"]:
            return token.start(), "a text begins here and does not end; expected its closing quote"
        if token["open"]:
            opened.append((token["open"], token.start()))
        elif token["close"]:
            if not opened or _CLOSES[opened[-1][0]] != token["close"]:
                return token.start(), _closing(query, token["close"], opened)
            opened.pop()
    if opened:
        bracket, offset = opened[-1]
        return offset, f"the {bracket} here is never closed; expected {_CLOSES[bracket]}"
    return None


def _closing(query: str, found: str, opened: list[tuple[str, int]]) -> str:
    if not opened:
        return f"`{found}` closes nothing; expected the end of the query"
    bracket, offset = opened[-1]
    line, column = place(query, offset)
    return (
        f"`{found}` cannot stand here; expected {_CLOSES[bracket]}, "
        f"for the {bracket} at line {line}, column {column}"
    )
