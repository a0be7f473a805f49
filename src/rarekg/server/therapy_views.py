"""What the page of a therapy, or of a medical action, shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rarekg.records.acts import link, standing, text, unlinked, uses
from rarekg.records.model import Backing, Entity, GraphFact, Link, Statement
from rarekg.records.reader import Records
from rarekg.records.therapies import catalogue, combinations_with
from rarekg.server.act_views import Said, UseRow, said, stage_words, use_row
from rarekg.server.formats import day as long_date
from rarekg.server.labels import region_words
from rarekg.server.languages import DEFAULT, gettext, gettext_noop, spoken
from rarekg.server.references import References
from rarekg.server.therapy_action import FACTS, STATEMENTS, ActionPart, action_part
from rarekg.server.views import Line, Related, Row, Texts, line, related, rows, texts
from rarekg.server.wording import value_words

_USE = ("indicatedFor", "orphanDesignation")
_CARE = ("treats", "prevents", "contraindicatedFor")
_TEXTS = ("summary", "definition", "note")
_OWN = frozenset(
    {
        *_USE,
        *_CARE,
        *_TEXTS,
        *STATEMENTS,
        "hasModality",
        "statedIndication",
        "shortage",
        "approvedIn",
    }
    | {"heldBy"}
)
_EXPERT = (
    "substanceDescription",
    "atcCode",
    "therapeuticArea",
    "chemicalStructure",
)
_HEADED = frozenset({"tradeName", "hasIngredient", "hasParent", *_EXPERT, *FACTS})
_HIDDEN = frozenset({"type", "deprecated", "replacedBy"})

# What is said of a medical action in diseases: the heading of the part, and its name in short.
CARE_HEADINGS = {
    "treats": gettext_noop("Used against signs of these diseases"),
    "prevents": gettext_noop("Used to prevent"),
    "contraindicatedFor": gettext_noop("Not to be used in"),
    "not-treats": gettext_noop("No benefit was seen in"),
    "not-prevents": gettext_noop("It was not seen to prevent"),
    "not-contraindicatedFor": gettext_noop("Stated not to be ruled out in"),
}
CARE_SHORT = {
    "treats": gettext_noop("Used in"),
    "prevents": gettext_noop("Prevents"),
    "contraindicatedFor": gettext_noop("Not to be used"),
    "not-treats": gettext_noop("No benefit seen"),
    "not-prevents": gettext_noop("Not seen to prevent"),
    "not-contraindicatedFor": gettext_noop("Not ruled out"),
}
_STATUS = {"ongoing": gettext_noop("Ongoing"), "resolved": gettext_noop("Resolved")}
_ALTERNATIVES = {
    "true": gettext_noop("Alternatives are available."),
    "false": gettext_noop("No alternatives."),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """What kind of thing it is, what that means, and who says so."""

    link: Link
    meaning: str
    language: str  # of the meaning; "" for the page's
    lines: tuple[Line, ...]
    methods: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A company that an authority's record names as holder or sponsor."""

    name: str
    link: Link | None
    place: str
    products: tuple[str, ...]
    authorities: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Shortage:
    """A medicine with this substance that is or was in short supply."""

    product: str
    what: str
    status: str
    ongoing: bool
    authority: Link | None
    since: str
    until: str
    published: str
    updated: str
    alternatives: str
    line: Line


@dataclass(frozen=True, slots=True)
class Care:
    """A disease, with the signs against which an action is used in it."""

    link: Link
    rows: tuple[tuple[str, tuple[Link, ...], Line], ...]  # agent, signs, line


@dataclass(frozen=True, slots=True)
class TherapyPage:
    """The parts of the page, in their order."""

    trade_names: tuple[str, ...]
    kinds: tuple[Kind, ...]
    texts: dict[str, Texts]
    uses: tuple[UseRow, ...]
    others: tuple[UseRow, ...]  # diagnosis and prevention
    unlinked: tuple[tuple[str, str, Link | None, str, Said], ...]
    care: dict[str, tuple[Care, ...]]
    ruled_out: tuple[Row, ...]
    action: ActionPart
    ingredients: tuple[Related, ...]
    combinations: tuple[Related, ...]
    held: tuple[Held, ...]
    approved_in: tuple[Row, ...]
    shortages: tuple[Shortage, ...]
    rest: dict[str, tuple[Row, ...]]
    children: tuple[Related, ...]
    parents: tuple[Related, ...]
    expert: dict[str, tuple[Related, ...]]
    facts: dict[str, tuple[Related, ...]]


