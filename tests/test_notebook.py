"""The worked example of docs/notebook.md runs, cell by cell, and prints what it says it does."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from rarekg.release import Home
from tests.serving import Server, serving

NOTEBOOK = Path(__file__).parents[1] / "docs" / "notebook.md"
CELL = re.compile(r"```python\n(.*?)```\n\n```text\n(.*?)```", re.DOTALL)


@pytest.fixture(scope="module")
def server(starter_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(starter_home.path, tmp_path_factory.mktemp("log") / "serve.log") as running:
        yield running


def test_the_cells_print_what_the_page_shows(
    starter_home: Home, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The local cells on the starter release, the others on a real server of it."""
    monkeypatch.setenv("RAREKG_HOME", str(starter_home.path))
    monkeypatch.chdir(tmp_path)
    text = NOTEBOOK.read_text("utf-8")
    cells = CELL.findall(text)
    assert len(cells) == text.count("```python")
    names: dict[str, object] = {}
    for code, expected in cells:
        mine = code.replace("http://127.0.0.1:8000", f"http://127.0.0.1:{server.port}")
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            exec(compile(mine, str(NOTEBOOK), "exec"), names)  # noqa: S102  (our own page)
        assert printed.getvalue() == expected, code
    assert (tmp_path / "friedreich.ttl").stat().st_size > 500
