"""Addresses that lead nowhere, or nearly: what is said, and what is suggested."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from flask.testing import FlaskClient

from rarekg.release import Home
from rarekg.search.engines import open_index
from rarekg.search.fts5_index import write_fts5
from rarekg.search.protocol import SearchDocument
from rarekg.server.suggestions import gene_named
from tests.conftest import ClientOf, PutMiniature
from tests.miniature import FORMER


def test_unknown_things_are_404_with_suggestions(client: FlaskClient) -> None:
    for path in ("/disease/friedrich-ataxia", "/entity/Friedreich_ataxia", "/Friedreich-ataxia"):
        response = client.get(path)
        assert response.status_code == 404
        assert '<a href="/disease/MONDO:0100339">Friedreich ataxia</a>' in response.text, path
    response = client.get("/therapy/rarekg:nusinersen-spinraza")
    assert response.status_code == 404
    assert ">nusinersen</a>" in response.text
    assert client.get("/disease/ORPHA:999999999").status_code == 404
    assert client.get("/statement/000000000000000000000000").status_code == 404


def test_an_unknown_identifier_says_so_and_names_what_is_near(client: FlaskClient) -> None:
    response = client.get("/disease/OMIM:999999")
    assert response.status_code == 404
    assert "nothing is known under OMIM:999999: no source read here has a record" in response.text
    assert '<a href="/search?q=OMIM%3A999999">' in response.text
    mistaken = client.get("/disease/OMIM:95")
    assert mistaken.status_code == 404
    assert '<a href="/disease/MONDO:0100339">Friedreich ataxia</a>' in mistaken.text
    assert "from <code>ORPHA:95</code>" in mistaken.text


def test_related_and_former_identifiers(
    tmp_path: Path, client_of: ClientOf, put_miniature: PutMiniature
) -> None:
    """OMIM:900009 is wider than ORPHA:900001, and has no record; HP:0009250 has another number."""
    home = Home(tmp_path / "home")
    put_miniature(home.path)
    client = client_of(home)
    response = client.get("/disease/OMIM:900009")
    assert response.status_code == 404
    assert ">Example syndrome</a>" in response.text
    former = client.get(f"/phenotype/{FORMER}")
    assert former.status_code == 301
    assert former.headers["Location"].startswith("/phenotype/HP:000125")


def test_a_gene_is_found_by_its_symbol(client: FlaskClient) -> None:
    for spelling in ("FXN", "fxn", "Fxn"):
        response = client.get(f"/gene/{spelling}")
        assert response.status_code == 302
        assert response.headers["Location"] == "/gene/HGNC:3951"
    assert client.get("/gene/hgnc3951").headers["Location"] == "/gene/HGNC:3951"
    unknown = client.get("/gene/NOSUCHGENE1")
    assert unknown.status_code == 404
    near = client.get("/gene/FX")
    assert near.status_code == 404
    assert '<a href="/gene/HGNC:3951">FXN</a>' in near.text


def test_an_older_symbol_of_two_genes_leads_to_neither(tmp_path: Path) -> None:
    def gene(number: int, symbol: str, *others: str) -> SearchDocument:
        names = ((symbol, "en", "name"), *((other, "en", "synonym") for other in others))
        return SearchDocument(f"HGNC:{number}", "Gene", symbol, names, (), "", 0)

    write_fts5([gene(1, "EXA1", "EX", "EXO"), gene(2, "EXB1", "EX", "EXA1")], tmp_path)
    with closing(open_index("fts5", tmp_path)) as engine:
        assert gene_named(engine, "exo") == "HGNC:1"
        assert gene_named(engine, "EXA1") == "HGNC:1", "its own symbol, though another had it"
        assert gene_named(engine, "EX") is None
        assert gene_named(engine, "EXA") is None
        assert gene_named(engine, "-") is None
