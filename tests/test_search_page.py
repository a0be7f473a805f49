"""The search page: every number leads to as many results, every link works, nothing breaks it."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rarekg.search.query import parsed
from rarekg.server.search_asked import Asked
from rarekg.server.search_lines import marked
from rarekg.server.search_page import EXAMPLES
from rarekg.server.search_words import TABS
from tests.test_pages import Page


def page(client: FlaskClient, path: str, **headers: str) -> str:
    response = client.get(path, headers={k.replace("_", "-"): v for k, v in headers.items()})
    assert response.status_code == 200, (path, response.status_code)
    Page(response.text)
    return response.text


def asked(client: FlaskClient, **parameters: str) -> str:
    return page(client, f"/search?{urlencode(parameters)}")


def total(text: str) -> int:
    found = re.search(r'role="status">([\d,]+) results?', text)
    assert found
    return int(found[1].replace(",", ""))


@dataclass(frozen=True)
class Numbered:
    """A link with a number beside it."""

    href: str
    words: str
    number: int


_LINK = re.compile(r'<a href="([^"]+)"[^>]*>(.*?)<span class="count">([\d,]+)</span></a>', re.S)


def links(text: str, label: str) -> list[Numbered]:
    """The links with numbers in a part of the page that is labelled so."""
    part = text.partition(f'aria-label="{label}"')[2].partition("</nav>")[0]
    return [
        Numbered(html.unescape(href), re.sub("<.*?>", "", words).strip(), int(n.replace(",", "")))
        for href, words, n in _LINK.findall(part)
    ]


def names(text: str) -> list[str]:
    found = re.findall(r'<a class="name" href="([^"]+)"', text)
    return [html.unescape(href) for href in found]


def query_of(href: str) -> str:
    return parse_qs(urlsplit(href).query).get("q", [""])[0]


def test_each_kind_is_in_one_tab() -> None:
    kinds = [kind for tab in TABS for kind in tab.kinds]
    assert len(kinds) == len(set(kinds))


@pytest.mark.parametrize("query", ["spinal muscular atrophy", "ataxia", "gene:FXN", "patients"])
def test_tabs_add_up_and_lead_to_as_many(client: FlaskClient, query: str) -> None:
    text = asked(client, q=query)
    every, *tabs = links(text, "Kinds of results")
    assert len(tabs) > 1
    assert every.number == total(text) == sum(tab.number for tab in tabs)
    for tab in tabs:
        there = page(client, tab.href)
        assert total(there) == tab.number, tab
        assert links(there, "Kinds of results")[0] == every
        for kind in links(there, "Only one kind"):
            assert total(page(client, kind.href)) == kind.number, kind


@pytest.mark.parametrize("query", ["ataxia", "disease", 'area:"Rare eye diseases"'])
def test_facets_lead_to_as_many_as_they_count(client: FlaskClient, query: str) -> None:
    text = asked(client, q=query)
    values = [v for v in links(text, "Narrow down") if "chosen" not in v.words]
    free = [v for v in values if query_of(v.href).count(":") == query.count(":") + 1]
    assert len(free) > 5
    for value in free:
        if " OR " not in query_of(value.href):
            there = page(client, value.href)
            assert total(there) == value.number, value
            assert 'class="chosen"' in there


def test_facets_go_together_and_can_be_taken_away(client: FlaskClient) -> None:
    start = asked(client, q="ataxia")
    first = next(v for v in links(start, "Narrow down") if "inheritance:" in query_of(v.href))
    one = page(client, first.href)
    second = next(v for v in links(one, "Narrow down") if "prevalence:" in query_of(v.href))
    both = page(client, second.href)
    assert total(both) == second.number <= total(one) == first.number
    assert 'name="q" type="search" value="ataxia inheritance:&#34;' in both
    drops = re.findall(r'class="drop" href="([^"]+)" aria-label="Without ([^"]+)"', both)
    assert len(drops) == 2
    for href, _ in drops:
        assert total(page(client, html.unescape(href))) > 0
    without = {query_of(html.unescape(href)) for href, _ in drops}
    assert query_of(first.href) in without


def test_values_of_one_facet_are_alternatives(client: FlaskClient) -> None:
    start = asked(client, q="disease")
    values = [v for v in links(start, "Narrow down") if "onset:" in query_of(v.href)]
    one = page(client, values[0].href)
    others = [v for v in links(one, "Narrow down") if " OR " in query_of(v.href)]
    assert {v.words for v in values[1:]} <= {v.words for v in others}
    both = page(client, others[0].href)
    assert max(values[0].number, others[0].number) <= total(both)
    assert total(both) <= values[0].number + others[0].number
    assert both.count('class="chosen"') == 2


def test_no_facet_makes_a_query_longer_than_is_read(client: FlaskClient) -> None:
    text = asked(client, q=" ".join(["disease"] * 44))
    values = links(text, "Narrow down")
    assert values
    for value in values:
        assert total(page(client, value.href)) == value.number


def test_pages_follow_one_another(client: FlaskClient) -> None:
    text, seen, number = asked(client, q="disease"), [], 0
    whole = total(text)
    assert whole > 40
    while True:
        seen += names(text)
        number += 1
        following = re.search(r'rel="next" href="([^"]+)"', text)
        if not following or number == 4:
            break
        text = page(client, html.unescape(following[1]))
        assert total(text) == whole
    assert len(seen) == len(set(seen)) == min(whole, 80)
    assert "not so many pages" in asked(client, q="disease", page="4999")


def test_orders_keep_what_was_found(client: FlaskClient) -> None:
    for sort in ("name", "known"):
        text = asked(client, q="ataxia", sort=sort)
        assert total(text) == total(asked(client, q="ataxia"))
        assert set(names(text)) <= set(names(asked(client, q="ataxia"))) or total(text) > 20
    shown = re.findall(r'class="name"[^>]*>([^<]+)<', asked(client, q="ataxia", sort="name"))
    assert [s.casefold() for s in shown] == sorted(s.casefold() for s in shown)


def test_a_spelling_is_mended_and_can_be_kept(client: FlaskClient) -> None:
    text = asked(client, q="freidreich ataxia")
    assert "Showing results for" in text
    assert "/disease/MONDO:0100339" in names(text)
    kept = re.search(r'Search instead for <a href="([^"]+)"', text)
    assert kept
    exact = page(client, html.unescape(kept[1]))
    assert "Showing results for" not in exact
    assert "exactly as written" in exact


def test_words_that_nothing_holds_are_told(client: FlaskClient) -> None:
    text = asked(client, q="friedreich ataxia qqqqzzzzxxxx")
    assert "these are results without “qqqqzzzzxxxx”" in text
    assert "/disease/MONDO:0100339" in names(text)
    text = asked(client, q="my daughters have Friedreich ataxia?")
    assert "these are results without “my”, “daughters” and “have”." in text  # as they were written


def test_what_is_found_by_its_values_is_not_said_to_be_in_its_text(client: FlaskClient) -> None:
    text = asked(client, q="gene:FXN")
    assert "/disease/MONDO:0100339" in names(text)
    assert "named in its description" not in text


def test_a_query_that_does_not_parse_is_told(client: FlaskClient) -> None:
    text = asked(client, q='friedreich "ataxia')
    assert "A quotation mark is not closed" in text
    assert "/disease/MONDO:0100339" in names(text)
    assert re.search(r'id="syntax" open', text)


def test_nothing_found_says_what_to_do(client: FlaskClient) -> None:
    text = asked(client, q="qqqqzzzzxxxx")
    assert total(text) == 0
    assert "Nothing here fits" in text
    assert "does not mean that it does not exist" in text
    narrowed = asked(client, q='friedreich area:"Rare eye diseases" stage:Nowhere')
    assert "Take away what narrows it down" in narrowed


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.query)
def test_every_example_of_the_syntax_finds_something(client: FlaskClient, example: object) -> None:
    query = str(getattr(example, "query"))  # noqa: B009
    assert parsed(query).tree is not None
    assert total(asked(client, q=query)) > 0


def test_names_are_in_the_language_of_the_reader(client: FlaskClient) -> None:
    french = page(client, "/fr/search?q=friedreich")
    assert '/fr/disease/MONDO:0100339">Ataxie de Friedreich</a>' in french
    assert '<span class="english" lang="en">Friedreich ataxia</span>' in french
    chosen = page(client, "/search?q=friedreich&lang=fr")
    assert '/disease/MONDO:0100339" lang="fr">Ataxie de Friedreich</a>' in chosen
    assert '<span class="english">Friedreich ataxia</span>' in chosen
    assert ">Friedreich ataxia</a>" in page(client, "/fr/search?q=friedreich&lang=en")
    tags = {client.get(f"{before}/search?q=friedreich").headers["ETag"] for before in ("", "/fr")}
    assert len(tags) == 2


def test_what_matched_is_said_in_its_language(client: FlaskClient) -> None:
    text = asked(client, q="maladie de charcot")
    assert re.search(r'also called <span class="also" lang="fr">maladie de Charcot</span>', text)


def test_a_result_says_what_tells_it_from_others(client: FlaskClient) -> None:
    first = asked(client, q="ORPHA:95").partition('class="results"')[2].partition("</li>")[0]
    assert "gene FXN" in first
    assert re.search(r"\d+ facts", first)
    assert "Rare movement disorders" in first
    assert "has the code ORPHA:95" in re.sub("<.*?>", "", first)
    assert 'class="line"' in first


def test_a_text_is_shown_in_a_language_of_the_reader(client: FlaskClient) -> None:
    """Where the words stand in the texts of two languages, the one that the reader has is shown."""
    english = page(client, "/search?q=naxos+jup")
    french = page(client, "/search?q=naxos+jup&lang=fr")
    line = re.compile(r'<p class="line"([^>]*)>(.*?)</p>', re.S)
    found = [line.search(text.partition("MONDO:0011017")[2]) for text in (english, french)]
    assert all(found)
    assert [one[1] for one in found if one] == ["", ' lang="fr"']


def test_marks_are_set_and_everything_else_is_escaped() -> None:
    text = "Ataxia <b>of</b> gait & “ataxias”"
    found = marked(text, "ataxia")
    assert found == ("<mark>Ataxia</mark> &lt;b&gt;of&lt;/b&gt; gait &amp; “<mark>ataxias</mark>”")
    assert marked("<script>", "script") == "&lt;<mark>script</mark>&gt;"
    assert marked("<script>", "") == "&lt;script&gt;"


_TEXT = st.text(st.characters(codec="utf-8"), max_size=60)
_OPERATORS = st.text("\"():-*OR areatyp\\<>&'x", max_size=40)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    query=st.one_of(_TEXT, _OPERATORS),
    others=st.dictionaries(
        st.sampled_from(("type", "sort", "lang", "exact", "page")), _TEXT, max_size=3
    ),
)
def test_whatever_is_asked_is_answered(
    client: FlaskClient, query: str, others: dict[str, str]
) -> None:
    response = client.get(f"/search?{urlencode({**others, 'q': f'<x{query}'})}")
    assert response.status_code in {200, 400}
    Page(response.text)
    assert "<x" not in response.text


@settings(max_examples=300, deadline=None)
@given(
    query=st.one_of(_TEXT, _OPERATORS),
    value=st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Z")), max_size=30),
)
def test_a_value_that_is_written_can_be_taken_away_again(query: str, value: str) -> None:
    """Whatever the query is, a facet's value is in it once written, and gone once taken away."""
    before = Asked(query)
    if not any(map(str.isalnum, value)):
        return
    after = Asked(before.with_value("area", value))
    assert not after.read.hint
    added = [c for c in after.conditions if c not in before.conditions]
    if not added:
        return
    assert len(added) == 1
    assert Asked(after.without(added[0])).conditions == before.conditions
