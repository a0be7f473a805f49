"""A source that calls broader or narrower what another calls the same is still heard."""

from __future__ import annotations

import pytest

from rarekg.facts import Fact, Reference
from rarekg.identifiers import curie
from rarekg.identity import Identity, IdentityBuilder


def fact(subject: str, predicate: str, value: str, source: str) -> Fact:
    return Fact(curie(subject), predicate, curie(value), (Reference(source, subject),))


def identity(*ids: str) -> Identity:
    """Of ids that Mondo calls the same."""
    builder = IdentityBuilder()
    builder.add(fact(ids[0], "exactMatch", other, "mondo") for other in ids[1:])
    return builder.build()


@pytest.mark.parametrize("predicate", ["broadMatch", "narrowMatch"])
def test_an_objection_to_an_exact_mapping_is_kept(predicate: str) -> None:
    same = identity("MONDO:9000001", "ORPHA:900001", "OMIM:900001")
    objection = fact("ORPHA:900001", predicate, "OMIM:900001", "orphanet")
    (kept,) = same.resolved(objection)
    assert (kept.subject, kept.predicate, kept.object) == (
        "MONDO:9000001",
        predicate,
        "OMIM:900001",
    )
    assert kept.references[0].source == "orphanet"


def test_an_objection_to_the_canonical_id_is_read_the_other_way_round() -> None:
    same = identity("MONDO:9000001", "ORPHA:900001")
    (kept,) = same.resolved(fact("ORPHA:900001", "broadMatch", "MONDO:9000001", "gard"))
    assert (kept.subject, kept.predicate, kept.object) == (
        "MONDO:9000001",
        "narrowMatch",
        "ORPHA:900001",
    )


@pytest.mark.parametrize("predicate", ["relatedMatch", "closeMatch", "hasParent"])
def test_other_relations_of_a_thing_to_itself_say_nothing(predicate: str) -> None:
    same = identity("MONDO:9000001", "ORPHA:900001", "OMIM:900001")
    assert not same.resolved(fact("ORPHA:900001", predicate, "OMIM:900001", "orphanet"))
