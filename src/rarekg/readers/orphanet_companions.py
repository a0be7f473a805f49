"""Other files of Orphanet that lie beside the one being read, and what a reader asks of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath

import msgspec

from rarekg.errors import BadSource, InvalidIdentifier
from rarekg.identifiers import Curie, curie
from rarekg.readers.orphanet_facts import Entity, Prevalence
from rarekg.readers.orphanet_terms import NO_DATA, Reading
from rarekg.readers.orphapacket_schema import (
    Document,
    Packet,
    PacketGene,
    PacketPrevalence,
    many,
    members,
)
from rarekg.sources.manifest import COMPRESSIONS, FileManifest, SourceFile, source_named


def companions(file: SourceFile, option: str) -> Iterator[SourceFile]:
    """The files named by an option (names of the manifest, separated by spaces) that are here.

    Raises BadSource for a name that the manifest lacks.
    """
    entries = {entry.name: entry for entry in source_named(file.source).file}
    for name in file.options.get(option, "").split():
        if name not in entries:
            raise BadSource(f"{file.source}: {file.name}: option {option} names no file '{name}'")
        path = _beside(file, name, entries[name].mirror)
        if path is not None:
            yield SourceFile(file.source, entries[name], path)


def _beside(file: SourceFile, name: str, mirror: str | None) -> Path | None:
    """Names are paths below one folder, in the cache and in the mirror alike."""
    root = file.path.parents[len(PurePosixPath(file.name).parts) - 1]
    last = PurePosixPath(mirror).name if mirror else ""
    patterns = [str(PurePosixPath(name).parent / part) for part in (PurePosixPath(name).name, last)]
    for pattern in patterns:
        for suffix in COMPRESSIONS:
            found = sorted(root.glob(pattern + suffix))
            if found and found[-1].is_file():
                return found[-1]
    return None


@dataclass(frozen=True, slots=True)
class PacketIndex:
    """What the packets hold: ORPHAcodes, HGNC ids of genes by symbol, and claims.

    A claim is the key of a prevalence record, or (code, predicate, word), or of a gene
    (code, "associatedGene", kind, symbol), or of a parent (code, "hasParent", its code).
    `gene_kinds` are the kinds that packets use at all: they hold no candidate and no tested
    genes. `placed` are the codes whose packets name parents.
    """

    codes: frozenset[str]
    genes: dict[str, Curie]
    claims: frozenset[tuple[str, ...]]
    gene_kinds: frozenset[str] = frozenset()
    placed: frozenset[str] = frozenset()

    def outdates_parent(self, code: str, parent: str) -> bool:
        """Whether an entity has a packet that names its parents, and not this one of an older
        file. A packet without parents does not say that there are none, nor does any packet
        name the groups that have none themselves (ORPHA:519325 and others, June 2025)."""
        known = code in self.placed and parent in self.codes
        return known and (code, "hasParent", parent) not in self.claims

    def outdates(self, code: str, claim: tuple[str, ...]) -> bool:
        """Whether an entity has a packet that does not make this claim of an older file."""
        return code in self.codes and claim not in self.claims


def packet_index(file: SourceFile) -> PacketIndex:
    """The index of the packets that the option `packets` names; empty if they are not here.

    Packets that do not decode are passed over here: their own reader reports them.
    """
    found = next(companions(file, "packets"), None)
    if found is None:
        return PacketIndex(frozenset(), {}, frozenset())
    return _index(found.path, found.name)


def note_outdated(reading: Reading, about: Entity, value: str) -> None:
    """Reports what an older file says and the newer packet does not; it is left out."""
    message = f"the packet of {about.id} is newer and does not say it"
    reading.note("no longer in the packet", value, about.place, message)


@lru_cache(maxsize=1)  # three tables and 32 classifications ask for the same one
def _index(path: Path, name: str) -> PacketIndex:
    codes: set[str] = set()
    genes: dict[str, Curie] = {}
    claims: set[tuple[str, ...]] = set()
    decoder = msgspec.json.Decoder(Document)
    for _, content in members(SourceFile("orphanet", FileManifest(name, "orphapackets"), path)):
        try:
            packet = decoder.decode(content).packet
        except msgspec.DecodeError:
            continue
        codes.add(packet.code)
        claims.update(_claims(packet))
        for gene in many(packet.genes, lambda item: item.inner):
            genes.update(_symbol(gene))
    kinds = frozenset(claim[2] for claim in claims if claim[1] == "associatedGene")
    placed = frozenset(claim[0] for claim in claims if claim[1] == "hasParent")
    return PacketIndex(frozenset(codes), genes, frozenset(claims), kinds, placed)


def _claims(packet: Packet) -> Iterator[tuple[str, ...]]:
    for entry in many(packet.prevalences, lambda item: item.inner):
        yield packet_prevalence(entry).key(packet.code)
    for onset in many(packet.onsets, lambda item: item.inner):
        yield packet.code, "hasOnset", onset.value
    for mode in many(packet.inheritances, lambda item: item.inner):
        yield packet.code, "hasInheritance", mode.value
    for gene in many(packet.genes, lambda item: item.inner):
        yield packet.code, "associatedGene", gene.type, gene.symbol
    for parent in many(packet.parents, lambda item: item.inner):
        yield packet.code, "hasParent", parent.code


def packet_prevalence(entry: PacketPrevalence) -> Prevalence:
    """An epidemiological record of a packet; "no data" is nothing."""
    words = (
        entry.measure,
        entry.qualification,
        entry.category,
        entry.value,
        entry.region,
        entry.sources or "",
    )
    return Prevalence(*("" if word == NO_DATA else word for word in words))


def _symbol(gene: PacketGene) -> Iterator[tuple[str, Curie]]:
    for entry in many(gene.references, lambda item: item.bare()):
        if entry.source == "HGNC":
            with suppress(InvalidIdentifier):
                yield gene.symbol, curie(f"HGNC:{entry.reference}")
