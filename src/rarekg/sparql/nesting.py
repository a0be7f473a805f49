"""How deeply a query is nested, found before the engine reads it.

The engine's parser and its evaluation call themselves once or more for each level, and at the end
of the stack the process dies. So brackets, and signs that stand before one another (`!!!x`), are
counted outside of texts, addresses and comments, in one pass. What dies in spite of it (some
thousand operators in a row) is told in the same words, by the pool that finds the worker dead.
"""

from __future__ import annotations

import re

from rarekg.sparql.refusals import TooDeep

# With 8 MB of stack, functions within functions and NOT EXISTS within NOT EXISTS end the process
# somewhere between 300 and 1,000 levels, all else later (pyoxigraph 0.5.13, 2026-11).
MOST_NESTED = 200
TOO_DEEP = (
    "the query is nested too deeply, or has too long a row of operators; expected at most "
    f"{MOST_NESTED} brackets and signs within one another, and a simpler query"
)
_COUNTED = ("(", "{", "[", "<<", "!", "^", "+", "-")
_TOKEN = re.compile(
    r"""\#[^\n\r]*|<[^<>"{}|^`\\\s]*>"""
    r"""|\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''"""
    r"""|"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*'|\\."""
    r"""|(?P<open>[{(\[]|<<)|(?P<close>[})\]]|>>)"""
    r"""|(?P<signs>[!^+-](?:(?:\s|\#[^\n\r]*[\n\r])*[!^+-])*)""",
    re.DOTALL,
)
_SIGN = re.compile(r"\#[^\n\r]*|([!^+-])")


def refuse_deep(query: str) -> None:
    """Raises TooDeep, with the place, if a query has more levels than MOST_NESTED."""
    if sum(query.count(each) for each in _COUNTED) <= MOST_NESTED:
        return
    depth = 0
    for token in _TOKEN.finditer(query):
        signs = token["signs"]
        if token["open"]:
            depth += 1
        elif token["close"]:
            depth -= 1
        if depth + (_number(signs) if signs else 0) > MOST_NESTED:
            raise _too_deep(query, token.start())


def _number(signs: str) -> int:
    """How many signs there are, comments between them left out."""
    return sum(bool(found[1]) for found in _SIGN.finditer(signs))


def _too_deep(query: str, offset: int) -> TooDeep:
    line = query.count("\n", 0, offset) + 1
    column = offset - query.rfind("\n", 0, offset)
    return TooDeep(
        f"line {line}, column {column}: the query is nested too deeply; expected at most "
        f"{MOST_NESTED} brackets and signs within one another"
    )
