"""The command line: what people type, what they see, and how it says no."""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from rarekg.cli import main
from rarekg.errors import NotFound
from rarekg.release import Home
from tests.conftest import PutMiniature
from tests.miniature import ANNOTATIONS, build_miniature, write_annotations, write_mirror
from tests.serving import ROOT, command, environment

COUNT = "SELECT (COUNT(*) AS ?n) { ?s <http://www.w3.org/2004/02/skos/core#exactMatch> ?o }"


class Cli:
    """Runs `rarekg` in this process, as its entry point does."""

    def __init__(self, home: Path, capture: pytest.CaptureFixture[str]) -> None:
        self._home = home
        self._capture = capture

    def run(self, *arguments: str) -> tuple[int, str, str]:
        """Exit code, output, errors."""
        self._capture.readouterr()
        code = 0
        try:
            main(["--home", str(self._home), *arguments])
        except SystemExit as end:
            code = int(end.code or 0)
        out, error = self._capture.readouterr()
        return code, out, error

    def good(self, *arguments: str) -> str:
        """The output of a command that must succeed."""
        code, out, error = self.run(*arguments)
        assert code == 0, error
        return out

    def refused(self, *arguments: str) -> tuple[int, str]:
        """Exit code and the one line of a command that must fail."""
        code, _, error = self.run(*arguments)
        assert code != 0
        assert "Traceback" not in error
        lines = error.strip().splitlines()
        assert len(lines) == 1, error
        assert lines[0].startswith("rarekg: ")
        return code, lines[0]


@pytest.fixture
def cli(starter_home: Home, capfd: pytest.CaptureFixture[str], wide: None) -> Cli:
    return Cli(starter_home.path, capfd)


@pytest.fixture
def empty(tmp_path: Path, capfd: pytest.CaptureFixture[str], wide: None) -> Cli:
    return Cli(tmp_path / "home", capfd)


@pytest.fixture
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "300")


def run(home: Path, *arguments: str, then: str = "") -> subprocess.CompletedProcess[str]:
    """The command as a process of its own, with an end of a pipe in the shell's words."""
    words: Sequence[str] = command(*arguments)
    if then:
        words = ["bash", "-c", f'set -o pipefail; "$@" {then}', "bash", *words]
    return subprocess.run(
        words,
        env=environment(home),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_package_is_the_command(starter_home: Home) -> None:
    """`python -m rarekg`, for where the command is not on the path; `run` calls it so, too."""
    arguments = [sys.executable, "-m", "rarekg", "--help"]
    shown = subprocess.run(arguments, capture_output=True, text=True, check=True)
    assert shown.stdout.startswith("Usage: rarekg ")
    missing = run(starter_home.path, "show", "ORPHA:99999999")
    assert missing.returncode == NotFound.exit_code


# --- reading --------------------------------------------------------------------------------


def test_help_and_version_by_the_real_entry_point(tmp_path: Path) -> None:
    done = run(tmp_path, "--help")
    assert done.returncode == 0
    for name in ("build", "check", "diff", "export", "fetch", "prune", "query", "releases"):
        assert name in done.stdout
    assert run(tmp_path, "--version").stdout.strip()


@pytest.mark.parametrize(
    "spelling",
    [
        "ORPHA:95",
        "orpha95",
        "Orphanet:95",
        "ORPHA_95",
        "http://www.orpha.net/ORDO/Orphanet_95",
        "MONDO:0100339",
        "gard 6468",
    ],
)
def test_show_finds_a_disease_under_any_spelling_of_any_id(cli: Cli, spelling: str) -> None:
    out = cli.good("show", spelling)
    assert out.startswith("Friedreich ataxia")
    assert "ORPHA:95" in out
    assert "GARD:0006468" in out
    assert "Ataxie de Friedreich" in out
    assert "orphanet" in out, "who says so"


def test_show_names_who_says_so_and_in_another_language(cli: Cli) -> None:
    assert cli.good("show", "ORPHA:95", "--language", "fr").startswith("Ataxie de Friedreich")


def test_show_of_what_is_not_there(cli: Cli) -> None:
    code, line = cli.refused("show", "ORPHA:99999999")
    assert (code, "ORPHA:99999999" in line) == (6, True)
    code, line = cli.refused("show", "no identifier at all")
    assert code == 2
    assert "expected e.g." in line


def test_search_finds_and_says_why(cli: Cli) -> None:
    out = cli.good("search", "friedreich", "ataxia")
    first = next(line for line in out.splitlines() if "MONDO:" in line)
    assert "Friedreich ataxia" in first
    assert "in all" in out
    assert "MONDO:" not in cli.good("search", "--type", "Gene", "friedreich", "ataxia")
    assert "0 in all" in cli.good("search", "qqqqzzzzxxxx")


def test_search_of_a_misspelling_says_what_it_searched_for(cli: Cli) -> None:
    out = cli.good("search", "freidreich", "ataxia")
    assert "friedreich ataxia" in out
    assert "Friedreich ataxia" in out


def test_search_of_several_kinds_in_another_language(cli: Cli) -> None:
    out = cli.good("search", "--type", "Disease", "--type", "Gene", "--lang", "fr", "friedreich")
    assert "MONDO:0100339" in out
    assert "0 in all" not in cli.good("search", "--explain", "--counts", "friedreich")
    assert "0 in all" in cli.good("search", "--exact", "freidreich")
    code, _, error = cli.run("search", "--type", "Nothing", "friedreich")
    assert (code, "Nothing" in error) == (2, True)


def test_query_with_the_limits_of_the_server(cli: Cli) -> None:
    lines = cli.good("query", COUNT).splitlines()
    assert lines[0] == "?n"
    assert int(lines[1]) > 100
    assert '"bindings"' in cli.good("query", COUNT, "--format", "json")


def test_query_from_a_file_and_from_standard_input(starter_home: Home, tmp_path: Path) -> None:
    file = tmp_path / "query.rq"
    file.write_text(COUNT, "utf-8")
    by_file = run(starter_home.path, "query", "--file", str(file))
    by_input = run(starter_home.path, "query", "-", then=f"< {file}")
    assert by_file.returncode == by_input.returncode == 0, by_file.stderr + by_input.stderr
    assert by_file.stdout == by_input.stdout
    assert by_file.stdout.startswith("?n")


def test_a_narrow_terminal_shows_the_names_in_full(starter_home: Home) -> None:
    """They are typed into other commands."""
    for word, name in (("releases", starter_home.current_id()), ("sources", "clinicaltrials")):
        assert name in run(starter_home.path, word, then="| cat").stdout


def test_no_query_at_all_is_said(starter_home: Home) -> None:
    done = run(starter_home.path, "query", then="< /dev/null")
    assert done.returncode == 2
    assert "no query: give one, or --file FILE" in done.stderr


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("SELECT nonsense", 9),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", 9),
        ("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }", 9),
    ],
)
def test_a_query_that_is_refused(cli: Cli, query: str, code: int) -> None:
    found, _, error = cli.run("query", query)
    assert found == code
    assert error.startswith("rarekg: ")
    assert "Traceback" not in error


