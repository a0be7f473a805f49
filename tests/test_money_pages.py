"""The pages about payments: each figure is right, leads down to its payments, and says no more."""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient

from rarekg.build import BuildOptions, build
from rarekg.build_report import Stages
from rarekg.release import Home
from rarekg.server.money_csv import safe
from tests.conftest import ClientOf
from tests.payment_lists import (
    COLLECTED,
    COLLECTED_MAPPING,
    CONSOLIDATED,
    CONSOLIDATED_MAPPING,
    RECIPIENTS,
    build_lists,
    listed,
)
from tests.test_pages import Page, _page


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory, client_of: ClientOf) -> FlaskClient:
    """A release of a company's list, of one that recipients published, and of a collection."""
    folder = tmp_path_factory.mktemp("lists")
    shared = 'dataset = "reports"\norganisations = "example"\nlanguage = "de"\n'
    files = [
        listed(folder, CONSOLIDATED, CONSOLIDATED_MAPPING),
        listed(folder, RECIPIENTS, shared, source="reports"),
        listed(folder, COLLECTED, COLLECTED_MAPPING, source="collected"),
    ]
    home = Home(tmp_path_factory.mktemp("money"))
    build_lists(home, files)
    return client_of(home)


def rows(client: FlaskClient, query: str) -> list[dict[str, str]]:
    """A table as CSV."""
    response = client.get(f"/money.csv{query}")
    assert response.status_code == 200
    assert response.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(response.text)))


