"""The accent colour that a site wishes for its widgets, so that words in it can be read.

The colour itself is used where nothing has to be read: the edge of the card. Words, links and bars
have a darker one on the light card, a lighter one on the dark card, as far as it needs to be.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

# --card of web/static/styles/tokens.css, as tests/test_embed.py holds.
LIGHT, DARK = "#fffdf9", "#1b2223"
READABLE = 4.5  # to 1: WCAG 2.2, 1.4.3
_STEPS = 20
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
    """The colour, mixed with black on a light ground, with white on a dark one, as little as makes
    words in it readable. The script of the element does the same."""
    end = "#000000" if contrast(ground, "#000000") > contrast(ground, "#ffffff") else "#ffffff"
    mixed = (_mixed(colour, end, step / _STEPS) for step in range(_STEPS + 1))
    return next(one for one in mixed if contrast(one, ground) >= READABLE)


def _mixed(colour: str, other: str, share: float) -> str:
    parts = zip(_parts(colour), _parts(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in parts)


def contrast(one: str, other: str) -> float:
    """How much two colours, `#rrggbb`, differ: from 1 to 21 (WCAG 2.2, contrast ratio)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _parts(colour: str) -> bytes:
    return bytes.fromhex(colour[1:])


def _luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
