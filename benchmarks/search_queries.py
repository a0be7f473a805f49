"""The queries of the search benchmark: made from names in the index, the same at each run."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence

from benchmarks.subject import SEED
from rarekg.search.folding import folded
from rarekg.search.protocol import SearchDocument

MISSPELT, IDENTIFIER = "misspelt", "identifier"
OURS_ALONE = frozenset({MISSPELT, IDENTIFIER})  # nothing else finds these
_LETTERS = "abcdefghijklmnopqrstuvwxyz"

Made = Callable[[str, random.Random], str]


def queries(documents: Iterable[SearchDocument], of_each_kind: int) -> dict[str, list[str]]:
    """At most so many queries of each kind."""
    names: set[str] = set()
    identifiers: set[str] = set()
    for document in documents:
        names.update(folded(text) for text, _, _ in document.names)
        identifiers.update(document.identifiers)
    made = {
        kind: _chosen(kind, sorted(filter(fits, names)), make, of_each_kind)
        for kind, (fits, make) in _KINDS.items()
    }
    made[IDENTIFIER] = _chosen(IDENTIFIER, sorted(identifiers), _lower, of_each_kind)
    return {kind: found for kind, found in made.items() if found}


def _chosen(kind: str, fitting: Sequence[str], make: Made, number: int) -> list[str]:
    generator = random.Random(f"{SEED} {kind}")
    chosen = generator.sample(fitting, min(number, len(fitting)))
    return [make(name, generator) for name in chosen]


def _itself(name: str, _: random.Random) -> str:
    return name


def _lower(identifier: str, _: random.Random) -> str:
    return identifier.lower()


def _beginning(name: str, generator: random.Random) -> str:
    return name[: generator.randint(4, max(4, len(name) - 1))].strip()


def _one_word(name: str, generator: random.Random) -> str:
    return generator.choice([word for word in name.split() if len(word) > 3])


def _two_words(name: str, generator: random.Random) -> str:
    return " ".join(generator.sample(name.split(), 2))


def _misspelt(name: str, generator: random.Random) -> str:
    """The longest word with one letter wrong, missing, doubled, or two exchanged."""
    word = max(name.split(), key=len)
    at = generator.randrange(1, len(word) - 1)
    before, letter, after = word[:at], word[at], word[at + 1 :]
    wrong = generator.choice(_LETTERS) + after
    exchanged = after[0] + letter + after[1:]
    return before + generator.choice((wrong, after, letter * 2 + after, exchanged))


def _latin(name: str) -> bool:
    return name.isascii() and len(name) > 5


def _has_long_word(name: str) -> bool:
    return _latin(name) and any(len(word) > 6 and word.isalpha() for word in name.split())


def _has_two_words(name: str) -> bool:
    return _latin(name) and " " in name


def _not_latin(name: str) -> bool:
    """Kana, Chinese characters, Cyrillic, Greek: no letter is a Latin one."""
    return len(name) > 2 and not any(letter < "\u0370" for letter in name if letter.isalpha())


_KINDS: dict[str, tuple[Callable[[str], bool], Made]] = {
    "exact name": (_latin, _itself),
    "beginning of a name": (_latin, _beginning),
    "one word": (_has_long_word, _one_word),
    "two words": (_has_two_words, _two_words),
    "another script": (_not_latin, _itself),
    MISSPELT: (_has_long_word, _misspelt),
}
