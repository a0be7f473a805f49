"""All operations of the interface, in the order in which they are described."""

from __future__ import annotations

from functools import cache

from rarekg.server.api import (
    filters,
    list_schemas,
    lists,
    payments,
    schemas,
    searching,
    suggesting,
    things,
)
from rarekg.server.api.asked import PAGE, PER_PAGE, Parameter, Q
from rarekg.server.api.found import StatementAnswer
from rarekg.server.api.operation import Answered, Operation

_PAGES = (PAGE, PER_PAGE)
_FILTERED = (
    "Filters go together: what is listed fits them all. Sorted by name and identifier; pages stay "
    "the same as long as the release does."
)
_ONE = (
    "Under any spelling of any of its identifiers (`ORPHA:95`, `Orphanet_95`, `MONDO:0100339`): "
    "the answer has the canonical one, and its address in the header `Content-Location`."
)


@cache
def operations() -> tuple[Operation, ...]:
    """All operations, each address once."""
    return (
        *_diseases(),
        *_therapies(),
        *_modalities(),
        *_organisations(),
        *_trials(),
        *_payments(),
        *_knowledge(),
        *_found(),
        *_sources(),
    )


def _one(
    example: str,
    answer: type[schemas.Entity],
    answered: Answered,
    what: str,
    *more: Parameter,
    about: str = "",
) -> Operation:
    """The operation for one thing of a section; `example` is an identifier."""
    section = answered.__name__
    said = f"An identifier of {what.lower()}, in any spelling."
    return Operation(
        path=f"/api/v1/{section}/{{id}}",
        name=f"get{section.capitalize()}",
        tag=section,
        summary=f"{what}, with all that is stated of it",
        about=f"{about} {_ONE}".strip(),
        parameters=(Parameter("id", said, example, in_path=True, required=True), *more),
        answer=answer,
        answered=answered,
        example=example,
    )


def _list(
    example: str,
    answer: type[list_schemas.Page],
    answered: Answered,
    what: str,
    *filtering: Parameter,
    about: str = _FILTERED,
) -> Operation:
    """The operation for a list; `example` is its section, with a query."""
    section = example.partition("?")[0]
    return Operation(
        path=f"/api/v1/{section}",
        name=f"list{section.capitalize()}",
        tag=section,
        summary=what,
        about=about,
        parameters=(Q, *filtering, *_PAGES),
        answer=answer,
        answered=answered,
        example=example.removeprefix(section),
    )


def _diseases() -> tuple[Operation, ...]:
    return (
        _list(
            "disease?modality=antisense-oligonucleotide&stage=Approved",
            list_schemas.DiseaseList,
            lists.diseases,
            "Diseases, with filters",
            *filters.of_diseases(),
            about="`modality`, `stage`, `authority` and `therapy` must fit one and the same "
            f"treatment. {_FILTERED}",
        ),
        _one("ORPHA:95", schemas.Disease, things.disease, "A disease"),
    )


def _therapies() -> tuple[Operation, ...]:
    return (
        _list(
            "therapy?stage=Approved&authority=ema&per_page=5",
            list_schemas.TherapyList,
            lists.therapies,
            "Medicines and other therapies, or medical actions, with filters",
            *filters.of_therapies(),
            about="`stage`, `authority` and `disease` must hold of one and the same statement. "
            "A decision whose words could not be linked to a disease does not count here. "
            f"{_FILTERED}",
        ),
        _one("rarekg:nusinersen", schemas.Therapy, things.therapy, "A therapy"),
    )


def _modalities() -> tuple[Operation, ...]:
    identifier = "rarekg:modality-antisense-oligonucleotide"
    return (
        _list(
            "modality?parent=oligonucleotide",
            list_schemas.ModalityList,
            lists.modalities,
            "Kinds of treatment",
            *filters.of_modalities(),
        ),
        _one(identifier, schemas.Modality, things.modality, "A kind of treatment"),
    )


def _organisations() -> tuple[Operation, ...]:
    return (
        _list(
            "organisation?kind=Authority",
            list_schemas.OrganisationList,
            lists.organisations,
            "Organisations, with filters",
            *filters.of_organisations(),
        ),
        _one(
            "rarekg:organisation-ema", schemas.Organisation, things.organisation, "An organisation"
        ),
    )


def _trials() -> tuple[Operation, ...]:
    return (
        _list(
            "trial?status=RECRUITING",
            list_schemas.TrialList,
            lists.trials,
            "Clinical trials, with filters",
            *filters.of_trials(),
        ),
        _one("NCT:02292537", schemas.Trial, things.trial, "A clinical trial"),
    )


def _payments() -> tuple[Operation, ...]:
    return (
        _list(
            "payment?per_page=5",
            list_schemas.PaymentList,
            payments.payments,
            "Disclosed payments, with filters",
            *filters.of_payments(),
            about="`q` looks at the names of payer and recipient, and at the purpose. The newest "
            "first, then by payer, recipient and identifier. Amounts are text, so that none is "
            "rounded, and null where none was disclosed.",
        ),
        _one("rarekg:payment-…", schemas.Payment, things.payment, "A disclosed payment"),
    )


def _knowledge() -> tuple[Operation, ...]:
    with_diseases = "With a page of the diseases {}."
    return (
        _one(
            "HP:0001251",
            schemas.Phenotype,
            things.phenotype,
            "A sign or symptom",
            *_PAGES,
            about=with_diseases.format("of which it is affirmed or denied"),
        ),
        _one(
            "FXN",
            schemas.Gene,
            things.gene,
            "A gene",
            *_PAGES,
            about=f"{with_diseases.format('it is associated with')} By its symbol, too.",
        ),
        _one(
            "rarekg:area-movement-disorder",
            schemas.OtherEntity,
            things.entity,
            "Anything else",
            about="Areas, programmes, key figures, rules of rarity, where to report.",
        ),
    )


def _found() -> tuple[Operation, ...]:
    return (
        searching.operation(),
        suggesting.operation(),
        Operation(
            path="/api/v1/statement/{id}",
            name="getStatement",
            tag="statement",
            summary="One fact with its references",
            about="The id is a hash of what is claimed: it stays the same from release to release.",
            parameters=(
                Parameter("id", "24 digits of 0-9, a-f.", in_path=True, required=True, longest=24),
            ),
            answer=StatementAnswer,
            answered=things.statement,
            example="…",
            strict=False,
        ),
    )


def _sources() -> tuple[Operation, ...]:
    return (
        Operation(
            path="/api/v1/source",
            name="listSource",
            tag="source",
            summary="All sources of the release",
            about="With publisher, licence, version and the sentence that the licence asks for.",
            parameters=(),
            answer=schemas.SourceList,
            answered=things.sources,
            example="",
        ),
        Operation(
            path="/api/v1/source/{id}",
            name="getSource",
            tag="source",
            summary="One source",
            about="With publisher, licence, version and the sentence that the licence asks for.",
            parameters=(Parameter("id", "Its id.", "orphanet", in_path=True, required=True),),
            answer=schemas.SourceAnswer,
            answered=things.source,
            example="orphanet",
        ),
    )
