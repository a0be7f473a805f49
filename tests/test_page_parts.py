"""What the pages are made of, from records made here: of these cases (a sign that is denied, a
therapy that is ruled out) the starter release has none.
"""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from rarekg.records.model import Backing, Finding, Link, Literal, Source, Statement, Value
from rarekg.server.claims import claim
from rarekg.server.figures import figure, headline
from rarekg.server.references import References
from rarekg.server.signs import signs_by_frequency
from rarekg.server.treatments import Treatments, all_treatments, treatments
from rarekg.server.views import line, split
from rarekg.server.wording import words

_HPOA = Source("hpoa", "HPO annotations", "HPO", "HPO licence", "", "")
_ORPHANET = Source("orphanet", "Orphanet", "Orphanet", "CC BY 4.0", "", "")
_DISEASE = Link("ORPHA:1", "a disease", "en", "Disease", "/disease/ORPHA:1")
_SIGN = Link("HP:0000001", "a sign", "en", "Phenotype", "/phenotype/HP:0000001")
_DRUG = Link("rarekg:drug", "a drug", "en", "Therapy", "/therapy/rarekg:drug")


def _stated(
    predicate: str,
    value: Value,
    *,
    subject: Link = _DISEASE,
    negated: bool = False,
    by: Source = _ORPHANET,
    **qualifiers: Value,
) -> Statement:
    said = {key: (each,) for key, each in qualifiers.items()}
    backing = Backing(f"{by.id}{predicate}", by, "ORPHA:1")
    return Statement("0" * 24, subject, predicate, value, negated, said, (backing,))


def _frequency(code: str) -> Link:
    return Link(code, code, "en", "Phenotype", "")


def _no_kinds(_: str) -> tuple[Link, ...]:
    return ()


def test_qualifiers_are_said_in_clear_words() -> None:
    counted = _stated("hasPhenotype", _SIGN, frequencyCount=Literal("3/7"))
    assert words(counted) == "in 3 of 7 persons studied"
    one = _stated("hasPhenotype", _SIGN, frequencyCount=Literal("0/1"))
    assert words(one) == "in 0 of 1 person studied"
    male = _stated(
        "hasPhenotype",
        _SIGN,
        sex=Link("rkg:Male", "male", "en", "", ""),
        frequencyPercent=Literal("24.3%"),
    )
    assert words(male) == "in 24.3 % of persons; in males"
    dated = _stated("indicatedFor", _DISEASE, date=Literal("2017-05-30", kind="date"))
    assert words(dated) == "30 May 2017"


def test_a_denied_sign_is_never_among_those_affirmed() -> None:
    denied = _stated("hasPhenotype", _SIGN, negated=True, frequencyCount=Literal("0/5"))
    affirmed = _stated("hasPhenotype", _SIGN, by=_HPOA, frequency=_frequency("HP:0040283"))
    assert claim(denied) == "a disease is stated NOT to have the sign a sign"
    present, absent = split([Finding(_SIGN, (denied,))])
    assert not present
    assert absent[0].statements == (denied,)
    present, absent = split([Finding(_SIGN, (denied, affirmed))])
    assert present[0].statements == (affirmed,)
    assert absent[0].statements == (denied,)


def test_signs_stand_under_the_highest_frequency_that_a_source_gives() -> None:
    rare = _stated("hasPhenotype", _SIGN, frequencyCount=Literal("1/100"), by=_HPOA)
    often = _stated("hasPhenotype", _SIGN, frequency=_frequency("HP:0040281"))
    groups = signs_by_frequency([Finding(_SIGN, (rare, often))], {}, References())
    assert [g.title for g in groups] == ["Very frequent"]
    assert {line.words for line in groups[0].rows[0].row.lines} == {
        "very frequent (80–99 %)",
        "in 1 of 100 persons studied",
    }


def test_what_nobody_reviewed_is_said_at_once() -> None:
    """Where Orphanet holds that inheritance does not apply, HPO may have a computed one."""
    said = _stated("hasInheritance", _SIGN, by=_HPOA)
    (backing,) = said.backings
    computed = replace(said, backings=(replace(backing, evidence="ECO:0000501"),))
    assert line(said, References()).method == ""
    assert line(computed, References()).method.endswith("not reviewed by hand")


def test_one_person_studied_is_not_everybody() -> None:
    only = _stated("hasPhenotype", _SIGN, frequencyCount=Literal("1/1"), by=_HPOA)
    (group,) = signs_by_frequency([Finding(_SIGN, (only,))], {}, References())
    assert group.title == "In all who were studied"
    assert [line.words for line in group.rows[0].row.lines] == ["in 1 of 1 person studied"]


def test_many_signs_fold() -> None:
    signs = [Link(f"HP:{n:07}", f"sign {n:03}", "en", "Phenotype", "/") for n in range(100)]
    findings = [Finding(s, (_stated("hasPhenotype", s),)) for s in signs]
    groups = signs_by_frequency(findings, {}, References())
    assert sum(len(g.rows) for g in groups) == 20
    assert sum(len(g.folded) for g in groups) == 80
    assert [g.total for g in groups] == [100]


def _stage(key: str) -> Link:
    return Link(f"rkg:{key}", key, "en", "", "")


_ACTION = Link("MAXO:1", "an action", "en", "MedicalAction", "/therapy/MAXO:1")
_FDA = Link("rarekg:organisation-fda", "Food and Drug Administration", "en", "Authority", "/")


def _used(**qualifiers: Value) -> Statement:
    said = {key: (each,) for key, each in qualifiers.items()}
    return replace(_stated("indicatedFor", _DISEASE, subject=_DRUG), qualifiers=said)


