"""A widget as it is asked for: the thing found, its content made, what all have in common added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from rarekg.errors import InvalidIdentifier, NotFound
from rarekg.records.kinds import section_of
from rarekg.records.model import Entity
from rarekg.server.current import OpenRelease
from rarekg.server.formats import day
from rarekg.server.languages import gettext, spoken
from rarekg.server.views import withdrawn
from rarekg.server.widgets.asked import Asked, asked
from rarekg.server.widgets.desk import Content, Desk
from rarekg.server.widgets.kinds import Kind
from rarekg.server.widgets.model import (
    VERSION,
    ReleaseOf,
    Successor,
    Widget,
    Withdrawn,
    Words,
)

_LONGEST_ID = 200  # characters; the longest identifier in any source has 60
_STATEMENTS = "statement"
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


@dataclass(frozen=True, slots=True)
class Made:
    """A widget with what was asked, for those who show it; `ref` is the canonical id."""

    kind: Kind
    asked: Asked
    widget: Widget


def canonical(kind: Kind, ref: str, release: OpenRelease) -> str:
    """The canonical id of the thing that a widget is to be about, whatever spelling; "" for a
    widget that is about none.

    Raises NotFound: nothing is known under it, or the widget is not for things of its kind.
    """
    if not kind.of:
        if ref:
            raise NotFound(f"the widget {kind.name} is about no single thing: leave '{ref[:40]}'")
        return ""
    if not ref and kind.free:
        return ""
    if not ref:
        raise NotFound(f"the widget {kind.name} needs the identifier of what it is to be about")
    if len(ref) > _LONGEST_ID:
        raise NotFound(f"'{ref[:40]}…' is no identifier: it is too long for one")
    if kind.of == (_STATEMENTS,):
        return _statement_id(ref)
    try:
        found = str(release.records.canonical_id(ref))
    except InvalidIdentifier as error:
        raise NotFound(str(error)) from error
    if section_of(release.records.kind(found)) not in kind.of:
        what = release.records.kind(found) or "thing without a kind"
        raise NotFound(f"{found} is a {what}: the widget {kind.name} is for {', '.join(kind.of)}")
    return found


def _statement_id(ref: str) -> str:
    """The id of a statement from its address or itself."""
    return ref.rstrip("/").rpartition("/statement/")[2] or ref


def made(kind: Kind, ref: str, given: Mapping[str, str], release: OpenRelease, root: str) -> Made:
    """A widget about the thing with a canonical id, in the language that is spoken now; `release`
    speaks it, too. Raises NotFound."""
    wanted = asked(given, kind.sections)
    desk = Desk(
        release=release,
        asked=wanted,
        root=root,
        wanted=_sections(kind, wanted),
        most=wanted.items or kind.items[wanted.compact],
    )
    content = kind.make(desk, ref)
    return Made(kind, wanted, _widget(kind, desk, content))


def _sections(kind: Kind, wanted: Asked) -> tuple[str, ...]:
    return wanted.sections or (kind.compact if wanted.compact else kind.full or kind.sections)


def _widget(kind: Kind, desk: Desk, content: Content) -> Widget:
    manifest = desk.release.manifest
    date = manifest.built[:10]
    return Widget(
        widget=kind.name,
        version=VERSION,
        label=gettext(kind.title),
        ref=content.ref,
        kind=content.kind,
        title=content.title,
        title_language=content.title_language,
        url=content.url,
        language=spoken(),
        direction="rtl" if spoken() in _RIGHT_TO_LEFT else "ltr",
        mode=desk.asked.mode,
        layout=desk.asked.layout,
        sections=content.sections,
        references=desk.numbered(),
        sources=desk.sources(content),
        release=ReleaseOf(
            id=desk.release.release.id,
            date=date,
            url=desk.page(f"/releases/{desk.release.release.id}"),
            text=gettext("Release of %(day)s", day=day(date)),
        ),
        words=_words(kind),
        withdrawn=content.withdrawn or _withdrawn(content.entity, desk),
        errors=desk.asked.errors,
    )


def _words(kind: Kind) -> Words:
    found = Words(
        sources=gettext("Sources"),
        cite=gettext("This fact, to cite"),
        page=gettext("All of it on rarekg"),
        search=gettext("Search"),
        nothing=gettext("Nothing is recorded here yet."),
        negated=gettext("stated NOT so:"),
        brand="rarekg",
    )
    if kind.name != "search":
        return found
    return msgspec.structs.replace(
        found,
        suggestions=gettext("Suggestions"),
        suggested_one=gettext("1 suggestion, reached with the arrow keys"),
        suggested_many=gettext("%(num)s suggestions, reached with the arrow keys", num="{}"),
        suggested_none=gettext("No suggestions"),
    )


def _withdrawn(entity: Entity | None, desk: Desk) -> Withdrawn | None:
    found = withdrawn(entity) if entity else None
    if found is None:
        return None
    successors = tuple(
        Successor(link.id, link.name, desk.page(link.url)) for link in found.replaced_by
    )
    text = gettext("This entry is no longer used by those who gave it.")
    if successors:
        text = gettext("This entry is no longer used by those who gave it. Used instead:")
    return Withdrawn(text, successors)
