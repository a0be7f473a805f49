"""What a widget shows, in the reader's language: the answer of `/api/v1/widget/…`, and what frame,
element and picture are made from. A contract (`docs/widgets.md`): fields may come, none may go.

All texts are plain (no markup), all addresses whole. Fields that hold nothing are left out of the
JSON of what there are many of (items, shapes).
"""

from __future__ import annotations

import msgspec

VERSION = "1"


class Reference(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who says so: `number` is what the items name it by, `source` the id of the dataset, `text`
    names it with its record, `url` the record where it can be read ("" for none)."""

    number: int
    source: str
    text: str
    url: str = ""


class SourceOf(msgspec.Struct, frozen=True, omit_defaults=True):
    """A source of what is shown, with its licence; `retrieved` is a day (ISO 8601)."""

    id: str
    title: str
    url: str
    licence: str = ""
    licence_url: str = ""
    retrieved: str = ""


class Item(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line: a fact, or a thing with what is said of it.

    text: its words; `language` where they are in another one than the widget.
    url: the page of the thing.   code: its identifier, for experts.
    note: what is said beside it.   group: the heading that it stands under within its section.
    value: a figure in words (an amount, a share).   share: from 0 to 1, the length of its bar.
    negated: that sources state it NOT to be so.
    statement: the address of the fact, for citing.   references: their numbers.
    """

    text: str
    language: str = ""
    url: str = ""
    code: str = ""
    note: str = ""
    group: str = ""
    value: str = ""
    share: float | None = None
    negated: bool = False
    statement: str = ""
    references: tuple[int, ...] = ()


class Shape(msgspec.Struct, frozen=True, omit_defaults=True):
    """A shape of a drawing: `shape` is path, line, rect, circle or text; `part` says what it shows
    (land, dot, bar, axis, label), from which its colour follows; `attributes` are those of SVG that
    say where it is; `title` is told where one points at it; a `url` makes it a link."""

    shape: str
    part: str
    attributes: dict[str, str]
    text: str = ""
    title: str = ""
    url: str = ""


class Drawing(msgspec.Struct, frozen=True):
    """A drawing in units of its own. `label` says in words what it shows; every figure in it stands
    in the items of its section, too."""

    width: int
    height: int
    label: str
    shapes: tuple[Shape, ...]


class Section(msgspec.Struct, frozen=True):
    """A part of a widget. `id` is its name in parameters and style sheets.

    kind: `text` (items are paragraphs), `list`, `figures` (items with a value), `bars` (items with
    a share), `map`, `chart` (with a drawing), `search` (a box; `url` is where its words are sent).
    total: how many items there are; `url` and `more` lead to all of them, "" where all are shown.
    hint: a sentence on what the heading means, to be shown under it.
    """

    id: str
    heading: str
    kind: str
    items: tuple[Item, ...] = ()
    total: int = 0
    url: str = ""
    more: str = ""
    drawing: Drawing | None = None
    hint: str = ""


class ReleaseOf(msgspec.Struct, frozen=True):
    """The release that the facts are from: `text` tells its day in words."""

    id: str
    date: str
    url: str
    text: str


class Successor(msgspec.Struct, frozen=True):
    """What is used instead of a withdrawn thing; `url` is its page."""

    ref: str
    text: str
    url: str


class Withdrawn(msgspec.Struct, frozen=True):
    """That the thing is withdrawn, in kind words, and what is used instead."""

    text: str
    successors: tuple[Successor, ...]


class Words(msgspec.Struct, frozen=True, omit_defaults=True):
    """Words of the interface that whoever shows a widget needs, in its language; those of the list
    of suggestions for the widget `search` only ("{}" stands for their number)."""

    sources: str
    cite: str
    page: str
    search: str
    nothing: str
    negated: str
    brand: str
    suggestions: str = ""
    suggested_one: str = ""
    suggested_many: str = ""
    suggested_none: str = ""


class Widget(msgspec.Struct, frozen=True):
    """A widget.

    widget: its name (`disease`).   version: of this contract.   label: its name in words.
    ref: the canonical id of the thing ("" for none).   kind: what the thing is, in words.
    title: the thing's name; `title_language` where it is in another language than the widget.
    url: the page with everything.   direction: of writing, `ltr` or `rtl`.
    mode: plain or expert.   layout: compact or full.
    withdrawn: told before all else.   errors: parameters that were not understood, in words.
    """

    widget: str
    version: str
    label: str
    ref: str
    kind: str
    title: str
    title_language: str
    url: str
    language: str
    direction: str
    mode: str
    layout: str
    sections: tuple[Section, ...]
    references: tuple[Reference, ...]
    sources: tuple[SourceOf, ...]
    release: ReleaseOf
    words: Words
    withdrawn: Withdrawn | None
    errors: tuple[str, ...]
