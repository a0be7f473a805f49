"""The names of organisations, as they are compared: without accents, articles and legal forms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

import msgspec

from rarekg.facts import Fact, Text
from rarekg.linking.lexicon import word_set
from rarekg.readers.ror import Organisation

Point = tuple[float, float]  # latitude, longitude in degrees


class Known(msgspec.Struct, frozen=True, array_like=True):
    """An organisation that texts may name. `names` begins with the one that it goes by;
    `countries` are codes (ISO 3166-1 alpha-2), `kinds` class keys."""

    of: str
    names: tuple[str, ...]
    cities: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()
    kinds: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    curated: bool = False


_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ı": "i", "đ": "d", "Đ": "D", "’": "'"}
    | {"æ": "ae", "Æ": "Ae", "œ": "oe", "&": " and ", "+": " and ", "ʼ": "'"}
)
_DOTTED = re.compile(r"\b(?:[A-Za-z]\.\s?){2,}")
_SLASHED = re.compile(r"\b([AKIks])/([Ss])\b")
_NOT_WORD = re.compile(r"[\W_]+")
_SILENT = word_set("the and et und y e")
_LEGAL = word_set(
    """inc incorporated ltd limited llc llp lp corp corporation co company gmbh mbh ag kg kgaa se sa
    sas sarl srl sprl spa bv nv ab as aps is oy oyj plc pty pte kk sl slu lda ltda kft zrt ulc eeig
    publ unlimited doo dac designated activity gesellschaft sasu sp zoo"""
)
_ACRONYM = re.compile(r"[A-Z0-9.&/-]{1,6}")

# Where companies of a legal form are: the first that fits counts.
_LIMITED = "GB IE IN AU NZ CA IL CN JP KR TW HK SG CH TH PK BD ZA NG KE MT CY MY PH VN AE EG"
_FORMS = (
    (r"\bco\.?,? ?ltd\b", "CN JP KR TW TH VN"),
    (r"\bpty\b", "AU ZA"),
    (r"\ba/s\b|\baps\b", "DK"),
    (r"\bgmbh\b", "DE AT CH"),
    (r"\bag\b", "DE AT CH LI"),
    (r"\bs\.?p\.?a\b|\bs\.?r\.?l\b", "IT"),
    (r"\bs\.?a\.?s\b|\bsarl\b|\bs\.a\.r\.l\b", "FR"),
    (r"\bb\.? ?v\b", "NL"),
    (r"\bn\.?v\b", "NL BE"),
    (r"\bab\b", "SE FI"),
    (r"\boyj?\b", "FI"),
    (r"\bs\.?l\b", "ES"),
    (r"\bk\.?k\b", "JP"),
    (r"\bl\.?l\.?c\b", "US"),
    (r"\binc\b|\bcorp(?:oration)?\b", "US CA JP KR TW PH"),
    (r"\bs\.?a\b", "FR BE CH ES PT LU GR AR BR CL CO MX PL"),
    (r"\bltd\b|\blimited\b|\bplc\b", _LIMITED),
)
_FORM_COUNTRIES = [(re.compile(f, re.IGNORECASE), frozenset(c.split())) for f, c in _FORMS]


@lru_cache(maxsize=1 << 16)
def tokens_of(text: str) -> tuple[str, ...]:
    """The words of a name, folded, without articles and a legal form at the end."""
    words = _words(text)
    end = len(words)
    while end > 1 and words[end - 1] in _LEGAL:
        end -= 1
    return tuple(words[:end])


def _words(text: str) -> list[str]:
    plain = _SLASHED.sub(r"\1\2", text.translate(_LETTERS))
    plain = _DOTTED.sub(lambda m: re.sub(r"[.\s]", "", m[0]) + " ", plain)
    apart = unicodedata.normalize("NFKD", plain.replace("'s ", "s ").replace("'", " "))
    bare = "".join(c for c in apart if not unicodedata.combining(c)).casefold()
    return [word for word in _NOT_WORD.split(bare) if word and word not in _SILENT]


def has_legal_form(name: str) -> bool:
    """Whether a name ends with the legal form of a company."""
    words = _words(own_name(name))
    return len(words) > 1 and words[-1] in _LEGAL


_OWNED = re.compile(
    r",? an? (?:wholly[ -]owned )?(?:subsidiary|division|affiliate|business|member) of\b.*"
    r"|,? an? [\w&.' -]{2,40} company$",
    re.IGNORECASE,
)
_ACRONYM_BEHIND = re.compile(r"\s*\([A-Z][A-Za-z0-9&-]{1,6}\)[.,]?$")


def own_name(name: str) -> str:
    """A name without whose company it is ("…, a subsidiary of …"), and without the acronym in
    brackets behind it."""
    return _ACRONYM_BEHIND.sub("", _OWNED.sub("", name)).strip()


def is_acronym(name: str) -> bool:
    """Whether a name is nothing but an acronym, which stands for many organisations."""
    return bool(_ACRONYM.fullmatch(name.strip()))


def countries_of_form(name: str) -> frozenset[str]:
    """The countries where a company of such a legal form may be; none where that says nothing."""
    found = (places for form, places in _FORM_COUNTRIES if form.search(name))
    return next(found, frozenset())


_COUNTRY_NAMES = {
    "uk": "GB",
    "great britain": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "northern ireland": "GB",
    "usa": "US",
    "united states of america": "US",
    "korea republic of": "KR",
    "republic of korea": "KR",
    "korea": "KR",
    "russian federation": "RU",
    "turkey": "TR",
    "turkiye": "TR",
    "turkey turkiye": "TR",
    "czech republic": "CZ",
    "holland": "NL",
    "viet nam": "VN",
    "iran islamic republic of": "IR",
    "republic of ireland": "IE",
    "peoples republic of china": "CN",
    "taiwan province of china": "TW",
}


def country_key(name: str) -> str:
    """A country's name as it is compared."""
    return " ".join(tokens_of(name))


