"""Which widget stands for which page: what a pasted address of ours becomes on another site."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from rarekg.errors import InvalidIdentifier, NotFound
from rarekg.records.kinds import SECTIONS, section_of
from rarekg.records.reader import Records
from rarekg.server.languages import DEFAULT, INTERFACE
from rarekg.server.widgets.kinds import kind_named

# Of pages about one thing, by their section. Where there are several, the first that says
# something of the thing.
WIDGET_OF: dict[str, tuple[str, ...]] = {
    "disease": ("disease",),
    "therapy": ("trials",),
    "organisation": ("money", "trials"),
    "entity": ("figure",),
    "statement": ("fact",),
    "treatments": ("treatments",),
}
# Of what has no section of its own (`entity`), only these have a widget.
_CLASSES = {"entity": frozenset({"KeyFigure"})}
# Of pages without a thing: the widget, and the parameters of the page that name one for it, the
# first that is there. Without any the page has a widget only if it needs none.
WIDGET_OF_LIST: dict[str, tuple[str, tuple[str, ...]]] = {
    "/": ("search", ()),
    "/search": ("search", ()),
    "/trials": ("trials", ("disease", "therapy", "organisation")),
    "/centres": ("centres", ("disease",)),
    "/organisations": ("organisations", ("disease",)),
    "/money": ("money", ("payer", "recipient")),
}
_CITED = "https://w3id.org/rarekg"
_LONGEST = 2000  # characters of an address
_PORTS = {"http": 80, "https": 443}
_FRAME = re.compile(r"/embed/v1/([a-z]+)(?:/(.+))?")
_THING = re.compile(r"/([a-z]+)/(.+)")
_LANGUAGE = re.compile(rf"/({'|'.join(INTERFACE)})(?=/|$)")
_KEPT = ("country", "q")  # parameters of pages that widgets have, too


@dataclass(frozen=True, slots=True)
class Target:
    """What an address of ours is shown as: widgets (the first that says something) about a thing
    (`ref`, as it was written), with parameters."""

    widgets: tuple[str, ...]
    ref: str = ""
    given: Mapping[str, str] = field(default_factory=dict)


def target_of(address: str, root: str, records: Records) -> Target:
    """What stands for an address. `root` is that of the site, without a slash at its end.

    Raises NotFound: it is not ours, or its page has no widget.
    """
    path, query = _path_of(address, root)
    language = DEFAULT
    if found := _LANGUAGE.match(path):
        language, path = found[1], path[found.end() :] or "/"
    target = page_target(path, query, records)
    if target is None:
        raise NotFound(f"no widget stands for the page {path[:80]}; see /widgets")
    if language != DEFAULT:
        return Target(target.widgets, target.ref, {**target.given, "lang": language})
    return target


def _path_of(address: str, root: str) -> tuple[str, dict[str, str]]:
    """The path of one of our addresses, whatever its scheme, and its parameters."""
    if len(address) > _LONGEST:
        raise NotFound(f"an address of more than {_LONGEST} characters is none of ours")
    try:
        parts = urlsplit(address.strip())
        host = _host(parts)
    except ValueError as error:
        raise NotFound(f"'{address[:80]}' is no address: {error}") from error
    for ours in map(urlsplit, (root, _CITED)):
        within = f"{parts.path.rstrip('/')}/".startswith(f"{ours.path}/")
        if parts.scheme in _PORTS and host == _host(ours) and within and parts.username is None:
            path = unquote(parts.path.removeprefix(ours.path)) or "/"
            query = dict(reversed(parse_qsl(parts.query, max_num_fields=50)))
            return path, query
    raise NotFound(f"'{address[:80]}' is not an address of this site ({root})")


def _host(parts: SplitResult) -> tuple[str, int | None]:
    """The host and its port, None for the one that the scheme has. Raises ValueError."""
    port = None if parts.port == _PORTS.get(parts.scheme) else parts.port
    return parts.hostname or "", port


def page_target(path: str, query: Mapping[str, str], records: Records) -> Target | None:
    """What stands for a page, by its path without a language; None for nothing."""
    if found := _FRAME.fullmatch(path):
        return Target((found[1],), found[2] or "", query)
    if path.rstrip("/") in WIDGET_OF_LIST or path == "/":
        return _list_target(path.rstrip("/") or "/", query)
    if found := _THING.fullmatch(path.rstrip("/")):
        return _thing_target(found[1], found[2], records)
    return None


def _list_target(path: str, query: Mapping[str, str]) -> Target | None:
    widget, names = WIDGET_OF_LIST[path]
    ref = next((query[name] for name in names if query.get(name)), "")
    kind = kind_named(widget)
    if not ref and kind.of and not kind.free:
        return None
    given = {name: query[name] for name in _KEPT if query.get(name)}
    if widget == "search" and "q" in given:
        given["results"] = "here"
    return Target((widget,), ref, given)


def _thing_target(section: str, ref: str, records: Records) -> Target | None:
    """What stands for a thing. Its section is that of what it is: other ones lead there."""
    if section not in SECTIONS:
        widgets = WIDGET_OF.get(section)
        return Target(widgets, ref) if widgets else None
    try:
        kind = records.kind(records.canonical_id(ref))
    except (InvalidIdentifier, NotFound):
        return None
    own = section_of(kind)
    if own not in WIDGET_OF or kind not in _CLASSES.get(own, {kind}):
        return None
    return Target(WIDGET_OF[own], ref)
