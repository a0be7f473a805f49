"""The one address of each thing: other spellings and other sections lead there."""

from __future__ import annotations

from urllib.parse import quote

from flask import redirect, request
from werkzeug.wrappers import Response

from rarekg.errors import InvalidIdentifier, NotFound
from rarekg.records.kinds import page_of
from rarekg.server.services import held

_LONGEST_ID = 200  # characters; the longest identifier in any source has 60


def moved(identifier: str, section: str) -> Response | None:
    """A redirection to the one address of a thing, unless this is it: `/section/identifier`.

    Raises NotFound for what is no identifier, or one that nobody here knows.
    """
    if len(identifier) > _LONGEST_ID:
        raise NotFound(f"'{identifier[:40]}…' is no identifier: it is too long for one")
    try:
        canonical = held().records.canonical_id(identifier)
    except InvalidIdentifier as error:
        if section == "gene":
            raise NotFound(
                f"no gene here, or more than one, has the name '{identifier}'"
            ) from error
        raise NotFound(str(error)) from error
    if canonical != identifier:
        asked = request.query_string.decode("ascii", "replace")
        address = f"/{section}/{quote(canonical, safe=':')}"
        return redirect(f"{address}?{asked}" if asked else address, 301)
    address = page_of(identifier, held().records.kind(identifier)) or f"/entity/{identifier}"
    return None if address.startswith(f"/{section}/") else redirect(address, 302)
