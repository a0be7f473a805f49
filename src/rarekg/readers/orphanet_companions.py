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
from rarekg.readers.orphapacket_schema import GeneItem, PacketGene, many, members
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


class _Genes(msgspec.Struct, frozen=True):
    code: str = msgspec.field(name="ORPHAcode")
    genes: list[GeneItem] | GeneItem | str = msgspec.field(name="Genes", default="")


class _Document(msgspec.Struct, frozen=True):
    packet: _Genes = msgspec.field(name="Orphapacket")


@dataclass(frozen=True, slots=True)
class PacketIndex:
    """Which entities have a packet, by ORPHAcode, and the HGNC ids of genes by symbol."""

    codes: frozenset[str]
    genes: dict[str, Curie]


def packet_index(file: SourceFile) -> PacketIndex:
    """The index of the packets that the option `packets` names; empty if they are not here.

    Packets that do not decode are passed over here: their own reader reports them.
    """
    found = next(companions(file, "packets"), None)
    return PacketIndex(frozenset(), {}) if found is None else _index(found.path, found.name)


@lru_cache(maxsize=1)  # 32 classification files ask for the same one
def _index(path: Path, name: str) -> PacketIndex:
    decoder = msgspec.json.Decoder(_Document)
    codes: set[str] = set()
    genes: dict[str, Curie] = {}
    for _, content in members(SourceFile("orphanet", FileManifest(name, "orphapackets"), path)):
        try:
            packet = decoder.decode(content).packet
        except msgspec.DecodeError:
            continue
        codes.add(packet.code)
        for gene in many(packet.genes, lambda item: item.inner):
            genes.update(_symbol(gene))
    return PacketIndex(frozenset(codes), genes)


def _symbol(gene: PacketGene) -> Iterator[tuple[str, Curie]]:
    for entry in many(gene.references, lambda item: item.bare()):
        if entry.source == "HGNC":
            with suppress(InvalidIdentifier):
                yield gene.symbol, curie(f"HGNC:{entry.reference}")
