"""Records: all that the graph says of a thing, no more, with who says so; rarity by its rule."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
import pytest
from rdflib.query import ResultRow

from rarekg.dataset import ReleaseDataset, open_dataset
from rarekg.errors import InvalidIdentifier, NotFound
from rarekg.graph.store import open_store
from rarekg.records.kinds import deciding_type, identifier_of, page_of
from rarekg.records.model import Disease, Entity, Link, Literal, Statement
from rarekg.records.rarity import verdicts
from rarekg.records.reader import Records
from rarekg.release import Home
from rarekg.vocabulary import property_of_iri

FRIEDREICH = "ORPHA:95"
DISEASES = ("ORPHA:95", "ORPHA:586", "ORPHA:399", "ORPHA:70")
STATEMENTS = """
SELECT ?statement ?property ?object ?polarity (GROUP_CONCAT(STR(?ref)) AS ?refs) {
    ?statement a rkg:Statement ; rdf:subject ?subject ; rdf:predicate ?property ;
        rdf:object ?object ; rkg:polarity ?polarity ; prov:wasDerivedFrom ?ref .
} GROUP BY ?statement ?property ?object ?polarity
"""


@pytest.fixture(scope="module")
def records(starter_home: Home) -> Records:
    return Records(starter_home.release().path)


@pytest.fixture(scope="module")
def graph(starter_home: Home) -> Iterator[ReleaseDataset]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAREKG_HOME", str(starter_home.path))
        with open_dataset() as dataset:
            yield dataset


def own(entity: Entity) -> list[Statement]:
    return [s for group in entity.statements.values() for s in group]


@pytest.mark.parametrize("identifier", DISEASES)
def test_a_record_has_the_statements_of_the_graph_and_no_other(
    records: Records, graph: ReleaseDataset, identifier: str
) -> None:
    """rdflib's answer to a query is the oracle."""
    entity = records.disease(identifier).entity
    query = STATEMENTS.replace("?subject", f"<{entity.iri}>")
    expected = {}
    for row in graph.query(query):
        assert isinstance(row, ResultRow)
        sid, prop, _, polarity, refs = map(str, row)
        key = property_of_iri()[prop].key
        backings = frozenset(r.rpartition("/")[2] for r in refs.split())
        expected[sid.rpartition("/")[2]] = (key, polarity.endswith("Negated"), backings)
    found = {
        s.id: (s.predicate, s.negated, frozenset(b.id for b in s.backings)) for s in own(entity)
    }
    assert found == expected
    assert len(found) > 5


def test_every_value_comes_with_its_references(records: Records) -> None:
    entity = records.disease(FRIEDREICH).entity
    for statement in own(entity):
        assert statement.backings, statement.id
        for backing in statement.backings:
            assert backing.record
            assert backing.source.title
            assert backing.authority.id
    for name in entity.names:
        assert name.sources, name.text
    for facts in entity.graph_facts.values():
        assert all(fact.sources for fact in facts)


def test_a_statement_alone_is_the_same_as_on_the_page(records: Records) -> None:
    for statement in own(records.disease(FRIEDREICH).entity)[:10]:
        assert records.statement(statement.id) == statement
    for unknown in ("0" * 24, "", "x y", "<>"):
        with pytest.raises(NotFound):
            records.statement(unknown)


def test_a_name_in_the_language_asked_for_else_in_english(records: Records) -> None:
    assert records.entity(FRIEDREICH).name == "Friedreich ataxia"
    french = records.entity(FRIEDREICH, "fr")
    assert (french.name, french.language) == ("Ataxie de Friedreich", "fr")
    other = records.entity(FRIEDREICH, "xx")
    assert (other.name, other.language) == ("Friedreich ataxia", "en")


def test_both_ends_of_a_statement_know_it(records: Records) -> None:
    disease = records.disease(FRIEDREICH).entity
    (gene, *_) = [s.value for s in disease.statements["associatedGene"]]
    assert isinstance(gene, Link)
    back = records.gene(gene.id)
    assert disease.id in [f.value.id for f in back.diseases if isinstance(f.value, Link)]
    (sign, *_) = [s.value for s in disease.statements["hasPhenotype"]]
    assert isinstance(sign, Link)
    page = records.phenotype(sign.id)
    assert disease.id in [f.value.id for f in page.diseases if isinstance(f.value, Link)]
    assert page.total >= len(page.diseases)


def test_pages_of_diseases_with_a_sign_are_parts_of_the_whole(records: Records) -> None:
    sign = max(
        (e.id for e in records.of_type("Phenotype")), key=lambda i: records.phenotype(i).total
    )
    whole = records.phenotype(sign)
    assert whole.total == len(whole.diseases) > 3
    parts = [records.phenotype(sign, start=n, size=2) for n in range(0, whole.total, 2)]
    assert tuple(f for part in parts for f in part.diseases) == whole.diseases
    assert {part.total for part in parts} == {whole.total}


def test_a_therapy_is_on_the_page_of_its_disease(records: Records) -> None:
    disease = records.disease("ORPHA:70")
    assert "nusinersen" in {s.subject.name for s in disease.therapies}
    (statement, *_) = [s for s in disease.therapies if s.subject.name == "nusinersen"]
    assert isinstance(statement.qualifier("stage"), Link)
    assert statement.qualifier("no such qualifier") is None


