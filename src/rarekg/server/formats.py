"""Numbers, days, lists, countries and languages as the reader's language writes them (Unicode CLDR,
by Babel).

What a page needs hundreds of times is taken from Babel's tables once for a language and kept; the
tables themselves (1 MB a language) are let go.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, MutableMapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, TypeAlias, cast

from babel import localedata
from markupsafe import Markup

from rarekg.server.languages import spoken

# These leave four digits together: 1234, but 12 345 (CLDR, minimumGroupingDigits).
_FOUR_TOGETHER = frozenset({"es", "pl"})
# CLDR's own for `en` is the American one; our English is that of Europe and of science.
_ENGLISH = "en_GB"
# Our Portuguese is that of Europe: its names of countries (Polónia) are; numbers are those of all.
_COUNTRIES = {"pt": "pt_PT"}
_Tables: TypeAlias = MutableMapping[str | int | None, Any]  # as Babel declares them
_CONTINENTS = frozenset({"001", "002", "003", "005", "009", "142", "150"})
_FIELD = re.compile(r"'([^']*)'|MMMM|LLLL|M|d|y")
_FIELDS = {"MMMM": "{month}", "LLLL": "{alone}", "M": "{number}", "d": "{day}", "y": "{year}"}


@dataclass(frozen=True, slots=True)
class Formats:
    """How a language writes: signs of numbers, patterns of days and lists, names of months (within
    a date, and alone), of countries and languages."""

    signs: dict[int, str]
    four_together: bool
    percent: str
    currency_first: bool
    day: str
    month: str
    months: tuple[str, ...]
    alone: tuple[str, ...]
    lists: dict[str, str]
    countries: dict[str, str]
    languages: dict[str, str]


@cache
def formats(language: str) -> Formats:
    """How a language writes."""
    loaded = cast(_Tables, localedata.load(_ENGLISH if language == "en" else language))
    known = localedata.LocaleDataDict(loaded)  # which follows references within it
    signs = known["number_symbols"]["latn"]
    lists = known["list_patterns"]["standard"]
    months = known["months"]
    found = Formats(
        signs={ord(","): signs["group"], ord("."): signs["decimal"]},
        four_together=language in _FOUR_TOGETHER,
        percent=known["percent_formats"][None].pattern.replace("#,##0", "{}"),
        currency_first=known["currency_formats"]["standard"].pattern.startswith("¤"),
        day=_pattern(known["date_formats"]["long"]),
        month=_pattern(known["datetime_skeletons"]["yMMMM"]),
        months=tuple(months["format"]["wide"][n] for n in range(1, 13)),
        alone=tuple(months["stand-alone"]["wide"][n] for n in range(1, 13)),
        lists={part: lists[part] for part in ("2", "start", "middle", "end")},
        countries=_countries(_COUNTRIES.get(language, ""), known),
        languages={code: name for code, name in known["languages"].items() if len(code) == 2},
    )
    localedata._cache.clear()  # Babel keeps what it loads for good
    return found


def _countries(other: str, known: localedata.LocaleDataDict) -> dict[str, str]:
    if other:
        known = localedata.LocaleDataDict(cast(_Tables, localedata.load(other)))
    return {code: known["territories"][code] for code in _regions(known)}


def _regions(known: localedata.LocaleDataDict) -> Iterator[str]:
    """The codes of countries, and of the regions that sources name."""
    return (c for c in known["territories"] if len(c) == 2 or c in _CONTINENTS)


def _pattern(cldr: object) -> str:
    """A pattern of a date (`d MMMM y`) for `str.format`."""
    written = str(getattr(cldr, "pattern", cldr))
    return _FIELD.sub(lambda m: m[1] if m[1] is not None else _FIELDS[m[0]], written)


def number(value: str | float | Decimal) -> str:
    """A number with thousands set apart and no zeros that say nothing. Digits are those of the
    source, however many: nothing is rounded. What is no number stays as it is."""
    text = str(value)
    if text.isdecimal() and text.isascii():
        if len(text) < 4:
            return text
        plain = f"{int(text):,}"
    else:
        try:
            plain = f"{Decimal(text):,f}"
        except InvalidOperation:
            return text
        if "." in plain:
            plain = plain.rstrip("0").rstrip(".")
    return _in_signs(plain)


def _in_signs(plain: str) -> str:
    known = formats(spoken())
    if known.four_together and len(plain.partition(".")[0].lstrip("-")) == 5:
        plain = plain.replace(",", "")
    return plain.translate(known.signs)


def amount(value: Decimal, *, cents: bool) -> str:
    """An amount of money, with two decimals or in whole units."""
    return _in_signs(f"{value:,.2f}" if cents else f"{value:,.0f}")


def with_currency(currency: str, written: str) -> str:
    """An amount with the code of its currency (ISO 4217), on the side where the language has it;
    both stay together on a line."""
    first = formats(spoken()).currency_first
    return f"{currency}\u00a0{written}" if first else f"{written}\u00a0{currency}"


def percent(value: str | float | Decimal) -> str:
    """A share of a hundred, with the sign where the language has it."""
    return formats(spoken()).percent.format(number(value))


def day(value: str | dt.date) -> str:
    """An ISO date (or year and month) as `30 May 2017`; anything else as it is."""
    text = str(value)
    known = formats(spoken())
    try:
        if len(text) == 7:
            date = dt.date.fromisoformat(f"{text}-01")
            pattern = known.month
        else:
            date = dt.date.fromisoformat(text)
            pattern = known.day
    except ValueError:
        return text
    return pattern.format(
        day=date.day,
        number=date.month,
        month=known.months[date.month - 1],
        alone=known.alone[date.month - 1],
        year=date.year,
    )


def listed(items: Iterable[object]) -> str:
    """Things in a sentence: a, b and c. Markup stays markup, and all else beside it is escaped."""
    given = list(items)
    marked = any(hasattr(item, "__html__") for item in given)
    parts = [Markup.escape(item) if marked else str(item) for item in given]
    if len(parts) < 2:
        return parts[0] if parts else ""
    patterns = {
        name: Markup(pattern) if marked else pattern  # noqa: S704  (Unicode's, not a reader's)
        for name, pattern in formats(spoken()).lists.items()
    }
    if len(parts) == 2:
        return patterns["2"].format(*parts)
    said = patterns["end"].format(parts[-2], parts[-1])
    for part in reversed(parts[1:-2]):
        said = patterns["middle"].format(part, said)
    return patterns["start"].format(parts[0], said)


def country(code: str) -> str:
    """The name of a country by its code (ISO 3166-1 alpha-2); "" for one that is not known."""
    return formats(spoken()).countries.get(code, "")


def language_name(tag: str) -> str:
    """What a language is called in the reader's; "" for one that is not known."""
    return formats(spoken()).languages.get(tag, "")
