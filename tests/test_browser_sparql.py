"""The query editor in a real browser: type a prefix, pick a completion, run it, see rows."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Page, expect

from rarekg.content import content_folder

EDITOR = content_folder("web") / "static" / "editor" / "yasqe.min.js"


@pytest.fixture
def editor(page: Page, site: str) -> Page:
    """The page with an empty editor that has the keyboard."""
    if not EDITOR.is_file():
        pytest.skip("EDITOR NOT BUILT, its tests did not run: make install, with npm")
    page.goto(site + "/sparql")
    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    return page


def hints(page: Page) -> list[str]:
    page.locator(".CodeMirror-hint").first.wait_for()
    return page.locator(".CodeMirror-hint").all_inner_texts()


def text(page: Page) -> str:
    return page.locator("#query").input_value()


def test_a_prefix_is_completed(editor: Page) -> None:
    editor.keyboard.type("PREFIX MON", delay=20)
    assert hints(editor)[0].startswith("MONDO: <http://purl.obolibrary.org/obo/MONDO_>")
    editor.keyboard.press("Enter")
    assert text(editor).startswith("PREFIX MONDO: <http://purl.obolibrary.org/obo/MONDO_>")


def test_class_property_and_thing_are_completed_and_run(editor: Page) -> None:
    editor.keyboard.type("SELECT * WHERE { ?d a rkg:Disea", delay=20)
    assert hints(editor)[0].startswith("rkg:Disease")
    editor.keyboard.press("Enter")
    editor.keyboard.type(" ; rkg:hasPhen", delay=20)
    assert hints(editor)[0].startswith("rkg:hasPhenotype")
    editor.keyboard.press("Enter")
    editor.keyboard.type(" ?sign . FILTER(?d = friedr", delay=20)
    editor.get_by_text("Friedreich ataxia (Disease)").wait_for()
    assert hints(editor)[0].startswith("MONDO:0100339")
    editor.keyboard.press("Enter")
    editor.keyboard.type(") }")
    assert text(editor).startswith("PREFIX ")
    assert "rkg:hasPhenotype ?sign . FILTER(?d = MONDO:0100339) }" in text(editor)
    editor.keyboard.press("Control+Enter")
    editor.locator("#outcome tbody tr").first.wait_for()
    assert editor.locator("#outcome tbody tr").count() > 5
    assert "query=PREFIX" in editor.url


def test_a_word_that_begins_like_a_keyword_is_completed(editor: Page) -> None:
    """The editor's own tokens take the a of such a word for rdf:type."""
    editor.keyboard.type("SELECT * WHERE { ?d rkg:hasPhenotype atax", delay=20)
    editor.get_by_text("Ataxia (Phenotype)", exact=True).click()
    assert "rkg:hasPhenotype HP:0001251" in text(editor)


def test_only_properties_that_the_class_has_are_offered(editor: Page) -> None:
    editor.keyboard.type("SELECT * WHERE { ?o a rkg:Company ; rkg:", delay=20)
    offered = " ".join(hints(editor))
    assert "rkg:locatedIn" in offered
    assert "rkg:hasPhenotype" not in offered


def test_a_class_that_is_picked_leaves_the_space_before_it(editor: Page) -> None:
    editor.keyboard.type("SELECT * WHERE { ?d a ", delay=20)
    hints(editor)
    editor.keyboard.press("Enter")
    assert "?d a rkg:" in text(editor)


def test_all_properties_of_the_class_are_offered_to_who_asks(editor: Page) -> None:
    editor.keyboard.type("SELECT * WHERE { ?o a rkg:Company ; ", delay=20)
    assert editor.locator(".CodeMirror-hint").count() == 0
    editor.keyboard.press("Control+Space")
    offered = hints(editor)
    assert any(each.startswith("rkg:locatedIn") for each in offered)
    assert not any(each.startswith("rkg:hasPhenotype") for each in offered)
    editor.keyboard.press("Enter")
    assert re.search(r"rkg:Company ; \w+:\w", text(editor))


def test_an_example_runs_and_its_rows_sort_and_filter(page: Page, site: str) -> None:
    page.goto(site + "/sparql")
    page.locator("#wanted").fill("shortage")
    assert page.locator(".examples li:visible").count() == 1
    page.locator("#wanted").fill("how many say so")
    page.get_by_role("link", name="Signs of a disease, how often").click()
    expect(page.locator("#outcome tbody tr")).not_to_have_count(0)
    everything = page.locator("#outcome tbody tr").count()
    page.get_by_role("button", name="sign", exact=True).click()
    first = page.locator("#outcome tbody tr td").first.inner_text()
    page.get_by_role("button", name="sign", exact=True).click()
    assert page.locator("#outcome tbody tr td").first.inner_text() > first
    page.get_by_label("Keep rows with").fill("Scoliosis")
    assert 0 < page.locator("#outcome tbody tr:visible").count() < everything
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("#told")).to_contain_text("row")


