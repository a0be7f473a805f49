"""Identifiers: every spelling of an id becomes one `Curie`, and a Curie becomes one IRI.

The prefixes, their namespaces, the aliases under which the world writes them and the shape of
their local part are data: `ontology/prefixes.ttl`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

import pyoxigraph as ox

from rarekg.content import content_folder
from rarekg.errors import InvalidIdentifier

_SH = "http://www.w3.org/ns/shacl#"
_RKG = "https://w3id.org/rarekg/vocab/"


class Curie(str):
    """A compact identifier `PREFIX:local` in its one canonical spelling.

    Make one with `curie` (checked, any spelling); the class itself trusts its text.
    """

    __slots__ = ()

    @property
    def prefix(self) -> str:
        """The part before the first colon."""
        return self.partition(":")[0]

    @property
    def local(self) -> str:
        """The part after the first colon."""
        return self.partition(":")[2]


@dataclass(frozen=True, slots=True)
class Prefix:
    """One authority: how its identifiers are written, and where they stand on the web."""

    name: str
    namespace: str
    suffix: str
    pattern: re.Pattern[str]
    width: int
    aliases: tuple[str, ...]


@cache
def prefixes() -> dict[str, Prefix]:
    """All prefixes of identifiers by their canonical name, in the order of the file."""
    return {v["prefix"][0]: _prefix(v) for v in _declared() if "localPattern" in v}


@cache
def authorities() -> frozenset[str]:
    """What stands before the colon in identifiers, in all spellings, case-folded."""
    return frozenset(_by_alias())


@cache
def namespaces() -> dict[str, str]:
    """The namespace of every prefix, those of vocabularies included."""
    return {v["prefix"][0]: v["namespace"][0] for v in _declared()}


@cache
def _declared() -> list[dict[str, list[str]]]:
    """What `ontology/prefixes.ttl` declares, in its order."""
    path = content_folder("ontology") / "prefixes.ttl"
    values: dict[str, dict[str, list[str]]] = {}
    for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
        key = quad.predicate.value.removeprefix(_SH).removeprefix(_RKG)
        obj = quad.object
        if isinstance(quad.subject, ox.BlankNode) and isinstance(obj, ox.Literal):
            values.setdefault(quad.subject.value, {}).setdefault(key, []).append(obj.value)
    return list(values.values())


def _prefix(values: dict[str, list[str]]) -> Prefix:
    return Prefix(
        name=values["prefix"][0],
        namespace=values["namespace"][0],
        suffix=values.get("iriSuffix", [""])[0],
        pattern=re.compile(values["localPattern"][0]),
        width=int(values.get("localWidth", ["0"])[0]),
        aliases=tuple(sorted(values.get("prefixAlias", []))),
    )


@cache
def _by_alias() -> dict[str, Prefix]:
    table: dict[str, Prefix] = {}
    for prefix in prefixes().values():
        for spelling in (prefix.name, *prefix.aliases):
            table[spelling.casefold()] = prefix
    return table


@cache
def _namespaces() -> list[tuple[str, Prefix]]:
    """Namespaces without scheme, the longest first: a namespace may begin another."""
    rows = [(_schemeless(p.namespace), p) for p in prefixes().values()]
    return sorted(rows, key=lambda row: -len(row[0]))


def _schemeless(iri: str) -> str:
    return iri.partition("://")[2].removeprefix("www.").casefold()


@lru_cache(maxsize=200_000)
def curie(text: str) -> Curie:
    """The canonical Curie for any spelling of an identifier.

    Reads `ORPHA:558`, `Orphanet:558`, `orpha558`, `ORPHA_558`, `Orphanet_558` and addresses
    (`http://www.orpha.net/ORDO/Orphanet_558`). Raises InvalidIdentifier otherwise.
    """
    given = text.strip()
    found = _from_iri(given) if "://" in given else _from_compact(given)
    if found is None:
        raise InvalidIdentifier(
            f"'{text[:80]}' is not an identifier; expected e.g. ORPHA:95 or OMIM:229300"
        )
    return found


def _from_iri(text: str) -> Curie | None:
    bare = _schemeless(text)
    original = text.partition("://")[2].removeprefix("www.")
    for namespace, prefix in _namespaces():
        if bare.startswith(namespace):
            local = original[len(namespace) :].removesuffix("/").removesuffix(prefix.suffix)
            found = _make(prefix, local)
            if found is not None:
                return found
    return None


_WITH_COLON = re.compile(r"([A-Za-z][\w.\- ]*?)\s*:\s*(\S.*)")
_COMPACT = re.compile(r"([A-Za-z][A-Za-z0-9.\- ]*?)\s*[_\s]\s*(\S.*)")
_GLUED = re.compile(r"([A-Za-z][A-Za-z\-]*)(\d[\d.]*)")


def _from_compact(text: str) -> Curie | None:
    for form in (_WITH_COLON, _COMPACT, _GLUED):
        match = form.fullmatch(text)
        if match is None:
            continue
        prefix = _by_alias().get(match[1].casefold())
        if prefix is not None:
            return _make(prefix, match[2])
    return None


def _make(prefix: Prefix, local: str) -> Curie | None:
    padded = local.zfill(prefix.width) if prefix.width and local.isdecimal() else local
    for candidate in (padded, padded.upper(), padded.lower()):
        if prefix.pattern.fullmatch(candidate):
            return Curie(f"{prefix.name}:{candidate}")
    return None


@lru_cache(maxsize=400_000)
def iri(identifier: str) -> str:
    """The IRI of a canonical Curie. Raises InvalidIdentifier for an unknown prefix."""
    name, _, local = identifier.partition(":")
    prefix = prefixes().get(name)
    if prefix is None:
        raise InvalidIdentifier(f"'{identifier}' has a prefix that ontology/prefixes.ttl lacks")
    return f"{prefix.namespace}{local}{prefix.suffix}"


def curie_of_iri(address: str) -> Curie | None:
    """The Curie whose IRI this is, or None for an address of nobody we know."""
    try:
        return curie(address)
    except InvalidIdentifier:
        return None
