"""The lines of a bucket source by source: what each of them says, and nothing that others say.

Of a source, that is its named graph, the statements that it backs, with its own references only,
and these references. All are lines of the whole graph, but that a statement which several sources
back names in each file the references of one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from rarekg.graph.bucket import Bucket, Quad, Triple, claim_lines
from rarekg.vocabulary import REFERENCE, RKG, SOURCE

_REFERENCE = f"<{REFERENCE}"
_SOURCE_OF = f"<{RKG}source>"


def source_lines(
    bucket: Bucket,
    claims: Sequence[str],
    triples: Mapping[Triple, Sequence[str]],
    quads: Mapping[str, Quad],
) -> dict[str, str]:
    """The N-Quads of each source by its id, in one order: named graph and references by subject,
    then statements by id. `claims` are the lines of the bucket's statements."""
    found: dict[str, list[str]] = defaultdict(list)
    for (subject, predicate, value), graphs in triples.items():
        for graph in graphs:
            if graph.startswith(SOURCE):
                line = f"{subject} {predicate} {value} <{graph}> .\n"
                found[graph[len(SOURCE) :]].append(line)
    for source, lines in _references(quads).items():
        found[source] += lines
    said = {source: sorted(lines) for source, lines in found.items()}
    for claim, text in zip(bucket.claims, claims, strict=True):
        backings = _by_source(bucket, bucket.backings[claim.id])
        for source, references in backings.items():
            own = text if len(backings) == 1 else claim_lines(claim, references)
            said.setdefault(source, []).append(own)
    return {source: "".join(lines) for source, lines in said.items()}


def _by_source(bucket: Bucket, references: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for reference in references:
        found.setdefault(bucket.sources[reference], []).append(reference)
    return found


def _references(quads: Mapping[str, Quad]) -> dict[str, list[str]]:
    """The lines about references by the source of each."""
    about: dict[str, list[str]] = defaultdict(list)
    source: dict[str, str] = {}
    for line, ((subject, predicate, value), _) in quads.items():
        if subject.startswith(_REFERENCE):
            about[subject].append(line)
            if predicate == _SOURCE_OF:
                source[subject] = value[len(SOURCE) + 1 : -1]
    found: dict[str, list[str]] = defaultdict(list)
    for subject, name in source.items():
        found[name] += about[subject]
    return found
