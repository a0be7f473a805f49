"""The form of an ORPHApacket (github.com/Orphanet/orphapacket), and an archive of them as a stream.

A list of one may be written as an object (`{"Prevalence": [{…}]}` for `[{"Prevalence": {…}}]`),
references to other databases come wrapped or bare, and a missing list may be "no data".
"""

from __future__ import annotations

import lzma
import tarfile
import zlib
from collections.abc import Callable, Iterator
from typing import TypeVar

import msgspec

from rarekg.errors import BadSource
from rarekg.sources.manifest import SourceFile


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A field that is not named here makes a packet invalid: it is reported, not overlooked."""


class Value(_Strict, frozen=True):
    """A word of a closed list, with its own address where Orphanet gives one."""

    value: str
    purl: str = msgspec.field(name="PURL", default="")


class Related(_Strict, frozen=True):
    """Another entity."""

    code: str = msgspec.field(name="ORPHAcode")
    label: str = msgspec.field(name="Label")


class CrossReference(_Strict, frozen=True):
    """An entry of another database, bare or wrapped (`wrapped` is then the only field)."""

    source: str = msgspec.field(name="Source", default="")
    reference: str = msgspec.field(name="Reference", default="")
    relation: str = msgspec.field(name="DisorderMappingRelation", default="")
    wrapped: CrossReference | None = msgspec.field(name="ExternalReference", default=None)

    def bare(self) -> CrossReference:
        """The entry without its wrapping."""
        return self.wrapped or self


class PacketGene(_Strict, frozen=True):
    """A gene and how it is associated."""

    symbol: str = msgspec.field(name="Symbol")
    name: str = msgspec.field(name="Name")
    references: list[CrossReference] | CrossReference | str = msgspec.field(
        name="ExternalReferences", default=""
    )
    type: str = msgspec.field(name="DisorderGeneAssociationType", default="")


class PacketPhenotype(_Strict, frozen=True):
    """A clinical sign."""

    term: str = msgspec.field(name="HPOId")
    label: str = msgspec.field(name="HPOTerm")
    frequency: str = msgspec.field(name="HPOFrequency")


class PacketPrevalence(_Strict, frozen=True):
    """An epidemiological record; `value` is the mean value."""

    sources: str | None = msgspec.field(name="Source")
    measure: str = msgspec.field(name="PrevalenceType")
    qualification: str = msgspec.field(name="PrevalenceQualification")
    category: str = msgspec.field(name="PrevalenceClass")
    value: str = msgspec.field(name="ValMoy")
    region: str = msgspec.field(name="PrevalenceGeographic")


class Synonym(_Strict, frozen=True):
    """Wraps a synonym."""

    inner: str | list[str] = msgspec.field(name="Synonym")


class GeneItem(_Strict, frozen=True):
    """Wraps a gene."""

    inner: PacketGene | list[PacketGene] = msgspec.field(name="Gene")


class PhenotypeItem(_Strict, frozen=True):
    """Wraps a clinical sign."""

    inner: PacketPhenotype | list[PacketPhenotype] = msgspec.field(name="Phenotype")


class PrevalenceItem(_Strict, frozen=True):
    """Wraps an epidemiological record."""

    inner: PacketPrevalence | list[PacketPrevalence] = msgspec.field(name="Prevalence")


class OnsetItem(_Strict, frozen=True):
    """Wraps an age of onset."""

    inner: Value | list[Value] = msgspec.field(name="AverageAgeOfOnset")


class InheritanceItem(_Strict, frozen=True):
    """Wraps a mode of inheritance."""

    inner: Value | list[Value] = msgspec.field(name="TypeOfInheritance")


class ParentItem(_Strict, frozen=True):
    """Wraps parents."""

    inner: Related | list[Related] = msgspec.field(name="Parent")


class TextSection(_Strict, frozen=True):
    """A text about the entity."""

    kind: str = msgspec.field(name="TextSectionType")
    contents: str = msgspec.field(name="Contents")


class Packet(_Strict, frozen=True):
    """One entity of Orphanet. `children` repeats what the children's own packets say."""

    packet_id: str = msgspec.field(name="ORPHApacketId")
    created: str = msgspec.field(name="creationDate")
    version: str = msgspec.field(name="version")
    copyright: str = msgspec.field(name="copyright")
    code: str = msgspec.field(name="ORPHAcode")
    label: str = msgspec.field(name="Label")
    purl: str = msgspec.field(name="PURL")
    type: Value = msgspec.field(name="DisorderType")
    synonyms: list[Synonym] | Synonym | str = msgspec.field(name="Synonyms", default="")
    references: list[CrossReference] | CrossReference | str = msgspec.field(
        name="ExternalReferences", default=""
    )
    text: TextSection | str = msgspec.field(name="TextSection", default="")
    genes: list[GeneItem] | GeneItem | str = msgspec.field(name="Genes", default="")
    phenotypes: list[PhenotypeItem] | PhenotypeItem | str = msgspec.field(
        name="Phenotypes", default=""
    )
    prevalences: list[PrevalenceItem] | PrevalenceItem | str = msgspec.field(
        name="Prevalences", default=""
    )
    onsets: list[OnsetItem] | OnsetItem | str = msgspec.field(name="AverageAgeOfOnsets", default="")
    inheritances: list[InheritanceItem] | InheritanceItem | str = msgspec.field(
        name="TypeOfInheritances", default=""
    )
    parents: list[ParentItem] | ParentItem | str = msgspec.field(name="Parents", default="")
    children: msgspec.Raw = msgspec.field(name="Children", default=msgspec.Raw())


class Document(_Strict, frozen=True):
    """A file of the archive."""

    packet: Packet = msgspec.field(name="Orphapacket")


_Item = TypeVar("_Item")
_Inner = TypeVar("_Inner")


def many(
    items: list[_Item] | _Item | str, inner: Callable[[_Item], _Inner | list[_Inner]]
) -> Iterator[_Inner]:
    """What a list holds, whether it is written as list, as an object, or as "no data"."""
    if isinstance(items, str):
        return
    for item in items if isinstance(items, list) else [items]:
        found = inner(item)
        if isinstance(found, list):
            yield from found
        else:
            yield found


def members(file: SourceFile) -> Iterator[tuple[str, bytes]]:
    """The JSON files of an archive, by name and content, one at a time.

    Raises BadSource for a file that is no such archive, is damaged, or ends too early.
    """
    name = "its beginning"
    try:
        with (
            file.path.open("rb") as stream,
            tarfile.open(fileobj=stream, mode="r|*") as archive,
        ):
            for member in archive:
                content = archive.extractfile(member) if member.isfile() else None
                if content is not None and member.name.endswith(".json"):
                    name = member.name.rpartition("/")[2]
                    yield name, content.read()
    except (tarfile.TarError, lzma.LZMAError, zlib.error, EOFError, OSError) as error:
        raise BadSource(
            f"{file.source}: {file.name} ({file.path}) is damaged after {name}: {error}; "
            "expected a tar archive of ORPHApackets; fetch it again"
        ) from error
