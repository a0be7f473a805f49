"""Fixtures of all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rarekg.build import BuildOptions, build
from rarekg.build_report import Stages
from rarekg.release import Home

_BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def mirror() -> Path:
    """The folder with the genuine files of the sources; without it, a test skips and says so."""
    folder = Path(os.environ.get("RAREKG_MIRROR") or _BESIDE)
    if not folder.is_dir():
        pytest.skip(
            f"GENUINE SOURCE FILES ABSENT: {folder} is no folder; set RAREKG_MIRROR to the mirror"
        )
    return folder


@pytest.fixture(scope="session")
def starter_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with a release of the curated data, as `make serve` has it; not to be changed."""
    home = Home(tmp_path_factory.mktemp("starter"))
    build(home, BuildOptions(sources=["curated"]), Stages())
    return home