def test_sources_shows_every_source(cli: Cli) -> None:
    out = cli.good("sources")
    for name in ("orphanet", "mondo", "hpoa", "curated"):
        assert re.search(rf"\b{name}\b", out)
    assert "CC0" in out


def test_check_of_the_curated_files_and_of_a_release(cli: Cli) -> None:
    assert "all checks passed" in cli.good("check", "--curated")
    assert "all checks passed" in cli.good("check")


# --- export ---------------------------------------------------------------------------------


def test_export_as_nquads_is_the_releases_own_file(starter_home: Home, tmp_path: Path) -> None:
    target = tmp_path / "all.nq"
    done = run(starter_home.path, "export", "--output", str(target))
    assert done.returncode == 0, done.stderr
    packed = starter_home.release().nquads.read_bytes()
    assert target.read_bytes() == gzip.decompress(packed)


def test_export_compressed_as_turtle(cli: Cli, starter_home: Home, tmp_path: Path) -> None:
    target = tmp_path / "all.ttl.gz"
    cli.good("export", "--format", "ttl", "--output", str(target))
    text = gzip.decompress(target.read_bytes())
    triples = {str(q.triple) for q in ox.parse(text, format=ox.RdfFormat.TURTLE)}
    assert len(triples) > 10_000
    assert list(tmp_path.iterdir()) == [target], "no partial file is left"


def test_export_of_one_source(cli: Cli) -> None:
    out = cli.good("export", "--format", "nt", "--source", "curated")
    graph = rdflib.Graph().parse(data=out, format="nt")
    friedreich = rdflib.URIRef("http://www.orpha.net/ORDO/Orphanet_95")
    assert (None, rdflib.SKOS.exactMatch, friedreich) in graph
    code, line = cli.refused("export", "--source", "wikipedia")
    assert (code, "wikipedia" in line) == (6, True)


def test_an_export_into_nowhere_is_one_line(cli: Cli, tmp_path: Path) -> None:
    code, line = cli.refused("export", "--output", str(tmp_path / "no" / "folder" / "x.nq"))
    assert code == 1
    assert "no/folder" in line


