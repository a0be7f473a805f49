"""Parameters: declared once, read from a request, and described in `openapi.json`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rarekg.errors import InvalidIdentifier, InvalidParameter, NotFound
from rarekg.search.protocol import MAX_PER_PAGE, MAX_QUERY
from rarekg.search.values import values_called
from rarekg.server.current import OpenRelease
from rarekg.server.parameters import search_text, whole_number

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

MOST_VALUES = 50  # of a parameter that may be repeated
_LONGEST = 200  # characters of a value; the longest identifier in any source has 60
_SHOWN = 40  # characters of a wrong value that an error repeats


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter. `whole` are least, most and default of a whole number. `thing` is set for an
    identifier, which is taken in any spelling: what our own short names of its kind begin with
    (`rarekg:modality-`), or "" where there are none. `repeated` ones may be given several times.
    `listed` is the field of the search whose list of values it takes, as keys or in words."""

    name: str
    about: str
    example: str = ""
    choices: tuple[str, ...] = ()
    whole: tuple[int, int, int] | None = None
    thing: str | None = None
    required: bool = False
    in_path: bool = False
    longest: int = _LONGEST
    pattern: str = ""
    repeated: bool = False
    listed: str = ""

    def schema(self) -> dict[str, Json]:
        """The JSON Schema of its values."""
        if not self.repeated:
            return self._one()
        return {"type": "array", "items": self._one(), "maxItems": MOST_VALUES}

    def described(self) -> dict[str, Json]:
        """The parameter as OpenAPI has it."""
        found: dict[str, Json] = {
            "name": self.name,
            "in": "path" if self.in_path else "query",
            "required": self.required,
            "description": self.about,
            "schema": self.schema(),
        }
        if not self.example:
            return found
        example: Json = [self.example] if self.repeated else self.example
        return found | {"example": example}

    def _one(self) -> dict[str, Json]:
        if self.whole is not None:
            least, most, default = self.whole
            return {"type": "integer", "minimum": least, "maximum": most, "default": default}
        if self.choices:
            return {"type": "string", "enum": list(self.choices)}
        if self.pattern:
            return {"type": "string", "pattern": f"^({self.pattern})$"}
        return {"type": "string", "maxLength": self.longest}


@dataclass(frozen=True, slots=True)
class Asked:
    """The values of a request, checked: words ("" where nothing was given), whole numbers, and
    all values of what may be repeated."""

    words: Mapping[str, str]
    numbers: Mapping[str, int]
    several: Mapping[str, tuple[str, ...]]

    def __getitem__(self, name: str) -> str:
        return self.words[name]

    def page(self) -> tuple[int, int]:
        """Number of the page, and how many a page has."""
        return self.numbers["page"], self.numbers["per_page"]


PAGE = Parameter("page", "Which page, from 1.", whole=(1, 5_000, 1))
PER_PAGE = Parameter("per_page", "How many a page has.", whole=(1, MAX_PER_PAGE, 20))
Q = Parameter(
    "q",
    "Words that one of its names must hold, in any language and order; the last may be "
    "unfinished. Or an identifier.",
    longest=MAX_QUERY,
)


def asked(
    parameters: Sequence[Parameter], given: Mapping[str, Sequence[str]], release: OpenRelease
) -> Asked:
    """The values of all parameters, of which the first counts where there may be only one. Raises
    InvalidParameter naming the first that is wrong."""
    words, numbers, several = {}, {}, {}
    for parameter in parameters:
        texts = given.get(parameter.name, ())
        text = texts[0] if texts else ""
        if parameter.repeated:
            several[parameter.name] = _words(parameter, texts, release)
        elif parameter.whole is not None:
            least, most, default = parameter.whole
            numbers[parameter.name] = whole_number(parameter.name, text, default, least, most)
        else:
            words[parameter.name] = _word(parameter, text, release)
    return Asked(words, numbers, several)


def only_known(parameters: Sequence[Parameter], given: Mapping[str, Sequence[str]]) -> None:
    """Refuses parameters that there are not, for a misspelt filter would select everything, and
    those given twice, of which one would be lost."""
    known = {p.name: p for p in parameters if not p.in_path}
    for name, values in given.items():
        if name not in known:
            there = ", ".join(known) or "none"
            raise InvalidParameter(f"{name[:_SHOWN]}: no such parameter here; there are: {there}")
        if len(values) > 1 and not known[name].repeated:
            raise InvalidParameter(f"{name}: given {len(values)} times; once is enough")


def _words(parameter: Parameter, texts: Sequence[str], release: OpenRelease) -> tuple[str, ...]:
    """The values of a parameter that may be repeated, each once."""
    if len(texts) > MOST_VALUES:
        raise InvalidParameter(f"{parameter.name}: more than {MOST_VALUES} values")
    found = (word for text in texts if (word := _word(parameter, text, release)))
    if parameter.listed:
        found = (value for word in found for value in _listed(parameter, word, release))
    return tuple(dict.fromkeys(found))


def _listed(parameter: Parameter, word: str, release: OpenRelease) -> tuple[str, ...]:
    """The values of a list that a word means. Terms of HPO may be ages of onset, too."""
    if values := values_called(parameter.listed, word):
        return values
    if parameter.listed == "onset" and ":" in word:
        return (_canonical(parameter.name, word, "", release),)
    raise InvalidParameter(f"{parameter.name}: '{word[:_SHOWN]}' is no value that there is")


def _word(parameter: Parameter, text: str, release: OpenRelease) -> str:
    name = parameter.name
    if parameter.in_path:
        return text  # what is none of its identifiers is not there: 404
    if len(text) > parameter.longest:
        raise InvalidParameter(f"{name}: longer than {parameter.longest} characters")
    word = search_text(text)
    if not word and parameter.required:
        raise InvalidParameter(f"{name}: what to search for is missing")
    if word and parameter.choices and word not in parameter.choices:
        there = ", ".join(parameter.choices)
        raise InvalidParameter(f"{name}: '{word[:_SHOWN]}' is none of {there}")
    if word and parameter.pattern and not re.fullmatch(parameter.pattern, word):
        raise InvalidParameter(f"{name}: '{word[:_SHOWN]}' is not of the form {parameter.pattern}")
    if word and parameter.thing is not None:
        return _canonical(name, word, parameter.thing, release)
    return word


def _canonical(name: str, text: str, beginning: str, release: OpenRelease) -> str:
    """The canonical id of what a filter names; a short name of ours is enough."""
    for spelled in (text, f"{beginning}{text}") if beginning else (text,):
        try:
            return str(release.records.canonical_id(spelled))
        except (InvalidIdentifier, NotFound) as error:
            wrong = error
    raise InvalidParameter(f"{name}: {wrong}")
