"""Mappings between identifiers as SSSOM (Simple Standard for Sharing Ontological Mappings, TSV).

https://mapping-commons.github.io/sssom/spec-formats-tsv/. One row for each mapping and source.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator

from rarekg.downloads.rows import Known, said_by
from rarekg.graph.compact import compacted
from rarekg.graph.dossiers import Dossier
from rarekg.graph.merge import gzip_member
from rarekg.identifiers import prefixes

FILE = "mappings.sssom.tsv.gz"
COLUMNS = {
    "subject_id": "The identifier that stands for the thing here",
    "subject_label": "Its name in English, else in another language",
    "predicate_id": "How the object relates to it: the same, broader, narrower, close, related",
    "object_id": "The other identifier",
    "mapping_justification": "How the mapping came about, as far as that is known",
    "mapping_source": "The source that states it",
    "license": "The licence of that source",
    "comment": "Of a mapping that was derived: by which method",
}
_PREDICATES = {
    "exactMatch": "skos:exactMatch",
    "broadMatch": "skos:broadMatch",
    "narrowMatch": "skos:narrowMatch",
    "closeMatch": "skos:closeMatch",
    "relatedMatch": "skos:relatedMatch",
    "disputedMatch": "rkg:disputedMatch",
}
_BUILT_IN = frozenset({"skos", "semapv"})  # need no entry among the prefixes
_TITLE = "Identifiers of rare diseases, genes, medicines and organisations in rarekg"
_DESCRIPTION = (
    "What sources state about which identifiers mean the same or a broader, narrower, close or "
    "related thing. Each subject is the identifier that stands for a thing in rarekg. What a "
    "source states of another identifier of the same thing is written of that one. Where sources "
    "do not say how they came to a mapping, its justification is unspecified. "
    "rkg:disputedMatch is an exact mapping of a source that rarekg does not follow."
)


def mapping_rows(
    address: str, dossier: Dossier, known: Known, licences: dict[str, str]
) -> Iterator[tuple[str, ...]]:
    """The mappings of a thing, with the columns of `COLUMNS`."""
    for fact in dossier.facts:
        predicate = _PREDICATES.get(fact.property)
        if predicate is None or not isinstance(fact.value, str):
            continue
        sources, methods = said_by(tuple(fact.graphs))
        for source in sources:
            derived = bool(methods) and source == "derived"
            yield (
                compacted(address),
                known.names.get(address, ""),
                predicate,
                compacted(fact.value),
                _justification(source, derived),
                f"source:{source}",
                licences.get(source, ""),
                f"by the method {', '.join(methods)}" if derived else "",
            )


def _justification(source: str, derived: bool) -> str:
    """Methods that derive mappings compare names (`rarekg.identity`, `rarekg.substances`)."""
    if derived:
        return "semapv:LexicalMatching"
    return "semapv:ManualMappingCuration" if source == "curated" else "semapv:UnspecifiedMatching"


def tsv_lines(rows: Iterable[Iterable[str]]) -> bytes:
    """Rows, quoted where they must be."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter="\t", lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def used_prefixes(row: Iterable[str]) -> set[str]:
    """The prefixes of the identifiers in a row."""
    subject, _, predicate, value, _, source, *_ = row
    return {each.partition(":")[0] for each in (subject, predicate, value, source)}


def metadata_block(release: str, day: dt.date, licence: str, used: Iterable[str]) -> bytes:
    """The lines before the table, and its heading, as a gzip member of their own: what they say
    of the release is known last."""
    declared = sorted(set(used) - _BUILT_IN)
    lines = [
        "curie_map:",
        *[f"  {prefix}: {prefixes()[prefix].namespace}" for prefix in declared],
        f"mapping_set_id: https://w3id.org/rarekg/data/{release}/{FILE}",
        f"mapping_set_version: {release}",
        f"mapping_set_title: {_TITLE}",
        f'mapping_set_description: "{_DESCRIPTION}"',
        f"license: {licence}",
        f"publication_date: {day.isoformat()}",
        "see_also:",
        "  - https://w3id.org/rarekg/",
    ]
    block = "".join(f"#{line}\n" for line in lines)
    return gzip_member(block.encode() + tsv_lines([COLUMNS]))
