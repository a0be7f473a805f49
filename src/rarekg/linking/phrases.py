"""What a stated indication is for: the phrases in it that may name a disease, and the purpose.

"Treatment of adult patients with relapsed multiple myeloma who cannot walk" has a frame
("Treatment of"), those who are treated ("adult patients with"), the phrase "relapsed multiple
myeloma", and a restriction ("who cannot walk").
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

TREATMENT, PREVENTION, DIAGNOSIS = "treatment", "prevention", "diagnosis"


class Restriction(IntEnum):
    """Whether a text means all with a disease, only some of the people who have it (of an age,
    after another treatment), or only a part of the disease (a form, a stage, a cause)."""

    NONE = 0
    PEOPLE = 1
    DISEASE = 2


@dataclass(frozen=True, slots=True)
class Cut:
    """Words that may name a disease; `restricted` is whether the text means not all with it."""

    text: str
    restricted: Restriction


@dataclass(frozen=True, slots=True)
class Phrase:
    """What may name a disease: first as it stands, then without what restricts it at its end
    (`in adults`, `due to a mutation`), one restriction after the other."""

    cuts: tuple[Cut, ...]

    @property
    def core(self) -> Cut:
        """What remains without any restriction."""
        return self.cuts[-1]


_DIAGNOSTIC = re.compile(
    r"\b((?<!confirmed )(?<!clinical )diagnos(?!ed)\w+|imaging(?! features)"
    r"|detect\w*|visuali[sz]\w+|locali[sz]ation|scintigra\w+|delineation"
    r"|staging|tomograph\w+|contrast agent|radiodiagnos\w+|positron)\b",
    re.I,
)
_PREVENTIVE = re.compile(
    r"^\W*(?:[^.;]{0,60}\bindicated (?:in (?:adults|children|infants) )?)?(?:for |the |as |to )*"
    r"(?:use in )?(?:the )?(?:post-exposure |active |passive |primary |routine "
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


def says_purpose(text: str) -> bool:
    """Whether a part of an indication says itself what the medicine is used for."""
    return any(said.search(text) for said in (_PREVENTIVE, _DIAGNOSTIC, _CURATIVE))


_SENTENCE = re.compile(r"(?<=[a-z\d)\]])[.;]\s*(?=[A-Z*•-]|\d[).])|\s+[•·●▪-]\s+|\n+|\s\d[).]\s|\*")


def statements(text: str) -> list[str]:
    """The sentences and list items of a text; most designations are one."""
    plain = html.unescape(text).translate({0xA0: " ", 0x2212: "-", 0x2011: "-"})
    plain = plain.replace("SmPC.", "smpc.")  # a sentence ends there, though not in a small letter
    parts = [" ".join(part.split()).strip(" .;,:") for part in _SENTENCE.split(plain) if part]
    return [part for part in parts if part]


_ACTS = (
    r"(?:t\w{0,3}a\w{0,2}t?ment|treating|treat|therapy|therapies|management|managing|manage"
    r"|prevention|preventing|prevent|prophylaxis|prophylactic|diagnosis|diagnosing|diagnose"
    r"|detection|detecting|control|suppression|immuni[sz]ation|vaccination|protection|imaging"
    r"|visuali[sz]ation|cure|relief|amelioration|reduction|reducing|progression|evaluation"
    r"|scintigraphy|reversal|eradication|locali[sz]ation|staging|assessment|monitoring"
    r"|stabili[sz]ation|symptoms|signs)"
)
_STRONG = re.compile(
    rf"\b{_ACTS}(?:\s*(?:,|/|\+|and/or|and|or)\s*(?:the )?(?:\w+ )?{_ACTS})*\s+"
    r"(?:of|for|in|against|with)\b\s*|^(?:\w+ )?(?:treat\w*|manag\w+|prevent\w*)\s+",
    re.I,
)
_WEAK = re.compile(
    r"(?:\bindicated\b[^.]{0,60}?\b(?:in|for)\b|\b(?:used?|diagnostic|adjunct|agent|adjuvant)\b"
    r"(?: (?:only|be used))? (?:of|for|in|against|to)\b|^(?:for|as|in|to)\b)\s*",
    re.I,
)


# What stands after these is not what the medicine is for.
_DENIED = re.compile(
    r"^(?:(?!\b(?:who|whom|whose|which|where|when|if|unless)\b).)*?"
    r"\b(?:not (?:\w+ )?(?:indicated|recommended|approved|intended|suitable)"
    r"|(?:should|must|may|can) ?not be (?:used|given|administered))\b",
    re.I,
)
_OTHERS_THERAPY = re.compile(
    r"\b(?:undergoing|receiving|received|requiring)\s+(?:[\w()-]+\s+){0,6}$"
    r"|\b(?:chemo|radio|host|myelo|marrow)[ -]?protect\w+\b|\brescue\b(?!\s*$)|\bmarrow\s+$",
    re.I,
)
_TELLS = re.compile(
    r"^in (?:[\w-]+ ){0,4}(?:patients|men|women|adults|children)\b.*?"
    r"\b(?:significant(?:ly)?|reduce[sd]|showed|demonstrated|is indicated when)\b",
    re.I,
)


# What stands in the blood is lowered because of the disease: that is the target.
_LEVELS = re.compile(
    r"\bto (?:reduce|lower|decrease|normali[sz]e) (?:(?:elevated|the|high|low[- ]density)\s+)*"
    r"(?:[\w-]+ ){0,3}?(?:triglycerides?|cholesterol|ldl-c|levels?|concentrations?|excretion)"
    r"(?: levels?| concentrations?)?(?:\s*\([^()]*\))?(?: (?:in|of) (?:the )?(?:blood|plasma|serum"
    r"|urine))? in (?=[^.;]{0,60}\b(?:with|who have)\b)",
    re.I,
)
# Where the text sends the reader to that of another medicine.
_REFERS = re.compile(
    r"^(?:for (?:further |more )?(?:information|details)\b|please (?:also )?(?:see|refer|consult)\b"
    r"|(?:see|refer to) (?:the |also )*(?:summary|product information|smpc))",
    re.I,
)


def framed(statement: str) -> str | None:
    """What stands in the frame ("Treatment of …") of a statement; None if it has no frame, or
    says what the medicine is not for."""
    match = _frame(statement)
    if match is None or _DENIED.search(statement[: match.end()]) or _no_use(statement):
        return None
    inside = statement[match.end() :]
    for _ in range(3):  # frames in frames: for use in | the prevention of | the progression of
        again = _STRONG.match(_ARTICLE.sub("", inside))
        if again is None:
            break
        inside = _ARTICLE.sub("", inside)[again.end() :]
    return inside


def denies(statement: str) -> bool:
    """Whether a statement says what the medicine is not for, or tells of its effects."""
    return bool(_DENIED.match(statement)) or _no_use(statement)


def _no_use(statement: str) -> bool:
    """Whether a statement tells of effects, or sends the reader elsewhere."""
    return bool(_TELLS.match(statement) or _REFERS.match(statement))


def _frame(statement: str) -> re.Match[str] | None:
    """The frame that is the medicine's own, not that of a therapy given besides."""
    for match in _STRONG.finditer(statement):
        if not _OTHERS_THERAPY.search(statement[: match.start()]):
            return match
    levels = _LEVELS.search(statement)
    if levels is not None:
        return levels
    weak = _WEAK.search(statement)
    if weak is None or _OTHERS_THERAPY.search(statement[: weak.start()]):
        return None
    return None if _STRONG.search(statement, weak.end()) else weak


