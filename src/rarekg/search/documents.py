"""What is found: documents of all things of a release, of its sources, and of the pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rarekg.graph.dossiers import Dossiers
from rarekg.records.model import Summary
from rarekg.records.summaries import summaries
from rarekg.search.groups import with_group_names
from rarekg.search.protocol import SearchDocument
from rarekg.search.site_pages import page_documents, source_documents


def documents(release: Path) -> Iterator[SearchDocument]:
    """All that the search finds in a release folder, of which only the dossiers are read; one at a
    time is in memory, but for the few diseases that are described in plain words."""
    for summary in with_group_names(summaries(Dossiers(release))):
        yield _document(summary)
    yield from source_documents()
    yield from page_documents()


def _document(summary: Summary) -> SearchDocument:
    return SearchDocument(
        id=summary.id,
        type=summary.type,
        name=summary.name,
        names=summary.names,
        identifiers=summary.identifiers,
        text=summary.text,
        facts=summary.facts,
        described=summary.described,
        treatments=summary.treatments,
        sources=summary.sources,
        attributes=summary.attributes,
        codes=summary.codes,
    )
