"""Plain words for the codes of the registry of trials. None of them says that something works."""

from __future__ import annotations

from rarekg.records.trials import NOT_STATED

STATUS_WORDS = {
    "RECRUITING": "Looking for participants",
    "NOT_YET_RECRUITING": "Not yet looking for participants",
    "ENROLLING_BY_INVITATION": "Only for people who are invited",
    "ACTIVE_NOT_RECRUITING": "Under way, no longer looking for participants",
    "COMPLETED": "Finished",
    "SUSPENDED": "Paused",
    "TERMINATED": "Stopped early",
    "WITHDRAWN": "Given up before anybody took part",
    "AVAILABLE": "Open, for people who cannot take part in a trial",
    "TEMPORARILY_NOT_AVAILABLE": "Closed for the time being",
    "NO_LONGER_AVAILABLE": "Closed",
    "APPROVED_FOR_MARKETING": "Ended: an authority has since approved the product for sale",
    "WITHHELD": "Not made public yet",
    "UNKNOWN": "Not known: the record has not been kept up to date",
}
# What it means for somebody who looks for a trial: a class of the page.
STATUS_CLASS = {
    "RECRUITING": "open",
    "NOT_YET_RECRUITING": "soon",
    "ENROLLING_BY_INVITATION": "soon",
    "AVAILABLE": "open",
}
PHASE_WORDS = {
    "EARLY_PHASE1": "Early phase 1",
    "PHASE1": "Phase 1",
    "PHASE2": "Phase 2",
    "PHASE3": "Phase 3",
    "PHASE4": "Phase 4",
    "NA": "Without phases",
}
PHASE_MEANING = {
    "EARLY_PHASE1": "very few people, very small amounts, to see what the body does with it",
    "PHASE1": "few people, to see whether it is safe enough to go on",
    "PHASE2": "more people, for first signs of whether it does anything",
    "PHASE3": "many people, to compare it with something else",
    "PHASE4": "after an authority has approved it for some use",
    "NA": "the study tests no medicine, or the registry gives it no phase",
}
KIND_WORDS = {
    "INTERVENTIONAL": "Trial: something is given or done, to find out what it does",
    "OBSERVATIONAL": "Study that observes: nothing is given because of it",
    "EXPANDED_ACCESS": "Access outside of trials, to something that is still being studied",
}
KIND_SHORT = {
    "INTERVENTIONAL": "Trials",
    "OBSERVATIONAL": "Studies that observe",
    "EXPANDED_ACCESS": "Access outside of trials",
}
INTERVENTION_WORDS = {
    "BEHAVIORAL": "behaviour or training",
    "BIOLOGICAL": "biological product",
    "COMBINATION_PRODUCT": "combination of products",
    "DEVICE": "device",
    "DIAGNOSTIC_TEST": "test",
    "DIETARY_SUPPLEMENT": "food supplement",
    "DRUG": "drug",
    "GENETIC": "genetic product",
    "PROCEDURE": "procedure",
    "RADIATION": "radiation",
    "OTHER": "other",
}
SPONSOR_WORDS = {
    "INDUSTRY": "company",
    "NIH": "National Institutes of Health, United States",
    "FED": "authority of the United States",
    "OTHER_GOV": "public authority",
    "INDIV": "person",
    "NETWORK": "network",
}
SEX_WORDS = {"ALL": "any sex", "FEMALE": "female", "MALE": "male"}
EXPECTED = {"ESTIMATED": "expected", "ACTUAL": ""}
_UNITS = {"Year": "year", "Month": "month", "Week": "week", "Day": "day", "Hour": "hour"}


def status_words(code: str) -> str:
    """A status in plain words."""
    return STATUS_WORDS.get(code, "Not stated" if code in ("", NOT_STATED) else code)


def phase_words(code: str) -> str:
    """A phase in plain words."""
    return PHASE_WORDS.get(code, "Phase not stated" if code in ("", NOT_STATED) else code)


def kind_words(code: str) -> str:
    """A kind of study in a word or two."""
    return KIND_SHORT.get(code, "Not stated" if code in ("", NOT_STATED) else code)


def age_words(text: str) -> str:
    """An age as the registry writes it (`18 Years`, `6 Months`) in plain words."""
    number, _, unit = text.partition(" ")
    singular = _UNITS.get(unit.removesuffix("s"))
    if singular is None or not number.isdecimal():
        return text
    return f"{number} {singular}" if number == "1" else f"{number} {singular}s"
