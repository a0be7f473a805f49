"""What the pages of lists share: the tables of the release, rows as they are shown, headings."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from rarekg.identifiers import iri
from rarekg.records.acts import STAGES
from rarekg.records.browse_tables import BrowseTables, Item, Shelf
from rarekg.records.collation import sort_key
from rarekg.records.kinds import page_of
from rarekg.records.model import Entity, Link
from rarekg.records.reader import Records
from rarekg.server.labels import concept_label
from rarekg.server.languages import gettext, gettext_noop, spoken
from rarekg.server.services import held
from rarekg.server.signs import system_title


def tables() -> BrowseTables:
    """The lists of the release of the request."""
    return held().records.browse


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing in a list. `language` is "" where it is the page's; `code` tells it from others of
    the same name beside it; `kind` is a class key; `number` is how many diseases have it."""

    href: str
    name: str
    language: str
    code: str
    kind: str
    plain: str
    number: int
    described: bool


def entries(things: array[int]) -> list[Entry]:
    """Things by their places, as they are shown."""
    items = tables().items(things, spoken())
    names = [item.name.casefold() for item in items]
    doubled = {name for name, following in pairwise(names) if name == following}
    return [_entry(item, item.name.casefold() in doubled) for item in items]


def _entry(item: Item, doubled: bool) -> Entry:
    return Entry(
        href=page_of(item.id, item.kind),
        name=item.name,
        language="" if item.language in ("", spoken()) else item.language,
        code=item.id if doubled else "",
        kind=item.kind,
        plain=item.plain,
        number=item.number,
        described=item.described,
    )


@dataclass(frozen=True, slots=True)
class Heading:
    """What a list is of: its title, in which language where it is not the page's; what to know of
    it; the page of the thing that the list is about."""

    title: str
    language: str = ""
    hint: str = ""
    about: Link | None = None


_ALL = {
    "disease": gettext_noop("All diseases, A to Z"),
    "gene": gettext_noop("Genes, A to Z"),
    "sign": gettext_noop("All signs and symptoms, A to Z"),
    "therapy": gettext_noop("Medicines and other therapies, A to Z"),
}
_HINTS = {
    "disease": gettext_noop(
        "Every disease, group of diseases and form of a disease that our sources describe."
    ),
    "gene": gettext_noop("Genes that some source links to a disease, by their symbols."),
    "sign": gettext_noop("Signs that some source states of a disease."),
    "therapy": gettext_noop(
        "Everything that a source we read names for a rare disease, whatever came of it. That it "
        "stands here does not say that it helps."
    ),
}
TREATMENT = {
    "approved": gettext_noop("Diseases with an approved treatment"),
    "studied": gettext_noop("Diseases with a treatment that is studied or supported"),
    "stopped": gettext_noop(
        "Diseases with a treatment that was refused, withdrawn or not shown to work"
    ),
    "other": gettext_noop("Diseases with something approved or studied to find or prevent them"),
    "care": gettext_noop("Diseases with care and other measures"),
    "none": gettext_noop("Diseases for which no source that we read names a treatment"),
}
_TREATMENT_HINTS = {
    "approved": gettext_noop(
        "Approved means: by at least one authority, for the people that its record names."
    ),
    "none": gettext_noop(
        "That does not mean that nothing can be done: ask a doctor or a centre of expertise."
    ),
}
_BY = {
    "modality": gettext_noop("Diseases for which this is approved or studied: %(what)s"),
    "prevalence": gettext_noop("Diseases that this many people have: %(what)s"),
    "inheritance": gettext_noop("Diseases that are inherited so: %(what)s"),
    "onset": gettext_noop("Diseases that begin at this age: %(what)s"),
    "stage": gettext_noop("Therapies by how far they have come: %(what)s"),
}
_THERAPIES_BY_KIND = gettext_noop("Therapies of this kind: %(what)s")


def heading(section: str, field: str, value: str, records: Records) -> Heading:
    """What stands over a list."""
    if not field:
        return Heading(gettext(_ALL[section]), hint=gettext(_HINTS[section]))
    if field == "treatment":
        hint = _TREATMENT_HINTS.get(value, "")
        return Heading(gettext(TREATMENT[value]), hint=gettext(hint) if hint else "")
    if value.startswith("rkg:"):
        return Heading(gettext(_BY[field], what=concept_label(value)))
    link = records.lookup.link(iri(value))
    if field == "system":
        return Heading(system_title(value, link.name), hint=gettext(_HINTS["sign"]), about=link)
    if field == "area":
        return Heading(link.name, _other(link.language), _filed(value), link)
    words = _THERAPIES_BY_KIND if section == "therapy" else _BY[field]
    return Heading(gettext(words, what=link.name), about=link)


