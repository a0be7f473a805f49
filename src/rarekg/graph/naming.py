"""The one name that a thing is shown by, in each language, out of all that sources call it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from rarekg.graph.bucket import Bucket
from rarekg.graph.dossiers import Labels
from rarekg.vocabulary import RKG

# Whose preferred name is shown where sources differ; a name of any other source comes last.
NAME_PRECEDENCE = (
    "curated",
    "orphanet",
    "mondo",
    "hpo",
    "hpo-translations",
    "gard",
    "hpoa",
    "nando",
)
_ALT_LABEL = "<http://www.w3.org/2004/02/skos/core#altLabel>"
_TRADE_NAME = f"<{RKG}tradeName>"
_RARE = re.compile(r'^"rare\s+', re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")

Key = tuple[str, str]  # subject, language
Candidate = tuple[str, str, str, str, str]  # subject, source, doubt, passed on, value


def display_names(bucket: Bucket) -> Labels:
    """The one name per entity and language: reviewed ones first, then by precedence of the
    source, and what a source says itself before what another passes on of it; then the one that
    most sources use, then the shortest.

    A brand that one source alone gives as the name heads only what has no other name. "Rare
    ovarian cancer" gives way to "ovarian cancer" where that is a name of the same thing. A
    synonym stands in for the name of what has none: the one whose words most of the others share.
    """
    best: dict[Key, tuple[bool, bool, str, int, str, int, int, str]] = {}
    candidates = [_candidate(line) for line in bucket.names]
    users = {(subject, value.casefold(), source) for subject, source, _, _, value in candidates}
    sources = Counter((subject, value) for subject, value, _ in users)
    brands = _brands(bucket)
    for subject, source, doubt, passed_on, value in candidates:
        key = (subject, value.rpartition("@")[2])
        plain = value.casefold()
        shared = sources[subject, plain]
        brand = source != "curated" and shared == 1 and (subject, plain) in brands
        narrowed = (subject, _RARE.sub('"', plain)) in sources and bool(_RARE.match(plain))
        rank = (brand, narrowed, doubt, _rank(source), passed_on, -shared, len(value), value)
        if key not in best or rank < best[key]:
            best[key] = rank
    labels: Labels = {}
    for (subject, language), chosen in best.items():
        labels.setdefault(subject, {})[language] = chosen[-1]
    for (subject, language), value in _stand_ins(bucket, set(labels)).items():
        labels.setdefault(subject, {})[language] = value
    return labels


def _candidate(line: str) -> Candidate:
    subject, source, doubt, passed_on, value = line.split("\t")
    return subject, source, doubt, passed_on, value


def _brands(bucket: Bucket) -> set[tuple[str, str]]:
    """The trade names of the things of a bucket."""
    told = (triple for triple in bucket.triples if triple[1] == _TRADE_NAME)
    return {(subject, value.casefold()) for subject, _, value in told}


def _stand_ins(bucket: Bucket, named: set[str]) -> dict[Key, str]:
    """For each thing without a name, the synonym to show."""
    synonyms: dict[Key, set[str]] = defaultdict(set)
    for subject, predicate, value in bucket.triples:
        if predicate == _ALT_LABEL and subject not in named:
            synonyms[subject, value.rpartition("@")[2]].add(value)
    return {key: _typical(values) for key, values in synonyms.items()}


def _typical(synonyms: Iterable[str]) -> str:
    """The synonym whose words most of the others have, too; an abbreviation only if there is
    nothing else. Then the shortest."""
    words = {text: _WORD.findall(text.rpartition("@")[0].casefold()) for text in synonyms}
    counts = Counter(word for found in words.values() for word in set(found))

    def rank(text: str) -> tuple[bool, float, int, str]:
        share = sum(counts[word] for word in words[text]) / max(1, len(words[text]))
        short = not any(letter.islower() for letter in text.rpartition("@")[0])
        return short, -share, len(text), text

    return min(words, key=rank)


def _rank(source: str) -> int:
    return NAME_PRECEDENCE.index(source) if source in NAME_PRECEDENCE else len(NAME_PRECEDENCE)
