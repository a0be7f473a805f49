"""`/sparql` for people: the form, and the answer as a table."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, render_template

from rarekg.sparql.table import PAGE_ROWS, Table


def page(
    query: str, shown: Table | None = None, *, error: str = "", status: int = HTTPStatus.OK
) -> Response:
    """The page with a query in its form, and its answer or what was wrong with it."""
    text = render_template(
        "sparql.html", asked=query, table=shown, error=error, most_rows=PAGE_ROWS
    )
    return Response(text, status, mimetype="text/html")
