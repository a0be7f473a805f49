"""The pages of programmes, and of all key figures side by side."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template
from msgspec.structs import replace
from werkzeug.wrappers import Response

from rarekg.records.model import Backing, Entity, Finding, Link, Source, Statement, by_subject
from rarekg.server.addresses import moved
from rarekg.server.entity_page import amount_words
from rarekg.server.languages import gettext, gettext_noop
from rarekg.server.own_language import in_language
from rarekg.server.references import References
from rarekg.server.services import held
from rarekg.server.views import (
    Line,
    Row,
    Texts,
    line,
    other_names,
    related,
    row,
    rows,
    texts,
    withdrawn,
)
from rarekg.server.wording import words

blueprint = Blueprint("programme", __name__)

_TEXTS = ("summary", "definition", "note")
# Whether by its own statement or by theirs: who takes part, and what it is in line with.
_PARTNERS = ("hasPartner", "participatesIn", "coordinates", "memberOf")
_DATES = ("launched", "startYear")
_PLACES = ("locatedIn", "placeName")
_IN_PHRASE = frozenset({"bound", "unit", "population", "region"})


@dataclass(frozen=True, slots=True)
class Partner:
    """Who takes part in a programme, in which role, and who says so."""

    link: Link
    roles: tuple[tuple[str, tuple[Line, ...]], ...]


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a key figure as a phrase, what else is said of it, and who says so."""

    phrase: str
    beside: str
    by: tuple[Source, ...]
    cited: tuple[Backing, ...]
    consulted: tuple[str, ...]
    line: Line


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A key figure: all values that are stated, side by side, and its words."""

    link: Link
    about: tuple[Link, ...]
    values: tuple[Value, ...]
    said: tuple[Row, ...]


_ROLES = {
    "hasPartner": gettext_noop("partner"),
    "participatesIn": gettext_noop("takes part"),
    "coordinates": gettext_noop("coordinates it"),
    "memberOf": gettext_noop("member"),
}


@blueprint.get("/programme/<path:identifier>")
def programme(identifier: str) -> str | Response:
    """A programme: what it is, since when, where, with whom, in line with what."""
    if (elsewhere := moved(identifier, "programme")) is not None:
        return elsewhere
    records = held().records
    entity = records.entity(identifier)
    references = References()
    told = entity.statements
    shown: dict[str, Texts] = {
        key: texts(rows(entity.findings(key), references)) for key in _TEXTS if key in told
    }
    known = {*_TEXTS, *_DATES, *_PLACES, *_PARTNERS, "alignedWith"}
    return render_template(
        "programme.html",
        entity=entity,
        names=other_names(entity),
        withdrawn=withdrawn(entity),
        texts=shown,
        dates={k: rows(entity.findings(k), references) for k in _DATES if k in told},
        places={k: rows(_by_name(entity.findings(k)), references) for k in _PLACES if k in told},
        partners=_partners(entity, references),
        aligned=rows(entity.findings("alignedWith"), references),
        in_line=rows(by_subject(entity.inverse.get("alignedWith", ())), references),
        figures=[
            key_figure(records.entity(f.id, inverse=False), references)
            for f in _links(entity.inverse.get("figureAbout", ()))
        ],
        rest={k: rows(entity.findings(k), references) for k in sorted(told) if k not in known},
        pointing=rows(by_subject(_others(entity)), references),
        matches=related(entity.graph_facts.get("seeAlso", ())),
        references=references.backings,
    )


def _by_name(findings: tuple[Finding, ...]) -> list[Finding]:
    return sorted(findings, key=lambda f: getattr(f.value, "name", getattr(f.value, "text", "")))


def _links(statements: tuple[Statement, ...]) -> list[Link]:
    return list({s.subject.id: s.subject for s in statements}.values())


def _others(entity: Entity) -> tuple[Statement, ...]:
    """What points to it in another way than those shown apart."""
    shown = {*_PARTNERS, "alignedWith", "figureAbout"}
    return tuple(s for key, found in entity.inverse.items() if key not in shown for s in found)


def _partners(entity: Entity, references: References) -> tuple[Partner, ...]:
    """All who take part, whether it names them or they name it, by name."""
    found: dict[str, tuple[Link, dict[str, list[Line]]]] = {}
    for key in _PARTNERS:
        own = ((s.value, s) for s in entity.statements.get(key, ()))
        theirs = ((s.subject, s) for s in entity.inverse.get(key, ()))
        for link, statement in (*own, *theirs):
            if isinstance(link, Link) and not statement.negated:
                roles = found.setdefault(link.id, (link, {}))[1]
                roles.setdefault(_ROLES[key], []).append(line(statement, references))
    made = [
        Partner(link, tuple((gettext(role), tuple(lines)) for role, lines in roles.items()))
        for link, roles in found.values()
    ]
    return tuple(sorted(made, key=lambda p: p.link.name.casefold()))


@blueprint.get("/key-figures")
def key_figures() -> str:
    """All key figures with bound, place, who says so and when it was read."""
    records = held().records
    references = References()
    general: list[KeyFigure] = []
    told: list[KeyFigure] = []
    for entity in sorted(records.of_type("KeyFigure"), key=lambda e: e.name.casefold()):
        (told if _of_somebody(entity) else general).append(key_figure(entity, references))
    return render_template(
        "key_figures.html",
        tables={name: found for name, found in zip(_GROUPS, (general, told), strict=True) if found},
        references=references.backings,
    )


_GROUPS = (
    gettext_noop("Rare diseases, cancer in children and medicines"),
    gettext_noop("What companies and programmes say of themselves"),
)


def _of_somebody(entity: Entity) -> bool:
    """Whether the figure is about an organisation or a programme, not about diseases."""
    about = entity.statements.get("figureAbout", ())
    return any(isinstance(s.value, Link) and s.value.type != "Area" for s in about)


def key_figure(entity: Entity, references: References) -> KeyFigure:
    """A key figure as it is shown."""
    values = entity.statements.get("figureValue", ())
    about = (s.value for s in entity.statements.get("figureAbout", ()))
    return KeyFigure(
        link=Link(entity.id, entity.name, entity.language, entity.type, entity.url),
        about=tuple(a for a in about if isinstance(a, Link)),
        values=tuple(_value(s, references) for s in sorted(values, key=_size)),
        said=tuple(row(f, references) for f in in_language(entity.findings("figureText"))),
    )


def _size(statement: Statement) -> tuple[int, str]:
    text = getattr(statement.value, "text", "")
    return len(text.partition(".")[0]), text


def _value(statement: Statement, references: References) -> Value:
    rest = {k: v for k, v in statement.qualifiers.items() if k not in _IN_PHRASE}
    days = sorted({b.consulted for b in statement.backings if b.consulted})
    return Value(
        phrase=amount_words(statement),
        beside=words(replace(statement, qualifiers=rest)),
        by=statement.authorities(),
        cited=statement.backings,
        consulted=tuple(days),
        line=line(statement, references),
    )
