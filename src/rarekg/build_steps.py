"""The steps of a build that run in worker processes: reading, rendering, merging."""

from __future__ import annotations

import gc
import pickle
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path

import msgspec

from rarekg.content import content_folder
from rarekg.errors import BadSource
from rarekg.facts import Fact, is_curie
from rarekg.graph.bucket import Bucket, split_quad
from rarekg.graph.declared import declared_lines
from rarekg.graph.merge import Counts, merge_bucket
from rarekg.graph.metadata import in_graph, ontology_lines
from rarekg.graph.partitions import Partitions, partitions
from rarekg.graph.void import VOID_GRAPH, Whole, void_triples
from rarekg.graph.writer import BUCKETS, GraphWriter
from rarekg.identifiers import Curie
from rarekg.identity import Identity, IdentityBuilder
from rarekg.linking.derive import Linkers, derived_facts
from rarekg.linking.interventions import TherapyName
from rarekg.linking.names import NameCollector, disease_names, gene_names
from rarekg.linking.organisation_names import Organisations
from rarekg.linking.overrides import read_overrides
from rarekg.linking.places import known_organisations
from rarekg.parent import stay_with_parent
from rarekg.readers.ror import with_parents
from rarekg.readers.table import reader_of
from rarekg.report import Action, Report
from rarekg.sources.manifest import SourceFile
from rarekg.substances.joins import SubstanceNames

IDENTITY_FILE = "identity.pickle"
WANTED_FILE = "wanted.pickle"
THERAPIES_FILE = "therapies.msgpack"
ORGANISATIONS_FILE = "organisations.msgpack"
_THERAPY = Curie("rkg:Therapy")
_REGISTRY = "ROR:"  # whose entries are taken on demand
_COLLECTED_AFTER = 100_000  # objects more than before
Group = Sequence[SourceFile]  # the files that one entry of a manifest matches


@dataclass(frozen=True, slots=True)
class Rendered:
    """What reading a group of files gave. `named` are the entries of registries that its facts
    speak of."""

    source: str
    name: str
    facts: int
    seconds: float
    report: Report
    named: frozenset[Curie] = frozenset()


def start_worker(parent: int) -> None:
    """Readies a worker process. Its garbage is freed without the collector (nearly nothing of it
    refers to itself), which otherwise takes a tenth of the time of merging (2026-11)."""
    stay_with_parent(parent)
    gc.set_threshold(_COLLECTED_AFTER)


@dataclass(slots=True)
class Therapies:
    """The therapies that files are about (not those of files that are read on demand), and the
    (combination, part) pairs of all."""

    named: set[Curie] = field(default_factory=set)
    parts: set[tuple[Curie, Curie]] = field(default_factory=set)

    def update(self, other: Therapies) -> None:
        """Adds those of other files."""
        self.named |= other.named
        self.parts |= other.parts

    def wanted(self, identity: Identity) -> set[Curie]:
        """The therapies to be described: those named, and the parts of combinations among them."""
        known = set(map(identity.canonical_id, self.named))
        parts = {part for whole, part in self.parts if identity.canonical_id(whole) in known}
        return self.named | parts

    def seen(self, facts: Iterable[Fact], on_demand: bool) -> Iterator[Fact]:
        """The same facts, looked through for therapies."""
        for fact in facts:
            if fact.predicate == "type" and fact.object == _THERAPY and not on_demand:
                self.named.add(fact.subject)
            elif fact.predicate == "hasIngredient" and is_curie(fact.object):
                self.parts.add((fact.subject, fact.object))
            yield fact


def read_identity(group: Group) -> tuple[IdentityBuilder, Therapies]:
    """What a group of files says about which identifiers mean the same thing, and its therapies."""
    builder = IdentityBuilder()
    report = Report()  # the same entries come again when the files are read for their facts
    therapies = Therapies()
    for file in group:
        builder.add(therapies.seen(reader_of(file)(file, report), file.manifest.on_demand))
    return builder, therapies


def render(group: Group, part: int, work: Path) -> Rendered:
    """Reads a group of files and writes its facts, with canonical ids, as lines of part `part`."""
    started = time.perf_counter()
    identity = _identity(work)
    report = Report()
    number = 0
    names = NameCollector()
    named: set[Curie] = set()
    with GraphWriter(work, part) as writer:
        for fact in _facts(group, identity, report, work):
            number += 1
            for resolved in identity.resolved(fact):
                writer.add(resolved)
                names.add(resolved)
            if is_curie(fact.object) and (
                fact.object.startswith(_REGISTRY) or fact.predicate == "studiesTherapy"
            ):
                named.add(fact.object)
    _check_expectations(group[0], report)
    if not group[0].manifest.links:
        names.save(work / f"names-{part:04d}.msgpack")
    seconds = time.perf_counter() - started
    return Rendered(group[0].source, group[0].name, number, seconds, report, frozenset(named))


def _facts(group: Group, identity: Identity, report: Report, work: Path) -> Iterator[Fact]:
    """The facts of a group of files as the graph shall have them: of files that are read on
    demand only what is wanted, with what was recognised in files whose texts name things."""
    wanted = _wanted(work) if group[0].manifest.on_demand else None
    for file in group:
        facts = reader_of(file)(file, report)
        if wanted is not None and file.manifest.reader == "ror":
            wanted = with_parents(file, wanted)
        if wanted is not None:
            facts = (f for f in facts if identity.canonical_id(f.subject) in wanted)
        if file.manifest.links:
            facts = derived_facts(facts, _linkers(work), report)
        yield from facts