def _other(language: str) -> str:
    return "" if language in ("", spoken()) else language


def _filed(area: str) -> str:
    if area.startswith("rarekg:"):
        return gettext(
            "What our curators file here, and what Orphanet files under an area that comes close "
            "to this one."
        )
    return gettext(
        "What Orphanet files here first: it files each disease first in one area, though it may "
        "belong to several."
    )


@dataclass(frozen=True, slots=True)
class Way:
    """A list to go to: what it holds, how many, and the mark beside it."""

    href: str
    name: str
    language: str
    number: int
    mark: str = ""


def ways(
    section: str, field: str, path: str, records: Records, wanted: Mapping[str, str] | None = None
) -> list[Way]:
    """The lists by the values of a field, most first; `wanted`: only these, in this order, with
    their words."""
    counted = dict(tables().values(section, field))
    if wanted is not None:
        return [
            Way(f"{path}/{field}/{v}", gettext(words), "", counted[v])
            for v, words in wanted.items()
            if v in counted
        ]
    return [_way(field, value, number, path, records) for value, number in counted.items()]


def _way(field: str, value: str, number: int, path: str, records: Records) -> Way:
    href = f"{path}/{field}/{value}"
    if value.startswith("rkg:"):
        return Way(href, concept_label(value), "", number)
    link = records.lookup.link(iri(value))
    if field == "system":
        return Way(href, system_title(value, link.name), "", number, "phenotype")
    mark = value.rpartition("area-")[2] if value.startswith("rarekg:area-") else ""
    if value.startswith("rarekg:modality-"):
        mark = value.removeprefix("rarekg:modality-")
    return Way(href, link.name, _other(link.language), number, mark)


# The order of scales, which is not that of numbers or names.
_SCALES: dict[str, tuple[str, ...]] = {
    "onset": (
        *("OnsetAntenatal", "OnsetNeonatal", "OnsetInfancy", "OnsetChildhood"),
        *("OnsetAdolescent", "OnsetAdult", "OnsetElderly", "OnsetAllAges"),
    ),
    "prevalence": (
        *("PrevalenceAbove1In1000", "Prevalence6To9In10000", "Prevalence1To5In10000"),
        *("Prevalence1To9In100000", "Prevalence1To9In1000000", "PrevalenceBelow1In1000000"),
    ),
    "stage": STAGES,
}


def by_scale(field: str, found: Iterable[Way]) -> list[Way]:
    """Lists by the values of a scale, in its order; what is not on it comes last."""
    scale = {key: place for place, key in enumerate(_SCALES[field])}
    return sorted(found, key=lambda way: scale.get(way.href.rpartition("/rkg:")[2], len(scale)))


def by_name(found: Iterable[Way]) -> list[Way]:
    """Lists in the order of the page's language."""
    return sorted(found, key=lambda way: sort_key(way.name, spoken()))


def crumbs_of(entity: Entity) -> list[tuple[str, str]]:
    """The way to a disease: all lists, the list of its area (ours before that of a source), and
    the group of which it is one, where that is known; each with its address."""
    facts = entity.graph_facts
    way = [("/browse", gettext("All ways to browse"))]
    areas = [f.value for key in ("category", "inArea") for f in facts.get(key, ())]
    area = next((a for a in areas if isinstance(a, Link)), None)
    if area is not None:
        way.append((f"/diseases/area/{area.id}", area.name))
    above = [f.value for f in facts.get("hasParent", ()) if isinstance(f.value, Link)]
    group = next((a for a in above if a.type == "DiseaseGroup" and a != area), None)
    if group is not None:
        way.append((group.url, group.name))
    return way


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of a list with how much is under it."""

    letter: str
    number: int
    href: str
    current: bool


def letters(shelf: Shelf, path: str, chosen: str) -> list[Letter]:
    """The letters of a list."""
    return [Letter(one, n, f"{path}/{one}", one == chosen) for one, n in shelf.letters]