def test_an_error_marks_its_line(editor: Page) -> None:
    editor.keyboard.type("SELECT *\nWHERE { ?s ?p }")
    editor.get_by_role("button", name="Run", exact=True).click()
    editor.get_by_role("heading", name="No answer").wait_for()
    assert editor.locator(".wrong-line").count() == 1
    assert "expected" in editor.locator("#error").inner_text()


def test_the_keyboard_is_not_trapped(editor: Page) -> None:
    editor.keyboard.press("Tab")
    assert editor.evaluate("!document.activeElement.closest('.CodeMirror')")


def test_nobody_else_is_asked_and_nothing_is_kept(page: Page, site: str) -> None:
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(site + "/sparql/examples/402-antisense-none-approved")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("#told")).to_contain_text("row")
    assert all(address.startswith((site, "data:")) for address in asked), asked
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert said == []


def test_the_form_works_without_script(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + "/sparql")
    page.locator("#query").fill("SELECT ?x { VALUES ?x { 'one' 'two' } }")
    page.get_by_role("button", name="Run", exact=True).click()
    assert page.locator("#outcome tbody tr").all_inner_texts() == ["one", "two"]
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert download.value.path().read_text("utf-8").split() == ["x", "one", "two"]
    context.close()


# What SIB's `<sparql-editor>` asks for in the background, in its form (a parameter of its own, five
# seconds of patience): partitions with their labels and linksets, prefixes, examples.
_BACKGROUND = {
    "classes": """SELECT DISTINCT ?graph ?class ?property ?value ?type ?n ?label ?words WHERE {
        { OPTIONAL { ?graph sd:graph ?said . ?said void:classPartition ?part }
          ?part void:class ?class ; void:propertyPartition ?use . ?use void:property ?property
          OPTIONAL { ?class rdfs:label ?label } OPTIONAL { ?property rdfs:comment ?words }
          OPTIONAL { ?use void:triples ?n }
          OPTIONAL { { ?use void:classPartition [ void:class ?value ] }
            UNION { ?use ext:datatypePartition [ ext:datatype ?type ] } } }
        UNION { ?set void:subjectsTarget [ void:class ?class ] ; void:linkPredicate ?property ;
          void:objectsTarget [ void:class ?value ] } } ORDER BY ?class ?value ?type""",
    "prefixes": "SELECT ?prefix ?space { [] sh:namespace ?space ; sh:prefix ?prefix }",
    "examples": """SELECT ?which ?comment ?query { ?which a sh:SPARQLExecutable ;
        rdfs:comment ?comment ; sh:select|sh:ask|sh:construct|sh:describe ?query }
        ORDER BY ?which""",
}
_SPACES = """PREFIX void: <http://rdfs.org/ns/void#> PREFIX ext: <http://ldf.fi/void-ext#>
PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> """
_ASK = """async ([endpoint, queries]) => Object.fromEntries(await Promise.all(
  Object.entries(queries).map(async ([name, query]) => {
    const answer = await fetch(`${endpoint}?ac=1&query=${encodeURIComponent(query)}`, {
      signal: AbortSignal.timeout(5000), headers: { Accept: "application/sparql-results+json" } });
    return [name, (await answer.json()).results.bindings.length];
  })))"""
_POST = """async ([endpoint, query]) => {
  const answer = await fetch(endpoint, { method: "POST", body: new URLSearchParams({ query }),
    headers: { Accept: "text/turtle", "X-Requested-With": "an editor" } });
  return answer.status + " " + answer.headers.get("Content-Type");
}"""


class _Elsewhere(BaseHTTPRequestHandler):
    """A site with one empty page."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b'<link rel="icon" href="data:,"><title>Elsewhere</title>')


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """The address of a page of another origin."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Elsewhere) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_an_editor_on_a_page_of_another_origin_learns_and_asks(
    page: Page, site: str, elsewhere: str
) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(elsewhere)
    queries = {name: _SPACES + query for name, query in _BACKGROUND.items()}
    found = page.evaluate(_ASK, [f"{site}/sparql", queries])
    assert found["classes"] > 500
    assert found["prefixes"] > 20
    assert found["examples"] >= 40
    construct = "CONSTRUCT WHERE { ?s a <https://w3id.org/rarekg/vocab/Disease> }"
    assert page.evaluate(_POST, [f"{site}/sparql", construct]) == "200 text/turtle; charset=utf-8"
    assert said == [], "nothing was refused"
