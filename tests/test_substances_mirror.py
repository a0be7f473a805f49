"""The genuine lists of the FDA, the EMA and Every Cure, and the curated therapies, joined."""

from __future__ import annotations

from pathlib import Path

import pytest

from rarekg.identifiers import Curie
from rarekg.identity import Identity, IdentityBuilder
from rarekg.readers.table import reader_of
from rarekg.report import Report
from rarekg.sources.cache import located_files
from rarekg.sources.manifest import content_files, source_named
from rarekg.substances.joins import rank

pytestmark = pytest.mark.mirror

Joined = tuple[Identity, dict[str, Curie]]


@pytest.fixture(scope="module")
def joined(mirror: Path, tmp_path_factory: pytest.TempPathFactory) -> Joined:
    """The identity of all therapies, and each one's id by its name as a source writes it."""
    sources = [source_named(s) for s in ("everycure", "fda", "ema", "curated")]
    files = [f for s in sources for f in content_files(s) if f.manifest.identity]
    files += located_files(tmp_path_factory.mktemp("home"), mirror, sources)
    builder = IdentityBuilder()
    named: dict[str, Curie] = {}
    for file in files:
        facts = list(reader_of(file)(file, Report()))
        builder.add(facts)
        types = {f.subject for f in facts if f.object == "rkg:Therapy"}
        for fact in facts:
            if fact.predicate == "name" and fact.subject in types:
                value = fact.object
                named[f"{rank(fact.subject)[0]} {getattr(value, 'value', '')}"] = fact.subject
    builder.add(builder.same_substances())
    return builder.build(), named


def test_joining_contradicts_no_source(joined: Joined) -> None:
    identity, named = joined
    assert not identity.disputes
    assert len(identity.unclear) < 60
    curated = [t for t in named.values() if rank(t)[0] == 1]
    assert all(identity.canonical_id(t) == t for t in curated), "a curator's page stands for it"


def test_most_curated_therapies_meet_an_authority(joined: Joined) -> None:
    identity, named = joined
    met = {identity.canonical_id(t) for t in named.values() if rank(t)[0] > 1}
    curated = {t for t in named.values() if rank(t)[0] == 1}
    assert len(curated & met) > 0.9 * len(curated)


def test_a_good_part_of_the_authorities_substances_joins(joined: Joined) -> None:
    """1,917 of EMA's 3,456 and 1,700 of the FDA's 5,150 in 2026-11: most others are in one list
    only, or described in words of one's own."""
    identity, named = joined
    for place, least in ((2, 0.5), (3, 0.3)):
        own = [t for t in named.values() if rank(t)[0] == place]
        together = [t for t in own if t in identity.members]
        assert len(together) > least * len(own)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3 onasemnogene abeparvovec", "0 Onasemnogene abeparvovec"),
        ("3 Cysteamine", "2 mercaptamine"),
        ("3 burosumab-twza", "1 burosumab"),
        ("2 bosentan monohydrate", "0 Bosentan"),
        ("3 lumacaftor and ivacaftor", "2 lumacaftor; ivacaftor"),
        ("2 Recombinant human tripeptidyl-peptidase 1", "1 cerliponase alfa"),
    ],
)
def test_one_substance(joined: Joined, one: str, other: str) -> None:
    identity, named = joined
    assert identity.canonical_id(named[one]) == identity.canonical_id(named[other])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("0 Ivacaftor", "2 ivacaftor; tezacaftor; elexacaftor"),
        ("2 nonacog alfa", "2 nonacog gamma"),
        ("0 Tetrabenazine", "3 deutetrabenazine"),
        ("3 Iobenguane I 123", "3 Iobenguane I 131"),
        ("2 Xegafri", "2 Sirolimus"),
        ("3 Interferon beta-1a", "3 Interferon beta-1b"),
        ("2 Interferon gamma", "3 Interferon gamma 1-b"),
    ],
)
def test_different_medicines(joined: Joined, one: str, other: str) -> None:
    identity, named = joined
    assert identity.canonical_id(named[one]) != identity.canonical_id(named[other])
