"""What the site has beside the things of the graph: its pages (`web/pages.toml`), its sources."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

import msgspec

from rarekg.content import content_folder
from rarekg.search.protocol import SearchDocument
from rarekg.sources.manifest import all_sources


class SitePage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A page: its path, its title, a sentence on what is there, and other words for it."""

    url: str
    title: str
    text: str
    words: list[str] = []


def site_pages() -> list[SitePage]:
    """The pages that the search finds, as `web/pages.toml` lists them."""
    path = content_folder("web") / "pages.toml"
    document: dict[str, object] = tomllib.loads(path.read_text("utf-8"))
    return msgspec.convert(document["page"], list[SitePage])


def page_documents() -> Iterator[SearchDocument]:
    """The pages of the site: kind `Page`, id `page:` and the path."""
    for page in site_pages():
        names = [(page.title, "en", "displayName")]
        names += [(words, "", "relatedSynonym") for words in page.words]
        yield SearchDocument(
            id=f"page:{page.url}",
            type="Page",
            name=page.title,
            names=tuple(names),
            identifiers=(),
            text=page.text,
            facts=0,
            url=page.url,
        )


def source_documents() -> Iterator[SearchDocument]:
    """The sources, all of which every release describes: kind `Source`, id `source:` and theirs."""
    for source in all_sources().values():
        names = ((source.title, "en", "displayName"), (source.id, "", "abbreviation"))
        yield SearchDocument(
            id=f"source:{source.id}",
            type="Source",
            name=source.title,
            names=(*names, (source.publisher, "", "relatedSynonym")),
            identifiers=(),
            text=f"{source.description} {source.attribution}".strip(),
            facts=0,
            url=f"/source/{source.id}",
        )
