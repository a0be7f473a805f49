"""What a page says where a request cannot be answered and the framework has only a sentence of its
own, in English."""

from __future__ import annotations

from werkzeug.exceptions import HTTPException

from rarekg.server.languages import gettext_noop

_FAILURES = {
    400: gettext_noop("The request could not be read."),
    404: gettext_noop("There is no page at this address. It may be mistyped, or out of date."),
    405: gettext_noop("This address cannot be asked in this way."),
    413: gettext_noop("What was sent is too large."),
    414: gettext_noop("The address is too long."),
    500: gettext_noop("Something went wrong here. Please try again later."),
}


def of_the_framework(error: HTTPException) -> str:
    """Our sentence for an error that says no more than the framework does; "" for others."""
    if error.description != type(error).description:
        return ""
    return _FAILURES.get(error.code or 500, "")
