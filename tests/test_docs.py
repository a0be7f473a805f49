"""The documentation names things that are there, and names all that there is."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pyoxigraph as ox
import pytest
from benchmarks.__main__ import NAMES

from rarekg.cli import rarekg
from rarekg.release import Home
from rarekg.server.app import create_app
from rarekg.vocabulary import property_named
from tests.conftest import SparqlOf

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
TEXTS = {str(page.relative_to(ROOT)): page.read_text("utf-8") for page in PAGES}
EVERYTHING = "\n".join(TEXTS.values())
# Terms of statements and references, which are no properties of things.
STRUCTURE = {"polarity", "source", "primarySource", "record", "confidence"}

each_page = pytest.mark.parametrize("page", TEXTS)


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXTS[page], re.DOTALL)


def anchors(text: str) -> set[str]:
    """The addresses of headings, as forges make them."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings}


@each_page
def test_links_between_files_lead_somewhere(page: str) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", TEXTS[page]):
        path, _, anchor = link.partition("#")
        if "://" in link:
            continue
        target = ((ROOT / page).parent / path).resolve() if path else ROOT / page
        assert target.exists(), f"{page}: {link}"
        if anchor:
            assert anchor in anchors(target.read_text("utf-8")), f"{page}: {link}"


@each_page
def test_paths_that_are_named_exist(page: str) -> None:
    named = re.findall(
        r"`((?:src|ontology|ingest|web|tests|docs|benchmarks)/[\w./-]*)`", TEXTS[page]
    )
    for path in set(named) - {"benchmarks/out/"}:
        assert (ROOT / path).exists(), f"{page}: {path}"


@each_page
def test_commands_exist_with_their_options(page: str) -> None:
    for name, rest in re.findall(r"\brarekg ([\w-]+)([^\n`#]*)", "\n".join(code(TEXTS[page]))):
        command = rarekg.commands.get(name)
        assert command is not None, f"{page}: rarekg {name}"
        if isinstance(command, click.Group):
            name = rest.split()[0]
            command = command.commands[name]
        known = {o for p in command.params if isinstance(p, click.Option) for o in p.opts}
        for option in re.findall(r"(?<![\w-])--[a-z-]+", rest):
            assert option in known, f"{page}: rarekg {name} {option}"


def code(text: str) -> Iterator[str]:
    """Code in lines and in blocks, where commands are; not prose."""
    yield from re.findall(r"^(?: {4}[^\n]*\n)+", text, re.MULTILINE)
    yield from re.findall(r"```ini\n.*?```", text, re.DOTALL)
    yield from re.findall(r"`(rarekg \w+[^`\n]*)`", text)


def test_every_command_is_in_the_guides() -> None:
    for name in rarekg.commands:
        assert re.search(rf"`?rarekg {name}\b|`{name}`", EVERYTHING), name


@each_page
def test_targets_of_make_exist(page: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:^    |`)make ([a-z-]+)", TEXTS[page], re.MULTILINE))
    assert named <= targets


def test_addresses_of_the_service_exist(tmp_path: Path, sparql_of: SparqlOf) -> None:
    app = create_app(Home(tmp_path), sparql_of(Home(tmp_path)))
    routes = app.url_map.bind("localhost")
    named = re.findall(
        r"(?:`|GET )(/(?:api|disease|search|sparql|sources|statement|healthz)[^`\s]*)", EVERYTHING
    )
    assert len(set(named)) > 5
    for address in named:
        assert routes.test(address.partition("?")[0]), address


@each_page
def test_queries_are_sparql_and_their_terms_exist(page: str) -> None:
    for query in blocks(page, "sparql"):
        ox.Store().query(query)
        for key in set(re.findall(r"\brkg:([a-z]\w+)", query)) - STRUCTURE:
            assert property_named(key).key == key


@each_page
def test_python_compiles(page: str) -> None:
    for source in blocks(page, "python"):
        compile(source, page, "exec")


def test_every_dependency_has_its_reason() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    needed = list(declared["project"]["dependencies"])
    for group in declared["dependency-groups"].values():
        needed += group
    named = set(re.findall(r"[\w-]+", re.sub(r"(?m)^(?!\|).*$", "", TEXTS["docs/decisions.md"])))
    assert {re.split(r"[<>=~!]", requirement)[0] for requirement in needed} <= named


def test_every_benchmark_is_explained() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", TEXTS["docs/benchmarks.md"], re.MULTILINE)
    assert set(rows) == set(NAMES)


@each_page
def test_nothing_of_the_machine_it_was_written_on(page: str) -> None:
    assert not re.search(r"/work/|/tmp/|/root/|/home/\w|pypi\.|pythonhosted", TEXTS[page])
