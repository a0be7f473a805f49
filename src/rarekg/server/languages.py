"""The languages of the interface, and the words of the pages in the reader's.

Texts of the interface are written in English in templates and code, marked by `gettext` or `_`, and
looked up in the catalogue of the request's language. A page asks for thousands of them, so that
the catalogue is a context variable, not an attribute of the request.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Protocol

DEFAULT = "en"
INTERFACE = {
    "en": "English",
    "fr": "Français",
    "de": "Deutsch",
    "es": "Español",
    "it": "Italiano",
    "pt": "Português",
    "nl": "Nederlands",
    "pl": "Polski",
    "cs": "Čeština",
    "ja": "日本語",
}


class Catalogue(Protocol):
    """The texts of one language."""

    def gettext(self, message: str) -> str:
        """A text; itself where the catalogue has none."""

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """The form of a text for a number."""


class _English:
    def gettext(self, message: str) -> str:
        return message

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return singular if n == 1 else plural


_ENGLISH = _English()
_catalogue: ContextVar[Catalogue] = ContextVar("catalogue", default=_ENGLISH)


def gettext(message: str, **values: object) -> str:
    """A text of the interface in the language of the request. Values fill `%(name)s`: without any,
    a percent sign stands for itself."""
    text = _catalogue.get().gettext(message)
    return text % values if values else text


def ngettext(singular: str, plural: str, num: int, **values: object) -> str:
    """The form of a text for a number, which fills `%(num)s`."""
    return _catalogue.get().ngettext(singular, plural, num) % {"num": num, **values}


def gettext_noop(message: str) -> str:
    """Marks a text of a table for the catalogues; `gettext` is asked where it is shown."""
    return message


def catalogue_text(message: str) -> str:
    """What templates ask for."""
    return _catalogue.get().gettext(message)


def catalogue_plural(singular: str, plural: str, n: int) -> str:
    """What templates ask for texts with a number."""
    return _catalogue.get().ngettext(singular, plural, n)
