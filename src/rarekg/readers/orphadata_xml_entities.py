"""What Orphadata's products 1 and 7 say of an entity: its names, texts, mappings and relations."""

from __future__ import annotations

from collections.abc import Iterator

from rarekg.facts import Fact, Text
from rarekg.readers import orphanet_facts as say
from rarekg.readers.orphadata_xml_stream import Element
from rarekg.readers.orphanet_facts import Entity
from rarekg.readers.orphanet_terms import Reading, plain_text
from rarekg.report import Action

UNKNOWN_LANGUAGE = "und"  # BCP 47's tag for a text whose language nobody states


def nomenclature(reading: Reading, about: Entity, element: Element) -> Iterator[Fact]:
    """Names in the file's language, status, type, mappings, definition of an entity."""
    reading.count("entity")
    yield from naming(reading, about, element)
    for synonym in element.all("SynonymList", "Synonym"):
        reading.count("synonym")
        yield about.fact("synonym", text(reading, about, synonym))
    for flag in element.all("DisorderFlagList", "DisorderFlag"):
        if reading.word("flag", flag.text_of("Value"), about.place) == "inactive":
            reading.count("inactive")
            yield about.fact("deprecated", True)
    for entry in element.all("ExternalReferenceList", "ExternalReference"):
        link = say.Mapping(
            entry.text_of("Source"),
            entry.text_of("Reference"),
            entry.text_of("DisorderMappingRelation", "Name"),
        )
        yield from say.mapping(reading, about, link)
    yield from associations(reading, about, element)
    yield from _definitions(reading, about, element)


def naming(reading: Reading, about: Entity, element: Element) -> Iterator[Fact]:
    """What an entity is called, and what kind of entity it is."""
    for name in element.all("Name"):
        yield about.fact("name", text(reading, about, name))
    kind = element.text_of("DisorderType", "Name")
    if kind:
        yield from say.disorder_type(reading, about, kind)


def _definitions(reading: Reading, about: Entity, element: Element) -> Iterator[Fact]:
    lists = ("SummaryInformationList", "SummaryInformation", "TextSectionList", "TextSection")
    for section in element.all(*lists):
        kind = section.text_of("TextSectionType", "Name")
        if not reading.word("text_section", kind, about.place):
            continue
        for contents in section.all("Contents"):
            contents.attributes.setdefault("lang", section.attributes.get("lang", ""))
            reading.count("definition")
            yield about.fact("definition", text(reading, about, contents))


def associations(reading: Reading, about: Entity, element: Element) -> Iterator[Fact]:
    """Relations to other entities: the area that it belongs to, the entity that took its place.

    Each is said twice, by both entities: the copy of the target (`cycle="true"` on
    `TargetDisorder`) is passed over.
    """
    for link in element.all("DisorderDisorderAssociationList", "DisorderDisorderAssociation"):
        targets = link.all("TargetDisorder")
        if not targets or targets[0].attributes.get("cycle") == "true":
            continue
        kind = link.text_of("DisorderDisorderAssociationType", "Name")
        predicate = reading.word("association", kind, about.place)
        target = say.entity(reading, targets[0].text_of("OrphaCode"), about.place)
        if predicate is not None and target is not None:
            reading.count("area" if predicate == "inArea" else predicate)
            yield about.fact(predicate, target.id)


def text(reading: Reading, about: Entity, element: Element) -> Text:
    """An element's text in the language that it states."""
    language = element.attributes.get("lang", "")
    if not language:
        message = f"'{element.text[:60]}' is kept as '{UNKNOWN_LANGUAGE}'"
        reading.note("text without a language", element.tag, about.place, message, Action.KEPT)
    return Text(plain_text(element.text), language or UNKNOWN_LANGUAGE)
