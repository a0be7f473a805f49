"""The parameters of a widget: checked; unknown ones are passed over, bad ones are told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from rarekg.server.languages import DEFAULT, INTERFACE, gettext
from rarekg.server.parameters import search_text

MODES = ("plain", "expert")
LAYOUTS = ("full", "compact")
THEMES = ("auto", "light", "dark")
RESULTS = ("site", "here")
MOST_ITEMS = 50
_SHOWN = 40  # characters of a wrong value that an error repeats
_ACCENT = re.compile(r"#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})")
_COUNTRY = re.compile(r"[A-Za-z]{2}")


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants of a widget. `items` is 0 where the widget decides; `sections` is empty
    for those that the layout has; `accent` is "" or a colour, `#rrggbb`; `errors` are told."""

    language: str = DEFAULT
    mode: str = MODES[0]
    layout: str = LAYOUTS[0]
    theme: str = THEMES[0]
    accent: str = ""
    sections: tuple[str, ...] = ()
    items: int = 0
    country: str = ""
    query: str = ""
    results: str = RESULTS[0]
    errors: tuple[str, ...] = field(default=())

    @property
    def expert(self) -> bool:
        """Whether codes and experts' words are wanted."""
        return self.mode == "expert"

    @property
    def compact(self) -> bool:
        """Whether little room is there."""
        return self.layout == "compact"

    def parameters(self) -> dict[str, str]:
        """The parameters of an address that asks the same, without those that need not be said."""
        said = {
            "lang": self.language,
            "mode": self.mode,
            "layout": self.layout,
            "theme": self.theme,
            "accent": self.accent.lstrip("#"),
            "sections": ",".join(self.sections),
            "items": str(self.items or ""),
            "country": self.country,
            "q": self.query,
            "results": self.results,
        }
        plain = {"lang": DEFAULT, "mode": MODES[0], "layout": LAYOUTS[0]}
        plain |= {"theme": THEMES[0], "results": RESULTS[0]}
        return {k: v for k, v in said.items() if v and plain.get(k) != v}

    def query_string(self) -> str:
        """The same as the end of an address, with its `?`; "" for nothing."""
        return f"?{urlencode(self.parameters())}" if self.parameters() else ""


def language_asked(given: Mapping[str, str]) -> str:
    """The language that is asked for, by its tag or that of a country's (`pt-BR`); English for
    one that the interface lacks."""
    wanted = given.get("lang", "").partition("-")[0].lower()
    return wanted if wanted in INTERFACE else DEFAULT


def asked(given: Mapping[str, str], sections: tuple[str, ...]) -> Asked:
    """The parameters of a widget that can have some sections. Errors are in the language that is
    spoken now: speak the one of `language_asked` first."""
    reader = _Reader(given)
    return Asked(
        language=reader.language(),
        mode=reader.choice("mode", MODES),
        layout=reader.choice("layout", LAYOUTS),
        theme=reader.choice("theme", THEMES),
        accent=reader.accent(),
        sections=reader.sections(sections),
        items=reader.items(),
        country=reader.country(),
        query=search_text(given.get("q")),
        results=reader.choice("results", RESULTS),
        errors=tuple(reader.errors),
    )


def not_understood(name: str, value: str, wanted: str) -> str:
    """That the value of a parameter is not understood, and what is possible."""
    return gettext(
        "%(name)s: “%(value)s” is not understood; possible: %(wanted)s",
        name=name,
        value=search_text(value)[:_SHOWN],
        wanted=wanted,
    )


class _Reader:
    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = given
        self.errors: list[str] = []

    def _wrong(self, name: str, value: str, wanted: str) -> None:
        self.errors.append(not_understood(name, value, wanted))

    def language(self) -> str:
        found = language_asked(self._given)
        said = self._given.get("lang", "")
        if said and said.partition("-")[0].lower() != found:
            self._wrong("lang", said, ", ".join(INTERFACE))
        return found

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        value = self._given.get(name, "")
        if value in choices:
            return value
        if value:
            self._wrong(name, value, ", ".join(choices))
        return choices[0]

    def accent(self) -> str:
        value = self._given.get("accent", "")
        found = _ACCENT.fullmatch(value)
        if found is None:
            if value:
                self._wrong("accent", value, "#0f5e59")
            return ""
        digits = found[1].lower()
        return f"#{digits}" if len(digits) == 6 else "#" + "".join(d + d for d in digits)

    def sections(self, known: tuple[str, ...]) -> tuple[str, ...]:
        wanted = tuple(dict.fromkeys(self._names(self._given.get("sections", ""))))
        for name in wanted:
            if name not in known:
                self._wrong("sections", name, ", ".join(known))
        return tuple(name for name in wanted if name in known)

    @staticmethod
    def _names(text: str) -> Iterator[str]:
        for name in text[:500].split(","):
            if name.strip():
                yield name.strip()

    def items(self) -> int:
        value = self._given.get("items", "")
        if not value:
            return 0
        if value.isdecimal() and len(value) < 4 and 1 <= int(value) <= MOST_ITEMS:
            return int(value)
        self._wrong("items", value, f"1–{MOST_ITEMS}")
        return 0

    def country(self) -> str:
        value = self._given.get("country", "")
        if _COUNTRY.fullmatch(value):
            return value.upper()
        if value:
            self._wrong("country", value, "FR, DE, JP")
        return ""
