"""The founding facts are in the curated data, as data, with the page and what it cites."""

from __future__ import annotations

from decimal import Decimal

from rarekg.facts import Fact, Text
from tests.curated_claims import curated_claims


def founding(predicate: str) -> dict[str, list[Fact]]:
    """The facts of the founding files with a property, by subject."""
    found: dict[str, list[Fact]] = {}
    for claim in curated_claims():
        if "/" not in claim.file and claim.fact.predicate == predicate:
            found.setdefault(str(claim.fact.subject), []).append(claim.fact)
    return found


def test_rarity_is_data() -> None:
    thresholds = {
        s: (f.object, dict(f.qualifiers).get("population"))
        for s, (f,) in founding("rarityThreshold").items()
    }
    assert thresholds == {
        "rarekg:rule-europe": (Decimal(1), "2000"),
        "rarekg:rule-united-states": (Decimal(200_000), None),
    }


def test_key_figures_carry_page_and_publication() -> None:
    values = founding("figureValue")
    shares = {
        dict(f.qualifiers)["bound"]: f.object for f in values["rarekg:figure-people-world-share"]
    }
    assert shares == {"rkg:AtLeast": Decimal("3.5"), "rkg:UpTo": Decimal("5.9")}
    (world,) = values["rarekg:figure-people-world"]
    (reference,) = world.references
    assert world.object == Decimal(300_000_000)
    assert reference.primary_source == "servier-rare-disease-day-2025"
    assert reference.publications == ("https://www.rarediseaseday.org/what-is-a-rare-disease/",)
    assert reference.consulted == "2025-01"
    assert reference.url is None


def test_each_key_figure_is_told_in_english_and_french() -> None:
    told = founding("figureText")
    assert set(told) == set(founding("figureValue"))
    for figure, facts in told.items():
        languages = [f.object.language for f in facts if isinstance(f.object, Text)]
        assert languages == ["en", "fr"], figure


def test_one_can_report_from_everywhere() -> None:
    places = {dict(f.qualifiers)["place"] for (f,) in founding("coversPlace").values()}
    assert places == {
        *("US", "CA", "AU", "JP"),
        *("EU", "FR", "DE", "ES", "IT", "NL", "GB", "CH"),
        "001",
    }
    assert set(founding("reportsSideEffects")) == set(founding("coversPlace"))


def test_each_modality_has_a_plain_and_an_expert_description() -> None:
    plain, expert = founding("summary"), founding("definition")
    modalities = [s for s in plain if s.startswith("rarekg:modality-")]
    assert len(modalities) >= 15
    for modality in modalities:
        for facts in (plain[modality], expert[modality]):
            assert {f.object.language for f in facts if isinstance(f.object, Text)} == {"en", "fr"}
