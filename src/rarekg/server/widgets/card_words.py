"""What a card says, in words: for those who do not see it, and for where it is not shown."""

from __future__ import annotations

from collections.abc import Iterator

from rarekg.server.widgets.card_text import clean
from rarekg.server.widgets.model import Item, Section, Widget

_ITEMS, _LONGEST = 3, 160  # of a section; characters of an item


def alternative(widget: Widget) -> str:
    """The text alternative of a card: its name, the first facts of each section, its release."""
    named = widget.title or widget.label
    said = [named if named == widget.label else f"{named}. {widget.label}"]
    if widget.withdrawn is not None:
        said.append(widget.withdrawn.text)
    said += _facts(widget)
    return clean(". ".join(part.rstrip(". ") for part in [*said, widget.release.text]) + ".")


def _facts(widget: Widget) -> Iterator[str]:
    for section in widget.sections:
        facts = "; ".join(_fact(item, widget) for item in section.items[:_ITEMS])
        if facts:
            yield f"{section.heading}: {facts}"


def _fact(item: Item, widget: Widget) -> str:
    text = f"{widget.words.negated} {item.text}" if item.negated else item.text
    said = f"{text}: {item.value}" if item.value else text
    if len(said) <= _LONGEST:
        return said
    return said[:_LONGEST].rpartition(" ")[0].rstrip(" ,;:") + "…"


def described(widget: Widget) -> str:
    """All that stands on a card, for the description inside it."""
    parts = (_described(section, widget) for section in widget.sections)
    return clean(" ".join([*parts, widget.release.text]))


def _described(section: Section, widget: Widget) -> str:
    said = []
    for item in section.items:
        text = f"{widget.words.negated} {item.text}" if item.negated else item.text
        said.append(": ".join(filter(None, (text, item.value))))
    drawn = [section.drawing.label] if section.drawing else []
    return f"{section.heading}: {'; '.join([*drawn, *said])}."
