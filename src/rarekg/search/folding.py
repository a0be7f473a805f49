"""How texts are compared: without accents, case, hyphens and apostrophes."""

from __future__ import annotations

import re
import unicodedata

_NOT_WORD = re.compile(r"[^\w]+")
_PLAIN = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i"}


def folded(text: str) -> str:
    """A text as it is compared: lower case, no accents, words separated by one space.

    Compatibility forms (full-width letters, ligatures) become plain ones; scripts without
    case or accents stay as they are.
    """
    plain = "".join(_PLAIN.get(c, c) for c in text.casefold())
    decomposed = unicodedata.normalize("NFKD", plain)
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", unicodedata.normalize("NFC", bare)).strip()