class Countries:
    """The codes of countries by the names that registries give them."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._codes = _COUNTRY_NAMES | {country_key(name): code for name, code in pairs}

    @property
    def codes(self) -> Mapping[str, str]:
        """Code by folded name."""
        return self._codes

    def code(self, name: str) -> str:
        """The code of a country (ISO 3166-1 alpha-2); "" for one that is not known."""
        if len(name) == 2 and name.upper() in self._codes.values():
            return name.upper()
        return self._codes.get(country_key(name), "")


class Organisations(msgspec.Struct, array_like=True):
    """All that texts may name, and the names of countries, as left for the workers."""

    known: list[Known] = []
    countries: list[tuple[str, str]] = []


def known_of_record(record: Organisation) -> Known:
    """An organisation of the registry. Raises InvalidIdentifier."""
    places = [location.geonames_details for location in record.locations]
    endings = {f" ({place.country_name})" for place in places}
    said = sorted(record.names, key=lambda name: "ror_display" not in name.types)
    names = [
        _without(name.value, endings)
        for name in said
        if set(name.types) != {"acronym"} and not is_acronym(name.value)
    ]
    return Known(
        of=str(record.curie),
        names=tuple(dict.fromkeys(names)),
        cities=tuple(dict.fromkeys(place.name for place in places)),
        countries=tuple(dict.fromkeys(place.country_code for place in places)),
        points=tuple((float(p.lat), float(p.lng)) for p in places if p.lat and p.lng),
        kinds=tuple(record.types),
        parents=tuple(map(str, record.parents)),
    )


def countries_of_record(record: Organisation) -> Iterator[tuple[str, str]]:
    """The countries that a record names, with their codes."""
    for location in record.locations:
        place = location.geonames_details
        yield place.country_name, place.country_code


def _without(name: str, endings: Iterable[str]) -> str:
    """A name without the country that the registry adds to those of companies."""
    for ending in endings:
        if name.endswith(ending):
            return name.removesuffix(ending)
    return name


_NAMING = {"name", "synonym"}


def known_of_facts(facts: Iterable[Fact], countries: Countries) -> Iterator[Known]:
    """The organisations that curators describe."""
    said: dict[str, dict[str, list[str]]] = {}
    for fact in facts:
        value = fact.object
        text = value.value if isinstance(value, Text) else str(value)
        said.setdefault(str(fact.subject), {}).setdefault(fact.predicate, []).append(text)
    for subject, told in said.items():
        names = [name for key in ("name", "synonym") for name in told.get(key, ())]
        codes = told.get("countryCode", []) + [
            code for place in told.get("locatedIn", ()) if (code := countries.code(place))
        ]
        yield Known(
            of=subject,
            names=tuple(dict.fromkeys(name for name in names if not is_acronym(name))),
            countries=tuple(dict.fromkeys(codes)),
            parents=tuple(told.get("partOf", ())),
            curated=True,
        )
