"""How the query editor is built: from pinned packages of no named host, or not at all, loudly."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

from rarekg.content import content_folder

EDITOR = content_folder("web") / "editor"
TOOLS = ("sh", "cp", "mkdir", "rm", "mv", "grep", "sed", "head", "cat", "env")


def test_every_package_is_pinned_by_its_hash_and_by_no_host() -> None:
    lock = json.loads((EDITOR / "package-lock.json").read_text("utf-8"))
    packages = {name: each for name, each in lock["packages"].items() if name}
    assert packages["node_modules/@zazuko/yasqe"]["version"].startswith("4.6.")
    assert all(re.match("sha512-", each["integrity"]) for each in packages.values())
    assert not any("resolved" in each for each in packages.values())


def built(folder: Path, npm: str | None) -> subprocess.CompletedProcess[str]:
    """Runs the build in a checkout of its own, where `npm` is this script, or is not there."""
    shutil.copytree(EDITOR, folder / "web" / "editor")
    tools = folder / "bin"
    tools.mkdir()
    for name in TOOLS:
        (tools / name).symlink_to(str(shutil.which(name)))
    if npm is not None:
        (tools / "npm").write_text(npm, "utf-8")
        (tools / "npm").chmod(0o755)
    return subprocess.run(
        ["sh", "web/editor/build.sh", "work"],
        cwd=folder,
        env={"PATH": str(tools)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_npm_nothing_fails_and_it_is_said(tmp_path: Path) -> None:
    done = built(tmp_path, npm=None)
    assert done.returncode == 0
    assert "EDITOR OF /sparql NOT BUILT: npm is not here" in done.stderr
    assert not (tmp_path / "web" / "static").exists()


def test_an_npm_that_reaches_nothing_fails_nothing(tmp_path: Path) -> None:
    done = built(tmp_path, npm="#!/bin/sh\necho no network >&2\nexit 1\n")
    assert done.returncode == 0
    assert "npm could not fetch its packages" in done.stderr
    assert "no network" in (tmp_path / "work" / "npm.log").read_text("utf-8")


def test_what_npm_fetched_is_laid_where_it_is_served(tmp_path: Path) -> None:
    package = "node_modules/@zazuko/yasqe"
    npm = f"""#!/bin/sh
mkdir -p {package}/build && cd {package}
echo '"license": "MIT"' > package.json
printf 'editor()\\n//# sourceMappingURL=x.map\\n' > build/yasqe.min.js
echo 'a {{}}' > build/yasqe.min.css
"""
    done = built(tmp_path, npm)
    assert (done.returncode, done.stderr) == (0, "")
    served = tmp_path / "web" / "static" / "editor"
    assert (served / "yasqe.min.js").read_text("utf-8") == "editor()\n"
    assert "== @zazuko/yasqe: MIT" in (served / "LICENSES.txt").read_text("utf-8")
