"""All operations of the interface, in the order in which they are described."""

from __future__ import annotations

from functools import cache

from rarekg.records.kinds import DISEASES, PRECEDENCE, section_of
from rarekg.server.api import lists, payments, schemas, things
from rarekg.server.api.asked import PAGE, PER_PAGE, Asked, Parameter, Q
from rarekg.server.api.found import SearchAnswer, StatementAnswer, result
from rarekg.server.api.operation import Answered, Operation
from rarekg.server.current import OpenRelease
from rarekg.server.money_views import SIDES
from rarekg.sources.manifest import source_named
from rarekg.vocabulary import concepts

_OWN = "rarekg:"
_PAGES = (PAGE, PER_PAGE)
_FILTERED = (
    "Filters go together: what is listed fits them all. Sorted by name and identifier; pages stay "
    "the same as long as the release does."
)
_ONE = (
    "Under any spelling of any of its identifiers (`ORPHA:95`, `Orphanet_95`, `MONDO:0100339`): "
    "the answer has the canonical one, and its address in the header `Content-Location`."
)


def _of_type(kind: str) -> tuple[str, ...]:
    """The values of a closed list of the vocabulary."""
    return tuple(c.key for c in concepts().values() if c.type == kind)


def _codes(table: str) -> tuple[str, ...]:
    """The codes of the registry of trials, as the source's manifest has them."""
    files = source_named("clinicaltrials").file
    return tuple(dict.fromkeys(code for f in files for code in f.lookups.get(table, {}).values()))


def _id(about: str, example: str) -> Parameter:
    return Parameter("id", about, example, in_path=True, required=True)


def _filter(name: str, about: str, example: str = "", beginning: str = "") -> Parameter:
    return Parameter(name, f"{about}: its identifier in any spelling.", example, thing=beginning)


def _one(
    section: str,
    answer: type[schemas.Entity],
    answered: Answered,
    what: str,
    example: str,
    *more: Parameter,
    about: str = "",
) -> Operation:
    return Operation(
        path=f"/api/v1/{section}/{{id}}",
        name=f"get{section.capitalize()}",
        tag=section,
        summary=f"{what}, with all that is stated of it",
        about=f"{about} {_ONE}".strip(),
        parameters=(_id(f"An identifier of {what.lower()}, in any spelling.", example), *more),
        answer=answer,
        answered=answered,
    )


def _list(
    section: str,
    answer: type[schemas.Page],
    answered: Answered,
    what: str,
    *filters: Parameter,
    about: str = _FILTERED,
) -> Operation:
    return Operation(
        path=f"/api/v1/{section}",
        name=f"list{section.capitalize()}",
        tag=section,
        summary=what,
        about=about,
        parameters=(Q, *filters, *_PAGES),
        answer=answer,
        answered=answered,
    )


@cache
def operations() -> tuple[Operation, ...]:
    """All operations. Lists of choices are those of the vocabulary."""
    return (*_treatments(), *_organisations(), *_knowledge(), *_records())


def _treatments() -> tuple[Operation, ...]:
    stage = Parameter(
        "stage", "The stage that a treatment has reached.", "Approved", _of_type("Stage")
    )
    modality = _filter(
        "modality",
        "A kind of treatment, narrower kinds included",
        "antisense-oligonucleotide",
        f"{_OWN}modality-",
    )
    authority = _filter("authority", "The authority that decided", "ema", f"{_OWN}organisation-")
    disease = _filter("disease", "A disease", "ORPHA:83330")
    same = "`stage`, `authority` and `{}` must hold of one and the same statement. " + _FILTERED
    area, category = (
        _filter(n, w, "", f"{_OWN}area-")
        for n, w in (
            ("area", "An area of medicine, Orphanet's or ours"),
            ("category", "One of our own areas"),
        )
    )
    kind = Parameter("type", "Only diseases of this class.", "", tuple(sorted(DISEASES)))
    action = Parameter("type", "Only medicines, or only actions.", "", ("Therapy", "MedicalAction"))
    treated = _filter("therapy", "A treatment of it", "", _OWN)
    parent = _filter("parent", "The kind directly above", "oligonucleotide", f"{_OWN}modality-")
    return (
        _list(
            "disease",
            schemas.DiseaseList,
            lists.diseases,
            "Diseases, with filters",
            area,
            category,
            kind,
            modality,
            stage,
            authority,
            treated,
            about=same.format("modality"),
        ),
        _one("disease", schemas.Disease, things.disease, "A disease", "ORPHA:95"),
        _list(
            "therapy",
            schemas.TherapyList,
            lists.therapies,
            "Medicines and medical actions, with filters",
            modality,
            stage,
            authority,
            disease,
            action,
            about=same.format("disease"),
        ),
        _one("therapy", schemas.Therapy, things.therapy, "A therapy", "rarekg:nusinersen"),
        _list("modality", schemas.ModalityList, lists.modalities, "Kinds of treatment", parent),
        _one(
            "modality",
            schemas.Modality,
            things.modality,
            "A kind of treatment",
            "rarekg:modality-antisense-oligonucleotide",
        ),
    )


