"""`docs/sparql.md` is right: each of its commands is run against the real server."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from rarekg.release import Home
from tests.serving import Server, serving

TEXT = (Path(__file__).parents[1] / "docs" / "sparql.md").read_text("utf-8")
COMMANDS = re.findall(r"^(curl .*?)  # (.+)$", TEXT, re.MULTILINE)

pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")


@pytest.fixture(scope="module")
def server(starter_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(starter_home.path, tmp_path_factory.mktemp("log") / "log") as server:
        yield server


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("here")


def test_every_command_says_what_it_is_answered_with() -> None:
    assert len(COMMANDS) == TEXT.count("\ncurl ") > 15


@pytest.mark.parametrize(("command", "answered"), COMMANDS)
def test_a_command(server: Server, folder: Path, command: str, answered: str) -> None:
    run = shlex.split(command.replace("127.0.0.1:8000", f"127.0.0.1:{server.port}"))
    shown = ["-s", "-o", "answer", "-w", "%{http_code} %{content_type}"]
    done = subprocess.run([*run, *shown], cwd=folder, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == answered


def test_the_problem_document_that_is_shown(server: Server) -> None:
    shown = re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)[0].replace("…", "")
    expected = msgspec.json.decode(shown, type=dict[str, str | int])
    status, body = server.get("/sparql?query=SELECT%20*%20%7B%20%3Fs%20%3Fp%20%7D")
    assert status == 400
    found = msgspec.json.decode(body, type=dict[str, str | int])
    assert found.keys() == expected.keys()
    for key, value in expected.items():
        assert str(found[key]).startswith(str(value)), key
