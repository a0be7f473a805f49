"""The signs of a disease: by body system, or by how frequent they are said to be."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from rarekg.identifiers import iri
from rarekg.records.disease_tables import SignPlace
from rarekg.records.model import Finding, Link, Literal, Statement
from rarekg.records.reader import Records
from rarekg.server.languages import gettext, gettext_noop, spoken
from rarekg.server.references import References
from rarekg.server.views import Row, row

FOLD = 24  # signs: where a disease has more, each group shows the first of them
_OPEN_OF_SYSTEM, _OPEN_OF_FREQUENCY = 5, 20
_SPARE = 3  # signs that are not worth a fold

# The middle of each of HPO's frequency classes, in percent: for the order of signs.
_MIDDLE = {
    "HP:0040280": 100.0,
    "HP:0040281": 90.0,
    "HP:0040282": 55.0,
    "HP:0040283": 17.0,
    "HP:0040284": 2.5,
    "HP:0040285": 0.0,
}
_FREQUENCIES = (
    (100.0, gettext_noop("In all who were studied"), "100", "HP:0040280"),
    (80.0, gettext_noop("Very frequent"), "80–99", "HP:0040281"),
    (30.0, gettext_noop("Frequent"), "30–79", "HP:0040282"),
    (5.0, gettext_noop("Occasional"), "5–29", "HP:0040283"),
    (0.0, gettext_noop("Rare"), "0–4", "HP:0040284"),
    (-1.0, gettext_noop("How often is not stated"), "", ""),
)

_OFTEN = (0.01, 5.0, 30.0, 80.0, 100.0)  # the least percentages of the classes 1 to 5

# HPO's classes below "Phenotypic abnormality", as a page names them to everybody.
_SYSTEMS = {
    "HP:0000707": gettext_noop("Brain, nerves and mind"),
    "HP:0033127": gettext_noop("Muscles, bones and joints"),
    "HP:0040064": gettext_noop("Arms, legs, hands and feet"),
    "HP:0000152": gettext_noop("Head, face and neck"),
    "HP:0000478": gettext_noop("Eyes and sight"),
    "HP:0000598": gettext_noop("Ears and hearing"),
    "HP:0001608": gettext_noop("Voice"),
    "HP:0001626": gettext_noop("Heart and blood vessels"),
    "HP:0001871": gettext_noop("Blood"),
    "HP:0002715": gettext_noop("Immune system"),
    "HP:0002086": gettext_noop("Breathing and lungs"),
    "HP:0045027": gettext_noop("Chest"),
    "HP:0025031": gettext_noop("Digestion"),
    "HP:0000119": gettext_noop("Kidneys, urinary tract and sexual organs"),
    "HP:0000769": gettext_noop("Breasts"),
    "HP:0000818": gettext_noop("Hormones and glands"),
    "HP:0001939": gettext_noop("Metabolism and laboratory findings"),
    "HP:0001574": gettext_noop("Skin, hair and nails"),
    "HP:0001507": gettext_noop("Growth"),
    "HP:0001197": gettext_noop("Before and around birth"),
    "HP:0002664": gettext_noop("Tumours"),
    "HP:0025142": gettext_noop("General state, such as fever or tiredness"),
    "HP:0025354": gettext_noop("Cells"),
}


def how_often(percent: float) -> int:
    """The class of a frequency in percent: 5 (all who were studied) to 1 (rare), 0 for none or
    unknown."""
    return bisect_right(_OFTEN, percent)


class Sign(msgspec.Struct, frozen=True, gc=False):
    """A sign with its statements: `row`; its HPO id; its plain name ("" where the term is plain
    enough, or none is known in the reader's language); the highest frequency that a source gives,
    in percent (-1: none does)."""

    row: Row
    code: str
    plain: str
    percent: float

    @property
    def often(self) -> int:
        """The class of frequency: 5 (all who were studied) to 1 (rare), 0 for none or unknown."""
        return how_often(self.percent)


class SignGroup(msgspec.Struct, frozen=True, gc=False):
    """The signs of one body system or one class of frequency, the most frequent first; those of
    `folded` are shown on demand.

    `id` is HPO's of a system, or of a class of frequency, "" for those without; `title` is plain,
    `term` HPO's own name of a system, `share` the class of frequency in percent.
    """

    id: str
    title: str
    term: str
    share: str
    rows: tuple[Sign, ...]
    folded: tuple[Sign, ...]

    @property
    def total(self) -> int:
        """How many signs there are."""
        return len(self.rows) + len(self.folded)

    @property
    def signs(self) -> tuple[Sign, ...]:
        """All of them."""
        return self.rows + self.folded


Places = Mapping[str, SignPlace]


def sign_places(findings: Iterable[Finding], records: Records) -> Places:
    """What the release knows of the signs, by their ids."""
    return records.tables.signs(f.value.id for f in findings if isinstance(f.value, Link))


def signs_by_system(
    findings: Sequence[Finding], places: Places, records: Records, references: References
) -> tuple[SignGroup, ...]:
    """Affirmed signs by body system, that with the most of them first; what has none last."""
    groups: dict[str, list[tuple[float, Finding]]] = {}
    for weight, finding in _weighed(findings):
        place = places.get(_id(finding))
        groups.setdefault(place.system if place else "", []).append((weight, finding))
    ordered = sorted(groups, key=lambda system: (not system, -len(groups[system]), system))
    made = []
    for system in ordered:
        rows = [_sign(weight, f, places, references, "") for weight, f in groups[system]]
        term = records.lookup.name(iri(system))[0] if system else ""
        made.append((system, system_title(system, term), term, "", rows))
    return _folded(made, len(findings), _OPEN_OF_SYSTEM)


def system_title(code: str, term: str) -> str:
    """What a page calls a body system, by its id and HPO's name."""
    if not code:
        return gettext("Of no body system")
    return gettext(_SYSTEMS[code]) if code in _SYSTEMS else term


def signs_by_frequency(
    findings: Sequence[Finding], places: Places, references: References
) -> tuple[SignGroup, ...]:
    """Affirmed signs by the highest frequency that a source gives for each."""
    groups: dict[float, list[tuple[float, Finding]]] = {}
    for weight, finding in _weighed(findings):
        least = next(each[0] for each in _FREQUENCIES if weight >= each[0])
        groups.setdefault(least, []).append((weight, finding))
    made = []
    for least, title, share, code in _FREQUENCIES:
        if least in groups:
            rows = [_sign(weight, f, places, references, code) for weight, f in groups[least]]
            made.append((code, gettext(title), "", share, rows))
    return _folded(made, len(findings), _OPEN_OF_FREQUENCY)


def most_frequent(findings: Iterable[Finding], most: int) -> list[Finding]:
    """The signs that are most frequent by any source, then by name."""
    return [finding for _, finding in _weighed(findings)[:most]]


def _folded(
    groups: Iterable[tuple[str, str, str, str, list[Sign]]], total: int, most: int
) -> tuple[SignGroup, ...]:
    found = []
    for code, title, term, share, rows in groups:
        cut = total > FOLD and len(rows) > most + _SPARE
        room = most if cut else len(rows)
        shown, folded = tuple(rows[:room]), tuple(rows[room:])
        found.append(SignGroup(code, title, term, share, shown, folded))
    return tuple(found)


def _weighed(findings: Iterable[Finding]) -> list[tuple[float, Finding]]:
    weighed = [(_percent(f.statements), f) for f in findings]
    weighed.sort(key=lambda w: (-w[0], _name(w[1])))
    return weighed


def _percent(statements: tuple[Statement, ...]) -> float:
    """The highest of some frequencies."""
    return percent(statements[0]) if len(statements) == 1 else max(map(percent, statements))


def _sign(
    weight: float, finding: Finding, places: Places, references: References, frequency: str
) -> Sign:
    code = _id(finding)
    place = places.get(code)
    plain = place.plain.get(spoken(), "") if place else ""
    return Sign(row(finding, references, frequency), code, plain, weight)


def _id(finding: Finding) -> str:
    return finding.value.id if isinstance(finding.value, Link) else ""


def _name(finding: Finding) -> str:
    value = finding.value
    return (value.name if isinstance(value, Link) else value.text).casefold()


def percent(statement: Statement) -> float:
    """How frequent a sign is by one statement, in percent; -1 if it does not say."""
    given = statement.qualifiers
    if not given:
        return -1.0
    term = statement.qualifier("frequency")
    if isinstance(term, Link):
        return _MIDDLE.get(term.id, -1.0)
    count = statement.qualifier("frequencyCount")
    if isinstance(count, Literal):
        seen, _, of = count.text.partition("/")
        return 100.0 * int(seen) / int(of) if int(of) else -1.0
    share = statement.qualifier("frequencyPercent")
    return float(share.text.rstrip("% ")) if isinstance(share, Literal) else -1.0
