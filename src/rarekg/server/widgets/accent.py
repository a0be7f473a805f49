"""The accent colour that a site wishes for its widgets, so that words in it can be read.

The colour itself is used where nothing has to be read: the edge of the card. Words, links and bars
have the colour nearest to it, of the same hue, that differs enough from their ground: one for the
light card, one for the dark one.
"""

from __future__ import annotations

from base64 import b64encode
from colorsys import hls_to_rgb, rgb_to_hls
from hashlib import sha256

# --card of web/static/styles/tokens.css, as tests/test_accent.py holds.
LIGHT, DARK = "#fffdf9", "#1b2223"
READABLE = 4.5  # to 1: WCAG 2.2, 1.4.3
_STEP = 0.01
# Whoever wants more contrast has that of the sheet; browsers without light-dark() have no dark one.
_RULES = (
    ":root{{--given:{given}}}"
    "@media not all and (prefers-contrast:more){{:root{{--accent:{light}}}"
    "@supports (color:light-dark(red,red)){{"
    ":root{{--accent:light-dark({light},{dark})}}}}}}"
)


def style(accent: str) -> str:
    """The rules for an accent colour, `#rrggbb`; "" for none."""
    if not accent:
        return ""
    light, dark = readable(accent, LIGHT), readable(accent, DARK)
    return _RULES.format(given=accent, light=light, dark=dark)


def source(rules: str) -> str:
    """How a policy allows rules that stand in a page: by their hash (CSP 3, 2.3.1)."""
    return f"'sha256-{b64encode(sha256(rules.encode()).digest()).decode()}'"


def readable(colour: str, ground: str) -> str:
    """The nearest colour of the same hue in which words can be read on a ground."""
    hue, light, saturation = rgb_to_hls(*_parts(colour))
    step = -_STEP if _luminance(ground) > _luminance("#808080") else _STEP
    while contrast(colour, ground) < READABLE:
        light = min(1.0, max(0.0, light + step))
        colour = _written(hls_to_rgb(hue, light, saturation))
    return colour


def contrast(one: str, other: str) -> float:
    """How much two colours, `#rrggbb`, differ: from 1 to 21 (WCAG 2.2, contrast ratio)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _parts(colour: str) -> tuple[float, float, float]:
    red, green, blue = bytes.fromhex(colour[1:])
    return red / 255, green / 255, blue / 255


def _written(parts: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(255 * part):02x}" for part in parts)


def _luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    red, green, blue = (_linear(part) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
