"""The colours of a card, light and dark, with the accent that somebody wishes for it."""

from __future__ import annotations

from rarekg.server.widgets.accent import DARK, LIGHT, readable
from rarekg.server.widgets.card_letters import FONTS
from rarekg.server.widgets.card_marks import NUMBERS

# As in web/static/styles/tokens.css. `bar` and `dot` are drawings, `land` what lies under them;
# `given` is the edge of the card, which has the accent as it was wished for.
_LIGHT = {
    "paper": LIGHT,
    "ink": "#22292b",
    "soft": "#535e63",
    "accent": "#0f5e66",
    "warm": "#94410f",
    "line": "#e0dcd1",
    "edge": "#7b8488",
    "land": "#cfe0db",
}
_DARK = {
    "paper": DARK,
    "ink": "#e8e6e0",
    "soft": "#adb7b8",
    "accent": "#86cfcb",
    "warm": "#eea873",
    "line": "#35403f",
    "edge": "#7f8b8b",
    "land": "#2b4344",
}
# The colours of the parts of drawings (`Shape.part`); what is not named here has that of bars.
PARTS = {
    "land": "land",
    "border": "paper",
    "dot": "bar",
    "bar": "bar",
    "axis": "soft",
    "grid": "line",
    "label": "ink",
}
OTHER_PART = "bar"


def colours(dark: bool, accent: str = "") -> dict[str, str]:
    """The colours of a card by their names; words in the accent can be read."""
    plain = _DARK if dark else _LIGHT
    shown = readable(accent, plain["paper"]) if accent else plain["accent"]
    return plain | {"accent": shown, "bar": shown, "given": accent or plain["accent"]}


_LETTERS = (
    f"text{{font-family:{FONTS};text-rendering:geometricPrecision}}"
    ".b{font-weight:700}.e{text-anchor:end}.n{fill:none}.d{font-size:12px}"
    f".r{{font-size:{NUMBERS}px;font-weight:400}}"
)


def style(theme: str, accent: str = "") -> str:
    """The style sheet of an SVG: in the theme `auto`, as whoever looks at it prefers it."""
    first = _LETTERS + _rules(colours(theme == "dark", accent))
    if theme != "auto":
        return first
    return f"{first}@media(prefers-color-scheme:dark){{{_rules(colours(True, accent))}}}"


def _rules(named: dict[str, str]) -> str:
    fills = (f".{name}{{fill:{colour}}}" for name, colour in named.items())
    lines = (f".{name}-line{{stroke:{colour}}}" for name, colour in named.items())
    return "".join([*fills, *lines])
