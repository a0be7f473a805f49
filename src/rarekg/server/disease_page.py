"""What the page of a disease shows, made from its record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import cast
from urllib.parse import urlencode

from rarekg.records.model import Disease, Entity, Finding, GraphFact, Link
from rarekg.records.reader import Records
from rarekg.records.therapies import catalogue
from rarekg.search.folding import folded
from rarekg.server.certainty import Certainty, certainty
from rarekg.server.figures import Figure, RuleVerdict, figures, headline, rarity
from rarekg.server.languages import gettext, gettext_noop
from rarekg.server.pictures.onset import OnsetPicture, onset_picture
from rarekg.server.pictures.pipeline import PipelinePicture, pipeline_picture, tally_of
from rarekg.server.pictures.prevalence import PrevalencePicture, prevalence_picture
from rarekg.server.pictures.systems import SystemsPicture, systems_picture
from rarekg.server.references import References
from rarekg.server.related_diseases import RelatedDiseases, related_diseases
from rarekg.server.signs import SignGroup, sign_places, signs_by_frequency, signs_by_system
from rarekg.server.treatments import APPROVED_GROUP, Treatments, treatments
from rarekg.server.views import Related, Row, Texts, related, row, rows, split, texts

MAPPINGS = ("broadMatch", "narrowMatch", "closeMatch", "relatedMatch", "disputedMatch")
BELONGS = ("hasParent", "inArea", "category", "inClassification")
_DRAWN = 4  # therapies that make a picture of how far they have come
_COURSE = ("hasOnset", "hasInheritance", "hasClinicalCourse", "hasClinicalModifier")

# Ages of onset in the order of life: Orphanet's classes and HPO's terms.
_AGES = (
    "rkg:OnsetAntenatal",
    "HP:0030674",
    "HP:0034199",
    "HP:0034198",
    "HP:0034197",
    "HP:0003577",
    "rkg:OnsetNeonatal",
    "HP:0003623",
    "rkg:OnsetInfancy",
    "HP:0003593",
    "rkg:OnsetChildhood",
    "HP:0410280",
    "HP:0011463",
    "HP:0003621",
    "rkg:OnsetAdolescent",
    "HP:0003581",
    "rkg:OnsetAdult",
    "HP:0011462",
    "HP:0003596",
    "HP:0003584",
    "rkg:OnsetElderly",
    "rkg:OnsetAllAges",
)
_AGE_ORDER = {identifier: place for place, identifier in enumerate(_AGES)}


# What a mode of inheritance comes to, in plain words; of others nothing is said.
_INHERITED = {
    "HP:0000006": gettext_noop("One changed copy of the gene is enough."),
    "HP:0000007": gettext_noop("Both copies of the gene are changed, one from each parent."),
    "HP:0001417": gettext_noop("The gene lies on the X chromosome."),
    "HP:0001419": gettext_noop(
        "The gene lies on the X chromosome. A second, unchanged copy mostly protects."
    ),
    "HP:0001423": gettext_noop("The gene lies on the X chromosome. One changed copy is enough."),
    "HP:0001427": gettext_noop("Passed on by the mother, with the mitochondria of her egg cell."),
    "HP:0010984": gettext_noop("Changes in two genes act together."),
}


@dataclass(frozen=True, slots=True)
class View:
    """How the page of a disease is asked for: in experts' words, with the signs by frequency, with
    the organisations of one country."""

    path: str
    expert: bool = False
    by_frequency: bool = False
    country: str = ""

    def parameters(self) -> dict[str, str]:
        """The parameters of its address."""
        said = {
            "view": "expert" if self.expert else "",
            "signs": "frequency" if self.by_frequency else "",
            "country": self.country,
        }
        return {key: value for key, value in said.items() if value}

    def address(self, *, expert: bool | None = None, by_frequency: bool | None = None) -> str:
        """The address of the same page, seen in another way."""
        asked = replace(
            self,
            expert=self.expert if expert is None else expert,
            by_frequency=self.by_frequency if by_frequency is None else by_frequency,
        ).parameters()
        return f"{self.path}?{urlencode(asked)}" if asked else self.path


@dataclass(frozen=True, slots=True)
class Pictures:
    """What is drawn on the page; None where there is nothing to draw."""

    onset: OnsetPicture | None
    prevalence: PrevalencePicture | None
    systems: SystemsPicture | None
    pipeline: PipelinePicture | None


@dataclass(frozen=True, slots=True)
class DiseasePage:
    """The parts of the page, in the order in which their references are numbered.

    `wider` are the diseases that this is a kind of and that have therapies on record: authorities
    often decide on the wider disease. Where something is approved by the name of this one, only
    those whose name stands in its own (spinal muscular atrophy, of the proximal one). `systems`
    says whether the signs stand by body system, `tables` whether they can.
    """

    summary: Texts
    notes: Texts
    certainty: Certainty
    headline: tuple[Figure, ...]
    rarity: tuple[RuleVerdict, ...]
    tables: bool
    systems: bool
    signs: tuple[SignGroup, ...]
    sign_count: int
    absent: tuple[Row, ...]
    genes: tuple[Row, ...]
    treatments: Treatments
    wider: tuple[Related, ...]
    figures: tuple[Figure, ...]
    definition: Texts
    course: dict[str, tuple[Row, ...]]
    denied: tuple[Row, ...]
    belongs: dict[str, tuple[Related, ...]]
    children: tuple[Related, ...]
    kin: RelatedDiseases
    mappings: dict[str, tuple[Related, ...]]
    kinds: tuple[Related, ...]
    pictures: Pictures

    def inheritance_words(self, mode: str) -> str:
        """What a mode of inheritance (its HPO id) comes to, in plain words; "" for nothing."""
        return inheritance_words(mode)


def inheritance_words(mode: str) -> str:
    """What a mode of inheritance (its HPO id) comes to, in plain words; "" for nothing."""
    return gettext(_INHERITED[mode]) if mode in _INHERITED else ""


def disease_page(
    record: Disease, records: Records, references: References, *, by_frequency: bool = False
) -> DiseasePage:
    """The page of one disease; `references` is filled in the order of the page. Signs stand by
    body system where the release knows these."""
    entity = record.entity
    summary = texts(rows(entity.findings("summary"), references))
    notes = texts(rows(entity.findings("note"), references))
    told = figures(entity, references)
    verdicts = rarity(record, records.rarity_rules(), references)
    course, denied = _course(entity, references)
    present, absent = split(entity.findings("hasPhenotype"))
    absent.sort(key=_finding_name)
    facts = entity.graph_facts
    systems = bool(records.tables) and not by_frequency
    places = sign_places(present, records)
    if systems:
        signs = signs_by_system(present, places, records, references)
    else:
        signs = signs_by_frequency(present, places, references)
    treated = _treatments(record, records, references)
    stated = [s for group in entity.statements.values() for s in group]
    return DiseasePage(
        summary=summary,
        notes=notes,
        certainty=certainty((*stated, *record.therapies)),
        headline=headline(told),
        rarity=verdicts,
        tables=bool(records.tables),
        systems=systems,
        signs=signs,
        sign_count=len(present),
        absent=rows(absent, references),
        genes=_genes(entity, references),
        treatments=treated,
        wider=wider_treated(entity, bool(treated.count(APPROVED_GROUP)), records),
        figures=told,
        definition=texts(rows(entity.findings("definition"), references)),
        course=course,
        denied=denied,
        belongs={key: related(facts[key]) for key in BELONGS if key in facts},
        children=related(record.children),
        kin=related_diseases(record, records),
        mappings={key: related(_sorted(facts[key])) for key in MAPPINGS if key in facts},
        kinds=related(facts.get("disorderType", ())),
        pictures=Pictures(
            onset=onset_picture(course.get("hasOnset", ())),
            prevalence=prevalence_picture(entity, told, records.rarity_rules()),
            systems=systems_picture(signs) if systems and len(signs) > 1 else None,
            pipeline=_pipeline(treated, records),
        ),
    )


def _pipeline(treated: Treatments, records: Records) -> PipelinePicture | None:
    """How far the treatments have come, where there are enough of them to draw."""
    if len({use.link.id for use in treated.uses}) < _DRAWN:
        return None
    known = catalogue(records)
    tally = tally_of(treated.uses, known.kinds_of)
    return pipeline_picture(tally, known, records.spoken)


def _treatments(record: Disease, records: Records, references: References) -> Treatments:
    if not record.therapies:
        return Treatments()
    known = catalogue(records)

    def kinds_of(therapy: str) -> tuple[Link, ...]:
        return tuple(map(records.spoken, known.kinds_of(therapy)))

    return treatments(record.therapies, kinds_of, known.abbreviations, references)


def wider_treated(entity: Entity, approved: bool, records: Records) -> tuple[Related, ...]:
    """What a disease is a kind of and has therapies on record; see `DiseasePage.wider`."""
    return _treated(_wider(entity, approved), records)


def _wider(entity: Entity, approved: bool) -> list[GraphFact]:
    own = set(folded(entity.name).split())
    return [
        fact
        for fact in entity.graph_facts.get("hasParent", ())
        if isinstance(fact.value, Link)
        and (not approved or set(folded(fact.value.name).split()) < own)
    ]


def _treated(facts: Iterable[GraphFact], records: Records) -> tuple[Related, ...]:
    """Those of the things that have therapies on record."""
    known = catalogue(records).diseases
    return related(f for f in facts if isinstance(f.value, Link) and f.value.id in known)


def _finding_name(finding: Finding) -> str:
    return cast(Link, finding.value).name.casefold()


def _sorted(facts: tuple[GraphFact, ...]) -> list[GraphFact]:
    """Mappings with those that have a page here first."""
    return sorted(facts, key=lambda f: not (isinstance(f.value, Link) and f.value.url))


def _course(
    entity: Entity, references: References
) -> tuple[dict[str, tuple[Row, ...]], tuple[Row, ...]]:
    """Onset, inheritance and course: what is affirmed by property, and all that is denied."""
    affirmed, denied = {}, []
    for key in _COURSE:
        said, no = course_of(entity, key)
        if said:
            affirmed[key] = rows(said, references)
        denied += [row(finding, references) for finding in no]
    return affirmed, tuple(denied)


def course_of(entity: Entity, key: str) -> tuple[list[Finding], list[Finding]]:
    """What is affirmed of onset, inheritance or course, in its order, and what is denied."""
    said, denied = split(entity.findings(key))
    said.sort(key=_age if key == "hasOnset" else _finding_name)
    return said, denied


def _age(finding: Finding) -> int:
    return _AGE_ORDER.get(cast(Link, finding.value).id, len(_AGES))


def _genes(entity: Entity, references: References) -> tuple[Row, ...]:
    return rows(genes_of(entity), references)


def genes_of(entity: Entity) -> list[Finding]:
    """Genes, those with the most said of them first."""
    return sorted(
        entity.findings("associatedGene"),
        key=lambda f: (-len(f.authorities()), -len(f.statements), _finding_name(f)),
    )