_ARTICLE = re.compile(r"^(?:(?:the|a|an|all|acute|symptomatic|initial|disease)\s+)+", re.I)
_WHO = (
    r"(?:patients?|subjects?|individuals|people|persons|those|adults|adolescents|children|infants"
)
_WHO += r"|neonates|newborns|women|men|females|males|boys|girls|population|pediatrics)"
_KIND = (
    r"(?:and|or|to|of|the|all|certain|selected|adults?|pa?ediatric|adolescents?|children|young|old"
    r"|elderly|infants?|neonates|neonatal|newborns?|premature|preterm|term|symptomatic|affected"
    r"|asymptomatic|newly|diagnosed|previously|un\w+|treated|human|critically|ill|high-risk|pregnant"
    r"|ambulatory|non-?ambulatory|hospitali[sz]ed|eligible|ineligible|transplant-\w+|male|female"
    r"|boys|men|women|postmenopausal|immunocompromised|immunocompetent|treatment-\w+|therapy-\w+"
    r"|therapy|naive|naïve|experienced|refractory|relapsed|severely|severe|selected|appropriate"
    r"|school-aged?|patients|non-\w+|both)"
)
_POPULATION = re.compile(
    rf"^(?:for |in )?(?P<which>(?:{_KIND},? ){{0,8}}?){_WHO}\b"
    rf"(?P<more>[^.;]{{0,80}}?)\s+(?:with|who have|who had|having|suffering (?:from|with)"
    r"|affected (?:by|with)|diagnosed (?:with|as having)|afflicted with)\s+",
    re.I,
)
_EVERYONE = re.compile(
    r"^(?:(?:human|adult and pa?ediatric|pa?ediatric and adult|adults and|affected|the|all|certain"
    r"|selected|diagnosed)\s)*$",
    re.I,
)
_LEADING = re.compile(
    r"^(?:(?:(?:(?:confirmed|clinical|definite|genetic|known|suspected) )*diagnos[ei]s of"
    r"|the|a|an|of|for|in|with|from|all|both|known|suspected|diagnosed|confirmed|human|rare|either"
    r"|types? of|forms? of|symptoms of|acute treatment of|certain|specific|various|other)\s+)+",
    re.I,
)
_BOTH_AGES = re.compile(r"^(?:pa?ediatric and adult|adult and pa?ediatric)\s+", re.I)

