"""Identifiers: every spelling becomes one Curie, and a Curie one address, there and back."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rarekg.errors import InvalidIdentifier
from rarekg.identifiers import Curie, curie, curie_of_iri, iri, prefixes

ONE_OF_EACH = {
    "ORPHA": "558",
    "OMIM": "154700",
    "OMIMPS": "154700",
    "MONDO": "0007947",
    "GARD": "0006975",
    "HP": "0001250",
    "HGNC": "3603",
    "NCBIGene": "2200",
    "ECO": "0000304",
    "UMLS": "C0024796",
    "MESH": "D008382",
    "PMID": "12345",
    "DOI": "10.1000/a(b)c",
    "NCT": "02122952",
    "ROR": "02feahw73",
    "rkg": "Disease",
    "rarekg": "nusinersen",
}


@pytest.mark.parametrize(
    "spelling",
    [
        "ORPHA:558",
        "ORPHA:558 ",
        "orpha:558",
        "Orphanet:558",
        "orpha558",
        "Orphanet_558",
        "ORPHA_558",
        "orpha 558",
        "ORPHAcode: 558",
        "http://www.orpha.net/ORDO/Orphanet_558",
        "https://www.orpha.net/ORDO/Orphanet_558",
        "http://orpha.net/ordo/orphanet_558/",
    ],
)
def test_spellings_of_one_identifier(spelling: str) -> None:
    assert curie(spelling) == "ORPHA:558"


@pytest.mark.parametrize(
    ("spelling", "wanted"),
    [
        ("HP:1250", "HP:0001250"),
        ("hpo:0001250", "HP:0001250"),
        ("http://purl.obolibrary.org/obo/HP_0001250", "HP:0001250"),
        ("MONDO_0007947", "MONDO:0007947"),
        ("mim 154700", "OMIM:154700"),
        ("https://omim.org/entry/154700", "OMIM:154700"),
        ("https://omim.org/phenotypicSeries/PS154700", "OMIMPS:154700"),
        ("gard:6975", "GARD:0006975"),
        ("mesh:d008382", "MESH:D008382"),
        ("umls:c0024796", "UMLS:C0024796"),
    ],
)
def test_padding_case_and_addresses(spelling: str, wanted: str) -> None:
    assert curie(spelling) == wanted


@pytest.mark.parametrize(("prefix", "local"), ONE_OF_EACH.items())
def test_an_address_leads_back_to_its_curie(prefix: str, local: str) -> None:
    whole = Curie(f"{prefix}:{local}")
    assert curie(whole) == whole
    assert (whole.prefix, whole.local) == (prefix, local)
    assert curie_of_iri(iri(whole)) == whole


def test_no_two_authorities_share_a_spelling_or_a_namespace() -> None:
    spellings = [s.casefold() for p in prefixes().values() for s in (p.name, *p.aliases)]
    assert len(spellings) == len(set(spellings))
    namespaces = [(p.namespace, p.suffix) for p in prefixes().values()]
    assert len(namespaces) == len(set(namespaces))


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "558", "ORPHA:", "ORPHA:0", "ORPHA:x", "OMIM:12", "NOPE:1", "\x00"),
        *("http://example.org/558", "ORPHA:558 or so", "HP:00012500"),
        "http://www.orpha.net/ORDO/Orphanet_",
    ],
)
def test_what_is_no_identifier_is_refused_by_name(text: str) -> None:
    with pytest.raises(InvalidIdentifier, match=r"expected e\.g\."):
        curie(text)
    assert curie_of_iri(text) is None


def test_an_unknown_prefix_has_no_address() -> None:
    with pytest.raises(InvalidIdentifier, match=r"prefixes\.ttl"):
        iri("NOPE:1")


@given(text=st.text(max_size=40))
@example("ORPHA:٥٥٨")
@example("ORPHA:²")
def test_whatever_is_read_is_canonical(text: str) -> None:
    """Either refused, or a Curie that is its own canonical spelling and has an address."""
    try:
        found = curie(text)
    except InvalidIdentifier:
        return
    assert curie(found) == found
    assert curie_of_iri(iri(found)) == found
