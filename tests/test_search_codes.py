"""Codes from a letter: what they stand for first, then what is filed under them."""

from __future__ import annotations

import pytest

from rarekg.search.engines import ENGINES
from rarekg.search.protocol import Request, SearchDocument, SearchEngine


def document(
    identifier: str, kind: str, name: str, ids: tuple[str, ...] = (), codes: tuple[str, ...] = ()
) -> SearchDocument:
    names = ((name, "en", "displayName"),)
    return SearchDocument(identifier, kind, name, names, ids, "", 1, codes=codes)


DOCUMENTS = (
    document("MONDO:0000001", "Disease", "Friedreich ataxia", codes=("ICD10:G11.1",)),
    document("MONDO:0000002", "DiseaseSubtype", "Early ataxia", ("ICD10:G11.1",)),
    document("MONDO:0000003", "Disease", "Infantile ataxia", codes=("ICD11MMS:8A03.1",)),
    document("HGNC:1", "Gene", "CD40"),
    document("MONDO:0000004", "Disease", "Filed like a gene", codes=("ICD11MMS:CD40",)),
    document("MONDO:0000005", "Disease", "Known to UMLS", ("UMLS:C0026847",)),
    document("CHEBI:1", "Therapy", "nusinersen", codes=("ATC:M09AX07",)),
)


@pytest.fixture(scope="module", params=sorted(ENGINES))
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> SearchEngine:
    folder = tmp_path_factory.mktemp("index")
    write, open_ = ENGINES[request.param]
    write(iter(DOCUMENTS), folder)
    return open_(folder)


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("G11.1", ["MONDO:0000002", "MONDO:0000001"]),
        ("ICD10:G11.1", ["MONDO:0000002", "MONDO:0000001"]),
        ("ICD-10: g11.1", ["MONDO:0000002", "MONDO:0000001"]),
        ("8A03.1", ["MONDO:0000003"]),
        ("ICD-11 8A03.1", ["MONDO:0000003"]),
        ("CD40", ["HGNC:1", "MONDO:0000004"]),
        ("m09ax07", ["CHEBI:1"]),
        ("c0026847", ["MONDO:0000005"]),
        ("~ICD10:G11.1", []),
        ("id:G11.1", ["MONDO:0000001", "MONDO:0000002"]),
    ],
)
def test_codes(engine: SearchEngine, query: str, ids: list[str]) -> None:
    found = engine.search(Request(query, spelling=False)).hits
    hits = [hit for hit in found if hit.matched.field == "identifier" or hit.id in ids]
    assert [hit.id for hit in hits][: len(ids)] == ids
    assert all(not hit.matched.text.startswith("~") for hit in hits)


def test_what_is_filed_under_a_code_does_not_have_it_as_its_own(engine: SearchEngine) -> None:
    hits = {hit.id: hit for hit in engine.search(Request("G11.1")).hits}
    assert hits["MONDO:0000001"].matched.text == "ICD10:G11.1"
    assert hits["MONDO:0000001"].ids == ("MONDO:0000001",)
    assert "ICD10:G11.1" in hits["MONDO:0000002"].ids
