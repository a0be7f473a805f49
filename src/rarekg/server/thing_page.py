"""The pages of signs, of genes, and of what has no page of its own kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from rarekg.errors import InvalidParameter, NotFound
from rarekg.identifiers import iri
from rarekg.records.kinds import SECTIONS
from rarekg.records.model import Entity, Finding, Link
from rarekg.records.reader import Records
from rarekg.server.addresses import moved
from rarekg.server.browsing import entries, letters, tables
from rarekg.server.entity_page import entity_page
from rarekg.server.languages import DEFAULT, spoken
from rarekg.server.parameters import page_number
from rarekg.server.references import References
from rarekg.server.services import held
from rarekg.server.signs import how_often, percent, system_title
from rarekg.server.suggestions import gene_named
from rarekg.server.views import Row, other_names, row, rows, split, withdrawn

blueprint = Blueprint("things", __name__)

DISEASES_PER_PAGE = 30  # of a sign: some have five thousand
_ORDERS = ("known", "name")


@dataclass(frozen=True, slots=True)
class Having:
    """A disease that has a sign, with what is said; how often, from 5 (all who were studied) to 1
    (rare), 0 where nobody says."""

    row: Row
    often: int


@blueprint.get("/phenotype/<path:identifier>")
def phenotype(identifier: str) -> str | Response:
    """The page of a sign or symptom; `order` is `known` (most first) or `name`."""
    if (elsewhere := moved(identifier, "phenotype")) is not None:
        return elsewhere
    number = page_number(request.args.get("page"))
    order = request.args.get("order") or _ORDERS[0]
    if order not in _ORDERS:
        raise InvalidParameter(f"order: '{order[:40]}' is none of {', '.join(_ORDERS)}")
    records = held().records
    start = (number - 1) * DISEASES_PER_PAGE
    record = records.phenotype(
        identifier, start=start, size=DISEASES_PER_PAGE, by_known=order == "known"
    )
    pages = -(-record.total // DISEASES_PER_PAGE)
    if number > max(pages, 1):
        raise NotFound(f"page {number}: this sign has {pages} pages of diseases")
    references = References()
    page = entity_page(record.entity, records, references)
    having, denied = split(record.diseases)
    return render_template(
        "phenotype.html",
        record=record,
        entity=record.entity,
        page=page,
        names=other_names(record.entity),
        withdrawn=withdrawn(record.entity),
        plain=plain_names(record.entity),
        system=_system(record.entity, records),
        having=[_having(finding, references) for finding in having],
        denied=rows(denied, references),
        order=order,
        number=number,
        pages=pages,
        references=references.backings,
    )


def plain_names(entity: Entity) -> list[tuple[str, str]]:
    """What people call a thing, each with its language: in the page's, else in English; ""
    stands for the page's. Not what it is called in the heading."""
    for language in (spoken(), DEFAULT):
        found = {
            name.text.casefold(): name.text
            for name in entity.names
            if name.kind == "layName" and name.language == language
        }
        found.pop(entity.name.casefold(), None)
        if found:
            tag = "" if language == spoken() else language
            return [(text, tag) for text in sorted(found.values(), key=lambda t: (len(t), t))]
    return []


def _system(entity: Entity, records: Records) -> tuple[str, str] | None:
    """The list of the body system of a sign, and what that is called."""
    sign = str(entity.id)
    place = records.tables.signs([sign]).get(sign)
    if place is None or not place.system:
        return None
    code = place.system
    if not tables().shelf("sign", DEFAULT, "system", code).things:
        return None
    return f"/signs/system/{code}", system_title(code, records.lookup.name(iri(code))[0])


def _having(finding: Finding, references: References) -> Having:
    share = max(map(percent, finding.statements))
    return Having(row(finding, references), how_often(share))


@blueprint.get("/gene/<path:identifier>")
def gene(identifier: str) -> str | Response:
    """The page of a gene, under any spelling of its identifiers, or under its symbol."""
    if ":" not in identifier and (named := gene_named(held().engine, identifier)):
        return redirect(url_for("things.gene", identifier=named), 302)
    if (elsewhere := moved(identifier, "gene")) is not None:
        return elsewhere
    records = held().records
    record = records.gene(identifier)
    references = References()
    linked, denied = split(_most_known(record.diseases, records))
    page = entity_page(record.entity, records, references)
    return render_template(
        "gene.html",
        record=record,
        entity=record.entity,
        page=page,
        names=other_names(record.entity),
        withdrawn=withdrawn(record.entity),
        diseases=rows(linked, references),
        denied=rows(denied, references),
        references=references.backings,
    )


def _most_known(findings: Iterable[Finding], records: Records) -> list[Finding]:
    """Diseases of which most is known first, then by name."""
    given = list(findings)
    known = records.browse.known(f.value.id for f in given if isinstance(f.value, Link))
    return sorted(given, key=lambda f: -known.get(getattr(f.value, "id", ""), 0))


@blueprint.get(f"/<any({', '.join(SECTIONS)}):section>/<path:identifier>")
def entity(section: str, identifier: str) -> str | Response:
    """The page of what has none of its own kind: its properties and what points to it."""
    if (elsewhere := moved(identifier, section)) is not None:
        return elsewhere
    records = held().records
    found = records.entity(identifier)
    references = References()
    shelf = tables().shelf("disease", spoken(), "area", identifier)
    path = f"/diseases/area/{identifier}"
    return render_template(
        "entity.html",
        entity=found,
        page=entity_page(found, records, references),
        names=other_names(found),
        withdrawn=withdrawn(found),
        path=path,
        letters=letters(shelf, path, ""),
        total=len(shelf.things),
        described=entries(shelf.described),
        plain=plain_names(found),
        references=references.backings,
    )