def therapy_page(entity: Entity, records: Records, references: References) -> TherapyPage:
    """The page of one therapy; `references` is filled in the order of the page."""
    told = entity.statements
    stated = told.get("statedIndication", ())
    found = uses((s for key in _USE for s in told.get(key, ())), _disease, stated)
    facts = entity.graph_facts
    kinds = _kinds(entity, records, references)
    cares = _cares(entity, references)
    return TherapyPage(
        trade_names=tuple(value_words(f.value) for f in facts.get("tradeName", ())),
        kinds=kinds,
        texts={k: texts(rows(entity.findings(k), references)) for k in _TEXTS if k in told},
        uses=tuple(use_row(u, references) for u in found if not u.purpose),
        others=tuple(use_row(u, references) for u in found if u.purpose),
        unlinked=tuple(_unlinked(s, references) for s in _by_day(unlinked(stated, found))),
        care=cares,
        ruled_out=() if cares else rows(entity.findings("contraindicatedFor"), references),
        shortages=tuple(_shortage(s, references) for s in told.get("shortage", ())),
        action=action_part(entity, references),
        ingredients=related(facts.get("hasIngredient", ())),
        combinations=related(combinations_with(records, entity.iri)),
        held=_held(stated, told.get("heldBy", ()), references),
        approved_in=rows(entity.findings("approvedIn"), references),
        rest={k: rows(entity.findings(k), references) for k in sorted(told) if k not in _OWN},
        children=related(records.children(entity.id)),
        parents=related(facts.get("hasParent", ())),
        expert={k: related(facts[k]) for k in _EXPERT if k in facts},
        facts=_remaining(entity),
    )


def _remaining(entity: Entity) -> dict[str, tuple[Related, ...]]:
    hidden = _HEADED | _HIDDEN
    facts: dict[str, tuple[GraphFact, ...]] = dict(entity.graph_facts)
    return {k: related(v) for k, v in sorted(facts.items()) if v and k not in hidden}


def _disease(statement: Statement) -> Link:
    value = statement.value
    return value if isinstance(value, Link) else Link("", value.text, "", "", "")


def _by_day(found: Iterable[Statement]) -> list[Statement]:
    return sorted(found, key=lambda s: (text(s, "date"), s.id))


def _kinds(entity: Entity, records: Records, references: References) -> tuple[Kind, ...]:
    found = []
    for finding in entity.findings("hasModality"):
        said_so = [s for s in finding.statements if not s.negated]
        if said_so and isinstance(finding.value, Link):
            lines = tuple(line(s, references) for s in said_so)
            methods = {b.method: None for s in said_so for b in s.backings if b.method}
            meaning = plain_meaning(catalogue(records).modalities.get(finding.value.id))
            found.append(Kind(finding.value, *meaning, lines, tuple(methods)))
    return tuple(found)


def plain_meaning(modality: Entity | None) -> tuple[str, str]:
    """What a kind of treatment is in plain words, in the reader's language or else in English,
    and the language where it is not the reader's."""
    said_of = modality.findings("summary") if modality else ()
    texts_in = {f.value.language: value_words(f.value) for f in said_of}
    if spoken() in texts_in:
        return texts_in[spoken()], ""
    return texts_in.get(DEFAULT, ""), DEFAULT


def _unlinked(
    statement: Statement, references: References
) -> tuple[str, str, Link | None, str, Said]:
    """A record's words that lead to no disease: stage, its class, authority, date."""
    stage = link(statement, "stage")
    key = stage.id.removeprefix("rkg:") if stage else ""
    shown = said(statement, references)
    day = long_date(text(statement, "date"))
    return stage_words(key), standing(key), link(statement, "authority"), day, shown


