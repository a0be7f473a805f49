"""The page of one fact: whose words it is in, and who may be cited for it."""

from __future__ import annotations

import re

from flask.testing import FlaskClient


def page_of_first(client: FlaskClient, section: str) -> str:
    """The page of the first statement in a section of a disease page, as text."""
    html = client.get("/disease/MONDO:0100339").get_data(as_text=True)
    part = html.partition(f'aria-labelledby="h-{section}"')[2].partition("</section>")[0]
    found = re.search(r"/statement/[0-9a-f]{24}", part)
    assert found, f"no statement in {section}"
    text = client.get(found[0]).get_data(as_text=True)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_nobody_is_cited_for_words_that_we_wrote(client: FlaskClient) -> None:
    """A summary rests on its sources; that they say so, or agree on it, would be untrue."""
    text = page_of_first(client, "summary")
    assert "Friedreich ataxia in plain words" in text
    assert (
        "The curators of rarekg wrote this text in their own words, from what is stated by" in text
    )
    assert "What it rests on" in text
    assert "independently" not in text
    assert re.search(r"How to cite Facts collected by the rarekg curators, after .*Orphanet", text)


def test_a_fact_that_the_curators_entered_is_still_the_sources(client: FlaskClient) -> None:
    text = page_of_first(client, "signs")
    assert "One source says so: Orphanet" in text
    assert "How to cite Orphanet" in text
