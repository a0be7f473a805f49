"""How misspelt words sound."""

from __future__ import annotations

import re

# Spellings that sound alike, in the words of medicine (atrophy, atrofy; haemophilia, hemofilia).
_SOUNDS = (
    *(("ph", "f"), ("th", "t"), ("rh", "r"), ("ch", "k"), ("ck", "k"), ("ae", "e"), ("oe", "e")),
    *(("y", "i"), ("c", "k"), ("z", "s")),
)
_DOUBLED = re.compile(r"(\w)\1+")


def sound(word: str) -> str:
    """A folded word as it sounds, roughly: for comparing misspelt words, not to be shown."""
    for written, heard in _SOUNDS:
        word = word.replace(written, heard)
    return _DOUBLED.sub(r"\1", word)
