"""The pages about payments: who pays whom, as it was disclosed; each figure down to one payment."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from rarekg.errors import InvalidIdentifier, InvalidParameter, NotFound
from rarekg.records.kinds import page_of
from rarekg.records.payment_tables import BY, Selection, groups_of, pairs, selected, total
from rarekg.records.payments import Ledger, ledger
from rarekg.server.money_chart import Chart, chart_of
from rarekg.server.money_csv import groups_csv, pairs_csv, payments_csv
from rarekg.server.money_views import (
    COLUMN_NAMES,
    SIDES,
    Choice,
    Filter,
    PaymentRow,
    Table,
    amount_part,
    choices,
    country_name,
    filters,
    heading_of,
    payment_rows,
    query_of,
    table_of,
)
from rarekg.server.parameters import page_number, search_text, search_words
from rarekg.server.references import References
from rarekg.server.services import held
from rarekg.server.views import line
from rarekg.server.wording import value_words

blueprint = Blueprint("money", __name__)

PER_PAGE = 50
_FIRST = 10  # of payers, recipients and purposes on the first page
_SINGLE, _BOTH = "payment", "sides"
_OVERVIEW = ("payer", "recipient", "category", "kind", "country", "purpose", "source")
_LONGEST = 200  # characters of a parameter
_SORTS = ("amount", "payments", "name")
_PAYMENT_SORTS = ("year", "amount", "payer", "recipient")


def _selection() -> Selection:
    """The payments that the request asks for. Raises InvalidParameter."""
    said = {f: search_text(request.args.get(f))[:_LONGEST] for f in Selection.__slots__}
    said["words"] = search_words(request.args)[:_LONGEST]
    side = said.pop("side") or "payer"
    if side not in SIDES:
        raise InvalidParameter(f"side: '{side[:40]}' is none of {', '.join(SIDES)}")
    said |= {party: _canonical(said[party]) for party in ("payer", "recipient")}
    return Selection(**said, side=side)


def _canonical(identifier: str) -> str:
    """The id under which the graph knows an organisation; what it does not know stays as it is,
    and selects nothing."""
    try:
        return held().records.canonical_id(identifier) if identifier else ""
    except (InvalidIdentifier, NotFound):
        return identifier


def _one_of(name: str, allowed: tuple[str, ...], default: str) -> str:
    given = request.args.get(name) or default
    if given not in allowed:
        raise InvalidParameter(f"{name}: '{given[:40]}' is none of {', '.join(allowed)}")
    return given


@blueprint.get("/money")
def money() -> str:
    """Payments: an overview, or with `by` one table in full."""
    chosen = _selection()
    by = _one_of("by", ("", *BY, _SINGLE, _BOTH), "")
    known = ledger(held().records)
    found = selected(known, chosen)
    sorts = _PAYMENT_SORTS if by == _SINGLE else _SORTS
    sort = _one_of("sort", sorts, sorts[0])
    page = page_number(request.args.get("page"))
    shown: list[Table] = []
    listed: tuple[PaymentRow, ...] = ()
    number = 0
    if by == _SINGLE:
        listed, number = payment_rows(found, sort, (page - 1) * PER_PAGE, PER_PAGE)
    elif by in BY:
        shown = [table_of(known, chosen, by, sort, ((page - 1) * PER_PAGE, PER_PAGE))]
        number = shown[0].number
    elif not by:
        shown = [table_of(known, chosen, b, "amount", (0, _FIRST)) for b in _OVERVIEW]
    return render_template(
        "money.html",
        **_context(known, chosen),
        heading=heading_of(by, filters(known, chosen)),
        column_names=COLUMN_NAMES,
        by=by,
        sort=sort,
        sorts=sorts,
        tables=[t for t in shown if t.number > 1 or by],
        listed=listed,
        pairs=pairs(known) if by == _BOTH else (),
        page=page,
        pages=-(-number // PER_PAGE),
        number=number,
    )


def _context(known: Ledger, chosen: Selection) -> dict[str, object]:
    given: list[Filter] = filters(known, chosen)
    options: dict[str, list[Choice]] = choices(known, chosen)
    chart: Chart | None = chart_of(known, chosen)
    sources = {s.id: s for s in held().records.sources()}
    return {
        "chosen": chosen,
        "filters": given,
        "choices": options,
        "totals": total(known, chosen),
        "chart": chart,
        "address": lambda **changed: query_of(chosen, **changed),
        "both_sides": known.has_both_sides(),
        "disclosures": [sources[i] for i in sorted({p.source for p in known.payments})],
        "years": sorted({p.year for p in known.payments}),
        "all_payments": len(known.payments),
        "country_name": country_name,
    }


@blueprint.get("/money.csv")
def table() -> Response:
    """The same tables as CSV, whole: `by` one of the groupings, `payment` or `sides`."""
    chosen = _selection()
    by = _one_of("by", (*BY, _SINGLE, _BOTH), _SINGLE)
    known = ledger(held().records)
    base = request.url_root.rstrip("/")
    if by == _BOTH:
        text = pairs_csv(pairs(known), base)
    elif by == _SINGLE:
        text = payments_csv(selected(known, chosen), base)
    else:
        text = groups_csv(groups_of(known, chosen, by), by)
    response = Response(text, mimetype="text/csv", content_type="text/csv; charset=utf-8")
    name = f"rarekg-payments-by-{by}-{held().release.id}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@blueprint.get("/payment/<path:identifier>")
def payment(identifier: str) -> str | AnyResponse:
    """One payment: what was disclosed, by whom, in which document, and how to cite it."""
    records = held().records
    try:
        canonical = records.canonical_id(identifier[:_LONGEST])
    except (InvalidIdentifier, NotFound) as error:
        raise NotFound(f"There is no payment '{identifier[:40]}' in this release.") from error
    if canonical != identifier:
        return redirect(url_for("money.payment", identifier=canonical), 301)
    known = ledger(records)
    found = known.payment(canonical)
    if found is None:
        return redirect(page_of(canonical, records.kind(canonical)), 302)
    entity = records.entity(canonical)
    references = References()
    order = ("payer", "recipient", "amount", "convertedAmount", "amountPart", "purpose")
    statements = {
        key: [(value_words(s.value), s, line(s, references)) for s in entity.statements[key]]
        for key in order
        if key in entity.statements
    }
    parts = [amount_part(s, shown) for _, s, shown in statements.get("amountPart", ())]
    return render_template(
        "payment.html",
        payment=found,
        entity=entity,
        statements=statements,
        parts_stated=[part for part in parts if part.amount.amount],
        parts_zero=[part.category for part in parts if not part.amount.amount],
        others=known.other_side(found),
        both_sides=known.has_both_sides(),
        source=next(s for s in records.sources() if s.id == found.source),
        country_name=country_name,
        references=references.backings,
    )
