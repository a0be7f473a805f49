"""What somebody has chosen so far in the builder of widgets: a widget, a thing, options."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import unquote, urlencode

from werkzeug.datastructures import MultiDict

from rarekg.errors import NotFound
from rarekg.records.kinds import PRECEDENCE, SECTIONS, section_of
from rarekg.search.protocol import Hit, Request, Tier
from rarekg.server.current import OpenRelease
from rarekg.server.languages import speaking, spoken
from rarekg.server.parameters import search_text
from rarekg.server.widgets.answer import Made, canonical, made
from rarekg.server.widgets.asked import Asked, asked
from rarekg.server.widgets.kinds import KINDS, Kind

_LONGEST = 400  # characters of a name or address
_CANDIDATES = 8
_OTHERS = 3  # beside one that is surely meant
_SURE = (Tier.IDENTIFIER, Tier.EXACT)
_IN_BRACKETS = re.compile(r"\(([^()\s]+:[^()\s]+)\)$")  # as the list of suggestions writes it
_OF_A_PAGE = re.compile(rf"https?://[^/]+(?:/[a-z]{{2}})?/(?:{'|'.join(SECTIONS)})/([^/?#]+).*")
_CLASSES = {"figure": ("KeyFigure",)}  # of the many kinds that share a section
_OPTIONS = ("lang", "mode", "layout", "theme", "accent", "items", "country", "results")
_OF_ALL_WIDGETS = ("lang", "mode", "layout", "theme", "accent", "country", "fixed")
_AT_ONCE = {"mode": "plain", "layout": "full", "theme": "auto", "results": "site"}


@dataclass(frozen=True, slots=True)
class Thing:
    """What somebody typed as the thing of a widget, the id it is taken for ("" for none), and
    what else it may mean."""

    typed: str = ""
    ref: str = ""
    candidates: tuple[Hit, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A section that the widget can have for this thing, and whether it is shown."""

    id: str
    heading: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """All that was chosen. `widget` is None where nothing is found to show; `example` says that
    it shows the example of its kind, as no thing was chosen yet. `name` is that of the thing, and
    `errors` of the options are, in the language of the page."""

    kind: Kind
    thing: Thing
    options: Asked
    widget: Made | None
    name: str
    example: bool
    parts: tuple[Part, ...]
    fixed: bool
    given: MultiDict[str, str]

    @property
    def typed(self) -> str:
        """What stands in the field of the thing: its name, with its identifier behind it."""
        if not self.thing.ref or not wanted_classes(self.kind):
            return self.thing.typed
        return f"{self.name} ({self.thing.ref})" if self.name else self.thing.ref

    @property
    def chosen(self) -> bool:
        """Whether there is something to copy."""
        return self.widget is not None and not self.example

    def with_thing(self, ref: str) -> str:
        """The address of the builder with all that was chosen, about another thing."""
        said = [(k, v) for k, v in self.given.items(multi=True) if k != "ref" and v]
        return f"/widgets?{urlencode([*said, ('ref', ref)])}"

    def with_kind(self, kind: Kind) -> str:
        """The address of the builder for another widget, with what suits that one, too."""
        said = {k: v for k in _OF_ALL_WIDGETS if (v := self.given.get(k)) and v != _AT_ONCE.get(k)}
        suits = set(self.kind.of) <= set(kind.of)  # whatever the thing is
        ref = {"ref": self.thing.ref} if self.thing.ref and suits else {}
        return f"/widgets?{urlencode({'widget': kind.name, **ref, **said})}"