def test_a_reader_that_leaves_early_is_no_error_to_look_at(starter_home: Home) -> None:
    for arguments in (["export"], ["export", "--format", "ttl"], ["show", "ORPHA:95"]):
        done = run(starter_home.path, *arguments, then="| head -n 1")
        assert done.stderr == ""
        assert len(done.stdout.splitlines()) == 1
        assert done.returncode in (0, 1), done


# --- releases -------------------------------------------------------------------------------


@pytest.fixture
def two(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], wide: None, put_miniature: PutMiniature
) -> tuple[Cli, list[str]]:
    """A home with two releases that differ in one statement."""
    mirror = write_mirror(tmp_path / "mirror")
    first = put_miniature(tmp_path / "home")
    write_annotations(mirror, [*ANNOTATIONS, {"hpo_id": "HP:0001251", "frequency": "2/5"}])
    second, _ = build_miniature(tmp_path / "home", mirror)
    return Cli(tmp_path / "home", capfd), [first.id, second.id]


def test_releases_rollback_diff_and_prune(two: tuple[Cli, list[str]]) -> None:
    cli, (first, second) = two
    (line,) = [row for row in cli.good("releases").splitlines() if "current" in row]
    assert second in line
    table = cli.good("diff", first, second)
    assert re.search(r"vocab/hasPhenotype\W+1\W+0\b", table)
    listed = cli.good("diff", first, second, "--list").splitlines()
    assert len(listed) == 1
    assert listed[0].startswith("+ ")
    assert "HP_0001251" in listed[0]
    assert first in cli.good("rollback")
    assert cli.refused("rollback")[0] == 6
    assert second in cli.good("rollback", second)
    assert first in cli.good("prune", "--keep", "1")
    assert "none" in cli.good("prune", "--keep", "1")
    assert cli.refused("rollback", first)[0] == 6
    assert cli.refused("diff", first, second)[0] == 6


# --- saying no ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "ORPHA:95"],
        ["search", "ataxia"],
        ["query", COUNT],
        ["export"],
        ["rollback"],
        ["prune"],
        ["check"],
    ],
)
def test_without_a_release_it_says_how_to_make_one(empty: Cli, arguments: list[str]) -> None:
    code, line = empty.refused(*arguments)
    assert code == 6
    assert "rarekg build" in line


def test_a_home_that_cannot_be_written_to(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("not a folder")
    cli = Cli(tmp_path / "file" / "home", capfd)
    code, line = cli.refused("build", "--sources", "curated")
    assert code == 1
    assert "RAREKG_HOME" in line


def test_missing_sources_are_named(empty: Cli) -> None:
    code, _, error = empty.run("build", "--sources", "mondo")
    assert code == 4
    assert "rarekg fetch mondo" in error
    assert "Traceback" not in error
    code, line = empty.refused("build", "--sources", "wikipedia")
    assert (code, "wikipedia" in line) == (4, True)


def _broken(home: Path, starter: Home, *names: str) -> None:
    shutil.copytree(starter.path, home, symlinks=True)
    for name in names:
        (Home(home).release().path / name).unlink()


@pytest.mark.parametrize("arguments", [["search", "ataxia"], ["releases"]])
def test_a_release_without_manifest(
    empty: Cli, tmp_path: Path, starter_home: Home, arguments: list[str]
) -> None:
    _broken(tmp_path / "home", starter_home, "manifest.json")
    code, line = empty.refused(*arguments)
    assert code == 7
    assert "manifest.json" in line
    assert "build the release anew" in line


@pytest.mark.parametrize("arguments", [["show", "ORPHA:95"], ["export", "--format", "ttl"]])
def test_a_release_with_a_damaged_store(
    empty: Cli, tmp_path: Path, starter_home: Home, arguments: list[str]
) -> None:
    _broken(tmp_path / "home", starter_home, "graph/CURRENT")
    code, line = empty.refused(*arguments)
    assert code == 7
    assert "graph" in line


def test_a_release_without_its_index(empty: Cli, tmp_path: Path, starter_home: Home) -> None:
    _broken(tmp_path / "home", starter_home, "search.db")
    code, line = empty.refused("search", "ataxia")
    assert (code, "search.db" in line) == (7, True)


def test_wrong_usage_is_clicks_own_message(empty: Cli) -> None:
    code, _, error = empty.run("frobnicate")
    assert code == 2
    assert "No such command" in error
    code, _, error = empty.run("search")
    assert code == 2
    assert "Missing argument" in error
