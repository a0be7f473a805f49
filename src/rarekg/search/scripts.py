"""Scripts that are written without spaces: Chinese and Japanese characters, kana, Hangul.

Any part of a word is found by its pairs of neighbouring characters: 色素性 is 色素 and 素性, in
texts and in queries alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

UNSPACED = (
    "\u3005-\u3007\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"  # kana, and their marks
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
    "\uac00-\ud7a3"  # Hangul: with spaces, but everybody sets them differently
)
_RUN = re.compile(f"[{UNSPACED}]+")
# Between parts of a name in katakana, and often left out: カーンズ・セイヤー.
_DOT = re.compile(f"(?<=[{UNSPACED}])\\s*[\u30fb\uff65\u2027\u00b7=\uff1d]\\s*(?=[{UNSPACED}])")
# Readings are given in hiragana, names from abroad in katakana: both are the same sounds.
_HIRAGANA = {katakana: katakana - 0x60 for katakana in range(0x30A1, 0x30F7)}


def unspaced(word: str) -> bool:
    """Whether a word is a run of such characters."""
    return _RUN.fullmatch(word) is not None


def runs(text: str) -> list[str]:
    """The runs of such characters in a text."""
    return _RUN.findall(joined(text))


def joined(text: str) -> str:
    """A text without the dots between parts of a name in katakana."""
    return _DOT.sub("", text)


def in_hiragana(text: str) -> str:
    """A text with its katakana written as hiragana."""
    return text.translate(_HIRAGANA)


def pairs(run: str) -> list[str]:
    """The pairs of neighbours in a run; a single character is one."""
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


def in_pairs(words: Iterable[str], *, ends: bool = False) -> Iterator[str]:
    """Words, with runs cut into pairs. With `ends`, the last character of a run stands alone,
    too: so each single one is the beginning of something."""
    for word in words:
        if word.isascii() or not unspaced(word):
            yield word
            continue
        yield from pairs(word)
        if ends and len(word) > 1:
            yield word[-1]
