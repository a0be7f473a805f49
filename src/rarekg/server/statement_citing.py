"""How one fact is cited: who says so, the claim, the release, and an address that stays."""

from __future__ import annotations

from flask import current_app
from jinja2.filters import do_truncate

from rarekg.records.model import Source, Statement
from rarekg.server.claims import claim
from rarekg.server.descriptions import BASE
from rarekg.server.languages import gettext, ngettext
from rarekg.server.views import author

_LONGEST = 300  # characters of a claim in a citation; whole texts can be claims


def address_of(statement: Statement) -> str:
    """The address that stays."""
    return f"{BASE}/statement/{statement.id}"


def behind_author(statement: Statement) -> tuple[str, ...]:
    """The titles of the sources that the author of a text wrote it from; none where sources say it
    themselves."""
    writer = author(statement)
    told = statement.authorities()
    return tuple(s.title for s in told if writer is not None and s.id != writer.id)


def citation(statement: Statement, said: str, release: str) -> str:
    """The line to cite a statement by; `said` are its qualifiers in words."""
    writer = author(statement)
    sources = behind_author(statement)
    told = do_truncate(current_app.jinja_env, claim(statement), _LONGEST)
    known = {
        "claim": f"{told} ({said})" if said else told,
        "id": statement.subject.id,
        "release": release,
        "statement": statement.id,
        "address": address_of(statement),
    }
    if writer is not None and sources:
        return gettext(
            "%(author)s, after %(sources)s. “%(claim)s” [%(id)s]. In: rarekg, release %(release)s,"
            " statement %(statement)s. %(address)s",
            author=writer.title,
            sources="; ".join(sources),
            **known,
        )
    return gettext(
        "%(author)s. “%(claim)s” [%(id)s]. In: rarekg, release %(release)s, statement"
        " %(statement)s. %(address)s",
        author=writer.title if writer else "; ".join(s.title for s in statement.authorities()),
        **known,
    )


def who_says_so(statement: Statement) -> str:
    """How many sources say so, or who wrote a text, in a sentence."""
    sources = behind_author(statement)
    told = statement.authorities()
    if author(statement) is None:
        return _agreed(told)
    if not sources:
        return gettext("The curators of rarekg wrote this text in their own words.")
    return gettext(
        "The curators of rarekg wrote this text in their own words, from what is stated by:"
        " %(sources)s. The sources did not write it.",
        sources=", ".join(sources),
    )


def _agreed(told: tuple[Source, ...]) -> str:
    if len(told) == 1:
        return gettext("One source says so: %(name)s.", name=told[0].title)
    return ngettext(
        "%(num)s source says so: %(names)s.",
        "%(num)s sources say so independently of one another: %(names)s.",
        len(told),
        names=", ".join(source.title for source in told),
    )
