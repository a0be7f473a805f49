"""Texts in the reader's language, where there are several of the same."""

from __future__ import annotations

from collections.abc import Iterable

from rarekg.records.model import Finding
from rarekg.server.languages import DEFAULT, spoken


def in_language(found: Iterable[Finding]) -> list[Finding]:
    """The texts in the reader's language; else those in English."""
    texts = list(found)
    wanted = [f for f in texts if f.value.language == spoken()]
    return wanted or [f for f in texts if f.value.language == DEFAULT]
