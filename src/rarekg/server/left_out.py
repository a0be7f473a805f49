"""The words of a query that were left out, as they were written.

The search takes scripts without spaces by pairs of neighbours, and names those that nothing has: a
reader is told the run of characters that they make.
"""

from __future__ import annotations

from collections.abc import Collection

from rarekg.search.folding import terms
from rarekg.search.scripts import runs, unspaced

_MARKS = '.,;:?!"“”«»()「」『』。、'
_PAIR = 2


def is_left_out(word: str, unmatched: Collection[str]) -> bool:
    """Whether all of a word was left out."""
    return bool(said := terms(word)) and set(said) <= set(unmatched)


def left_out(asked: str, unmatched: Collection[str]) -> tuple[str, ...]:
    """The words of a query that were left out; of a run without spaces what was, or all of it."""
    words = asked.split()
    whole = [word for word in words if is_left_out(word, unmatched)]
    told = [word.strip(_MARKS) for word in whole]
    parts = set(unmatched).difference(term for word in whole for term in terms(word))
    told += [_part(r, parts) for w in words for r in runs(w) if not parts.isdisjoint(terms(r))]
    told += [part for part in unmatched if part in parts and not unspaced(part)]
    return tuple(dict.fromkeys(filter(None, told)))


def _part(run: str, unmatched: Collection[str]) -> str:
    """The beginning or the end of a run, if that is what nothing has, and more than a pair;
    else all of it: nothing has that as it is."""
    pairs = terms(run)
    if len(pairs) != len(run) - 1:  # folding has made more or fewer characters of it
        return run
    found = [at for at, pair in enumerate(pairs) if pair not in unmatched]
    if not found or len(found) <= found[-1] - found[0]:
        return run
    before, after = run[: found[0]], run[found[-1] + 2 :]
    stretch = before or after
    return stretch if len(stretch) > _PAIR and not (before and after) else run