def words(html: str) -> str:
    """What a reader sees, with single spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


PAGES = ["/money", "/money?by=sides", "/money?side=recipient"] + [
    f"/money?by={by}"
    for by in ("payment", "year", "payer", "recipient", "country", "kind", "category", "purpose")
]


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_whole_and_their_links_lead_somewhere(lists: FlaskClient, path: str) -> None:
    page = Page(_page(lists, path))
    assert len(page.ids) == len(set(page.ids))
    assert page.headings[0] == 1
    assert page.headings == sorted(page.headings)[: len(page.headings)] or 2 in page.headings
    for href in {unquote(h.replace("&amp;", "&")) for h in page.hrefs}:
        if href.startswith(("/money", "/payment", "/organisation")):
            assert lists.get(href).status_code == 200, href


def test_currencies_are_not_added_up(lists: FlaskClient) -> None:
    seen = words(_page(lists, "/money?year=2016"))
    assert "EUR 28,700" in seen or "EUR 28,701" in seen  # 12,500 twice, 3,000.50, 700
    everything = words(_page(lists, "/money"))
    assert "different currencies are not added up" in everything
    assert "CHF 1,843" in everything  # 1,093.26 as converted, 500 and 250
    assert "EUR 29,701" in everything or "EUR 29,700" in everything


def test_an_amount_that_is_not_disclosed_is_no_zero(lists: FlaskClient) -> None:
    seen = words(_page(lists, "/money?year=2016&by=payment"))
    assert "amount not disclosed" in seen
    assert "1 without an amount: unknown, not zero" in seen
    paid = rows(lists, "?year=2016&country=PL")
    assert [r["amount"] for r in paid] == [""]


def test_nothing_disclosed_is_said_and_no_zero(lists: FlaskClient) -> None:
    seen = words(_page(lists, "/money?year=1999"))
    assert "Nothing disclosed in the data read here" in seen
    assert "That is not zero" in seen
    assert " 0 " not in seen


def test_a_release_without_payments_says_so(client: FlaskClient) -> None:
    assert "Nothing disclosed in the data read here" in words(_page(client, "/money"))
    assert client.get("/money.csv").text.count("\n") == 1
    assert client.get("/money?by=sides").status_code == 200
    assert client.get("/payment/rarekg:payment-x-1").status_code == 404


def test_each_group_leads_to_the_payments_that_it_counts(lists: FlaskClient) -> None:
    for by in ("year", "payer", "recipient", "country", "kind", "category", "purpose", "source"):
        html = _page(lists, f"/money?by={by}")
        table = html.partition('<table class="sums">')[2].partition("</table>")[0]
        found = re.findall(
            r'<th scope="row"[^>]*><a href="([^"]+)">.*?<td class="figure">([\d,]+)', table, re.S
        )
        assert found, by
        for href, number in found:
            query = href.replace("&amp;", "&").removeprefix("/money")
            listed_rows = rows(lists, query.replace("by=payment", "") or "?")
            assert len(listed_rows) == int(number.replace(",", "")), (by, href)


def test_both_sides_stand_side_by_side_and_are_counted_apart(lists: FlaskClient) -> None:
    seen = words(_page(lists, "/money?by=sides"))
    assert "EUR 3,000.50 EUR 3,500" in seen
    assert "nothing disclosed" in seen  # the other payer says nothing
    payers = {r["reported_by"] for r in rows(lists, "")}
    recipients = {r["reported_by"] for r in rows(lists, "?side=recipient")}
    assert (payers, recipients) == ({"payer"}, {"recipient"})
    assert "Payments disclosed by recipients 2" in words(_page(lists, "/money?side=recipient"))
    one = next(r for r in rows(lists, "?side=recipient") if r["currency"] == "EUR")
    page = words(_page(lists, "/payment/" + one["payment"].rpartition("/payment/")[2]))
    assert "EUR 3,000.50 a different amount" in page
    assert "Jahresbericht 2016 · page 12" in page


def test_the_page_of_a_payment_has_everything(lists: FlaskClient) -> None:
    html = _page(lists, "/payment/rarekg:payment-collected-1")
    Page(html)
    seen = words(html)
    for part in (
        "EUR 1,000",
        "CHF 1,093.26, as the publisher converted it at 1.09326 on 7 October 2016",
        "written as “Liga Zürich”",
        "patient organisation",
        "Nothing disclosed by the recipient in the data read here. That is not zero.",
        "How to cite",
        "no 1",
        "30 June 2016",
        "Invented list collected",
    ):
        assert part in seen, part
    assert "popovertarget" in html
    assert "gifts: CHF 200" in words(_page(lists, "/payment/rarekg:payment-collected-3"))
    anonymous = next(r for r in rows(lists, "?year=2016") if not r["recipient"])
    page = words(_page(lists, "/payment/" + anonymous["payment"].rpartition("/payment/")[2]))
    assert "not named by the payer" in page


def test_the_heading_names_who_pays_and_who_is_paid(lists: FlaskClient) -> None:
    row = next(r for r in rows(lists, "?year=2015") if r["recipient"])
    page = _page(lists, "/payment/" + row["payment"].rpartition("/payment/")[2])
    party = next(iter(re.findall(r'/organisation/(rarekg:organisation-[^"]+)"', page)))
    for wanted, by in (("payer", "by"), ("recipient", "to")):
        seen = _page(lists, f"/money?by=payment&{wanted}={party}")
        (heading,) = re.findall("<h1>(.*?)</h1>", seen)
        if "Nothing disclosed" not in seen:
            assert heading.startswith(f"All payments {by} ")
            break
    else:
        raise AssertionError(party)
    assert "<h1>All payments, one by one</h1>" in _page(lists, "/money?by=payment")


def test_an_unknown_payment_suggests_no_disease(lists: FlaskClient, client: FlaskClient) -> None:
    for each in (lists, client):
        response = each.get("/payment/x")
        assert response.status_code == 404
        assert "Did you mean" not in response.text
        assert 'href="/money?by=payment"' in response.text
        assert not each.get("/api/v1/payment/x").get_json()["suggestions"]


def test_a_payment_has_one_address(lists: FlaskClient) -> None:
    moved = lists.get("/payment/RAREKG:payment-collected-1")
    assert (moved.status_code, moved.location) == (301, "/payment/rarekg:payment-collected-1")
    assert lists.get("/payment/rarekg:payment-collected-99").status_code == 404
    assert lists.get("/payment/nonsense").status_code == 404
    other = lists.get("/payment/rarekg:organisation-ch-7")
    assert other.status_code == 302
    moved = lists.get("/entity/rarekg:payment-collected-1")
    assert moved.location == "/payment/rarekg:payment-collected-1"


def test_the_page_of_a_single_figure_says_its_currency(lists: FlaskClient) -> None:
    page = _page(lists, "/payment/rarekg:payment-collected-1")
    said = {words(_page(lists, u)) for u in set(re.findall(r"/statement/[0-9a-f]{24}", page))}
    payment = "Payment of Examplia Invented Pharma to Liga Zuerich, 2015"
    assert any(f"{payment} was of the amount EUR 1,000" in s for s in said)
    assert any("was, as its publisher converted it, CHF 1,093.26" in s for s in said)


def test_a_search_finds_organisations_and_not_each_of_their_payments(lists: FlaskClient) -> None:
    found = lists.get("/api/v1/search?q=Liga+Zuerich").get_json()["results"]
    assert "Payment" not in {r["type"] for r in found}
    assert found[0]["id"] == "rarekg:organisation-ch-7"


@pytest.mark.parametrize("query", ["by=x", "side=x", "sort=x", "page=0", "page=x", "page=-1"])
def test_odd_parameters_are_refused(lists: FlaskClient, query: str) -> None:
    response = lists.get(f"/money?{query}")
    assert response.status_code == 400
    assert query.partition("=")[0] in response.text


def test_words_may_be_called_as_in_the_interface_for_programs(lists: FlaskClient) -> None:
    found = rows(lists, "?words=liga")
    assert found
    assert rows(lists, "?q=liga") == found != rows(lists, "")


def test_what_is_asked_for_is_never_markup(lists: FlaskClient) -> None:
    html = lists.get("/money?words=%3Cscript%3E&payer=%22%3E%3Cscript%3E&recipient=%22x").text
    assert "<script>" not in html


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert safe(text) == f"'{text}"


def test_the_csv_of_a_list_has_no_formulas(lists: FlaskClient) -> None:
    categories = [r["category"] for r in rows(lists, "?country=DE")]
    assert any("HYPERLINK" in c for c in categories)
    every = rows(lists, "?by=category")
    assert any(r["category"].startswith("'=HYPERLINK") for r in every)
    assert not [v for r in every for v in r.values() if v.startswith(("=", "@", "+"))]


@pytest.mark.mirror
@pytest.mark.slow
def test_the_swiss_totals_are_those_of_the_csv(
    mirror: Path, tmp_path: Path, client_of: ClientOf
) -> None:
    """From the genuine file through a release to the pages' own CSV: equal to the digit."""
    path = mirror / "funding_ch_2015/data_main.hco_po.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as text:
        genuine = list(csv.DictReader(text))
    home = Home(tmp_path)
    build(home, BuildOptions(mirror=mirror, sources=["funding-ch"]), Stages())
    client = client_of(home)
    assert len(rows(client, "")) == len(genuine)
    for by, column in (("year", "year"), ("payer", "company"), ("kind", "payment_receiver_type")):
        wanted: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        converted: dict[str, Decimal] = defaultdict(Decimal)
        names = {"PO": "patient organisation", "HCO": "health-care organisation"}
        for row in genuine:
            key = names.get(row[column], row[column])
            wanted[key, row["currency"]] += Decimal(row["amount"])
            converted[key] += Decimal(row["amount_CHF"])
        found = rows(client, f"?by={by}")
        paid = [r for r in found if r["basis"] == "as disclosed"]
        assert {(r[by], r["currency"]): Decimal(r["sum"]) for r in paid} == wanted
        franks = [r for r in found if r["basis"] != "as disclosed"]
        assert {r[by]: Decimal(r["sum"]) for r in franks} == converted
    assert "CHF 68,222,630" in words(_page(client, "/money"))


def test_amounts_are_written_as_in_the_language_of_the_page(lists: FlaskClient) -> None:
    payment = "/payment/rarekg:payment-collected-1"
    assert "CHF 1,093.26" in words(_page(lists, payment))
    assert "1 093,26 CHF" in words(_page(lists, f"/fr{payment}"))
    assert "1.093,26 CHF" in words(_page(lists, f"/de{payment}"))
    assert "1093,26 CHF" in words(_page(lists, f"/pl{payment}"))
    assert "CHF 1,093.26" in words(_page(lists, f"/ja{payment}"))
