"""The languages of the interface, and the words of the pages in the reader's.

Texts of the interface are written in English in templates and code, marked by `gettext` or `_`, and
looked up in the catalogue of the request's language (`web/translations/<language>.po`, read when
somebody first asks for the language). A page asks for thousands of them, so that the catalogue is a
context variable and a dictionary: 0.1 µs a text, where Flask-Babel's way by the request takes 20.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from gettext import c2py

from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

from rarekg.content import content_folder

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
_CONTEXT = "\x04"  # between context and text, as in the files of GNU gettext


def _english(n: int) -> int:
    return int(n != 1)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The texts of one language: by the English one, or by context and the English one; those for
    a number by the singular, with the place of the form for a number."""

    language: str = DEFAULT
    texts: dict[str, str] = field(default_factory=dict)
    plurals: dict[str, tuple[str, ...]] = field(default_factory=dict)
    form: Callable[[int], int] = _english


_ENGLISH = Catalogue()
_spoken: ContextVar[Catalogue] = ContextVar("catalogue", default=_ENGLISH)


@cache
def catalogue(language: str) -> Catalogue:
    """The texts of a language of the interface."""
    path = content_folder("web") / "translations" / f"{language}.po"
    if language == DEFAULT or not path.is_file():
        return Catalogue(language)
    texts: dict[str, str] = {}
    plurals: dict[str, tuple[str, ...]] = {}
    with path.open("rb") as file:
        for message in read_po(file, locale=language):
            said = message.string
            if isinstance(message.id, tuple | list):
                if isinstance(said, tuple | list) and all(said):
                    key = _key(message.context, message.id[0])
                    plurals[key] = tuple(said)
                    texts[key] = said[0]  # where the singular is also a text of its own
            elif message.id and isinstance(said, str) and said:
                texts[_key(message.context, message.id)] = said
    return Catalogue(language, texts, plurals, c2py(get_plural(language).plural_expr))


def _key(context: str | None, message: str) -> str:
    return f"{context}{_CONTEXT}{message}" if context else message


def spoken() -> str:
    """The language of the request."""
    return _spoken.get().language


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Texts are in a language, as long as it lasts."""
    token = _spoken.set(catalogue(language))
    try:
        yield
    finally:
        _spoken.reset(token)


def gettext(message: str, **values: object) -> str:
    """A text of the interface in the language of the request. Values fill `%(name)s`: without any,
    a percent sign stands for itself."""
    text = _spoken.get().texts.get(message, message)
    return text % values if values else text


def ngettext(singular: str, plural: str, num: int, **values: object) -> str:
    """The form of a text for a number, which fills `%(num)s`."""
    return catalogue_plural(singular, plural, num) % {"num": num, **values}


def pgettext(context: str, message: str, **values: object) -> str:
    """A text for which English has one word in several senses: the context says which."""
    text = _spoken.get().texts.get(context + _CONTEXT + message, message)
    return text % values if values else text


def gettext_noop(message: str) -> str:
    """Marks a text of a table for the catalogues; `gettext` is asked where it is shown."""
    return message


def pgettext_noop(context: str, message: str) -> tuple[str, str]:
    """Marks a text of a table; `pgettext(*text)` is asked where it is shown."""
    return context, message


def catalogue_text(message: str) -> str:
    """What templates ask for."""
    return _spoken.get().texts.get(message, message)


def catalogue_plural(singular: str, plural: str, n: int) -> str:
    """What templates ask for texts with a number."""
    known = _spoken.get()
    forms = known.plurals.get(singular)
    if forms is None:
        return singular if n == 1 else plural
    return forms[known.form(n)]


def catalogue_context(context: str, message: str) -> str:
    """What templates ask for texts of a context."""
    return _spoken.get().texts.get(context + _CONTEXT + message, message)


def catalogue_context_plural(context: str, singular: str, plural: str, n: int) -> str:
    """What templates ask for texts of a context with a number."""
    known = _spoken.get()
    forms = known.plurals.get(context + _CONTEXT + singular)
    if forms is None:
        return singular if n == 1 else plural
    return forms[known.form(n)]
