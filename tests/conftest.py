"""Fixtures of all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

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
