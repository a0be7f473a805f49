"""The modality of a substance: which kind of treatment it is, read from what a record says.

What the names of a substance, its ATC codes and its description say is looked up in the rules of
`ingest/curated/modality-rules.yaml`. All that is found must lie in one line of descent of
`ingest/curated/modalities.yaml`; then the most specific of it is the answer. Otherwise the
substance is not classified: no answer is better than a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import msgspec

from rarekg.facts import Fact, Reference, Text
from rarekg.identifiers import Curie
from rarekg.linking.modalities_rules import NONE, Group, Rules, rules
from rarekg.report import Action, Report

SOURCE = "derived"
_ADVANCED = frozenset({"cell-therapy", "gene-therapy", "gene-editing"})
_PLAIN = str.maketrans(
    dict.fromkeys("‐‑‒–—−", "-")
    | dict.fromkeys("’‘′´`¿", "'")
    | dict.fromkeys("“”″", '"')
    | {"α": "a", "β": "b", "γ": "g", "é": "e", "è": "e", "ï": "i", "\xa0": " "}
)
_PART = re.compile(r"[a-z0-9][a-z0-9']*")
_LONGEST = 4  # words in a row that the lists of words have
_SHORTEST = 2  # letters before a stem


@dataclass(frozen=True, slots=True)
class Classified:
    """A modality (`rarekg:modality-…`), the rule that gave it, and the words it was read from."""

    modality: Curie
    rule: str
    matched: str


@dataclass(frozen=True, slots=True)
class _Match:
    slug: str
    rule: str
    matched: str


@dataclass(frozen=True, slots=True)
class _Text:
    """A name as written, and in the plain form (of the same length) that rules are made for."""

    written: str
    plain: str

    @classmethod
    def of(cls, written: str) -> _Text:
        joined = " ".join(written.split())
        plain = joined.translate(_PLAIN).lower()
        return cls(joined if len(plain) == len(joined) else plain, plain)


def classify(
    names: Sequence[str], description: str | None, atc: Sequence[str], advanced_therapy: bool
) -> Classified | None:
    """The modality that names, description, ATC codes and the advanced-therapy flag of one
    substance agree on; None where they say nothing or contradict each other."""
    given = rules()
    texts = [_Text.of(text) for text in (*names, description or "") if text.strip()]
    found = _of_texts(texts, given)
    if found is None or any(match.slug == NONE for match in found):
        return None
    best = _most_specific([*found, *_codes(atc, given)], given)
    if best is None or _refused(best, texts, given):
        return None
    if advanced_therapy and not given.ancestors(best.slug) & _ADVANCED:
        return None
    return Classified(Curie(f"rarekg:modality-{best.slug}"), best.rule, best.matched)


def _refused(best: _Match, texts: Sequence[_Text], given: Rules) -> bool:
    refusals = [phrase for phrase in given.refusals if phrase.modality == best.slug]
    return any(phrase.found_in(text.plain) for phrase in refusals for text in texts)


def _of_texts(texts: Sequence[_Text], given: Rules) -> list[_Match] | None:
    """What the texts say; None where it is contradictory."""
    words = [match for text in texts for match in _words(text, given)]
    for group in given.groups:
        phrases = [match for text in texts for match in _phrases(text, group)]
        if phrases:
            best = _most_specific(phrases, given)
            if best is None:
                return None
            near = [word for word in words if _in_line(word.slug, best.slug, given)]
            return [*phrases, *(near if group.only else words)]
    return words


def _phrases(text: _Text, group: Group) -> Iterator[_Match]:
    for phrase in group.phrases:
        hit = phrase.found_in(text.plain)
        if hit:
            rule = f"description ({group.name})"
            yield _Match(phrase.modality, rule, text.written[hit.start() : hit.end()])


def _words(text: _Text, given: Rules) -> Iterator[_Match]:
    parts = list(_PART.finditer(text.plain))
    runs = list(_known_runs([part.group() for part in parts], given))
    known = {place for run in runs for place in run}
    alone = all(n in known or part.group() in given.neutral for n, part in enumerate(parts))
    for run in runs:
        words = " ".join(parts[place].group() for place in run)
        slug = given.words[words]
        if slug != NONE and (alone or words not in given.alone):
            written = text.written[parts[run[0]].start() : parts[run[-1]].end()]
            yield _Match(slug, "list of substances", written)
    for place, part in enumerate(parts):
        if place not in known:
            yield from _stem(part, text, given)


def _known_runs(parts: list[str], given: Rules) -> Iterator[range]:
    """Where words in a row are of the lists, the longest first, without overlap."""
    taken: set[int] = set()
    for length in range(_LONGEST, 0, -1):
        for start in range(len(parts) - length + 1):
            run = range(start, start + length)
            if not taken & set(run) and " ".join(parts[start : start + length]) in given.words:
                taken |= set(run)
                yield run


def _stem(part: re.Match[str], text: _Text, given: Rules) -> Iterator[_Match]:
    word = part.group()
    fits = [
        stem
        for stem in given.stems
        if len(word) >= len(stem.text) + _SHORTEST
        and (word.endswith(stem.text) if stem.at_end else word.startswith(stem.text))
    ]
    longest = sorted(fits, key=lambda stem: -len(stem.text))[:1]
    for stem in (stem for stem in longest if stem.modality != NONE):
        shown = f"-{stem.text}" if stem.at_end else f"{stem.text}-"
        written = text.written[part.start() : part.end()]
        yield _Match(stem.modality, f"INN stem {shown}", written)


def _codes(atc: Sequence[str], given: Rules) -> Iterator[_Match]:
    for code in atc:
        for end in range(len(code), 0, -1):
            if code[:end] in given.atc:
                yield _Match(given.atc[code[:end]], f"ATC group {code[:end]}", code)
                break


def _in_line(one: str, other: str, given: Rules) -> bool:
    return one in given.ancestors(other) or other in given.ancestors(one)


def _most_specific(matches: Iterable[_Match], given: Rules) -> _Match | None:
    """The match below all others; the first of those that say the same."""
    best: _Match | None = None
    for match in matches:
        if best is None or (best.slug != match.slug and best.slug in given.ancestors(match.slug)):
            best = match
        elif match.slug not in given.ancestors(best.slug):
            return None
    return best


def modality(group: Sequence[Fact], report: Report) -> Iterator[Fact]:
    """The hasModality fact that follows from the facts of one record about one therapy.

    Uses name, synonym, substanceDescription, atcCode and advancedTherapy. The reference is the
    record's own, with the rule as its method and the words matched as asserted object.
    """
    if not group or not any(f.predicate == "type" and f.object == "rkg:Therapy" for f in group):
        return
    names = _texts(group, ("name", "synonym"))
    described = " ".join(_texts(group, ("substanceDescription",))) or None
    codes = [str(f.object) for f in group if f.predicate == "atcCode"]
    advanced = any(f.predicate == "advancedTherapy" and f.object is True for f in group)
    found = classify(names, described, codes, advanced)
    if found is None:
        _not_classified(group[0], names, report)
        return
    report.count(SOURCE, "substance with a modality")
    references = dict.fromkeys(_derived(r, found) for r in _saying(group, found))
    yield Fact(group[0].subject, "hasModality", found.modality, tuple(references))


def _not_classified(first: Fact, names: Sequence[str], report: Report) -> None:
    report.count(SOURCE, "substance without a modality")
    message = "the names say nothing of it, or contradict each other; a curator may know"
    place = f"{first.references[0].source} {first.references[0].record}"
    report.note(SOURCE, "modality not clear", "; ".join(names), place, message, Action.KEPT)


def _texts(group: Sequence[Fact], predicates: tuple[str, ...]) -> list[str]:
    return [
        fact.object.value
        for fact in group
        if fact.predicate in predicates and isinstance(fact.object, Text)
    ]


def _saying(group: Sequence[Fact], found: Classified) -> tuple[Reference, ...]:
    """The references of the first fact that has the words; of the record's first one else."""
    for fact in group:
        said = fact.object.value if isinstance(fact.object, Text) else str(fact.object)
        if found.matched in " ".join(said.split()):
            return fact.references
    return group[0].references


def _derived(reference: Reference, found: Classified) -> Reference:
    method = f"modality by {found.rule}"
    return msgspec.structs.replace(reference, method=method, asserted_object=found.matched)
