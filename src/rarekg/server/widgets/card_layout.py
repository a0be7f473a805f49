"""Where everything on a card stands: one layout for the picture in SVG and in pixels."""

from __future__ import annotations

from rarekg.server.widgets.card_compact import CompactCard
from rarekg.server.widgets.card_full import FullCard
from rarekg.server.widgets.card_marks import Sheet
from rarekg.server.widgets.card_text import Letters
from rarekg.server.widgets.model import Widget


def laid_out(widget: Widget, letters: Letters, query: str = "") -> Sheet:
    """A card of a widget, with the letters of whoever draws it; `query` is what was searched."""
    compact = widget.layout == "compact"
    card = (CompactCard if compact else FullCard)(widget, letters, query)
    card.head()
    card.body()
    return card.finished()
