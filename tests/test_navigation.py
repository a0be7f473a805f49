"""Ways through the site: header, footer, first page."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

_HERE = re.compile(r'<a href="([^"]+)" aria-current="(\w+)">')


def doors(html: str) -> dict[str, int]:
    """The cards of the first page with their numbers."""
    shown = html.partition('class="doors"')[2].partition("</nav>")[0]
    found = re.findall(r'<a href="([^"]+)">.*?class="count">([\d,]+)<', shown)
    return {href: int(number.replace(",", "")) for href, number in found}


@pytest.mark.parametrize(
    ("path", "marked"),
    [
        ("/modalities", ("/modalities", "page")),
        ("/therapy/rarekg:nusinersen", ("/modalities", "true")),
        ("/organisations", ("/centres", "true")),
        ("/trials", ("/trials", "page")),
        ("/money", ("/money", "page")),
        ("/about", ("/about", "page")),
    ],
)
def test_the_header_marks_where_the_reader_is(
    client: FlaskClient, path: str, marked: tuple[str, str]
) -> None:
    header = client.get(path).text.partition("</header>")[0]
    assert _HERE.findall(header) == [marked]


def test_the_first_page_leads_to_what_the_release_has(client: FlaskClient) -> None:
    """The starter data has neither trials nor payments: no card promises any."""
    found = doors(client.get("/").text)
    assert list(found) == [
        "/diseases",
        "/modalities",
        "/centres",
        "/signs",
        "/genes",
        "/key-figures",
    ]
    assert all(found.values())
    for path in ("/diseases", "/signs", "/genes"):  # the same number as on the list itself
        assert f"{found[path]:,}" in client.get(path).text.partition("<main")[2]


@pytest.mark.parametrize(
    ("path", "said"),
    [("/money", "Nothing disclosed"), ("/trials", "That does not mean that there are none")],
)
def test_a_list_with_nothing_in_it_says_so(client: FlaskClient, path: str, said: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert said in answer.text.partition("<main")[2]
    assert "his release was made without" in answer.text
