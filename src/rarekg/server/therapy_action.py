"""What a therapy acts on and how: the part "Target and mechanism" of its page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rarekg.records.acts import percent
from rarekg.records.model import Backing, Entity, Finding
from rarekg.server.languages import gettext
from rarekg.server.references import References
from rarekg.server.views import Related, Row, related, row

_GENES = ("suppliesGene", "hasTarget")
_WORDS = "targetDescription"
_GROUP = "pharmacologicalGroup"
_APPROACH = "usesApproach"
STATEMENTS = (*_GENES, _WORDS, _APPROACH)
FACTS = (_GROUP,)
_OF_RECORDS = "target named"  # the beginning of the method that reads names
_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that is said, and how it was read, if nobody states it ("" else). `quoted` are
    a record's own words."""

    row: Row
    how: str
    quoted: bool


@dataclass(frozen=True, slots=True)
class ActionPart:
    """Gene or protein acted on, gene brought in, description, groups, approaches."""

    supplies: tuple[Said, ...]
    targets: tuple[Said, ...]
    words: tuple[Said, ...]
    more_words: tuple[Said, ...]
    groups: tuple[Related, ...]
    approaches: tuple[Said, ...]

    def __bool__(self) -> bool:
        found = (self.supplies, self.targets, self.words, self.groups, self.approaches)
        return any(found)


def action_part(entity: Entity, references: References) -> ActionPart:
    """The part of a therapy; `references` is filled in its order."""
    supplies, targets = (_said(entity.findings(key), key, references) for key in _GENES)
    words = _said(_english(entity.findings(_WORDS)), _WORDS, references)
    ordered = sorted(words, key=lambda s: (bool(s.how), s.quoted))  # a curator's first
    return ActionPart(
        supplies=supplies,
        targets=targets,
        words=tuple(ordered[:_SHOWN]),
        more_words=tuple(ordered[_SHOWN:]),
        groups=related(entity.graph_facts.get(_GROUP, ())),
        approaches=_said(entity.findings(_APPROACH), _APPROACH, references),
    )


def _english(findings: Iterable[Finding]) -> list[Finding]:
    """Those in English, each wording once whatever its case; all, if none is in English."""
    given = list(findings)
    english = [f for f in given if f.value.language in ("", "en")]
    once: dict[str, Finding] = {}
    for finding in english or given:
        text = finding.value.text if hasattr(finding.value, "text") else ""
        once.setdefault(text.casefold(), finding)
    return list(once.values())


def _said(findings: Iterable[Finding], key: str, references: References) -> tuple[Said, ...]:
    found = []
    for finding in findings:
        backings = [b for s in finding.statements for b in s.backings]
        derived = [b for b in backings if b.confidence]
        stated = len(derived) < len(backings)
        how = "" if stated or not derived else _how(derived[0], key)
        quoted = not stated and any((b.method or "").startswith(_OF_RECORDS) for b in derived)
        found.append(Said(row(finding, references), how, quoted))
    return tuple(found)


def _how(backing: Backing, finding: str) -> str:
    """How a fact of a property was read, in a sentence."""
    matched, method = backing.asserted_object or "", backing.method or ""
    rule = method.rpartition(" ")[2]
    if "INN stem" in method:
        return gettext(
            "By the end of the name “%(name)s”: %(stem)s stands for this.", name=matched, stem=rule
        )
    if "ATC group" in method:
        return gettext(
            "By its code %(code)s: the group %(group)s stands for this.", code=matched, group=rule
        )
    if finding == _WORDS:
        return gettext("In the words of a record, picked out by a rule, not by a person.")
    return gettext(
        "Read from the words “%(words)s” (confidence %(confidence)s) by name matching, "
        "not by a person.",
        words=matched,
        confidence=percent(backing.confidence or ""),
    )
