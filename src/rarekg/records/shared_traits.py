"""Which diseases have the most in common: traits (signs, genes) that few have count for more.

The weight of a trait is its information content, -ln(share of the diseases that have it); two
diseases are as near as the weight of what they share, beside the geometric mean of the weights of
what each has.
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Mapping

from rarekg.records.disease_tables import Shared

_MOST = 12  # diseases that are kept of each
_NAMED = 4  # traits that are kept of each pair
_TELLING = 150  # diseases: a trait that more have leads to nobody
_LOOKED_AT = 30  # diseases that share the most of what is telling: these are compared in full


def shared(traits: Mapping[str, set[str]], least: int) -> dict[str, list[Shared]]:
    """For each disease those with which it shares at least so many traits, the nearest first."""
    having: dict[str, list[str]] = defaultdict(list)
    for disease in sorted(traits):
        for trait in traits[disease]:
            having[trait].append(disease)
    number = sum(1 for own in traits.values() if own)
    weight = {trait: math.log(number / len(those)) for trait, those in having.items()}
    # (Sums in one order: sets have another one in each process.)
    root = {
        disease: math.sqrt(sum(sorted(weight[t] for t in own))) or 1.0
        for disease, own in traits.items()
    }
    telling = {trait: those for trait, those in having.items() if 1 < len(those) <= _TELLING}
    found = {}
    for disease, own in traits.items():
        pairs = []
        for other in _nearest(disease, sorted(own), telling, weight, root):
            both = sorted(own & traits[other], key=lambda trait: (-weight[trait], trait))
            if len(both) >= least:
                worth = sum(weight[trait] for trait in both) / root[other]
                pairs.append((-worth, other, Shared(other, len(both), both[:_NAMED])))
        if pairs:
            found[disease] = [one for _, _, one in heapq.nsmallest(_MOST, pairs)]
    return found


def _nearest(
    disease: str,
    own: list[str],
    telling: Mapping[str, list[str]],
    weight: Mapping[str, float],
    root: Mapping[str, float],
) -> list[str]:
    scores: dict[str, float] = defaultdict(float)
    for trait in own:
        worth = weight[trait]
        for other in telling.get(trait, ()):
            scores[other] += worth
    scores.pop(disease, None)
    nearest = heapq.nlargest(_LOOKED_AT, [(score / root[o], o) for o, score in scores.items()])
    return [other for _, other in nearest]
