"""What stands above a disease's facts: namesakes, and numbers that Orphanet's files lack."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from rarekg.release import Home
from tests.conftest import ClientOf
from tests.miniature import build_miniature, write_mirror


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, client_of: ClientOf) -> FlaskClient:
    """GARD passes on ORPHA:900007, of which no packet is left, and writes it in capitals; and
    another number with the name of a disease of which much is told."""
    folder = tmp_path_factory.mktemp("cautions")
    mirror = write_mirror(folder / "mirror")
    with (mirror / "gard" / "GARD.csv").open("a", encoding="utf-8") as file:
        file.write("GARD:0900007,Orphanet,ORPHA:900007,Disorder,Disease,SAMPLE SYNDROME,\n")
        file.write("GARD:0900008,Orphanet,ORPHA:900008,Disorder,Disease,EXAMPLE SYNDROME,\n")
    home = Home(folder / "home")
    build_miniature(home.path, mirror)
    return client_of(home)


def notes(client: FlaskClient, path: str) -> list[str]:
    """The notes of a page that stand before its first section."""
    response = client.get(path)
    assert response.status_code == 200
    above = response.text.partition("<section")[0]
    return re.findall(r'<p class="note">(.*?)</p>', above, re.DOTALL)


def test_pages_with_one_name_lead_to_one_another(client: FlaskClient) -> None:
    (note,) = notes(client, "/disease/MONDO:9000002")
    assert note.startswith('Another page has this name: <a href="/disease/ORPHA:900007">')
    assert '<a href="/disease/MONDO:9000002">' in notes(client, "/disease/ORPHA:900007")[0]
    (note,) = notes(client, "/disease/MONDO:9000001")
    assert "/disease/ORPHA:900008" in note


def test_a_page_with_little_leads_to_the_one_with_much(client: FlaskClient) -> None:
    response = client.get("/disease/ORPHA:900008")
    (note,) = re.findall(r'<p class="note fuller">(.*?)</p>', response.text)
    assert 'Much more is known on <a href="/disease/MONDO:9000001">Example syndrome</a>' in note
    assert "It has the same name." in note
    for other in ("MONDO:9000001", "MONDO:9000002", "ORPHA:900007"):
        assert "note fuller" not in client.get(f"/disease/{other}").text


def test_a_number_without_a_packet_is_said_to_be_missing(client: FlaskClient) -> None:
    _, note = notes(client, "/disease/ORPHA:900007")
    assert "do not have the number <code>ORPHA:900007</code>" in note


def test_nothing_is_missing_where_orphanets_files_were_not_read(
    starter_app: Flask,
) -> None:
    assert not notes(starter_app.test_client(), "/disease/MONDO:0100339")
