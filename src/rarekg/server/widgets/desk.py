"""What widgets are made with: the records in the reader's language, the addresses of pages, the
numbers of references."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rarekg.records.model import Backing, Entity, Link, Source, Statement
from rarekg.records.reader import Records
from rarekg.server.current import OpenRelease
from rarekg.server.labels import other_language
from rarekg.server.languages import DEFAULT, gettext, spoken
from rarekg.server.references import References
from rarekg.server.views import Line, Row, withdrawn
from rarekg.server.widgets.asked import Asked
from rarekg.server.widgets.model import Item, Reference, Section, SourceOf, Withdrawn


@dataclass(frozen=True, slots=True)
class Content:
    """What one widget has of its own; the rest is the same for all."""

    ref: str
    kind: str
    title: str
    title_language: str
    url: str
    sections: tuple[Section, ...]
    entity: Entity | None = None
    withdrawn: Withdrawn | None = None  # of what is no entity
    sources: tuple[Source, ...] = ()  # behind what has no statement of its own


@dataclass(frozen=True, slots=True)
class Desk:
    """For one widget in one language: `wanted` are the sections to make, in their order, `most` the
    items that each may have. Statements whose lines or rows are made with `references` are
    numbered in that order: make only what is shown."""

    release: OpenRelease
    asked: Asked
    root: str  # the address of the site, without a slash at its end
    wanted: tuple[str, ...]
    most: int
    references: References = field(default_factory=References)

    @property
    def records(self) -> Records:
        """The records, in the language of the widget."""
        return self.release.records

    def page(self, path: str) -> str:
        """The whole address of one of our pages in the language of the widget; of others as it
        stands ("" for none, and for what is no address of the web)."""
        if not path.startswith("/"):
            return web(path)
        before = "" if spoken() == DEFAULT else f"/{spoken()}"
        return f"{self.root}{before}{path}"

    def content(
        self, entity: Entity, kind: str, sections: Iterable[Section], *sources: Source
    ) -> Content:
        """The content of a widget about a thing; where nothing that is shown has a source, its
        sources are those that name the thing, or have withdrawn it."""
        made = tuple(sections)
        if not self.references.backings and not sources:
            gone = withdrawn(entity)
            named = (s for n in entity.names if n.text == entity.name for s in n.sources)
            sources = (*named, *(gone.sources if gone else ()))
        return Content(
            ref=entity.id,
            kind=kind,
            title=entity.name,
            title_language=other_language(entity.language),
            url=self.page(entity.url),
            sections=made,
            entity=entity,
            sources=sources,
        )

    def item(self, row: Row) -> Item:
        """A row of a page as an item: its value, and its first line (the one that says most)."""
        code = row.value.id if self.asked.expert and isinstance(row.value, Link) else ""
        if code.startswith(("rkg:", "rarekg:")):  # of ours: nobody writes it elsewhere
            code = ""
        said = self.said(row.lines)
        return Item(
            text=row.text,
            language=row.language,
            url=self.page(row.href),
            code=code,
            note=said.note,
            negated=bool(row.lines) and all(line.negated for line in row.lines),
            statement=said.statement,
            references=said.references,
        )

    def said(self, lines: Sequence[Line]) -> Item:
        """What lines say of one value: the words of the first (a text of ours says how it was
        made), the address of its statement, all their references."""
        if not lines:
            return Item("")
        first = lines[0]
        numbers = sorted({number for line in lines for number in line.marks})
        note = gettext("%(name)s: %(value)s", name=first.words, value=first.method)
        return Item(
            "",
            note=(note if first.words else first.method) if first.method else first.words,
            statement=self.page(first.url),
            references=tuple(numbers),
        )

    def statement_marks(self, statement: Statement) -> dict[str, object]:
        """The fields of an item that say where a statement can be cited, and who says so."""
        return {
            "statement": self.page(statement.url),
            "references": self.references.numbers(statement),
        }

    def numbered(self) -> tuple[Reference, ...]:
        """The references of all that was made."""
        found = enumerate(self.references.backings, 1)
        return tuple(_reference(number, backing) for number, backing in found)

    def sources(self, content: Content) -> tuple[SourceOf, ...]:
        """The sources of all that was made, each once."""
        behind = [b.authority for b in self.references.backings]
        behind += [b.source for b in self.references.backings]
        known = {s.id: s for s in (*behind, *content.sources)}
        return tuple(self._source(source) for source in known.values())

    def _source(self, source: Source) -> SourceOf:
        return SourceOf(
            id=source.id,
            title=source.title,
            url=self.page(f"/sources#{source.id}"),
            licence=source.licence,
            licence_url=source.licence_url,
            retrieved=max(source.retrieved, default="")[:10],
        )


def _reference(number: int, backing: Backing) -> Reference:
    via = backing.via
    text = f"{backing.authority.title} · {backing.record}"
    if via is not None:
        text = gettext(
            "%(source)s, via %(other)s · %(record)s",
            source=backing.authority.title,
            other=via.title,
            record=backing.record,
        )
    return Reference(number, backing.authority.id, text, web(backing.url or ""))


def web(address: str) -> str:
    """An address that a source names, if a site may lead to it; "" for others (`javascript:`)."""
    return address if address.lower().startswith(("http://", "https://")) else ""
