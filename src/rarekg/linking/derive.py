"""What the texts of a record say about things that other sources describe, as facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from rarekg.facts import Fact
from rarekg.identifiers import Curie
from rarekg.linking.diseases import DiseaseLinker
from rarekg.linking.genes import GeneLexicon
from rarekg.linking.holders import HolderFacts
from rarekg.linking.indications import indicated, studies
from rarekg.linking.interventions import TherapyLinker, TherapyName, tested
from rarekg.linking.lexicon import Lexicon
from rarekg.linking.missions import Missions, mission
from rarekg.linking.modalities import modality
from rarekg.linking.names import Name, Names
from rarekg.linking.organisation_names import Organisations
from rarekg.linking.organisations import OrganisationLinker
from rarekg.linking.overrides import Overrides
from rarekg.linking.places import placed
from rarekg.linking.targets import targets
from rarekg.report import Report


@dataclass(frozen=True, slots=True)
class Linkers:
    """All that recognises things in texts."""

    diseases: DiseaseLinker
    overrides: Overrides
    therapies: TherapyLinker = field(default_factory=TherapyLinker)
    organisations: OrganisationLinker = field(default_factory=OrganisationLinker)
    canonical: Callable[[Curie], Curie] = Curie  # of organisations: none is joined
    genes: GeneLexicon = field(default_factory=GeneLexicon)
    missions: Missions = field(default_factory=Missions)

    @classmethod
    def of(
        cls,
        names: Names,
        overrides: Overrides,
        therapies: Iterable[TherapyName] = (),
        organisations: Organisations | None = None,
        canonical: Callable[[Curie], Curie] = Curie,
        genes: Iterable[Name] = (),
        again: Callable[[], Names] = Names,
    ) -> Linkers:
        """The linkers of a build, from the names of its diseases, therapies, organisations and
        genes, and what curators decided. `again` reads the names of diseases once more."""
        lexicon = Lexicon.of(names.names, names.parents)
        return cls(
            DiseaseLinker(lexicon),
            overrides,
            TherapyLinker(therapies),
            OrganisationLinker(organisations),
            canonical,
            GeneLexicon(genes),
            Missions(lexicon, again),
        )


def derived_facts(facts: Iterable[Fact], linkers: Linkers, report: Report) -> Iterator[Fact]:
    """The facts of a file, and after those of each record what is derived from them."""
    holders = HolderFacts(linkers.canonical, linkers.organisations.countries)
    for _, group in groupby(facts, key=lambda fact: fact.subject):
        record = list(group)
        yield from record
        derived = list(_derived(record, linkers, holders, report))
        yield from linkers.overrides.applied(record, derived, report)


def _derived(
    record: Sequence[Fact], linkers: Linkers, holders: HolderFacts, report: Report
) -> Iterator[Fact]:
    for fact in record:
        yield from indicated(fact, linkers.diseases, report)
        yield from studies(fact, linkers.diseases, report)
        yield from tested(fact, linkers.therapies, report)
        organisations = list(placed(fact, linkers.organisations, report))
        yield from organisations or holders.facts(fact, report)
    yield from mission(record, linkers.missions, report)
    yield from modality(record, report)
    yield from targets(record, linkers.genes, report)
