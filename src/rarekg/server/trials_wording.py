"""Plain words for the codes of the registry of trials. None of them says that something works."""

from __future__ import annotations

from rarekg.records.trials import NOT_STATED
from rarekg.server.languages import gettext, gettext_noop, ngettext

STATUS_WORDS = {
    "RECRUITING": gettext_noop("Looking for participants"),
    "NOT_YET_RECRUITING": gettext_noop("Not yet looking for participants"),
    "ENROLLING_BY_INVITATION": gettext_noop("Only for people who are invited"),
    "ACTIVE_NOT_RECRUITING": gettext_noop("Under way, no longer looking for participants"),
    "COMPLETED": gettext_noop("Finished"),
    "SUSPENDED": gettext_noop("Paused"),
    "TERMINATED": gettext_noop("Stopped early"),
    "WITHDRAWN": gettext_noop("Given up before anybody took part"),
    "AVAILABLE": gettext_noop("Open, for people who cannot take part in a trial"),
    "TEMPORARILY_NOT_AVAILABLE": gettext_noop("Closed for the time being"),
    "NO_LONGER_AVAILABLE": gettext_noop("Closed"),
    "APPROVED_FOR_MARKETING": gettext_noop(
        "Ended: an authority has since approved the product for sale"
    ),
    "WITHHELD": gettext_noop("Not made public yet"),
    "UNKNOWN": gettext_noop("Not known: the record has not been kept up to date"),
}
# What it means for somebody who looks for a trial: a class of the page.
STATUS_CLASS = {
    "RECRUITING": "open",
    "NOT_YET_RECRUITING": "soon",
    "ENROLLING_BY_INVITATION": "soon",
    "AVAILABLE": "open",
}
PHASE_WORDS = {
    "EARLY_PHASE1": gettext_noop("Early phase 1"),
    "PHASE1": gettext_noop("Phase 1"),
    "PHASE2": gettext_noop("Phase 2"),
    "PHASE3": gettext_noop("Phase 3"),
    "PHASE4": gettext_noop("Phase 4"),
    "NA": gettext_noop("Without phases"),
}
PHASE_MEANING = {
    "EARLY_PHASE1": gettext_noop(
        "very few people, very small amounts, to see what the body does with it"
    ),
    "PHASE1": gettext_noop("few people, to see whether it is safe enough to go on"),
    "PHASE2": gettext_noop("more people, for first signs of whether it does anything"),
    "PHASE3": gettext_noop("many people, to compare it with something else"),
    "PHASE4": gettext_noop("after an authority has approved it for some use"),
    "NA": gettext_noop("the study tests no medicine, or the registry gives it no phase"),
}
KIND_WORDS = {
    "INTERVENTIONAL": gettext_noop("Trial: something is given or done, to find out what it does"),
    "OBSERVATIONAL": gettext_noop("Study that observes: nothing is given because of it"),
    "EXPANDED_ACCESS": gettext_noop(
        "Access outside of trials, to something that is still being studied"
    ),
}
KIND_SHORT = {
    "INTERVENTIONAL": gettext_noop("Trials of something given or done"),
    "OBSERVATIONAL": gettext_noop("Studies that observe"),
    "EXPANDED_ACCESS": gettext_noop("Access outside of trials"),
}
INTERVENTION_WORDS = {
    "BEHAVIORAL": gettext_noop("behaviour or training"),
    "BIOLOGICAL": gettext_noop("biological product"),
    "COMBINATION_PRODUCT": gettext_noop("combination of products"),
    "DEVICE": gettext_noop("device"),
    "DIAGNOSTIC_TEST": gettext_noop("test"),
    "DIETARY_SUPPLEMENT": gettext_noop("food supplement"),
    "DRUG": gettext_noop("drug"),
    "GENETIC": gettext_noop("genetic product"),
    "PROCEDURE": gettext_noop("procedure"),
    "RADIATION": gettext_noop("radiation"),
    "OTHER": gettext_noop("other"),
}
SPONSOR_WORDS = {
    "INDUSTRY": gettext_noop("company"),
    "NIH": gettext_noop("National Institutes of Health, United States"),
    "FED": gettext_noop("authority of the United States"),
    "OTHER_GOV": gettext_noop("public authority"),
    "INDIV": gettext_noop("person"),
    "NETWORK": gettext_noop("network"),
}
SEX_WORDS = {
    "ALL": gettext_noop("any sex"),
    "FEMALE": gettext_noop("female"),
    "MALE": gettext_noop("male"),
}
EXPECTED = {"ESTIMATED": gettext_noop("expected"), "ACTUAL": ""}


def status_words(code: str) -> str:
    """A status in plain words."""
    return _words(STATUS_WORDS, code, gettext_noop("Not stated"))


def phase_words(code: str) -> str:
    """A phase in plain words."""
    return _words(PHASE_WORDS, code, gettext_noop("Phase not stated"))


def kind_words(code: str) -> str:
    """A kind of study in a word or two."""
    return _words(KIND_SHORT, code, gettext_noop("Not stated"))


def _words(table: dict[str, str], code: str, not_stated: str) -> str:
    if code in table:
        return gettext(table[code])
    return gettext(not_stated) if code in ("", NOT_STATED) else code


def age_words(text: str) -> str:
    """An age as the registry writes it (`18 Years`, `6 Months`) in plain words."""
    number, _, unit = text.partition(" ")
    if not number.isdecimal():
        return text
    many = int(number)
    return {
        "Year": ngettext("%(num)s year", "%(num)s years", many),
        "Month": ngettext("%(num)s month", "%(num)s months", many),
        "Week": ngettext("%(num)s week", "%(num)s weeks", many),
        "Day": ngettext("%(num)s day", "%(num)s days", many),
        "Hour": ngettext("%(num)s hour", "%(num)s hours", many),
    }.get(unit.removesuffix("s"), text)