def render_ours(derived: Sequence[Fact], part: int, work: Path) -> None:
    """Writes what needs no reading (derived facts, ontology, examples) as lines of part `part`.

    Sources describe some things that the ontology describes too (HPO's frequencies): in the
    same buckets, what both say is there once.
    """
    identity = _identity(work)
    with GraphWriter(work, part) as writer:
        for fact in derived:
            for resolved in identity.resolved(fact):
                writer.add(resolved)
        writer.add_lines(ontology_lines())
        writer.add_lines(declared_lines())


def save_identity(identity: Identity, work: Path) -> None:
    """Leaves the identity where the workers find it."""
    (work / IDENTITY_FILE).write_bytes(pickle.dumps(identity, pickle.HIGHEST_PROTOCOL))


@cache
def _identity(work: Path) -> Identity:
    identity = pickle.loads((work / IDENTITY_FILE).read_bytes())  # noqa: S301  (our own file)
    assert isinstance(identity, Identity)  # noqa: S101  (tells mypy the type)
    return identity


def save_wanted(wanted: Iterable[Curie], identity: Identity, work: Path) -> None:
    """Leaves, for files that are read on demand, which things are spoken of elsewhere."""
    canonical = frozenset(map(identity.canonical_id, wanted))
    (work / WANTED_FILE).write_bytes(pickle.dumps(canonical, pickle.HIGHEST_PROTOCOL))


def _wanted(work: Path) -> frozenset[Curie]:
    """Read anew each time: there are few such files, and the set grows between them."""
    wanted = pickle.loads((work / WANTED_FILE).read_bytes())  # noqa: S301  (our own file)
    assert isinstance(wanted, frozenset)  # noqa: S101  (tells mypy the type)
    return wanted


def save_therapies(substances: SubstanceNames, identity: Identity, work: Path) -> None:
    """Leaves, for files whose texts name therapies, the names that these have."""
    names = [
        TherapyName(text, kind.value, str(identity.canonical_id(therapy)))
        for therapy in sorted(substances.therapies)
        for kind, text in sorted(substances.named.get(therapy, ()))
    ]
    (work / THERAPIES_FILE).write_bytes(msgspec.msgpack.encode(names))


def save_organisations(groups: Sequence[Group], work: Path) -> None:
    """Leaves, for files whose texts name organisations, those that there are (a second)."""
    files = [file for group in groups for file in group]
    found = known_organisations(files, _identity(work))
    (work / ORGANISATIONS_FILE).write_bytes(msgspec.msgpack.encode(found))


@cache
def _linkers(work: Path) -> Linkers:
    """Made once in each worker, when all files that name diseases have been read."""
    decisions = content_folder("ingest") / "curated" / "overrides.yaml"
    met = sorted(work.glob("names-*.msgpack"))
    return Linkers.of(
        disease_names(met),
        read_overrides(decisions, _identity(work).canonical_id),
        msgspec.msgpack.decode((work / THERAPIES_FILE).read_bytes(), type=list[TherapyName]),
        msgspec.msgpack.decode((work / ORGANISATIONS_FILE).read_bytes(), type=Organisations),
        _identity(work).canonical_id,
        gene_names(met),
        partial(disease_names, met),
    )


def _check_expectations(file: SourceFile, report: Report) -> None:
    for kind, expected in file.manifest.expect.items():
        found = report.counts[file.source, kind]
        place = f"{file.source}/{file.name}"
        if found < expected.least:
            raise BadSource(
                f"{place}: {found} records of kind '{kind}', at least {expected.least} expected; "
                "the file is incomplete or its format changed (or adapt expect in source.toml)"
            )
        if expected.most is not None and found > expected.most:
            report.note(
                file.source,
                "more records than expected",
                kind,
                place,
                f"{found} records of kind '{kind}', at most {expected.most} expected",
                Action.KEPT,
            )


def merge(bucket: int, work: Path) -> tuple[int, Counts]:
    """Merges all parts of a bucket; the parts are removed."""
    parts = sorted(work.glob(f"part-*-{bucket:02d}.lines"))
    counts = merge_bucket(parts, work / f"bucket-{bucket:02d}")
    for part in parts:
        part.unlink()
    return bucket, counts


def describe(work: Path, metadata: Sequence[str]) -> list[str]:
    """The N-Quads lines of the VoID description, of merged buckets and the lines about the
    release, which it does not repeat."""
    files = sorted(work.glob("bucket-*.partitions"))
    found = (msgspec.msgpack.decode(file.read_bytes(), type=Partitions) for file in files)
    about = partitions(Bucket(), {}, [split_quad(line) for line in metadata])
    lines = in_graph(void_triples(Whole([*found, about])), VOID_GRAPH)
    said = set(metadata)
    for file in files:
        file.unlink()
    return [line for line in lines if line not in said]


def buckets() -> range:
    """The numbers of all buckets."""
    return range(BUCKETS)
