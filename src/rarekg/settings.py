"""Settings: read once from the environment, at the edge; only `cli` and `wsgi` hold them."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rarekg.release import Home


@dataclass(frozen=True, slots=True)
class Settings:
    """`home` is RAREKG_HOME (default: the user's data directory)."""

    home: Home


def settings_from(environment: Mapping[str, str]) -> Settings:
    """The settings that an environment gives."""
    given = environment.get("RAREKG_HOME")
    return Settings(Home(Path(given).expanduser().absolute() if given else _data_directory()))


def _data_directory() -> Path:
    """The user's data directory (XDG Base Directory Specification; its kin elsewhere)."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "rarekg"
    given = os.environ.get("XDG_DATA_HOME")
    return (Path(given) if given else Path.home() / ".local" / "share") / "rarekg"
