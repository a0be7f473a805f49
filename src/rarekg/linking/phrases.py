"""What a stated indication is for: the phrases in it that may name a disease, and the purpose.

"Treatment of relapsed or refractory multiple myeloma in adults" has the frame "Treatment of",
the phrase "relapsed or refractory multiple myeloma" and a restriction, "in adults".
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

TREATMENT, PREVENTION, DIAGNOSIS = "treatment", "prevention", "diagnosis"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that may name a disease. `whole` still has what restricts them (`in adults`, `due to
    a mutation`), `core` has not; `restricted` is whether that was more than nothing."""

    whole: str
    core: str
    restricted: bool


_DIAGNOSTIC = re.compile(
    r"\b(diagnos\w+|imaging|detect\w*|visuali[sz]\w+|locali[sz]ation|scintigra\w+|delineation"
    r"|staging|tomograph\w+|contrast agent|radiodiagnos\w+|positron)\b",
    re.I,
)
_PREVENTIVE = re.compile(
    r"^\W*(?:for |the |as )*(?:use in )?(?:the )?(?:post-exposure |active |passive |primary "
    r"|secondary )*(prevent\w*|prophyla\w+|immuni[sz]ation|vaccin\w+|protection"
    r"|(?:reduc\w+|decreas\w+) (?:of |in )?(?:the )?(?:risk|incidence|occurrence))\b",
    re.I,
)
_CURATIVE = re.compile(r"\b(treat\w*|therap\w+)\b", re.I)


def purpose(text: str) -> str:
    """What a medicine is used for by a stated indication: treatment, prevention or diagnosis."""
    if _PREVENTIVE.search(text):
        return PREVENTION
    diagnostic = _DIAGNOSTIC.search(text)
    curative = _CURATIVE.search(text)
    if diagnostic and (curative is None or diagnostic.start() < curative.start()):
        return DIAGNOSIS
    return TREATMENT


_ACT = (
    r"(?:treatment|treating|treat|therapy|management|managing|manage|prevention|preventing|prevent"
    r"|prophylaxis|prophylactic|diagnosis|diagnosing|detection|control|suppression|immuni[sz]ation"
    r"|vaccination|protection|imaging|visuali[sz]ation|cure|care|relief|amelioration|reduction"
    r"|progression|indicated|used?|diagnostic|adjunct\w*|evaluation|scintigraphy|reversal"
    r"|eradication|locali[sz]ation|staging|assessment|monitoring|supplementation|stabili[sz]ation)"
)
_FRAME = re.compile(
    rf"\b{_ACT}(?:\s*(?:,|/|and/or|and|or)\s*(?:the )?(?:\w+ )?{_ACT})*"
    r"(?:\s+(?:of|for|in|against|with|is|as))?\b\s*",
    re.I,
)
_LEADING = re.compile(
    r"(?:(?:the|a|an|use|of|for|in|as|to|with|from|against|acute treatment of|symptoms? of"
    r"|slow(?:ing)?|delay(?:ing)?|disease|progression|specific|human|humans|certain|patients?"
    r"|subjects?|individuals|people|persons|those|who|have|has|had|suffering|affected by|having"
    r"|adults?|adolescents?|children|infants|neonates|newborns?|females?|males?|women|men|and"
    r"|or|diagnosed|all|both|either|following|conditions?|suspected|types?|forms?|other|various"
    r"|chronic management of|adjunctive|adjuvant|first[- ]line|second[- ]line|long[- ]term"
    r"|initial|symptomatic|maintenance|monotherapy|rare|patient|populations?)"
    r"(?=[\s,:]|$)[\s,:]*)+",
    re.I,
)
_SPOKEN_OF = re.compile(
    r"(?:\b(?:adults?|adolescents?|children|infants|neonates|newborns?|females?|males?|women|men)\b"
    r"|\b(?:pa?ediatric|adult|adolescent|young|elderly) (?:and \w+ )?(?:patients?|subjects)\b)",
    re.I,
)

