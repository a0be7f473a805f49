"""`CITATION.cff` is what tools for citations take, and says what the package says."""

from __future__ import annotations

import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
# https://github.com/citation-file-format/citation-file-format, schema-guide.md, version 1.2.0
REQUIRED = {"cff-version", "message", "title", "authors"}
KNOWN = REQUIRED | {"type", "abstract", "keywords", "license", "version", "url", "doi"}


def test_the_program_can_be_cited() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert REQUIRED <= cited.keys() <= KNOWN
    assert cited["cff-version"] == "1.2.0"
    assert cited["type"] in ("software", "dataset")
    assert all("name" in author or "family-names" in author for author in cited["authors"])
    package = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert cited["version"] == package["version"]
    assert cited["license"] == package["license"]
