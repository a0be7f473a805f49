"""DATA_LICENCES.md says of every source what its manifest says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rarekg.sources.manifest import SourceManifest, all_sources

PAGE = (Path(__file__).parents[1] / "DATA_LICENCES.md").read_text("utf-8")
SECTIONS = {
    found.group(1): section
    for section in PAGE.split("\n### ")[1:]
    if (found := re.search(r"\*\*Source:\*\* `([\w-]+)`", section))
}


def test_every_source_has_a_section_and_no_section_lacks_its_source() -> None:
    assert sorted(SECTIONS) == sorted(all_sources())


@pytest.mark.parametrize("source", all_sources().values(), ids=lambda source: source.id)
def test_a_section_says_what_the_manifest_says(source: SourceManifest) -> None:
    section = SECTIONS[source.id]
    assert section.startswith(f"{source.title}\n")
    assert source.publisher in section
    assert source.licence in section
    assert f"**Attribution:** {source.attribution}\n" in section
    assert source.licence_url in section
    assert source.homepage in section