# From here on a text restricts, explains or gives the setting; never is what it says the target.
_RESTRICTION = re.compile(
    r"(?:[,;:–—]\s*|\s+)(?:"
    r"in (?:the )?(?:[\w-]+ ){0,6}?(?:patients?|adults?|children|subjects|adolescents|individuals"
    r"|women|men|infants|neonates|people|persons|recipients|setting|context|regions?|newborns?"
    r"|females?|males?|population\w*|humans?|conjunction|combination|immunocompromised|those)"
    r"|for (?:patients?|use|adults?|children|those|whom|which|treat\w*|the|subjects)"
    r"|undergoing|receiving|requiring|needing|who|whose|whom|which|that|where|when|while|during"
    r"|following|after|prior to|before|post|until|within|despite|regardless|not|unsuitable"
    r"|unresponsive|non-?responsive|resistant to|refractory to|intolerant|eligible|ineligible"
    r"|associated with|associated to|secondary to|due to|caused by|resulting from|related to"
    r"|arising from|arising in|induced by|characteri[sz]ed by|defined|confirmed|as|by|from|using"
    r"|expressing|carrying|harbou?ring|positive for|presenting|deemed|at (?:high |increased )?risk"
    r"|or (?:its|their)|and (?:its|their|other|associated|related)|with|without|including|includes"
    r"|include|inclusive|such as|e\.?g\.?|i\.?e\.?|namely|other than|except|excluding|excepting"
    r"|but|to (?:be|improve|reduce|prevent|increase|enhance|support|slow|delay|promote|allow)"
    r"|also|otherwise|aged?|over|under|older|younger|weighing|only|irrespective|on|via|through"
    r"|at|per|between|whether|unless|if|is|are|was|were|has|have|can|may|should|must"
    r")\b.*$",
    re.I | re.S,
)
_NEUTRAL = re.compile(
    r"^[\s,;:–—]*(?:in (?:conjunction|combination|humans?)|in (?:the )?patients?\W*$|also|otherwise"
    r"|in (?:pa?ediatric and adult|adult and pa?ediatric|adults and children)\W*(?:patients)?\W*$"
    r"|as (?:adjunct\w*|monotherapy|a|an|part|single|add)|e\.?g|i\.?e|using|by|via)\b",
    re.I,
)
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]?")
_QUALIFYING = re.compile(r"[a-z]{4,}.*\s|\bnon\b|\d", re.I)
_SENTENCE = re.compile(r"(?<=[a-z\d)\]])[.;]\s*(?=[A-Z*•-]|\d\))|\s+[•·●▪-]\s+|\n+|\s\d\)\s|\*")


def statements(text: str) -> list[str]:
    """The sentences and list items of a text; most designations are one."""
    plain = html.unescape(text).replace("\u00a0", " ").replace("−", "-").replace("‑", "-")
    parts = [" ".join(part.split()) for part in _SENTENCE.split(plain) if part]
    return [part.strip(" .;,:") for part in parts if part and part.strip(" .;,:")]


def framed(statement: str) -> str | None:
    """What stands in the frame ("Treatment of …") of a statement; None if it has no frame."""
    match = None
    for match in _FRAME.finditer(statement):
        rest = statement[match.end() :]
        again = _FRAME.match(_LEADING.sub("", rest, count=1) if _LEADING.match(rest) else rest)
        if again is None and not rest.lower().startswith(("is ", "to ")):
            break
    return None if match is None else statement[match.end() :]


def phrase(text: str) -> Phrase:
    """A phrase without what introduces it, and told from what restricts it."""
    led = _LEADING.match(text)
    head = text[: led.end()] if led else ""
    whole = text[led.end() :] if led else text
    bare = _BRACKETS.sub("", whole).strip(" .,;:")
    restriction = _RESTRICTION.search(bare)
    core = bare[: restriction.start()] if restriction else bare
    rest = bare[restriction.start() :] if restriction else ""
    restricted = (
        bool(rest and not _NEUTRAL.match(rest))
        or bool(_SPOKEN_OF.search(head))
        or any(_QUALIFYING.search(found[0].strip(" ()[]")) for found in _bracketed(whole))
    )
    return Phrase(bare, core.strip(" .,;:"), restricted)


def _bracketed(text: str) -> Iterator[re.Match[str]]:
    return (m for m in _BRACKETS.finditer(text) if not m[0].strip(" ([").lower().startswith("also"))


_AND = re.compile(r"\s*(?:,|;|\band/or\b|\band\b|\bor\b|\bas well as\b|\+)\s*", re.I)
_SLASH = re.compile(r"(?<=[a-z]{4})\s*/\s*(?=[a-z]{4})", re.I)


def coordinated(text: str) -> list[str]:
    """The members of "A, B and C", with the word they share given to each ("acute and chronic
    leukemia", "hemophilia A and B"); one member if nothing is coordinated."""
    members = [m for m in _AND.split(_SLASH.sub(" or ", text)) if m]
    if len(members) < 2:
        return [text]
    return [_completed(members, at) for at in range(len(members))]


_MARK = re.compile(r"(?:type |stage |group )?(?:[A-Z]|[IVX]{1,4}|\d{1,2}[A-Za-z]?)(?:[ab])?")
_ADJECTIVE = re.compile(
    r"(?:\w*(?:ic|al|ar|ary|ive|ous|oid|ed|ile|ant|ent|acute|adult|late|early|B-cell|T-cell))", re.I
)


def _completed(members: list[str], at: int) -> str:
    member = members[at]
    if at and _MARK.fullmatch(member):
        first = next((m for m in members[:at] if not _MARK.fullmatch(m)), member)
        return f"{first.rsplit(' ', 1)[0]} {member}"
    last = members[-1].split()
    if at < len(members) - 1 and len(last) > 1 and all(map(_ADJECTIVE.fullmatch, member.split())):
        shared = next((i for i, w in enumerate(last) if not _ADJECTIVE.fullmatch(w)), 0)
        return " ".join((member, *last[max(shared, 1) :]))
    return member
