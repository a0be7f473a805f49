"""Settings: read once from the environment, at the edge; only `cli` and `wsgi` hold them."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rarekg.release import Home

TRIALS_API = "https://clinicaltrials.gov/api/v2"


@dataclass(frozen=True, slots=True)
class Settings:
    """`home` is RAREKG_HOME (default: the user's data directory), `trials_api` the address of the
    registry of trials, RAREKG_TRIALS_API (default: ClinicalTrials.gov's)."""

    home: Home
    trials_api: str = TRIALS_API


def settings_from(environment: Mapping[str, str]) -> Settings:
    """The settings that an environment gives."""
    given = environment.get("RAREKG_HOME")
    home = Home(Path(given).expanduser().absolute() if given else _data_directory())
    return Settings(home, (environment.get("RAREKG_TRIALS_API") or TRIALS_API).rstrip("/"))


def _data_directory() -> Path:
    """The user's data directory (XDG Base Directory Specification; its kin elsewhere)."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "rarekg"
    given = os.environ.get("XDG_DATA_HOME")
    return (Path(given) if given else Path.home() / ".local" / "share") / "rarekg"
