"""What is found: every kind of thing, with the attributes that the release states of it."""

from __future__ import annotations

import html
from collections import Counter

import pytest
import requests

from rarekg.records.kinds import PRECEDENCE
from rarekg.records.reader import Records
from rarekg.release import Home
from rarekg.search.documents import documents
from rarekg.search.fields import FACETS, RELATIONS
from rarekg.search.protocol import SearchDocument
from rarekg.search.site_pages import site_pages
from rarekg.server.treatments import all_treatments
from rarekg.sources.manifest import all_sources

Documents = dict[str, SearchDocument]


@pytest.fixture(scope="module")
def found(starter_home: Home) -> Documents:
    release = starter_home.release()
    every = list(documents(release.path))
    by_id = {document.id: document for document in every}
    assert len(by_id) == len(every)  # each thing once
    return by_id


def values(document: SearchDocument, field: str) -> set[str]:
    return {value for name, value in document.attributes if name == field}


def test_every_kind_of_thing_is_found_but_payments(found: Documents) -> None:
    kinds = Counter(document.type for document in found.values())
    assert "Payment" not in kinds
    assert {"Disease", "Phenotype", "Gene", "Therapy", "Modality", "Area", "Programme"} <= set(
        kinds
    )
    assert set(kinds) <= {*PRECEDENCE, "Source", "Page"}
    assert kinds["Source"] == len(all_sources())


def test_only_known_fields_and_each_pair_once(found: Documents) -> None:
    for document in found.values():
        assert len(set(document.attributes)) == len(document.attributes)
        fields = {field for field, _ in document.attributes}
        assert fields <= {*FACETS, *RELATIONS, "often", "deprecated"}


def test_a_disease_says_by_what_it_can_be_narrowed_down(found: Documents) -> None:
    disease = next(d for d in found.values() if d.name == "Friedreich ataxia")
    assert values(disease, "gene") == {"HGNC:3951"}
    assert "HP:0000007" in values(disease, "inheritance")
    assert "rarekg:area-movement-disorder" in values(disease, "area")
    assert values(disease, "prevalence") == {"rkg:Prevalence1To9In100000"}
    assert "approved" in values(disease, "treatment")
    assert "none" not in values(disease, "treatment")
    assert "rarekg:omaveloxolone" in values(disease, "therapy")
    assert "rarekg:modality-small-molecule" in values(disease, "modality")
    assert "HP:0001260" in values(disease, "sign")
    assert values(disease, "often") <= values(disease, "sign")


def test_english_texts_come_first_and_each_is_a_line(found: Documents) -> None:
    disease = next(d for d in found.values() if d.name == "Friedreich ataxia")
    english, *others = disease.text.split("\n")
    assert " the " in english
    assert others
    assert all(" the " not in text for text in others)


def test_a_therapy_has_its_kinds_and_all_above_and_how_far_it_came(found: Documents) -> None:
    therapy = found["rarekg:nusinersen"]
    assert values(therapy, "modality") == {
        "rarekg:modality-antisense-oligonucleotide",
        "rarekg:modality-oligonucleotide",
    }
    assert values(therapy, "stage") == {"rkg:Approved"}
    assert values(therapy, "gene") == {"HGNC:11118"}


def test_things_are_found_by_their_own_relation(found: Documents) -> None:
    own = {"Gene": "gene", "Phenotype": "sign", "Therapy": "therapy", "Company": "organisation"}
    for document in found.values():
        if document.type in own:
            assert document.id in values(document, own[document.type])


def test_pages_and_sources_are_where_their_address_says(found: Documents, site: str) -> None:
    for document in found.values():
        if document.type in ("Page", "Source"):
            answer = requests.get(site + document.url, timeout=60)
            assert answer.status_code == 200, f"{document.url}: {answer.text[:300]}"
            assert document.name in html.unescape(answer.text), document.url
    assert {page.url for page in site_pages()} >= {"/", "/about", "/api", "/sparql", "/data"}


def test_treatments_stand_as_on_the_page_of_the_disease(
    found: Documents, starter_home: Home
) -> None:
    records = Records(starter_home.release().path)
    for document in found.values():
        if document.type in ("Disease", "DiseaseSubtype"):
            told = records.treatments(document.id)
            shown = set(all_treatments(told, {}))
            if any(s.predicate in ("treats", "prevents") and not s.negated for s in told):
                shown.add("care")
            assert values(document, "treatment") == (shown or {"none"}), document.id