def _organisations() -> tuple[Operation, ...]:
    disease = _filter("disease", "A disease")
    country = Parameter("country", "Country, as ISO 3166-1 has it.", "FR", pattern="[A-Z]{2}")
    kinds = tuple(k for k in PRECEDENCE if section_of(k) == "organisation")
    party = f"{_OWN}organisation-"
    place = Parameter(
        "country", "A country with a place of the trial, as the registry writes it.", "France"
    )
    return (
        _list(
            "organisation",
            schemas.OrganisationList,
            lists.organisations,
            "Organisations, with filters",
            country,
            Parameter("kind", "What kind of organisation.", "Authority", kinds),
            _filter("disease", "A disease that it works on, or studies in a trial"),
        ),
        _one(
            "organisation",
            schemas.Organisation,
            things.organisation,
            "An organisation",
            "rarekg:organisation-ema",
        ),
        _list(
            "trial",
            schemas.TrialList,
            lists.trials,
            "Clinical trials, with filters",
            Parameter("status", "The registry's code.", "RECRUITING", _codes("statuses")),
            Parameter("phase", "The registry's code.", "PHASE2", _codes("phases")),
            place,
            disease,
            _filter("therapy", "A therapy", "", _OWN),
            _filter("organisation", "A sponsor, or an organisation at a place", "", party),
        ),
        _one("trial", schemas.Trial, things.trial, "A trial", "NCT02292537"),
        _list(
            "payment",
            schemas.PaymentList,
            payments.payments,
            "Disclosed payments, with filters",
            _filter("payer", "Who paid", "", party),
            _filter("recipient", "Who was paid", "", party),
            Parameter("year", "Year of the payment.", "2015", pattern="[0-9]{4}"),
            Parameter(
                "country",
                "Country of the recipient, as ISO 3166-1 has it; - for not stated.",
                "CH",
                pattern="[A-Z]{2}|-",
            ),
            Parameter("kind", "What kind of recipient.", "", _of_type("RecipientKind")),
            Parameter("category", "A category of the publisher under which it has a part."),
            Parameter("source", "The disclosure, by the id of its source.", "funding-ch"),
            Parameter(
                "side", "Who disclosed it: the two may speak of one payment.", "payer", SIDES
            ),
            about="`q` looks at the names of payer and recipient, and at the purpose. The newest "
            "first, then by payer, recipient and identifier. Amounts are text, and null where "
            "none was disclosed.",
        ),
        _one("payment", schemas.Payment, things.payment, "A disclosed payment", ""),
    )


def _knowledge() -> tuple[Operation, ...]:
    return (
        _one(
            "phenotype",
            schemas.Phenotype,
            things.phenotype,
            "A sign or symptom",
            "HP:0001251",
            *_PAGES,
            about="With a page of the diseases of which it is affirmed or denied.",
        ),
        _one(
            "gene",
            schemas.Gene,
            things.gene,
            "A gene",
            "FXN",
            *_PAGES,
            about="By its symbol, too. With a page of the diseases it is associated with.",
        ),
        _one(
            "entity",
            schemas.OtherEntity,
            things.entity,
            "Anything else",
            "rarekg:area-muscle",
            about="Areas, programmes, key figures, rules of rarity, where to report.",
        ),
    )


def _records() -> tuple[Operation, ...]:
    return (
        Operation(
            "/api/v1/search",
            "search",
            "search",
            "Search in names, identifiers and texts",
            "Best first: identifier, exact name, beginning of a name, all words, text, near "
            "misses. `corrected` is there when the spelling was mended.",
            (
                Parameter("q", "What to search for.", "friedreich", required=True, longest=400),
                Parameter("type", "Only things of this class.", "Disease", PRECEDENCE),
                *_PAGES,
            ),
            SearchAnswer,
            search,
            strict=False,
        ),
        Operation(
            "/api/v1/statement/{id}",
            "getStatement",
            "statement",
            "One fact with its references",
            "The id is a hash of what is claimed: it stays the same from release to release.",
            (_id("24 digits of 0-9, a-f.", ""),),
            StatementAnswer,
            things.statement,
            strict=False,
        ),
        Operation(
            "/api/v1/source",
            "listSource",
            "source",
            "All sources of the release",
            "With publisher, licence, version and the sentence that its licence asks for.",
            (),
            schemas.SourceList,
            things.sources,
        ),
        Operation(
            "/api/v1/source/{id}",
            "getSource",
            "source",
            "One source",
            "",
            (_id("The id of a source.", "orphanet"),),
            schemas.SourceAnswer,
            things.source,
        ),
    )


def search(release: OpenRelease, asked: Asked) -> SearchAnswer:
    """Results of a search, best first."""
    page, size = asked.page()
    kind = asked["type"] or None
    found = release.engine.search(asked["q"], kind, (page - 1) * size, size)
    return SearchAnswer(
        query=asked["q"],
        total=found.total,
        results=[result(hit) for hit in found.hits],
        page=page,
        per_page=size,
        corrected=found.corrected,
        release=release.release.id,
    )