def _treated(*statements: Statement) -> Treatments:
    return treatments(statements, _no_kinds, {_FDA.id: "FDA"}, References())


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        (_used(stage=_stage("Approved")), "approved"),
        (_used(stage=_stage("ConditionallyApproved")), "approved"),
        (_used(stage=_stage("InTrials")), "studied"),
        (_used(), "studied"),
        (_stated("orphanDesignation", _DISEASE, subject=_DRUG), "studied"),
        (_used(stage=_stage("Refused")), "stopped"),
        (_used(stage=_stage("Lapsed")), "stopped"),
        (_used(stage=_stage("DesignationWithdrawn")), "stopped"),
        (_stated("indicatedFor", _DISEASE, subject=_DRUG, negated=True), "stopped"),
        (_used(stage=_stage("Approved"), indicationPurpose=Literal("diagnosis")), "other"),
        (_used(stage=_stage("OrphanDesignated"), indicationPurpose=Literal("prevention")), "other"),
    ],
)
def test_treatments_stand_where_they_belong(statement: Statement, place: str) -> None:
    assert [status.key for status in _treated(statement).statuses] == [place]


def test_a_refusal_outweighs_a_designation() -> None:
    found = _treated(_used(stage=_stage("OrphanDesignated")), _used(stage=_stage("Refused")))
    assert [(status.key, status.total) for status in found.statuses] == [("stopped", 1)]


def test_what_is_ruled_out_stands_apart_from_what_is_approved() -> None:
    found = _treated(
        _used(stage=_stage("Approved")), _stated("contraindicatedFor", _DISEASE, subject=_DRUG)
    )
    assert [status.key for status in found.statuses] == ["approved"]
    assert [link.id for link, _ in found.ruled_out] == [_DRUG.id]


def test_one_decision_that_two_state_is_told_once_with_both_references() -> None:
    curated = _used(stage=_stage("Approved"), authority=_FDA, date=Literal("2020-01-02"))
    derived = replace(curated, id="1" * 24, backings=(Backing("other", _HPOA, "r"),))
    found = _treated(curated, derived)
    [treatment] = found.statuses[0].groups[0].treatments
    [step] = treatment.steps
    assert (step.short, step.date, step.more) == ("FDA", "2 January 2020", 0)
    assert step.line is not None
    assert step.line.marks == (1, 2)


def test_a_statement_without_the_day_is_not_told_beside_the_one_with_it() -> None:
    dated = _used(stage=_stage("Approved"), authority=_FDA, date=Literal("2020-01-02"))
    undated = replace(_used(stage=_stage("Approved"), authority=_FDA), id="1" * 24)
    [step] = _treated(undated, dated).statuses[0].groups[0].treatments[0].steps
    assert (step.date, step.more) == ("2 January 2020", 0)


def test_exceptional_circumstances_are_not_told_as_a_second_approval() -> None:
    plain, exceptional = (
        replace(_used(stage=_stage(stage), authority=_FDA, date=Literal("2020-01-02")), id=sid * 24)
        for stage, sid in (("Approved", "1"), ("ApprovedExceptional", "2"))
    )
    [step] = _treated(plain, exceptional).statuses[0].groups[0].treatments[0].steps
    assert "exceptional" in step.stage.lower()


def test_later_decisions_of_the_same_kind_are_counted() -> None:
    found = _treated(
        *(
            _used(stage=_stage("Approved"), authority=_FDA, date=Literal(f"{year}-01-02"))
            for year in (2022, 2019, 2020)
        )
    )
    [step] = found.statuses[0].groups[0].treatments[0].steps
    assert (step.year, step.more, step.last) == ("2019", 2, "2022")


def test_measures_are_no_medicines_and_what_did_not_help_says_so() -> None:
    helped = _stated("treats", _DISEASE, subject=_ACTION, forSign=_SIGN)
    not_helped = _stated("treats", _DISEASE, subject=_ACTION, negated=True)
    found = _treated(helped, not_helped, _stated("contraindicatedFor", _DISEASE, subject=_ACTION))
    assert not found.statuses
    assert not found.ruled_out
    assert list(found.care) == ["treats", "not-treats", "contraindicatedFor"]
    assert found.care["treats"][0].rows[0][1] == (_SIGN,)


def test_of_hundreds_of_designations_some_are_shown_and_all_are_counted() -> None:
    drugs = [replace(_DRUG, id=f"rarekg:d{n}", name=f"drug {n:03}") for n in range(300)]
    given = [_stated("orphanDesignation", _DISEASE, subject=drug) for drug in drugs]
    [status] = _treated(*given).statuses
    assert status.total == 300
    assert status.shown == sum(len(g.treatments) for g in status.groups) < 300
    everything = all_treatments(given, {})
    assert len(everything["studied"]) == 300


def test_the_widest_region_is_named_first_and_no_class_is_hidden() -> None:
    def prevalence(key: str, region: str) -> Statement:
        value = Link(f"rkg:{key}", key, "en", "", "")
        return _stated("pointPrevalence", value, region=Literal(region))

    def shown(*given: Statement) -> list[str]:
        figures = tuple(figure(s, References()) for s in given)
        return [f.region for f in headline(figures)]

    high = prevalence("Prevalence1To5In10000", "Norway")
    low = prevalence("Prevalence1To9In100000", "Hong Kong")
    unknown = prevalence("PrevalenceUnknown", "Worldwide")
    assert shown(unknown, low, high) == ["Hong Kong", "Norway"]
    assert shown(low, high, prevalence("Prevalence1To9In100000", "Europe")) == ["Europe"]
    assert shown(unknown) == []
