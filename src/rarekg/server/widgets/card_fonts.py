"""A font of the system with the letters of (nearly) all languages, for pictures in pixels.

None is brought along: a font with Japanese letters is larger than all the rest of the program.
Where the server has none, what cannot be drawn is told in English, or left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

# Fonts with Latin, Greek, Cyrillic and Japanese letters, the best first.
_NAMES = (
    "NotoSansCJK-Regular.ttc",
    "NotoSansCJKjp-Regular.otf",
    "NotoSansJP-Regular.otf",
    "NotoSansJP-Regular.ttf",
    "ipaexg.ttf",
    "ipagp.ttf",
    "TakaoPGothic.ttf",
    "ヒラギノ角ゴシック W3.ttc",
)
_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts")


@cache
def wide_font(folders: Iterable[str] = _FOLDERS) -> str:
    """The file of such a font; "" where the system has none."""
    for name in _NAMES:
        for folder in folders:
            if (found := next(iter(sorted(Path(folder).rglob(name))), None)) is not None:
                return str(found)
    return ""