def test_what_is_of_another_kind_is_not_found_as_a_disease(records: Records) -> None:
    with pytest.raises(NotFound, match="is no disease"):
        records.disease("HP:0001251")
    with pytest.raises(NotFound, match="is no phenotype"):
        records.phenotype(FRIEDREICH)
    with pytest.raises(NotFound, match="is no gene"):
        records.gene(FRIEDREICH)
    with pytest.raises(NotFound, match="nothing is known under ORPHA:99999999"):
        records.entity("ORPHA:99999999")
    with pytest.raises(InvalidIdentifier):
        records.entity("not an identifier")


def test_sources_have_title_licence_and_attribution(records: Records) -> None:
    found = {s.id: s for s in records.sources()}
    assert {"orphanet", "mondo", "hpoa", "curated"} <= set(found)
    for source in found.values():
        assert source.title
        assert source.licence
    assert found["curated"].quads > 1000
    assert found["orphanet"].quads == 0, "named by references, not read here"


def test_areas_count_their_diseases(records: Records) -> None:
    areas = records.areas()
    assert len(areas) > 10
    assert all(number > 0 for _, number in areas)
    assert [a.name.casefold() for a, _ in areas] == sorted(a.name.casefold() for a, _ in areas)


def test_every_entity_of_the_release_can_be_read(records: Records) -> None:
    """One that cannot is a page that fails."""
    found = ((identifier_of(a), types) for a, types, _ in records.lookup.headings())
    rows = [(identifier, kind) for identifier, types in found if (kind := deciding_type(types))]
    assert len(rows) > 200
    for identifier, kind in rows:
        entity = records.entity(identifier)
        assert (entity.id, entity.type) == (identifier, kind)
        assert entity.name
        assert entity.url


# --- kinds and identifiers ------------------------------------------------------------------


def test_the_kind_that_decides_and_its_page() -> None:
    assert deciding_type(["Disease", "DiseaseGroup"]) == "DiseaseGroup"
    assert deciding_type([]) == deciding_type(["Unheard"]) == ""
    assert page_of("MONDO:1", "DiseaseSubtype") == "/disease/MONDO:1"
    assert page_of("rarekg:x", "Company") == "/organisation/rarekg:x"
    assert page_of("a b/ü", "Gene") == "/gene/a%20b%2F%C3%BC"
    assert page_of("x", "") == ""
    assert identifier_of("https://w3id.org/rarekg/vocab/Disease") == "rkg:Disease"
    assert identifier_of("https://example.org/x") == "https://example.org/x"


# --- rarity ---------------------------------------------------------------------------------


def _rules(records: Records) -> list[Entity]:
    return [r for r in records.of_type("RarityRule") if "rarityThreshold" in r.statements]


def _with_prevalence(disease: Disease, region: str, **qualifiers: str) -> Entity:
    """The disease, with one prevalence statement of a region and a value per 100,000."""
    base = own(disease.entity)[0]
    said: dict[str, tuple[Literal | Link, ...]] = {
        key: (Literal(value, kind="decimal"),) for key, value in qualifiers.items()
    }
    said["region"] = (Literal(region),)
    kind = "rkg:Prevalence1To5In10000"
    value = Link(kind, "1-5 / 10 000", "en", "", "")
    statement = Statement("x", base.subject, "pointPrevalence", value, False, said, base.backings)
    entity = disease.entity
    return Entity(
        entity.id,
        entity.iri,
        entity.type,
        entity.types,
        entity.name,
        entity.language,
        entity.url,
        entity.names,
        entity.identifiers,
        entity.graph_facts,
        {"pointPrevalence": (statement,)},
    )


@pytest.mark.parametrize(
    ("value", "rare"), [("2", True), ("49.9", True), ("50.1", False), ("120", False)]
)
def test_rarity_in_the_european_union_is_five_in_ten_thousand(
    records: Records, value: str, rare: bool
) -> None:
    disease = _with_prevalence(records.disease(FRIEDREICH), "Europe", valuePer100000=value)
    found = list(verdicts(disease, _rules(records)))
    assert [v.rare for v in found] == [rare]
    assert found[0].statement.id == "x", "the statement that decides is named"


def test_a_prevalence_elsewhere_says_nothing_about_europe(records: Records) -> None:
    disease = _with_prevalence(records.disease(FRIEDREICH), "Japan", valuePer100000="2")
    assert list(verdicts(disease, _rules(records))) == []


def test_a_class_whose_highest_value_is_the_threshold_itself_is_not_settled(
    records: Records,
) -> None:
    disease = _with_prevalence(records.disease(FRIEDREICH), "Europe")
    assert [v.rare for v in verdicts(disease, _rules(records))] in ([None], [True])


def test_the_store_is_not_written_to(starter_home: Home) -> None:
    store = open_store(starter_home.release().graph)
    with pytest.raises(RuntimeError, match="read-write"):
        store.add(ox.Quad(ox.NamedNode("a:a"), ox.NamedNode("a:b"), ox.NamedNode("a:c")))
