"""Reads the ORPHApackets: one JSON object for each entity of Orphanet, in one archive.

The option `completed_by` names files of this source that say the same with more (epidemiology
with numbers, genes with publications). What such a file says is left to it: one authority is one
statement. What it lacks is read from the packets.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import msgspec

from rarekg.facts import Fact, Text
from rarekg.identifiers import Curie, curie
from rarekg.readers import orphanet_facts as say
from rarekg.readers.orphanet_companions import packet_prevalence
from rarekg.readers.orphanet_coverage import Coverage, coverage
from rarekg.readers.orphanet_facts import Entity
from rarekg.readers.orphanet_terms import Reading, plain_text, record_reference
from rarekg.readers.orphapacket_schema import Document, Packet, PacketGene, many, members
from rarekg.report import Action, Report
from rarekg.sources.manifest import SourceFile

_DISEASE = curie("rkg:Disease")
_PHENOTYPE = curie("rkg:Phenotype")


@dataclass(slots=True)
class _State:
    """What is known while an archive is read; as large as its lists of entities and genes."""

    reading: Reading
    covered: Coverage
    described: set[Curie] = field(default_factory=set)
    entities: set[Curie] = field(default_factory=set)
    parents: dict[Curie, str] = field(default_factory=dict)


def read_orphapackets(file: SourceFile, report: Report) -> Iterator[Fact]:
    """The facts of an archive of ORPHApackets (tar, compressed or not).

    Counts: entity, phenotype, excluded phenotype, gene, prevalence, exactMatch, broadMatch,
    narrowMatch, relatedMatch, hasOnset, hasInheritance, definition, parent, synonym.
    """
    state = _State(Reading(file, report), coverage(file))
    decoder = msgspec.json.Decoder(Document)
    for name, content in members(file):
        try:
            packet = decoder.decode(content).packet
        except msgspec.DecodeError as error:
            state.reading.note("not an ORPHApacket", str(error), name, str(error))
            continue
        yield from _packet(state, packet, name)
    yield from _parents_without_packet(state)


def _parents_without_packet(state: _State) -> Iterator[Fact]:
    """Names of entities that packets have as parents and that have no packet of their own."""
    for parent in sorted(state.parents.keys() - state.entities):
        label = state.parents[parent]
        message = f"'{label}' is a parent, and has no packet"
        state.reading.note("parent without a packet", parent, parent, message, Action.KEPT)
        references = (record_reference(parent),)
        yield Fact(parent, "type", _DISEASE, references)
        yield Fact(parent, "name", Text(plain_text(label), "en"), references)


def _packet(state: _State, packet: Packet, name: str) -> Iterator[Fact]:
    reading = state.reading
    about = say.entity(reading, packet.code, name)
    if about is None:
        return
    if packet.purl.rpartition("_")[2] != packet.code:
        reading.note("PURL of another entity", packet.purl, name, f"the packet of {packet.code}")
        return
    reading.count("entity")
    state.entities.add(about.id)
    yield from say.disorder_type(reading, about, packet.type.value)
    yield about.fact("name", Text(plain_text(packet.label), "en"))
    for synonym in many(packet.synonyms, lambda item: item.inner):
        reading.count("synonym")
        yield about.fact("synonym", Text(plain_text(synonym), "en"))
    yield from _text(state, about, packet)
    for parent in many(packet.parents, lambda item: item.inner):
        found = say.entity(reading, parent.code, name)
        if found is not None:
            reading.count("parent")
            state.parents.setdefault(found.id, parent.label)
            yield about.fact("hasParent", found.id)
    for entry in many(packet.references, lambda item: item.bare()):
        link = say.Mapping(entry.source, entry.reference, entry.relation)
        yield from say.mapping(reading, about, link)
    yield from _clinical(state, about, packet)
    for gene in many(packet.genes, lambda item: item.inner):
        yield from _gene(state, about, packet.code, gene)
    yield from _prevalences(state, about, packet, name)


def _text(state: _State, about: Entity, packet: Packet) -> Iterator[Fact]:
    if isinstance(packet.text, str):
        return
    if packet.text.kind != "Definition":
        place = about.place
        state.reading.note("unknown text section", packet.text.kind, place, "expected Definition")
    elif not state.covered.definitions:
        state.reading.count("definition")
        yield about.fact("definition", Text(plain_text(packet.text.contents), "en"))


def _clinical(state: _State, about: Entity, packet: Packet) -> Iterator[Fact]:
    reading = state.reading
    for sign in many(packet.phenotypes, lambda item: item.inner):
        for fact in say.phenotype(reading, about, say.Phenotype(sign.term, sign.frequency)):
            term = fact.object
            if isinstance(term, Curie) and term not in state.described:
                state.described.add(term)  # HPO's file may be older than the packets
                yield Fact(term, "type", _PHENOTYPE, fact.references)
            yield fact
    for onset in many(packet.onsets, lambda item: item.inner):
        yield from say.word_fact(reading, about, "hasOnset", onset.value)
    for mode in many(packet.inheritances, lambda item: item.inner):
        yield from say.word_fact(reading, about, "hasInheritance", mode.value)


def _gene(state: _State, about: Entity, code: str, entry: PacketGene) -> Iterator[Fact]:
    reading = state.reading
    entries = (item.bare() for item in many(entry.references, lambda item: item))
    references = tuple((item.source, item.reference) for item in entries)
    gene = say.Gene(entry.symbol, entry.name, references)
    reading.count("gene link")
    found = say.gene_id(reading, gene, about.place)
    if found is None:
        return
    if found not in state.described:
        state.described.add(found)
        yield from say.gene_description(reading, found, gene, about.place)
    if (code, entry.symbol, entry.type) in state.covered.genes:
        reading.count("gene said by a fuller file")
    else:
        yield from say.gene_link(reading, about, say.GeneLink(found, entry.type))


def _prevalences(state: _State, about: Entity, packet: Packet, name: str) -> Iterator[Fact]:
    for entry in many(packet.prevalences, lambda item: item.inner):
        state.reading.count("prevalence record")
        record = packet_prevalence(entry)
        values = state.covered.prevalences.get(record.key(packet.code))
        if values is None:
            yield from say.prevalence(state.reading, about, record)
            continue
        state.reading.count("prevalence said by a fuller file")
        if record.value and record.value not in values:
            message = f"{record.measure} in {record.region}: {', '.join(sorted(values))} there"
            state.reading.note("another value in a fuller file", record.value, name, message)
