"""The widget `search`: a box, and what is found in place, with who says so."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.widget_answers import page, section, widget


def test_the_box_says_where_its_words_are_sent(client: FlaskClient) -> None:
    found = widget(client, "search?lang=fr&q=ataxie")
    (box,) = found.sections
    assert (box.kind, box.url) == ("search", "http://localhost/fr/search")
    assert found.words.suggestions


def test_what_is_found_is_told_and_cited(client: FlaskClient) -> None:
    found = section(widget(client, "search?q=friedreich&results=here"), "results")
    first = found.items[0]
    assert first.text == "Friedreich ataxia"
    assert first.note.startswith("disease · ")
    assert "<" not in first.note
    said = page(client, first.statement)
    assert first.note.rpartition(" · ")[2].rstrip("…") in said
    listed = page(client, "/search?q=friedreich")
    assert all(item.text in listed for item in found.items)


def test_a_search_says_what_it_corrected_and_what_it_lacks(client: FlaskClient) -> None:
    near = section(widget(client, "search?q=friedrich+ataxai&results=here"), "results")
    assert near.items[0].text == "Friedreich ataxia"
    assert near.hint.startswith("Showing results for “")
    none = section(widget(client, "search?q=qqqxyzzy&results=here"), "results")
    assert (none.kind, none.total) == ("text", 0)
    assert "does not mean that it does not exist" in none.hint


def test_nothing_in_a_query_becomes_markup_or_more_than_text(client: FlaskClient) -> None:
    for query in ("<script>", '"><svg onload=x>', "%(words)s", "\x00", "a" * 999, "👩‍👩‍👧"):
        response = client.get(
            "/api/v1/widget/search", query_string={"q": query, "results": "here", "items": 3}
        )
        assert response.status_code == 200, query
        assert response.mimetype == "application/json"
