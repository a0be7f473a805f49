"""Settings: read once from the environment, at the edge; only `cli` and `wsgi` hold them."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

import msgspec

from rarekg.errors import InvalidParameter
from rarekg.release import Home
from rarekg.sparql.limits import MEBIBYTE, Limits

_ADDRESS = re.compile(r"https?://[\w.-]+(:\d{1,5})?/?", re.ASCII)

TRIALS_API = "https://clinicaltrials.gov/api/v2"


@dataclass(frozen=True, slots=True)
class LimitSetting:
    """A variable of the environment that sets a limit, in a unit of so many seconds or bytes."""

    variable: str
    limit: str
    unit: int = 1


LIMIT_SETTINGS = (
    LimitSetting("RAREKG_QUERY_SECONDS", "seconds"),
    LimitSetting("RAREKG_QUERY_SHORT_SECONDS", "quick_seconds"),
    LimitSetting("RAREKG_QUERY_MEMORY_MB", "memory_bytes", MEBIBYTE),
    LimitSetting("RAREKG_QUERIES_MEMORY_MB", "memory_in_all_bytes", MEBIBYTE),
    LimitSetting("RAREKG_RESULT_MB", "result_bytes", MEBIBYTE),
    LimitSetting("RAREKG_QUERY_KB", "query_bytes", 1024),
    LimitSetting("RAREKG_QUERY_WORKERS", "workers"),
    LimitSetting("RAREKG_QUERIES_PER_CLIENT", "per_client"),
    LimitSetting("RAREKG_QUERIES", "in_all"),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """`home` is RAREKG_HOME (default: the user's data directory), `trials_api` the address of the
    registry of trials, RAREKG_TRIALS_API (default: ClinicalTrials.gov's), `limits` those of
    queries, LIMIT_SETTINGS. `client_header` is RAREKG_CLIENT_HEADER: the header in which a trusted
    proxy names the client (default: none, the connection's address counts). `reports` is
    RAREKG_REPORTS: the address (`mailto:` or `https:`) that readers tell faults in facts to
    (default: none; the pages then say how to reach the sources). `address` is RAREKG_ADDRESS: where
    readers reach the server, `https://example.org` (default: what each request says)."""

    home: Home
    trials_api: str = TRIALS_API
    limits: Limits = field(default_factory=Limits)
    client_header: str = ""
    reports: str = ""
    address: str = ""


def settings_from(environment: Mapping[str, str]) -> Settings:
    """The settings that an environment gives. Raises InvalidParameter."""
    given = environment.get("RAREKG_HOME")
    home = Home(Path(given).expanduser().absolute() if given else _data_directory())
    return Settings(
        home=home,
        trials_api=(environment.get("RAREKG_TRIALS_API") or TRIALS_API).rstrip("/"),
        limits=_limits(environment),
        client_header=environment.get("RAREKG_CLIENT_HEADER", "").strip(),
        reports=_reports(environment.get("RAREKG_REPORTS", "").strip()),
        address=_address(environment.get("RAREKG_ADDRESS", "").strip()),
    )


def _reports(given: str) -> str:
    if given and not given.startswith(("mailto:", "https:")):
        raise InvalidParameter(
            f"RAREKG_REPORTS={given!r}: an address that begins with mailto: or https: was expected"
        )
    return given


def _address(given: str) -> str:
    if given and not _ADDRESS.fullmatch(given):
        raise InvalidParameter(
            f"RAREKG_ADDRESS={given!r}: http: or https: with a host and no path was expected, "
            "https://example.org"
        )
    return given.rstrip("/")


def _limits(environment: Mapping[str, str]) -> Limits:
    limits = Limits()
    for setting in LIMIT_SETTINGS:
        given = environment.get(setting.variable)
        if given:
            limits = _with(limits, setting, given)
    return limits


def _with(limits: Limits, setting: LimitSetting, given: str) -> Limits:
    seconds = setting.limit.endswith("seconds")
    try:
        value = float(given) if seconds else round(float(given) * setting.unit)
        return msgspec.convert({**asdict(limits), setting.limit: value}, Limits)
    except (ValueError, OverflowError, msgspec.ValidationError) as error:
        raise InvalidParameter(f"{setting.variable}={given!r}: {error}") from error


def _data_directory() -> Path:
    """The user's data directory (XDG Base Directory Specification; its kin elsewhere)."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "rarekg"
    given = os.environ.get("XDG_DATA_HOME")
    return (Path(given) if given else Path.home() / ".local" / "share") / "rarekg"
