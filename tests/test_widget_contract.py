"""What other sites rely on (docs/widgets.md): every name in it is held fast. A test that fails here
says that pages of others may break: think twice, then write the new name into docs/widgets.md and
the golden file (`RAREKG_GOLDEN=write` writes what the program has now)."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from flask.testing import FlaskClient

from rarekg.content import content_folder
from rarekg.server.languages import INTERFACE
from rarekg.server.widgets import asked
from rarekg.server.widgets.kinds import KINDS
from rarekg.server.widgets.model import Widget
from rarekg.server.widgets.script import newest

ROOT = Path(__file__).parents[1]
GOLDEN = Path(__file__).with_name("golden") / "widgets"
DOCS = (ROOT / "docs" / "widgets.md").read_text("utf-8")
OURS = re.compile(r"^/(?:embed|card|oembed|widgets/<|api/v1/widget)")


def _script(name: str) -> str:
    return (content_folder("web") / "widgets" / newest() / name).read_text("utf-8")


def _templates() -> str:
    folder = content_folder("web") / "templates" / "widgets" / "frame"
    return "\n".join(path.read_text("utf-8") for path in sorted(folder.glob("*.html")))


def addresses(client: FlaskClient) -> Iterator[str]:
    rules = client.application.url_map.iter_rules()
    yield from (rule.rule for rule in rules if OURS.match(rule.rule))


def widgets(_: FlaskClient) -> Iterator[str]:
    """Names, what they are about, sections, parameters of their own."""
    for kind in KINDS:
        own = " ".join(kind.parameters) or "-"
        about = " ".join(kind.of) or "-"
        yield f"{kind.name} | of {about} | sections {' '.join(kind.sections)} | parameters {own}"


def parameters(_: FlaskClient) -> Iterator[str]:
    """What an address that asks for everything says, and the values that can be chosen."""
    everything = asked.Asked(
        "fr", "expert", "compact", "dark", "#0f5e59", ("summary",), 3, "FR", "ataxia", "here"
    )
    said = everything.parameters()
    values = {
        "lang": tuple(INTERFACE),
        "mode": asked.MODES,
        "layout": asked.LAYOUTS,
        "theme": asked.THEMES,
        "results": asked.RESULTS,
        "items": (f"1-{asked.MOST_ITEMS}",),
    }
    for name, value in said.items():
        yield f"{name} | {' '.join(values.get(name, (value,)))}"


def fields(_: FlaskClient) -> Iterator[str]:
    """The fields of the data, and whether they may be left out."""
    _definitions, components = msgspec.json.schema_components((Widget,))
    for name, schema in components.items():
        for field, told in schema["properties"].items():
            needed = "always" if field in schema.get("required", ()) else "may lack"
            yield f"{name}.{field} | {_kind(told)} | {needed}"


def _kind(told: dict[str, object]) -> str:
    """What a JSON schema says of a value, in a word or two."""
    either = told.get("anyOf")
    if isinstance(either, list):
        return " or ".join(_kind(one) for one in either)
    items = told.get("items")
    if isinstance(items, dict):
        return f"list of {_kind(items)}"
    reference = told.get("$ref")
    return reference.rpartition("/")[2] if isinstance(reference, str) else str(told.get("type"))


def elements(_: FlaskClient) -> Iterator[str]:
    script = _script("rarekg.js")
    names = re.search(r'WIDGETS = "([a-z ]+)"', script)
    assert names
    yield from (f"element rarekg-{name}" for name in names[1].split())
    own = re.search(r"observedAttributes = \[([^\]]+)\]", script)
    shared = re.search(r"PARAMETERS = \[([^\]]+)\]", script)
    assert own
    assert shared
    for name in re.findall(r'"([a-z-]+)"', own[1] + shared[1]):
        yield f"attribute {name}"
    yield from (f"property {name}" for name in re.findall(r"--rarekg-[a-z]+", script))
    for event, detail in re.findall(r'#tell\("(\w+)", \{([^}]+)\}', script):
        told = re.findall(r"(?:^|,)\s*(\w+)", detail)
        yield f"event rarekg-{event} | {' '.join(sorted([*told, 'widget']))}"


def parts(_: FlaskClient) -> Iterator[str]:
    """The parts that the elements name: the second value of what makes a node."""
    script = _script("rarekg.js")
    made = re.findall(r'\b[hs]\([^,()]+(?:\([^()]*\)[^,()]*)?, "([a-z ]+)"(?: \+ [\w.]+)?', script)
    led = re.findall(r'\blink\((?:[^,()]|\([^()]*\))+, "([a-z]+)"', script)
    either = re.findall(r'\? "([a-z]+)" : "([a-z]+)",', script)
    named = re.findall(r'part: "([a-z]+)"', script)
    for words in (*made, *led, *named, *(word for pair in either for word in pair)):
        yield from words.split()
    yield from re.findall(r'"(?:section )?((?:section|shape)-)" \+', script)
    if '"section section-" +' in script:
        yield "section"


def classes(_: FlaskClient) -> Iterator[str]:
    """The classes and other hooks of the pages for frames."""
    text = _templates()
    for given in re.findall(r'class="([^"]+)"', text):
        yield from re.findall(r"\bw-[a-z]+(?:-(?=\{))?", given)
    yield from re.findall(r'named\(item, "(w-[a-z]+)"\)', text)
    yield from re.findall(r" (data-[a-z]+)=", text)


def messages(_: FlaskClient) -> Iterator[str]:
    """What frames and the page around them tell each other."""
    inside = (content_folder("web") / "static" / "widget.js").read_text("utf-8")
    for place, text in (("frame", inside), ("page", _script("frame.js"))):
        for sent in re.findall(r"postMessage\(\{([^}]+)\}", text):
            yield f"{place} sends {' '.join(re.findall('([a-z]+):', sent))}"


def headers(client: FlaskClient) -> Iterator[str]:
    """What hosts and caches rely on."""
    for path in (
        "/api/v1/widget/disease/MONDO:0100339",
        "/embed/v1/disease/MONDO:0100339",
        "/card/v1/disease/MONDO:0100339.svg",
        "/widgets/v1/rarekg.js",
        f"/widgets/{newest()}/rarekg.js",
    ):
        answer = client.get(path)
        assert answer.status_code == 200, path
        held = ("Cache-Control", "Access-Control-Allow-Origin", "Cross-Origin-Resource-Policy")
        for name in held:
            yield f"{path} | {name}: {answer.headers.get(name, '-')}"
        policy = answer.headers["Content-Security-Policy"]
        framed = re.search(r"frame-ancestors [^;]+", policy)
        yield f"{path} | {framed[0] if framed else '-'}"
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["ETag"]


def oembed(client: FlaskClient) -> Iterator[str]:
    page = "http://localhost/disease/MONDO:0100339"
    answer = client.get("/oembed", query_string={"url": page, "format": "json"})
    assert answer.status_code == 200
    told = msgspec.json.decode(answer.data, type=dict[str, str | int])
    yield from (f"{name} | {type(value).__name__}" for name, value in told.items())


HELD: dict[str, Callable[[FlaskClient], Iterator[str]]] = {
    "addresses": addresses,
    "widgets": widgets,
    "parameters": parameters,
    "fields": fields,
    "elements": elements,
    "parts": parts,
    "classes": classes,
    "messages": messages,
    "headers": headers,
    "oembed": oembed,
}
# No part of the contract: names of elements of HTML, and how things are laid out within.
WITHIN = {"a", "div", "li", "p", "span", "ul", "found", "sorry", "unseen"}
INSIDE = ("sections", "shown", "items", "line", "ground", "drawn", "short", "brand")
WITHIN |= {f"w-{name}" for name in INSIDE}


@pytest.mark.parametrize("name", HELD)
def test_what_other_sites_rely_on_is_as_it_was(client: FlaskClient, name: str) -> None:
    found = "".join(f"{line}\n" for line in sorted(set(HELD[name](client)) - WITHIN))
    file = GOLDEN / f"{name}.txt"
    if os.environ.get("RAREKG_GOLDEN") == "write":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(found, "utf-8")
    assert found == file.read_text("utf-8"), f"{file.name}: see the first lines of this test"


def test_the_contract_names_all_of_it() -> None:
    """Each name of the golden files stands in docs/widgets.md, as code."""
    prose = re.sub(r"```.*?```", "", DOCS, flags=re.DOTALL)
    code = set(re.findall(r"[\w.#*/<>:-]+", " ".join(re.findall(r"`([^`]+)`", prose))))
    wanted: set[str] = set()
    for file in GOLDEN.glob("*.txt"):
        lines = file.read_text("utf-8").splitlines()
        wanted |= {word for line in lines for word in _names(file.stem, line)}
    assert wanted
    assert not sorted(wanted - code)


def _names(kind: str, line: str) -> list[str]:
    """The names in a line of a golden file."""
    first = line.split(" | ")[0]
    if kind == "widgets":
        sections = line.split(" | ")[2].split()[1:]
        own = [name for name in line.split(" | ")[3].split()[1:] if name != "-"]
        return [first, *sections, *own]
    if kind == "parameters":
        return [first, *(() if first in ("items", "q", "country", "accent") else line.split()[2:])]
    if kind == "fields":
        return [first.partition(".")[2]]
    if kind == "elements":
        return [first.split()[1], *(line.split(" | ")[1].split() if "event" in first else [])]
    if kind == "messages":
        return line.split()[2:]
    if kind in ("addresses", "headers"):
        return []
    open_ended = {"section-": "section-<id>", "w-section-": "w-section-<id>"}
    open_ended |= {"shape-": "shape-<part>", "w-shape-": "w-shape-<part>"}
    return [open_ended.get(first, first)]
