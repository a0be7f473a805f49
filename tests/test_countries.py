"""Countries by the names that registries give them."""

from __future__ import annotations

import re

import pytest

from rarekg.content import content_folder
from rarekg.records.countries import country_code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("France", "FR"),
        ("Russian Federation", "RU"),
        ("Turkey (Türkiye)", "TR"),
        ("Korea, Republic of", "KR"),
        ("côte d’ivoire", "CI"),
        ("The Netherlands", "NL"),
        ("Nowhere", ""),
        ("", ""),
    ],
)
def test_a_country_by_any_of_its_names(name: str, code: str) -> None:
    assert country_code(name) == code


def test_codes_and_names_are_each_there_once() -> None:
    lines = (content_folder("ontology") / "countries.tsv").read_text("utf-8").splitlines()[2:]
    rows = [line.split("\t") for line in lines]
    codes = [row[0] for row in rows]
    assert codes == sorted(set(codes))
    assert all(re.fullmatch("[A-Z]{2}", code) for code in codes)
    names = [n.strip() for _, name, others in rows for n in (name, *others.split("|")) if n]
    assert len(names) == len(set(names))
    for code, name, others in rows:
        assert {country_code(n) for n in (name, *others.split("|")) if n} == {code}