# From here on a text restricts, explains or gives the setting; never is what it says the target.
_RESTRICTION = re.compile(
    r"(?:\s*[,;:–—]\s*|\s+)(?P<mark>"
    r"in (?:the |an |a )?(?:[\w-]+ ){0,6}?(?:patients?|adults?|children|subjects|adolescents"
    r"|individuals|women|men|infants|neonates|people|persons|recipients|setting|context|regions?"
    r"|newborns?|females?|males?|population\w*|humans?|conjunction|combination|those|boys|girls)"
    r"|in (?:the )?(?:absence|presence) of"
    r"|for (?:patients?|use|adults?|children|those|whom|which|treat\w*|the|subjects)"
    r"|(?:adult |pa?ediatric )?(?:patients?|subjects|individuals|carriers)|undergoing|receiving"
    r"|requiring|needing|who|whose|whom|which|that|where|when|while|during|involving|affecting"
    r"|following|after|prior to|before|post|until|within|despite|regardless|not|unsuitable"
    r"|unresponsive|non-?responsive|resistant to|refractory to|intolerant|eligible|ineligible"
    r"|associated with|associated to|secondary to|due to|caused by|resulting from|related to"
    r"|arising from|arising in|induced by|characteri[sz]ed by|defined|confirmed|as|by|from|using"
    r"|expressing|carrying|harbou?ring|positive for|presenting|deemed|at (?:high |increased )?risk"
    r"|or (?:its|their)|and (?:its|their|other|associated|related|the)|with|without|including"
    r"|includes|include|inclusive|such as|e\.?g\.?|i\.?e\.?|namely|other than|except|excluding"
    r"|excepting|but|to|also|otherwise|aged?|over|under|older|younger|weighing|only|irrespective"
    r"|on|via|through|at|per|between|whether|unless|if|is|are|was|were|has|have|can|may|should"
    r"|must)\b",
    re.I,
)
_NEUTRAL = re.compile(
    r"^[\s,;:–—]*(?:in (?:conjunction|combination|humans?)|also|otherwise|regardless|irrespective"
    r"|(?:in )?(?:the )?(?:patients?|subjects)\W*$|includ\w*|inclusive|such as"
    r"|with or without|namely"
    r"|in (?:pa?ediatric and adult|adult and pa?ediatric|adults and children)\b"
    r"|as (?:adjunct\w*|monotherapy|a|an|part|single|add)|e\.?g|i\.?e|using|via|to)\b",
    re.I,
)
_OF_PEOPLE = re.compile(
    r"^[\s,;:–—]*(?:in (?:the |an |a )?(?:[\w-]+ ){0,6}?(?:patients?|adults?|children|subjects"
    r"|adolescents|individuals|women|men|infants|neonates|people|persons|recipients|newborns?"
    r"|females?|males?|population\w*|those|boys|girls|setting|absence|presence)"
    r"|for (?:patients?|adults?|children|those|whom|subjects)"
    r"|(?:adult |pa?ediatric )?(?:patients?|subjects|individuals)|undergoing|receiving|requiring"
    r"|needing|who|whose|whom|when|where|while|during|following|after|prior to|before|post|until"
    r"|despite|unsuitable|unresponsive|non-?responsive|refractory to|resistant to|intolerant"
    r"|eligible|ineligible|at (?:high |increased )?risk|aged?|over|under|older|younger|weighing"
    r"|unless|if|not (?:\w+ ){0,3}(?:controlled|responding|treated|eligible|candidates|amenable)"
    r"|that (?:is|are|was|were|has|have) (?:not |been |inadequately |previously )*"
    r"(?:responded|controlled|treated|received))\b",
    re.I,
)
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]|\s*[(\[][^()\[\]]*$")
_LIMITING = re.compile(r"^[\s(\[]*(?:non|not|except|excluding|only|without)\b", re.I)
_STAGES = re.compile(
    r"^(?:(?:mild|moderate|moderately) to (?:very )?(?:severe|severely|moderate)(?: active)?\s+)"
    r"|(?:^|\s+)(?:clinical |pathologic )?(?:stages?|grades?) [IVX\d]+[A-D]?\d?"
    r"(?:\s*(?:,|and|or|to|through|/|-|–)+\s*(?:stage )?[IVX\d]+[A-D]?\b)*\b,?",
    re.I,
)


def phrase(text: str) -> Phrase:
    """A phrase without those who have it, and told from what restricts it."""
    population = _POPULATION.match(text)
    who = "" if population is None else population["which"] + population["more"]
    inside = text if population is None else text[population.end() :]
    inside = _BOTH_AGES.sub("", _LEADING.sub("", inside))
    whole, staged = _STAGES.subn("", _BRACKETS.sub("", _BRACKETS.sub("", inside)))
    whole = whole.strip(" .,;:")
    limited = Restriction.NONE if _EVERYONE.match(who) else Restriction.PEOPLE
    if staged or any(map(_LIMITING.match, _BRACKETS.findall(inside))):
        limited = Restriction.DISEASE
    return Phrase(tuple(_cuts(whole, limited)))


def _cuts(whole: str, limited: Restriction) -> Iterator[Cut]:
    """The whole, and what remains without each of its restrictions, the longest first."""
    yield Cut(whole, limited)
    starts = []
    found = _RESTRICTION.search(whole)
    while found is not None:
        starts.append(found.start())
        found = _RESTRICTION.search(whole, found.end("mark"))
    for start in reversed(starts):
        yield Cut(whole[:start].strip(" .,;:"), max(limited, _restriction(whole[start:])))


def _restriction(rest: str) -> Restriction:
    """What the words that were cut off at the end say about what stands before them."""
    if _NEUTRAL.match(rest):
        return Restriction.NONE
    return Restriction.PEOPLE if _OF_PEOPLE.match(rest) else Restriction.DISEASE


_AND = re.compile(r"\s*(?:,|;|\band/or\b|\band\b|\bor\b|\bas well as\b|\+)\s*", re.I)
_SLASH = re.compile(r"(?<=[a-z]{4})\s*/\s*(?=[a-z]{4})", re.I)
_MARK = re.compile(r"(?:type |stage |group )?(?:[A-Z]|[IVX]{1,4}|\d{1,2}[A-Za-z]?)(?:[ab])?")


def coordinated(text: str) -> list[list[str]]:
    """The members of "A, B and C", each in the forms that it may have: "acute and chronic
    leukemia" has "acute leukemia", "hemophilia A and B" has "hemophilia B"."""
    members = [member for member in _AND.split(_SLASH.sub(" or ", text)) if member]
    return [list(_forms(members, at)) for at in range(len(members))]


def _forms(members: list[str], at: int) -> Iterator[str]:
    """A member as it stands; then completed by the words before it, or after it."""
    member = members[at]
    if at and _MARK.fullmatch(member):
        first = next((m for m in members[:at] if not _MARK.fullmatch(m)), member)
        yield f"{first.rsplit(' ', 1)[0]} {member}"
        return
    yield member
    following = next((m for m in members[at + 1 :] if " " in m), "").split()
    for start in range(1, len(following)):
        yield " ".join((member, *following[start:]))


_OF = re.compile(r"\s+(?:of|in|involving|affecting)\s+(?:the\s+)?", re.I)
_TELLING = re.compile(
    r"(?:[\w-]+[ -])*(?:symptoms?|signs?|manifestations?|forms?|stages?|relapses?|exacerbations?"
    r"|episodes?|attacks?|flares?|crisis|crises|progression|recurrences?|off|periods?|cases?"
    r"|complications?|subtypes?|types?|variants?)$",
    re.I,
)


def head(text: str) -> tuple[str, bool]:
    """What a phrase with "of" or "in" speaks of, and whether that is only part of the text:
    cancer in "cancer of the eye"; migraine in "symptoms of migraine"."""
    first = _OF.search(text)
    if first is None:
        return text, False
    if _TELLING.fullmatch(text[: first.start()]):
        return text[first.end() :], True
    return text[: first.start()], True
