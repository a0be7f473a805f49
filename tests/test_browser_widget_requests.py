"""What the elements of widgets ask for, and what is seen when nothing good comes back: the words of
the page around stay, with one quiet line."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from rarekg.server.languages import INTERFACE
from tests.host_pages import Hosts, host_page, hosting

pytestmark = pytest.mark.browser

DATA = "**/api/v1/widget/**"
ATAXIA = '<rarekg-disease ref="MONDO:0100339"><p>Ataxia, says the host</p></rarekg-disease>'
HEAR = """<script>
  const hear = (name, list) => addEventListener(name, (event) => {
    (window[list] ||= []).push([event.target.localName, event.detail]);
  });
  hear("rarekg-error", "errors");
  hear("rarekg-load", "loads");
</script>"""
PATIENCE, PAUSE = 10_000, 1_500  # milliseconds, of web/widgets/1.0.0/rarekg.js
SORRY = "The data could not be loaded just now."


@pytest.fixture(scope="module")
def hosts() -> Iterator[Hosts]:
    with hosting() as found:
        yield found


def asked(page: Page) -> list[str]:
    """The widgets that a page asks the data of, from now on, as the ends of their addresses."""
    found: list[str] = []
    page.on("request", lambda r: found.append(r.url.partition("/api/v1/widget/")[2]))
    return found


def cards(page: Page) -> Locator:
    return page.locator(".card")


def fallback(page: Page) -> Locator:
    return page.get_by_text("Ataxia, says the host")


def sorry(page: Page) -> Locator:
    return page.locator(".sorry")


def events(page: Page, name: str) -> list[list[object]]:
    found: list[list[object]] = page.evaluate(f"window.{name} ?? []")
    return found


def test_ten_of_one_thing_ask_once(page: Page, site: str, hosts: Hosts) -> None:
    wanted = asked(page)
    looks = ["", "theme=dark", 'accent="#c80"', "theme=light accent=0f5e59", "other=1"] * 2
    body = "".join(
        f'<rarekg-disease ref="MONDO:0100339" {look}></rarekg-disease>' for look in looks
    )
    page.goto(hosts.put(host_page(site, f'<div style="columns:10">{body}</div>')))
    expect(cards(page)).to_have_count(10)
    assert [one for one in wanted if one] == ["disease/MONDO%3A0100339"]
    page.evaluate("""() => {
      const late = document.createElement("rarekg-disease");
      late.setAttribute("ref", "MONDO:0100339");
      document.querySelector("main").prepend(late);
    }""")
    expect(cards(page)).to_have_count(11)
    assert len([one for one in wanted if one]) == 1


def test_what_differs_is_asked_for(page: Page, site: str, hosts: Hosts) -> None:
    wanted = asked(page)
    body = """<rarekg-disease ref="MONDO:0100339" items="2" mode="expert"></rarekg-disease>
    <rarekg-disease data-ref=" MONDO:0100339 " layout="compact" lang="fr"></rarekg-disease>
    <rarekg-centres country="FR"></rarekg-centres>"""
    page.goto(hosts.put(host_page(site, f'<div style="columns:3">{body}</div>')))
    expect(cards(page)).to_have_count(3)
    assert {one for one in wanted if one} == {
        "disease/MONDO%3A0100339?mode=expert&items=2",
        "disease/MONDO%3A0100339?lang=fr&layout=compact",
        "centres?country=FR",
    }


def test_any_spelling_and_the_address_of_a_fact_will_do(
    page: Page, site: str, hosts: Hosts
) -> None:
    fact = "cec4fede8eb25f3cd53f58a8"
    body = f"""<rarekg-disease ref="http://purl.obolibrary.org/obo/MONDO_0100339"></rarekg-disease>
    <rarekg-fact ref="https://w3id.org/rarekg/statement/{fact}"></rarekg-fact>"""
    page.goto(hosts.strict(site, body))
    expect(page.locator("rarekg-disease .title")).to_have_text("Friedreich ataxia")
    expect(page.locator("rarekg-fact .card")).to_be_visible()


def test_what_is_far_below_waits(page: Page, site: str, hosts: Hosts) -> None:
    wanted = asked(page)
    page.goto(hosts.put(host_page(site, f'<div style="height:4000px"></div>{ATAXIA}')))
    page.wait_for_timeout(400)
    assert not any(wanted)
    page.mouse.wheel(0, 2700)  # 400 pixels before it would be seen
    expect(cards(page)).to_have_count(1)
    assert (
        page.evaluate("document.querySelector('rarekg-disease').getBoundingClientRect().top") > 900
    )


def test_what_is_folded_away_waits(page: Page, site: str, hosts: Hosts) -> None:
    wanted = asked(page)
    page.goto(hosts.put(host_page(site, f"<details><summary>More</summary>{ATAXIA}</details>")))
    page.wait_for_timeout(300)
    assert not any(wanted)
    page.locator("summary").first.click()
    expect(cards(page)).to_be_visible()


def test_its_page_is_told_when_it_is_there(page: Page, site: str, hosts: Hosts) -> None:
    page.goto(hosts.put(host_page(site, ATAXIA.replace("MONDO:0100339", "ORPHA:95"), HEAR)))
    expect(cards(page)).to_be_visible()
    [[target, detail]] = events(page, "loads")
    assert target == "rarekg-disease"
    assert isinstance(detail, dict)
    assert {k: detail[k] for k in ("widget", "ref", "title")} == {
        "widget": "disease",
        "ref": "MONDO:0100339",
        "title": "Friedreich ataxia",
    }
    assert set(detail) == {"widget", "ref", "title", "release"}
    assert not events(page, "errors")


@pytest.mark.parametrize(
    ("status", "body", "times"),
    [
        (429, "{}", 1),
        (503, "{}", 1),
        (404, '{"detail": "none"}', 1),
        (500, "oops", 2),
        (502, "oops", 2),
        (200, "<!doctype html><p>Log in to this network</p>", 1),
        (200, "{}", 1),
        (200, "[]", 1),
        (200, "null", 1),
        (200, '{"sections": [null]}', 1),
        (0, "", 2),
    ],
)
def test_the_words_of_the_page_stay_with_a_quiet_line(
    page: Page, site: str, hosts: Hosts, status: int, body: str, times: int
) -> None:
    page.clock.install()
    answered: list[str] = []

    def answer(route: Route) -> None:
        answered.append(route.request.url)
        if status:
            headers = {"Access-Control-Allow-Origin": "*", "Retry-After": "1"}
            route.fulfill(status=status, body=body, headers=headers, content_type="text/html")
        else:
            route.abort()

    page.route(DATA, answer)
    page.goto(hosts.put(host_page(site, ATAXIA * 2, HEAR)))
    expect(fallback(page).first).to_be_visible()
    for _ in range(4):
        page.clock.run_for(PAUSE)
        page.wait_for_timeout(50)
    expect(sorry(page)).to_have_count(2)
    expect(sorry(page).first).to_have_text(SORRY)
    expect(fallback(page).last).to_be_visible()
    expect(cards(page)).to_have_count(0)
    assert len(answered) == times  # of two that ask for the same
    errors = events(page, "errors")
    assert [target for target, _ in errors] == ["rarekg-disease"] * 2
    detail = errors[0][1]
    assert isinstance(detail, dict)
    assert detail["widget"] == "disease"
    assert detail["ref"] == "MONDO:0100339"
    assert detail["status"] == (0 if status == 200 else status)
    assert detail["message"]


def test_a_second_try_may_do(page: Page, site: str, hosts: Hosts) -> None:
    page.clock.install()
    tries: list[int] = []

    def answer(route: Route) -> None:
        tries.append(len(tries))
        if len(tries) == 1:
            route.abort()
        else:
            route.continue_()

    page.route(DATA, answer)
    page.goto(hosts.put(host_page(site, ATAXIA)))
    page.wait_for_timeout(200)
    page.clock.run_for(PAUSE)
    expect(cards(page)).to_be_visible()
    expect(sorry(page)).to_have_count(0)
    assert len(tries) == 2


def test_who_is_slow_is_waited_for_ten_seconds(page: Page, site: str, hosts: Hosts) -> None:
    page.clock.install()
    held: list[Route] = []
    page.route(DATA, lambda route: held.append(route))
    page.goto(hosts.put(host_page(site, ATAXIA, HEAR)))
    page.wait_for_timeout(200)
    page.clock.run_for(PATIENCE - 1000)
    expect(fallback(page)).to_be_visible()
    expect(sorry(page)).to_have_count(0)
    page.clock.run_for(1500)
    expect(sorry(page)).to_have_text(SORRY)
    expect(fallback(page)).to_be_visible()
    assert len(held) == 1
    assert len(events(page, "errors")) == 1


def test_a_slow_answer_is_shown_when_it_comes(page: Page, site: str, hosts: Hosts) -> None:
    held: list[Route] = []
    page.route(DATA, lambda route: held.append(route))
    page.goto(hosts.put(host_page(site, ATAXIA)))
    page.wait_for_timeout(300)
    expect(fallback(page)).to_be_visible()
    held[0].continue_()
    expect(cards(page)).to_be_visible()
    expect(fallback(page)).to_be_hidden()


def test_without_server_the_page_is_as_it_was(page: Page, hosts: Hosts) -> None:
    page.goto(hosts.put(host_page("http://127.0.0.1:9", ATAXIA)))
    expect(fallback(page)).to_be_visible()
    expect(sorry(page)).to_have_count(0)


def test_without_javascript_the_page_is_as_it_was(
    browser: Browser, site: str, hosts: Hosts
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(hosts.put(host_page(site, ATAXIA)))
    expect(fallback(page)).to_be_visible()
    context.close()


def test_a_policy_that_forbids_the_data_leaves_the_words(
    page: Page, site: str, hosts: Hosts
) -> None:
    policy = f"default-src 'none'; script-src {site}"
    page.goto(hosts.put(host_page(site, ATAXIA), Content_Security_Policy=policy))
    expect(sorry(page)).to_have_text(SORRY)
    expect(fallback(page)).to_be_visible()


@pytest.mark.parametrize("language", INTERFACE)
def test_the_quiet_line_is_in_the_language_of_the_widget(
    page: Page, site: str, hosts: Hosts, language: str
) -> None:
    page.route(DATA, lambda route: route.fulfill(status=429))
    page.goto(hosts.put(host_page(site, ATAXIA, html=f'lang="{language}"')))
    expect(sorry(page)).to_have_attribute("lang", language)
    line = sorry(page).inner_text()
    assert (line == SORRY) is (language == "en")


def test_a_changed_attribute_is_followed(page: Page, site: str, hosts: Hosts) -> None:
    wanted = asked(page)
    page.goto(hosts.put(host_page(site, ATAXIA)))
    expect(page.locator(".title")).to_have_text("Friedreich ataxia")
    page.evaluate("""() => {
      const one = document.querySelector("rarekg-disease");
      one.setAttribute("ref", "ORPHA:586");
      one.setAttribute("lang", "de");
      one.setAttribute("layout", "compact");
    }""")
    expect(page.locator(".card")).to_have_attribute("lang", "de")
    expect(page.locator(".card")).to_have_attribute("data-layout", "compact")
    expect(page.locator(".title")).to_have_text("Mukoviszidose")
    assert len([one for one in wanted if "ORPHA" in one]) == 1  # three changes, one question
    page.evaluate("document.querySelector('rarekg-disease').setAttribute('theme', 'dark')")
    expect(page.locator(".card")).to_have_css("background-color", "rgb(27, 34, 35)")
    page.evaluate("document.querySelector('rarekg-disease').setAttribute('ref', 'nothing')")
    expect(sorry(page)).to_be_visible()
    expect(fallback(page)).to_be_visible()
    page.evaluate("document.querySelector('rarekg-disease').setAttribute('ref', 'ORPHA:95')")
    expect(page.locator(".title")).to_have_text("Friedreich-Ataxie")


def test_an_old_answer_is_never_shown_for_a_new_question(
    page: Page, site: str, hosts: Hosts
) -> None:
    held: list[Route] = []
    page.route("**/api/v1/widget/disease/MONDO*", lambda route: held.append(route))
    page.goto(hosts.put(host_page(site, ATAXIA)))
    page.wait_for_timeout(300)
    page.evaluate("document.querySelector('rarekg-disease').setAttribute('ref', 'ORPHA:586')")
    page.unroute("**/api/v1/widget/disease/MONDO*")
    expect(page.locator(".title")).to_have_text("Cystic fibrosis")
    assert len(held) == 1
    page.wait_for_timeout(300)
    expect(page.locator(".title")).to_have_text("Cystic fibrosis")


def test_what_is_removed_asks_no_more_and_comes_back_whole(
    page: Page, site: str, hosts: Hosts
) -> None:
    failed: list[str] = []
    page.on("requestfailed", lambda request: failed.append(str(request.failure)))
    held: list[Route] = []
    page.route(DATA, lambda route: held.append(route))
    page.goto(hosts.put(host_page(site, ATAXIA, HEAR)))
    page.wait_for_timeout(300)
    assert len(held) == 1
    page.evaluate("(window.one = document.querySelector('rarekg-disease')).remove()")
    page.wait_for_timeout(200)
    assert failed == ["net::ERR_ABORTED"]
    assert not events(page, "errors")
    page.unroute(DATA)
    page.evaluate("document.querySelector('main').append(window.one)")
    expect(page.locator(".title")).to_have_text("Friedreich ataxia")


def test_one_of_two_that_goes_does_not_stop_the_other(page: Page, site: str, hosts: Hosts) -> None:
    held: list[Route] = []
    page.route(DATA, lambda route: held.append(route))
    page.goto(hosts.put(host_page(site, ATAXIA * 2)))
    page.wait_for_timeout(300)
    page.evaluate("document.querySelector('rarekg-disease').remove()")
    held[0].continue_()
    expect(cards(page)).to_have_count(1)
    expect(cards(page)).to_be_visible()


def test_what_is_moved_stays_as_it_is(page: Page, site: str, hosts: Hosts) -> None:
    wanted = asked(page)
    page.goto(hosts.put(host_page(site, f"{ATAXIA}<aside></aside>", HEAR)))
    expect(cards(page)).to_be_visible()
    page.evaluate(
        "document.querySelector('aside').append(document.querySelector('rarekg-disease'))"
    )
    page.wait_for_timeout(200)
    expect(cards(page)).to_be_visible()
    assert len([one for one in wanted if one]) == 1
    assert len(events(page, "loads")) == 1


def test_a_withdrawn_thing_is_told_kindly(page: Page, site: str, hosts: Hosts) -> None:
    def answer(route: Route) -> None:
        data = route.fetch().json()
        successor = {"ref": "X:1", "text": "The new one", "url": f"{site}/disease/X:1"}
        data["withdrawn"] = {"text": "No longer used. Used instead:", "successors": [successor]}
        data["sections"] = []
        route.fulfill(body=json.dumps(data), content_type="application/json")

    page.route(DATA, answer)
    page.goto(hosts.put(host_page(site, ATAXIA)))
    told = page.locator(".withdrawn")
    expect(told).to_contain_text("No longer used")
    expect(told.get_by_role("link")).to_have_attribute("href", f"{site}/disease/X:1")
    expect(page.locator(".card")).not_to_contain_text("Nothing is recorded")


def test_a_framework_may_make_it_and_change_it(page: Page, site: str, hosts: Hosts) -> None:
    """What React 18 and 19 do with an element that they do not know (looked at with both, in
    development, in strict mode): make it, put its children in, set attributes one by one, and only
    then put it into the page; move it; set changed attributes alone; take it out and make it anew.
    """
    page.goto(hosts.put(host_page(site, "<div id=root></div>", HEAR)))
    page.evaluate("customElements.whenDefined('rarekg-disease')")
    page.evaluate("""() => {
      window.make = () => {
        const one = document.createElement("rarekg-disease");
        one.append("Ataxia, says the host");
        for (const [name, value] of [["data-ref", "ORPHA:95"], ["lang", "en"], ["items", "2"]])
          one.setAttribute(name, value);
        return one;
      };
      const tree = document.createElement("section");
      tree.append(window.make());
      document.getElementById("root").append(tree);
      tree.firstChild.replaceWith(window.make()); // strict mode: twice
    }""")
    expect(page.locator(".title")).to_have_text("Friedreich ataxia")
    page.evaluate("document.querySelector('rarekg-disease').setAttribute('lang', 'fr')")
    expect(page.locator(".title")).to_have_text("Ataxie de Friedreich")
    page.evaluate("document.querySelector('rarekg-disease').removeAttribute('items')")
    page.evaluate("document.querySelector('rarekg-disease').setAttribute('data-ref', 'ORPHA:586')")
    expect(page.locator(".title")).to_have_text("Mucoviscidose")
    page.evaluate("document.getElementById('root').replaceChildren()")
    expect(cards(page)).to_have_count(0)
    assert not events(page, "errors")
