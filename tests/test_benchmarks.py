"""Benchmarks run, on the starter release; what they find there is not looked at."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from rarekg.release import Home

ROOT = Path(__file__).parents[1]


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "benchmarks", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["pages", "search", "serve", "suggest"])
def test_a_benchmark_writes_ours_reference_and_ratio(
    name: str, starter_home: Home, tmp_path: Path
) -> None:
    ran = bench(name, "--release", str(starter_home.release().path), "--out", str(tmp_path))
    assert ran.returncode == 0, ran.stdout + ran.stderr
    found = json.loads((tmp_path / f"{name}.json").read_text("utf-8"))
    assert found["ratio"] == pytest.approx(found["ours"] / found["reference"])
    assert found["details"]
    assert found["machine"]["cores"]


def test_a_release_that_is_none_is_named(tmp_path: Path) -> None:
    ran = bench("search", "--release", str(tmp_path))
    assert ran.returncode == 1
    assert f"{tmp_path} is no release" in ran.stderr