def choice(given: MultiDict[str, str], release: OpenRelease, root: str) -> Choice:
    """What the parameters of the builder say; those that it does not know, it passes over."""
    kind = next((k for k in KINDS if k.name == given.get("widget")), KINDS[0])
    plain = _options(kind, given, ())
    thing = _thing(kind, search_text(given.get("ref"))[:_LONGEST], release)
    alone = kind.free and bool(plain.country)  # about a country, say
    example = bool(kind.of) and not thing.typed and not alone
    about = Thing(ref=_example(kind, release)) if example else thing
    everything = replace(plain, language=spoken(), sections=kind.sections, items=1)
    lost = bool(thing.typed) and not thing.ref
    whole = None if lost else _made(kind, about.ref, everything, release, root)
    offered = [s for s in whole.widget.sections if s.id in kind.sections] if whole else []
    options = _options(kind, given, _sections(kind, given, {s.id for s in offered}))
    widget = None if lost else _made(kind, about.ref, options, release, root)
    shown = {section.id for section in widget.widget.sections} if widget else set()
    parts = (Part(section.id, section.heading, section.id in shown) for section in offered)
    return Choice(
        kind=kind,
        thing=thing,
        options=options,
        widget=widget,
        name=whole.widget.title if whole else "",
        example=example,
        parts=tuple(parts) if len(offered) > 1 else (),  # of one there is no choice
        fixed=given.get("fixed") == "1",
        given=given,
    )


def _options(kind: Kind, given: MultiDict[str, str], sections: tuple[str, ...]) -> Asked:
    said = {name: value for name in _OPTIONS if (value := given.get(name, "").strip())}
    said |= {"sections": ",".join(sections)} if sections else {}
    return asked({"lang": spoken(), **said}, kind.sections)


def _sections(kind: Kind, given: MultiDict[str, str], offered: set[str]) -> tuple[str, ...]:
    """The sections that were chosen; none where they are those that the layout has by itself.
    `boxes` is the layout for which the form offered them: with another one, its own are wanted."""
    wanted = tuple(part for text in given.getlist("sections") for part in text.split(",") if part)
    layout = given.get("boxes") or given.get("layout")
    own = kind.compact if layout == "compact" else kind.full or kind.sections
    return () if {*wanted} in ({*own}, {*own} & offered) else wanted


def _example(kind: Kind, release: OpenRelease) -> str:
    try:
        return canonical(kind, kind.example, release)
    except NotFound:
        return ""


def _thing(kind: Kind, typed: str, release: OpenRelease) -> Thing:
    """What is meant: an identifier or address in any spelling, a name with one behind it in
    brackets, or words. Nothing is taken for what its name is not: who types half a name chooses."""
    if not kind.of or not typed:
        return Thing()
    named = _IN_BRACKETS.search(typed) or _OF_A_PAGE.fullmatch(typed)
    try:
        return Thing(typed, canonical(kind, unquote(named[1]) if named else typed, release))
    except NotFound:
        hits = _hits(kind, typed, release)
    sure = [hit for hit in hits if hit.name.casefold() == typed.casefold()]
    sure = sure or [hit for hit in hits if hit.matched.kind in _SURE]
    if len(sure) == 1:
        return Thing(typed, sure[0].id, tuple(hit for hit in hits if hit is not sure[0])[:_OTHERS])
    return Thing(typed, "", hits)


def _hits(kind: Kind, words: str, release: OpenRelease) -> tuple[Hit, ...]:
    classes = wanted_classes(kind)
    if not classes:
        return ()
    found = release.engine.search(Request(words, classes, language=spoken(), size=_CANDIDATES))
    return found.hits


def wanted_classes(kind: Kind) -> tuple[str, ...]:
    """The classes of the things that a widget can be about; none for what has no name."""
    if kind.name in _CLASSES:
        return _CLASSES[kind.name]
    return tuple(name for name in PRECEDENCE if section_of(name) in kind.of)


def _made(kind: Kind, ref: str, options: Asked, release: OpenRelease, root: str) -> Made | None:
    """The widget in its own language; None where there is nothing to be shown."""
    if kind.of and not ref and not kind.free:
        return None
    language = options.language
    with speaking(language):
        try:
            return made(kind, ref, _given(options), release.speaking(language), root)
        except NotFound:
            return None


def _given(options: Asked) -> dict[str, str]:
    return {"lang": options.language, **options.parameters()}
