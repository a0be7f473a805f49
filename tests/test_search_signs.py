"""Signs in plain words lead to the diseases that have them."""

from __future__ import annotations

import pytest

from rarekg.search.engines import ENGINES
from rarekg.search.protocol import Request, SearchDocument, SearchEngine, Tier


def document(
    identifier: str, kind: str, name: str, *attributes: tuple[str, str], also: str = ""
) -> SearchDocument:
    names = ((name, "en", "displayName"), *(((also, "en", "layName"),) if also else ()))
    return SearchDocument(identifier, kind, name, names, (), "", 1, attributes=attributes)


GAIT, ATAXIA, LIMB = "HP:0002317", "HP:0001251", "HP:0002070"
DOCUMENTS = (
    document(GAIT, "Phenotype", "Unsteady gait", ("sign", GAIT), also="Walks unsteadily"),
    document(ATAXIA, "Phenotype", "Ataxia", ("sign", ATAXIA)),
    document(LIMB, "Phenotype", "Limb ataxia", ("sign", LIMB), ("sign", ATAXIA)),
    document("MONDO:0000001", "Disease", "Rarely", ("sign", GAIT)),
    document("MONDO:0000002", "DiseaseSubtype", "Often", ("sign", GAIT), ("often", GAIT)),
    document("MONDO:0000003", "Disease", "Never", ("sign", LIMB)),
    document("MONDO:0000004", "Disease", "Unsteady gait disease"),
)


@pytest.fixture(scope="module", params=sorted(ENGINES))
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> SearchEngine:
    folder = tmp_path_factory.mktemp("index")
    write, open_ = ENGINES[request.param]
    write(iter(DOCUMENTS), folder)
    return open_(folder)


def test_the_name_of_a_sign_finds_it_and_the_diseases_that_have_it(engine: SearchEngine) -> None:
    found = engine.search(Request("unsteady gait", counted=True))
    ids = [hit.id for hit in found.hits]
    assert set(ids[:2]) == {GAIT, "MONDO:0000004"}  # what is called so
    assert ids[2:] == ["MONDO:0000002", "MONDO:0000001"]  # the one of which it is frequent first
    assert found.total == 4
    counts = {(c.field, c.value): c.number for c in found.counts}
    assert counts["type", "Disease"] == 2


def test_the_page_says_by_which_name_of_the_sign(engine: SearchEngine) -> None:
    found = engine.search(Request("walks unsteadily", explained=True))
    hit = found.hits[1]
    assert (hit.matched.field, hit.matched.text) == ("sign", "Walks unsteadily")
    assert hit.matched.kind == Tier.SIGN
    assert any("sign" in line for line in hit.why)


def test_pages_of_results_follow_one_another(engine: SearchEngine) -> None:
    whole = [hit.id for hit in engine.search(Request("unsteady gait")).hits]
    paged = [
        hit.id
        for start in range(4)
        for hit in engine.search(Request("unsteady gait", start=start, size=1)).hits
    ]
    assert paged == whole


def test_kinds_narrow_it_down(engine: SearchEngine) -> None:
    found = engine.search(Request("unsteady gait", ("DiseaseSubtype",)))
    assert [hit.id for hit in found.hits] == ["MONDO:0000002"]


def test_narrower_signs_are_not_diseases_that_have_it(engine: SearchEngine) -> None:
    found = engine.search(Request("ataxia"))
    assert [hit.id for hit in found.hits] == [ATAXIA, LIMB]
    assert all(hit.matched.field != "sign" for hit in found.hits)
