"""Pages of companies that only the records of authorities name: what they hold, and where."""

from __future__ import annotations

import html
import re

import msgspec
import openpyxl
import pytest
from flask.testing import FlaskClient

from rarekg.build import BuildOptions, build
from rarekg.build_report import Stages
from rarekg.records.model import Link
from rarekg.records.organisations import Organisation
from rarekg.release import Home
from rarekg.server.organisation_map import place_in_words, place_words
from rarekg.server.organisation_views import HELD
from rarekg.sources.manifest import SourceManifest, source_named
from tests.conftest import ClientOf
from tests.test_read_fda import COLUMNS, FULL, Cell, designated

MANY = HELD + 3
SPONSOR, CITY = COLUMNS.index("Sponsor Company"), COLUMNS.index("Sponsor City")
PAGE = "/organisation/rarekg:organisation-holder-example-sa-france"


def row(number: int, sponsor: str = "Example SA", city: str = "Lyon") -> list[Cell]:
    cells = designated(f"substance{number:03}inib", key=200_000 + number)
    cells[SPONSOR], cells[CITY] = sponsor, city
    return cells


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, client_of: ClientOf) -> FlaskClient:
    """A release of the curated data and of a table of the FDA with invented companies."""
    mirror = tmp_path_factory.mktemp("mirror")
    (mirror / "fda").mkdir()
    book = openpyxl.Workbook()
    book.worksheets[0].append(COLUMNS)
    for cells in (
        *(row(number) for number in range(MANY)),
        row(500, "EXAMPLE S.A.", "Paris"),
        row(501, "Example Rare Therapies"),
        row(502, "Inventor, Ann, M.D."),
    ):
        book.worksheets[0].append(cells)
    book.save(mirror / "fda" / FULL)
    fda = source_named("fda")
    file = msgspec.structs.replace(fda.file[0], expect={}, options={})
    home = Home(tmp_path_factory.mktemp("holders"))
    sources: list[str | SourceManifest] = ["curated", msgspec.structs.replace(fda, file=[file])]
    build(home, BuildOptions(mirror=mirror, sources=sources, workers=1), Stages())
    return client_of(home)


def words(client: FlaskClient, path: str) -> str:
    answer = client.get(path, follow_redirects=True)
    assert answer.status_code == 200, path
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", answer.text)).split())


def test_a_holder_has_a_page_with_what_it_holds_page_by_page(client: FlaskClient) -> None:
    first = words(client, PAGE)
    assert "company Example SA" in first
    assert "Lyon, France" in first
    assert "Paris, France" in first, "both spellings are one company"
    assert f"or did {MANY + 1} " in first
    assert "Page 1 of 2" in first
    assert "substance000inib" in first
    assert "substance052inib" not in first
    assert "substance052inib" in words(client, f"{PAGE}?page=2")
    assert "Page 2 of 2" in words(client, f"{PAGE}?page=99")


def test_a_therapy_leads_to_its_holder(client: FlaskClient) -> None:
    page = client.get("/therapy/rarekg:fda-substance500inib").text
    canonical = client.get(PAGE).location or PAGE  # of two spellings, one stands for both
    assert f'href="{canonical}"' in page
    assert "EXAMPLE S.A." in page


def test_names_with_the_same_word_are_one_step_away(client: FlaskClient) -> None:
    page = words(client, PAGE)
    assert "2 organisations with “Example” in their names" in page
    found = words(client, "/organisations?words=example")
    assert "Example Rare Therapies" in found
    assert "2 organisations" in found


def test_a_person_has_no_page(client: FlaskClient) -> None:
    assert "Inventor, Ann" not in words(client, "/organisations?words=inventor")
    assert "Inventor, Ann, M.D." in words(client, "/therapy/rarekg:fda-substance502inib")


def test_companies_of_which_no_point_is_known_are_not_among_the_centres(
    client: FlaskClient,
) -> None:
    assert "Example SA" not in words(client, "/centres?words=example")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Bern, BE, CH", "Bern, Switzerland"),
        ("Bern, CH", "Bern, Switzerland"),
        ("Oslo, NO", "Oslo, Norway"),
        ("Lyon, France", "Lyon, France"),
    ],
)
def test_a_place_in_codes_is_written_in_words(written: str, shown: str) -> None:
    assert place_in_words(written) == shown


def organisation(kinds: tuple[str, ...], therapies: int = 0) -> Organisation:
    link = Link("ROR:0000000a1", "Invented", "en", kinds[0], "/organisation/ROR:0000000a1")
    places, works = ("Bern, BE, CH",), frozenset[str]()
    return Organisation(link, kinds, "CH", "Switzerland", places, None, works, works, 0, therapies)


def test_who_cares_or_does_research_is_a_centre() -> None:
    assert organisation(("CareProvider",)).on_map
    assert organisation(("ResearchCentre",)).on_map
    assert not organisation(("ResearchCentre", "Authority")).on_map
    assert not organisation(("Company",), therapies=3).on_map
    assert place_words(organisation(("CareProvider",))) == "Bern, Switzerland"
