"""Other files of Orphanet that lie beside the one being read, and what a reader asks of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import msgspec

from rarekg.errors import BadSource, InvalidIdentifier
from rarekg.identifiers import Curie, curie
from rarekg.readers.orphapacket_schema import GeneItem, many, members
from rarekg.sources.manifest import COMPRESSIONS, SourceFile, source_named


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


class _GenesOnly(msgspec.Struct, frozen=True):
    genes: list[GeneItem] | GeneItem | str = msgspec.field(name="Genes", default="")


class _Document(msgspec.Struct, frozen=True):
    packet: _GenesOnly = msgspec.field(name="Orphapacket")


def gene_ids_by_symbol(file: SourceFile) -> dict[str, Curie]:
    """HGNC ids by approved symbol, from the packets named by the option `symbols_from`.

    Packets that do not decode are passed over here: their own reader reports them.
    """
    decoder = msgspec.json.Decoder(_Document)
    ids: dict[str, Curie] = {}
    for packets in companions(file, "symbols_from"):
        for _, content in members(packets):
            if b'"HGNC"' in content:
                ids.update(_symbols(decoder, content))
    return ids


def _symbols(
    decoder: msgspec.json.Decoder[_Document], content: bytes
) -> Iterator[tuple[str, Curie]]:
    try:
        packet = decoder.decode(content).packet
        for gene in many(packet.genes, lambda item: item.inner):
            for entry in many(gene.references, lambda item: item.bare()):
                if entry.source == "HGNC":
                    yield gene.symbol, curie(f"HGNC:{entry.reference}")
    except (msgspec.DecodeError, InvalidIdentifier):
        return
