"""The pages of the kinds of treatment: what each is, its therapies, diseases, and designations."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from rarekg.content import content_folder
from rarekg.errors import InvalidParameter
from rarekg.identifiers import iri
from rarekg.records.model import Entity, Link, Source
from rarekg.records.reader import Records
from rarekg.records.therapies import Catalogue, KindSummary, Therapy, catalogue, link_of
from rarekg.server.act_views import stage_words
from rarekg.server.addresses import moved
from rarekg.server.formats import day as long_date
from rarekg.server.labels import listed
from rarekg.server.languages import gettext, gettext_noop
from rarekg.server.parameters import page_number
from rarekg.server.pictures.trend import TrendPicture, named_authorities, trend_picture
from rarekg.server.references import References
from rarekg.server.services import held
from rarekg.server.therapy_views import plain_meaning
from rarekg.server.views import Related, Row, other_names, related, rows, texts, withdrawn

blueprint = Blueprint("modality", __name__)

PER_PAGE = 50
_MOST_DISEASES = 60
# The standings of therapies, and what each is called; "none" is where no decision is read.
STANDINGS = {
    "approved": gettext_noop("Approved for some disease"),
    "open": gettext_noop("Studied or supported, not approved"),
    "ended": gettext_noop("No longer, or refused"),
    "none": gettext_noop("No decision of an authority read here"),
}
_KEYS = {"approved": "approved", "open": "open", "ended": "ended", "none": ""}
_PREFIX = "rarekg:modality-"
_OWN = ("summary", "definition", "note")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of treatment in a list: how many therapies, and how many approved."""

    link: Link
    meaning: str
    language: str  # of the meaning; "" for the page's
    drawing: str
    therapies: int
    approved: int
    narrower: tuple[Kind, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A therapy in a list: what was decided the furthest, and for which diseases it is on
    record."""

    link: Link
    decided: str
    diseases: tuple[Link, ...]
    more: int


@blueprint.get("/modality/<path:identifier>")
def modality(identifier: str) -> str | Response:
    """The page of a kind of treatment; `stage` and `page` choose among its therapies."""
    if (elsewhere := moved(identifier, "modality")) is not None:
        return elsewhere
    records = held().records
    known = catalogue(records)
    entity = records.entity(identifier, inverse=False)  # the catalogue has it in English
    summary = known.summary(identifier)
    references = References()
    said = {k: texts(rows(entity.findings(k), references)) for k in _OWN if k in entity.statements}
    rest = _rest(entity, references)
    standing = _standing(summary)
    chosen = summary.by_standing.get(_KEYS[standing], ())
    number = page_number(request.args.get("page"))
    shown = chosen[(number - 1) * PER_PAGE : number * PER_PAGE]
    return render_template(
        "modality.html",
        entity=entity,
        names=other_names(entity),
        withdrawn=withdrawn(entity),
        texts=said,
        rest=rest,
        drawing=drawing(known, identifier),
        above=[_kind(known, k) for k in known.parents[identifier]],
        below=[_kind(known, k) for k in known.children.get(identifier, ())],
        summary=summary,
        standings=[
            (k, gettext(n), len(summary.by_standing.get(_KEYS[k], ())))
            for k, n in STANDINGS.items()
        ],
        standing=standing,
        listed=[_listed(t, known, records) for t in shown],
        number=number,
        pages=-(-len(chosen) // PER_PAGE),
        diseases=_diseases(summary, records),
        chart=_chart(summary, records),
        sources=[_as_of(s) for s in records.sources() if s.id in ("fda", "ema")],
        references=references.backings,
    )


def _rest(
    entity: Entity, references: References
) -> dict[str, tuple[Row, ...] | tuple[Related, ...]]:
    """What else is stated of it."""
    found: dict[str, tuple[Row, ...] | tuple[Related, ...]] = {
        k: rows(entity.findings(k), references) for k in sorted(entity.statements) if k not in _OWN
    }
    facts = entity.graph_facts
    matches = [k for k in ("exactMatch", "closeMatch", "relatedMatch", "seeAlso") if k in facts]
    return found | {k: related(facts[k]) for k in matches}


def _standing(summary: KindSummary) -> str:
    """The standing that the reader chose; else the furthest that there is."""
    asked = request.args.get("stage", "")
    if asked:
        if asked not in STANDINGS:
            raise InvalidParameter(f"stage: '{asked[:40]}' is none of {', '.join(STANDINGS)}")
        return asked
    return next((k for k in STANDINGS if summary.by_standing.get(_KEYS[k])), "approved")


def _listed(therapy: Therapy, known: Catalogue, records: Records) -> Listed:
    diseases = tuple(records.lookup.link(iri(d)) for d in therapy.diseases[:2])
    more = len(therapy.diseases) - len(diseases)
    return Listed(records.spoken(therapy.link), _decided(therapy, known), diseases, more)


def _decided(therapy: Therapy, known: Catalogue) -> str:
    """The furthest stage, when it was first approved and by whom, in words."""
    if not therapy.stage:
        return ""
    stage = stage_words(therapy.stage)
    by = listed(known.abbreviations.get(a, a) for a in therapy.approvers)
    if therapy.first_approval and by:
        return gettext(
            "%(stage)s, first in %(year)s, by %(authorities)s",
            stage=stage,
            year=therapy.first_approval,
            authorities=by,
        )
    if by:
        return gettext("%(stage)s, by %(authorities)s", stage=stage, authorities=by)
    if therapy.first_approval:
        return gettext("%(stage)s, first in %(year)s", stage=stage, year=therapy.first_approval)
    return stage


def _diseases(summary: KindSummary, records: Records) -> list[tuple[Link, int]]:
    """The diseases with most therapies of the kind."""
    most = summary.diseases[:_MOST_DISEASES]
    return [(records.lookup.link(iri(identifier)), number) for identifier, number in most]


def _chart(summary: KindSummary, records: Records) -> TrendPicture | None:
    return trend_picture(named_authorities(summary.designations, records))


def _as_of(source: Source) -> str:
    """A source with what it was when it was read."""
    if source.versions:
        versions = ", ".join(source.versions)
        return gettext("%(source)s (version %(versions)s)", source=source.title, versions=versions)
    if source.retrieved:
        read = long_date(source.retrieved[-1])
        return gettext("%(source)s (retrieved %(day)s)", source=source.title, day=read)
    return source.title


def _kind(known: Catalogue, identifier: str, *, deep: bool = False) -> Kind:
    entity, summary = known.modalities[identifier], known.summary(identifier)
    link = held().records.spoken(link_of(entity))
    meaning, language = plain_meaning(entity)
    narrower = known.children.get(identifier, ()) if deep else ()
    return Kind(
        link=link,
        meaning=meaning,
        language=language,
        drawing=drawing(known, identifier),
        therapies=len(summary.therapies),
        approved=len(summary.by_standing.get("approved", ())),
        narrower=tuple(_kind(known, k, deep=True) for k in narrower),
    )


def drawing(known: Catalogue, identifier: str) -> str:
    """The template of the drawing of a kind, or of the nearest wider one that has a drawing; ""
    without any."""
    name = f"drawings/{identifier.removeprefix(_PREFIX)}.svg"
    if (content_folder("web") / "templates" / name).is_file():
        return name
    above = known.parents.get(identifier, ())
    return drawing(known, above[0]) if above else ""


@blueprint.get("/modalities")
def modalities() -> str:
    """All kinds of treatment, the widest first, with how many therapies each has."""
    known = catalogue(held().records)
    widest = [k for k, above in known.parents.items() if not above]
    kinds = [_kind(known, k, deep=True) for k in widest]
    kinds.sort(key=lambda k: (-k.therapies, k.link.name.casefold()))
    return render_template(
        "modalities.html",
        kinds=kinds,
        total=len(known.therapies),
        unclassified=len(known.unclassified),
    )
