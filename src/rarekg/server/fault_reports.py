"""A report that something is wrong with a fact, prepared for who wants to send it: nothing is sent
by itself, and to nobody but whom the operator names.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from rarekg.records.model import Source, Statement
from rarekg.server.claims import claim
from rarekg.server.languages import gettext
from rarekg.server.wording import words

_LONG = 1_500  # characters of a claim in an address: programs for mail cut longer ones


@dataclass(frozen=True, slots=True)
class FaultReport:
    """A report ready to be sent or copied: `href` opens it in a program for mail or at a tracker;
    "" where the operator names no address. `sources` are those that state the fact, and can mend
    it at its root."""

    subject: str
    text: str
    href: str
    mail: bool
    sources: tuple[Source, ...]


def fault_report(statement: Statement, address: str, release: str, told_to: str) -> FaultReport:
    """The report on one statement; `address` is the statement's own, `told_to` a `mailto:` or
    `https:` address, or ""."""
    sources = {b.authority.id: b.authority for b in statement.backings}
    sources |= {b.source.id: b.source for b in statement.backings}
    subject = gettext("rarekg: something is wrong with fact %(id)s", id=statement.id)
    text = _text(statement, address, release)
    return FaultReport(
        subject,
        text,
        _href(told_to, subject, text),
        told_to.startswith("mailto:"),
        tuple(sources.values()),
    )


def _text(statement: Statement, address: str, release: str) -> str:
    said, under = claim(statement)[:_LONG], words(statement)[:_LONG]
    records = [
        f"- {b.authority.title}, {b.record}" + (f", {b.url}" if b.url else "")
        for b in statement.backings[:10]
    ]
    lines = [
        gettext("Fact: %(address)s", address=address),
        gettext("Release: %(release)s", release=release),
        gettext("What it says: %(claim)s", claim=f"{said} ({under})" if under else said),
        gettext("Who says so:"),
        *records,
        "",
        gettext("What is wrong:"),
        "",
        gettext("How you know (a publication or a record, if you have one):"),
        "",
    ]
    return "\n".join(lines)


def _href(told_to: str, subject: str, text: str) -> str:
    """The address with the report in it (RFC 6068 for mail; `title` and `body`, as trackers of
    issues take them, for the web)."""
    if not told_to:
        return ""
    joined = "&" if "?" in told_to else "?"
    if told_to.startswith("mailto:"):
        body = quote(text.replace("\n", "\r\n"), safe="")
        return f"{told_to}{joined}subject={quote(subject, safe='')}&body={body}"
    return f"{told_to}{joined}{urlencode({'title': subject, 'body': text})}"
