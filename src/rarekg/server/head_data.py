"""What the head of a page tells programs of it: its kind, its card where it is shared, and whether
search engines are to list it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from flask import request

from rarekg.records.model import Entity
from rarekg.server.languages import INTERFACE, spoken
from rarekg.server.page_descriptions import describe, kind_and_code
from rarekg.server.schema_pages import structured_data
from rarekg.server.widgets.oembed import discovered

# Open Graph names a country too; these are where the catalogues' spelling is at home.
_LOCALES = {
    "en": "en_GB",
    "fr": "fr_FR",
    "de": "de_DE",
    "es": "es_ES",
    "it": "it_IT",
    "pt": "pt_PT",
    "nl": "nl_NL",
    "pl": "pl_PL",
    "cs": "cs_CZ",
    "ja": "ja_JP",
}
_LISTED_BY = frozenset({"page"})  # parameters of pages that are worth a place among results


def locale(language: str = "") -> str:
    """A language of the interface (that of the page, if none is given) as Open Graph names it."""
    return _LOCALES[language or spoken()]


def other_locales() -> list[str]:
    """The other languages that the page is there in."""
    return [_LOCALES[tag] for tag in INTERFACE if tag != spoken()]


def card_picture(entity: Entity | None = None) -> str:
    """The address of the picture that is shown where the page is shared."""
    path = entity.url if entity is not None and entity.url else "/rarekg"
    language = "" if spoken() == "en" else f"?language={quote(spoken())}"
    return f"{request.url_root.rstrip('/')}/social{path}.png{language}"


def listed_page() -> bool:
    """Whether search engines are to list the page: what somebody searched for or filtered by is
    one of endlessly many, and each thing in it has a page of its own."""
    return _LISTED_BY.issuperset(request.args)


# What templates ask for.
HEAD_DATA: dict[str, Callable[..., object]] = {
    "card_picture": card_picture,
    "describe": describe,
    "discovered": discovered,
    "kind_and_code": kind_and_code,
    "listed_page": listed_page,
    "locale": locale,
    "other_locales": other_locales,
    "structured_data": structured_data,
}
