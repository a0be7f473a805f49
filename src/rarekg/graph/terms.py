"""Values of facts as N-Triples terms (RDF 1.1 N-Triples, section 2). The only place that does."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from decimal import Decimal
from functools import lru_cache

from rarekg.errors import InvalidFact, InvalidIdentifier
from rarekg.facts import Text, Url, Value
from rarekg.identifiers import Curie, curie, iri, prefixes

_XSD = "http://www.w3.org/2001/XMLSchema#"
_ESCAPES = {
    "\\": "\\\\",
    '"': '\\"',
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\b": "\\b",
    "\f": "\\f",
}
_TO_ESCAPE = re.compile(r'[\\"\x00-\x1f\x7f]')
# What an IRI may not hold (RFC 3987, section 2.2): delimiters, brackets outside of a host, a "%"
# that begins no escape, controls, private and unassigned characters.
_BAD_IN_IRI = re.compile(
    r"""[\x00-\x20<>"{}|\\^`\[\]\x7f-\x9f\ud800-\uf8ff\ufdd0-\ufdef\ufff0-\uffff\U000e0000-\U0010ffff]"""
    r"""|[\U0001fffe-\U0001ffff\U0002fffe-\U0002ffff]|%(?![0-9A-Fa-f]{2})"""
)


@lru_cache(maxsize=500_000)
def entity_term(identifier: Curie) -> str:
    """`<iri>` of a Curie."""
    return iri_term(iri(identifier))


def iri_term(address: str) -> str:
    """`<address>`, with what an IRI may not hold percent-encoded."""
    whole, mark, fragment = _BAD_IN_IRI.sub(_encoded, address).partition("#")
    return f"<{whole}{mark}{fragment.replace('#', '%23')}>"


def _encoded(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode())


def literal_term(text: str) -> str:
    """`"text"` as a plain string literal."""
    return f'"{_escaped(text)}"'


def _escaped(text: str) -> str:
    if _TO_ESCAPE.search(text) is None:
        return text
    return _TO_ESCAPE.sub(lambda m: _ESCAPES.get(m[0]) or f"\\u{ord(m[0]):04X}", text)


def value_term(value: Value) -> str:
    """The N-Triples term of any value of a fact. Raises InvalidFact for a type that is none."""
    match value:
        case Curie():
            return entity_term(value)
        case Text():
            return f'"{_escaped(value.value)}"@{value.language}'
        case Url():
            return iri_term(value)
        case str():
            return literal_term(value)
        case bool():
            return f'"{"true" if value else "false"}"^^<{_XSD}boolean>'
        case int():
            return f'"{value}"^^<{_XSD}integer>'
        case Decimal():
            return f'"{decimal_text(value)}"^^<{_XSD}decimal>'
        case dt.date():
            return f'"{value.isoformat()}"^^<{_XSD}date>'
    raise InvalidFact(f"{value!r} cannot be an object in the graph")


def decimal_text(value: Decimal) -> str:
    """The canonical form of an xsd:decimal: no exponent, no zeros that say nothing."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text or "0"


@lru_cache(maxsize=100_000)
def publication_term(publication: str) -> str:
    """The IRI term of a publication: a Curie of a known authority, or a web address.

    What is neither (a book without ISBN, a DOI that is none) becomes a literal.
    """
    name, _, _ = publication.partition(":")
    if name in prefixes():
        with contextlib.suppress(InvalidIdentifier):
            return entity_term(curie(publication))
    if publication.startswith(("http://", "https://")):
        return iri_term(publication)
    return literal_term(publication)
