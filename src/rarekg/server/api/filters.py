"""The parameters of the lists, by kind of list. Their choices are those of the vocabulary."""

from __future__ import annotations

from rarekg.records.kinds import DISEASES, PRECEDENCE, section_of
from rarekg.records.trials import PHASES, STATUSES
from rarekg.server.api.asked import Parameter
from rarekg.server.money_views import SIDES
from rarekg.vocabulary import concepts

_OWN = "rarekg:"
_PARTY = f"{_OWN}organisation-"
_ISO = "[A-Z]{2}"


def _of_type(kind: str) -> tuple[str, ...]:
    """The values of a closed list of the vocabulary."""
    return tuple(c.key for c in concepts().values() if c.type == kind)


def _thing(name: str, about: str, example: str = "", beginning: str = "") -> Parameter:
    return Parameter(name, f"{about}: its identifier in any spelling.", example, thing=beginning)


def _disease(about: str = "A disease") -> Parameter:
    return _thing("disease", about, "ORPHA:70")


def _therapy(about: str) -> Parameter:
    return _thing("therapy", about, "nusinersen", _OWN)


def _of_treatment() -> tuple[Parameter, ...]:
    """What a treatment is, how far it is, and who decided so."""
    stages = _of_type("Stage")
    kind = "A kind of treatment, narrower kinds included"
    return (
        _thing("modality", kind, "antisense-oligonucleotide", f"{_OWN}modality-"),
        Parameter("stage", "The stage that a treatment has reached.", "Approved", stages),
        _thing("authority", "The authority that decided", "ema", _PARTY),
    )


def of_diseases() -> tuple[Parameter, ...]:
    """The filters of the list of diseases."""
    area = f"{_OWN}area-"
    return (
        _thing("area", "An area of medicine, Orphanet's or ours", "movement-disorder", area),
        _thing("category", "One of our own areas", "movement-disorder", area),
        Parameter("type", "Only things of this class.", "Disease", tuple(sorted(DISEASES))),
        *_of_treatment(),
        _therapy("A treatment of it"),
    )


def of_therapies() -> tuple[Parameter, ...]:
    """The filters of the list of therapies."""
    kinds = ("Therapy", "MedicalAction", "any")
    about = "Medicines and other therapies (the default), measures of care, or any of the two."
    return (
        *_of_treatment(),
        _disease("A disease that it is for"),
        _thing("holder", "The organisation that holds it", "", _PARTY),
        Parameter("kind", about, "MedicalAction", kinds),
    )


def of_modalities() -> tuple[Parameter, ...]:
    """The filters of the list of kinds of treatment."""
    return (_thing("parent", "The kind directly above", "oligonucleotide", f"{_OWN}modality-"),)


def of_organisations() -> tuple[Parameter, ...]:
    """The filters of the list of organisations."""
    kinds = tuple(k for k in PRECEDENCE if section_of(k) == "organisation")
    return (
        Parameter("country", "Where it is, as ISO 3166-1 has it.", "FR", pattern=_ISO),
        Parameter("kind", "What kind of organisation.", "Authority", kinds),
        _disease("A disease (or an area) that it works on, or studies in a trial"),
    )


def of_trials() -> tuple[Parameter, ...]:
    """The filters of the list of trials."""
    party = "A sponsor, a collaborator, or an organisation at a place"
    place = "A country with a place of the trial, as ISO 3166-1 has it; - for none named."
    return (
        Parameter("status", "The registry's code.", "RECRUITING", STATUSES),
        Parameter("phase", "The registry's code.", "PHASE2", PHASES),
        Parameter("country", place, "FR", pattern=f"{_ISO}|-"),
        _disease("A disease that it studies"),
        _therapy("A therapy that it studies"),
        _thing("organisation", party, "", _PARTY),
    )


def of_payments() -> tuple[Parameter, ...]:
    """The filters of the list of payments."""
    where = "Country of the recipient, as ISO 3166-1 has it; - for not stated."
    kinds = _of_type("RecipientKind")
    purpose = "A purpose, as it was disclosed (capitals do not count); - for not stated."
    return (
        _thing("payer", "Who paid", "", _PARTY),
        _thing("recipient", "Who was paid", "", _PARTY),
        Parameter("year", "Year of the payment.", "2015", pattern="[0-9]{4}"),
        Parameter("country", where, "CH", pattern=f"{_ISO}|-"),
        Parameter("kind", "What kind of recipient.", "RecipientPatientOrganisation", kinds),
        Parameter("purpose", purpose, longest=200),
        Parameter("category", "A category of the publisher, under which it has a part."),
        Parameter("source", "The disclosure, by the id of its source.", "funding-ch"),
        Parameter(
            "side", "Who disclosed it: the two may speak of one payment.", "payer", tuple(SIDES)
        ),
    )
