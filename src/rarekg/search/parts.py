"""Names within longer queries: "my son has Alport syndrome", "diet for phenylketonuria".

Of the words in a row that are a whole name, those count that say the most: a word says the more,
the fewer documents hold it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import log

from rarekg.search import ranking
from rarekg.search.folding import name_key, terms, weak
from rarekg.search.groups import GROUP, WIDER
from rarekg.search.index import Index, key_of, kind_of
from rarekg.search.word_forms import word_set

# The share of all that a query says which a name in it has to say, to be what is meant: one of
# several words, or of a single one. "Ataxia with nystagmus" names two signs, and means neither.
_SEVERAL, _SINGLE = 0.35, 0.45
# The same where no document holds all words.
_SEVERAL_LEFT, _SINGLE_LEFT = 0.2, 0.25
_RIVAL = 0.6  # of the share of a name, from which another one may be meant as well
_RAREST = 20  # documents: words of fewer do not say more
_LONGEST = 8  # words of a name in a query
_MOST = 50  # things of one name
_WEIGHTY = 2.0  # what a gene or a sign weighs; of equals, the page on trials is not meant
# What stands around names in questions, and says nothing of what is asked for. (In a collection
# of names, "my" and "has" are as rare as the names of diseases.)
_ASKING = word_set(
    """what which who how when where why is are was were be been do does did can could will would
    i me my mine we us our you your he him his she her they them their it its this that there here
    a an of in on at to for from with by about as have has had get got not son daughter child
    fils fille sohn tochter hijo hija figlio figlia filho filha zoon dochter
    qu que qui quoi quel quelle est ce c sont comment pourquoi mon ma mes son sa ses je j un une
    pour par dans sur avec au aux en et ou a ont ai
    was wie wer wo warum ist sind war mein meine meinen sein seine ihr ihre ich es ein eine einen
    fuer mit bei zu im am hat haben
    cual quien como cuando donde es son mi mis su sus yo por para con en y o tiene tengo
    che cosa cos chi come quando dove e sono mio mia suo sua io un uno una per con ha ho
    o quem quando onde meu minha seu sua eu um uma por com tem tenho
    wat hoe wie waar is zijn mijn ik een voor met bij heeft heb"""
)
_OTHER = frozenset(
    map(ranking.KINDS.index, ("broadSynonym", "relatedSynonym", "narrowSynonym", WIDER, GROUP))
)


@dataclass(frozen=True, slots=True)
class Part:
    """Words of a query that are a name, the names (spots), and their share of what it says."""

    text: str
    words: frozenset[str]
    spots: tuple[int, ...]
    share: float
    rival: float  # the share of another name beside it

    def meant(self, alone: bool) -> bool:
        """Whether the name is what is meant; `alone` where no document holds all words."""
        if not alone and self.rival > _RIVAL * self.share:
            return False
        if len(self.words) > 1:
            return self.share >= (_SEVERAL_LEFT if alone else _SEVERAL)
        return self.share >= (_SINGLE_LEFT if alone else _SINGLE)


def named_part(index: Index, text: str) -> Part | None:
    """The part of a query that is a name and says the most; None where there is none."""
    written = terms(text)[: ranking.MOST_WORDS]
    says = telling(index, written)
    whole = sum(says.values())
    named = []
    for words in _rows(written):
        known = frozenset(words).intersection(says)
        if known and (spots := _called(index, " ".join(words))):
            said = sum(says[word] for word in known) / whole
            named.append((said, " ".join(words), known, spots))
    if not named:
        return None
    weights = index.weights()

    def meant(each: tuple[float, str, frozenset[str], tuple[int, ...]]) -> tuple[float, ...]:
        weight = max(weights[key_of(spot)] for spot in each[3])
        return each[0], min(weight, _WEIGHTY), -len(each[1])

    share, name, known, spots = max(named, key=meant)
    rival = max((said for said, _, other, _ in named if not other & known), default=0.0)
    return Part(name, known, spots, share, rival)


def telling(index: Index, words: Iterable[str]) -> Mapping[str, float]:
    """How much each word says that says anything."""
    known = {word: index.frequency(word) for word in words if not says_nothing(word)}
    return {word: log(1 + index.size / max(number, _RAREST)) for word, number in known.items()}


def says_nothing(word: str) -> bool:
    """Whether a word of a query tells nothing of what is looked for."""
    return weak(word) or word in _ASKING


def _rows(words: list[str]) -> Iterator[list[str]]:
    """Words in a row, fewer than all, the longest rows first."""
    for length in range(min(len(words) - 1, _LONGEST), 0, -1):
        for start in range(len(words) - length + 1):
            yield words[start : start + length]


def _called(index: Index, text: str) -> tuple[int, ...]:
    key = name_key(text)
    spots = index.called(key)[:_MOST] if key else ()
    return tuple(spot for spot in spots if kind_of(spot) not in _OTHER)