def _cares(entity: Entity, references: References) -> dict[str, tuple[Care, ...]]:
    """Of a medical action: what it is used against, prevents, must not be used in, and where
    no benefit was seen."""
    if entity.type == "Therapy" and not {"treats", "prevents"} & set(entity.statements):
        return {}
    found = {}
    for key in _CARE:
        told = entity.statements.get(key, ())
        for negated in (False, True):
            cares = _care([s for s in told if s.negated is negated], references)
            if cares:
                found[f"not-{key}" if negated else key] = cares
    return found


def _care(told: list[Statement], references: References) -> tuple[Care, ...]:
    grouped: dict[str, list[Statement]] = {}
    for statement in told:
        grouped.setdefault(_disease(statement).id, []).append(statement)
    cares = []
    for group in grouped.values():
        shown = tuple((_agent(s), _signs(s), line(s, references)) for s in group)
        ordered = sorted(shown, key=lambda r: [link.name for link in r[1]])
        cares.append(Care(_disease(group[0]), tuple(ordered)))
    return tuple(sorted(cares, key=lambda c: c.link.name.casefold()))


def _agent(statement: Statement) -> str:
    return ", ".join(value_words(v) for v in statement.qualifiers.get("agent", ()))


def _signs(statement: Statement) -> tuple[Link, ...]:
    return tuple(v for v in statement.qualifiers.get("forSign", ()) if isinstance(v, Link))


def _held(
    stated: Iterable[Statement], recognised: Iterable[Statement], references: References
) -> tuple[Held, ...]:
    """The holders and sponsors that the records name, by name; `recognised` are the organisations
    that records name in this way."""
    known = [(b, s.value) for s in recognised for b in s.backings if isinstance(s.value, Link)]
    grouped: dict[str, list[Statement]] = {}
    for statement in stated:
        if name := text(statement, "holderName"):
            grouped.setdefault(name, []).append(statement)
    found = []
    for name, group in sorted(grouped.items(), key=lambda g: g[0].casefold()):
        by = (link(s, "authority") for s in group)
        found.append(
            Held(
                name=name,
                link=next((o for b, o in known if _names(b, name, group)), None),
                place=next((p for s in group if (p := text(s, "holderPlace"))), ""),
                products=tuple(dict.fromkeys(p for s in group if (p := text(s, "productName")))),
                authorities=tuple(dict.fromkeys(a.name for a in by if a)),
                lines=(line(group[0], references),),
            )
        )
    return tuple(found)


def _names(backing: Backing, name: str, stated: Iterable[Statement]) -> bool:
    """Whether an organisation was recognised in this name of a holder, in one of its records."""
    records = {b.record for s in stated for b in s.backings}
    return backing.record in records and (backing.asserted_object or "") in name


def _shortage(statement: Statement, references: References) -> Shortage:
    status = text(statement, "recordStatus")
    others = text(statement, "alternativesAvailable")
    known = _STATUS.get(status.casefold())
    return Shortage(
        product=text(statement, "productName"),
        what=value_words(statement.value),
        status=gettext(known) if known else status,
        ongoing=status.casefold() == "ongoing",
        authority=link(statement, "authority"),
        since=long_date(text(statement, "date")),
        until=long_date(text(statement, "endDate") or text(statement, "expectedEnd")),
        published=long_date(text(statement, "publishedOn")),
        updated=long_date(text(statement, "updatedOn")),
        alternatives=gettext(_ALTERNATIVES[others]) if others in _ALTERNATIVES else "",
        line=line(statement, references),
    )


@dataclass(frozen=True, slots=True)
class ReportingPlace:
    """Where people of a place report a side effect or a suspect product. `page` is that of the
    statement that says so."""

    code: str
    place: str
    name: str
    url: str
    page: str


def reporting_places(records: Records) -> tuple[ReportingPlace, ...]:
    """All reporting points, by place; `elsewhere` comes last."""
    found = []
    for point in records.of_type("ReportingPoint"):
        for address in point.statements.get("reportsSideEffects", ()):
            for covers in point.statements.get("coversPlace", ()):
                place = region_words(value_words(covers.value))
                code, url = text(covers, "place"), value_words(address.value)
                found.append(ReportingPlace(code, place, point.name, url, address.url))
    return tuple(sorted(found, key=lambda p: (p.code == WORLD, p.place)))


WORLD = "001"  # UN M49
