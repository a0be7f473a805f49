"""What stems of international names and ATC groups mean: `ingest/curated/mechanism-rules.yaml`.

The file says what each of its parts means. A mistake in it is a `Problem` with file, line and
field, as in every curated file; `mechanism_rules()` raises BadSource where there is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from rarekg.content import content_folder
from rarekg.errors import BadSource
from rarekg.readers.curated_yaml import Mapping, Problem, Scalar, Sequence, parse_yaml, shown

FILE = "mechanism-rules.yaml"
LANGUAGES = ("en", "fr")
_STEM = re.compile(r"[a-z]{3,}")
_CODE = re.compile(r"[A-Z]\d\d[A-Z]{2}")
_SHORTEST = 2  # letters before a stem


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a stem or a group of the ATC means: a text by language."""

    texts: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class MechanismRules:
    """All rules: by the end of a name, by the beginning of a code, and words that are no rule's."""

    stems: dict[str, Meaning] = field(default_factory=dict)
    atc: dict[str, Meaning] = field(default_factory=dict)
    others: frozenset[str] = frozenset()

    def of_word(self, word: str) -> tuple[str, Meaning] | None:
        """The longest stem that a word ends with, and its meaning."""
        if word in self.others:
            return None
        for start in range(_SHORTEST, len(word)):
            meaning = self.stems.get(word[start:])
            if meaning is not None:
                return word[start:], meaning
        return None

    def of_code(self, code: str) -> tuple[str, Meaning] | None:
        """The group of a code that has a meaning."""
        meaning = self.atc.get(code[:5])
        return None if meaning is None else (code[:5], meaning)


@cache
def mechanism_rules() -> MechanismRules:
    """The rules in use. Raises BadSource that lists the mistakes of the file."""
    rules, problems = read_mechanisms(content_folder("ingest") / "curated")
    if problems:
        raise BadSource("\n".join(map(str, problems)))
    return rules


def check_mechanisms(folder: Path) -> list[Problem]:
    """All mistakes of the rules in a folder like `ingest/curated`."""
    return read_mechanisms(folder)[1]


def read_mechanisms(folder: Path) -> tuple[MechanismRules, list[Problem]]:
    """The rules of a folder, and what is wrong with them."""
    path = folder / FILE
    document = parse_yaml(path)
    reader = _Reader(shown(path), list(document.problems))
    top = document.top
    reader.refuse_others(top, {"not", "stems", "atc"}, "")
    rules = MechanismRules(
        stems=dict(reader.rows(top, "stems", "ends", _STEM)),
        atc=dict(reader.rows(top, "atc", "codes", _CODE)),
        others=frozenset(reader.listed(top, "not", "not", _STEM)),
    )
    return rules, sorted(reader.problems, key=lambda p: (p.line, p.field))


@dataclass(slots=True)
class _Reader:
    file: str
    problems: list[Problem]

    def rows(
        self, top: Mapping, key: str, names: str, form: re.Pattern[str]
    ) -> Iterator[tuple[str, Meaning]]:
        node = top.fields.get(key)
        items = node.items if isinstance(node, Sequence) else ()
        if not items:
            self.problem(top.line, key, "expected a list")
        seen: set[str] = set()
        for place, row in enumerate(items):
            at = f"{key}[{place}]"
            if not isinstance(row, Mapping):
                self.problem(row.line, at, "expected fields")
                continue
            self.refuse_others(row, {names, *LANGUAGES}, at)
            meaning = Meaning(tuple((one, self.text(row, one, at)) for one in LANGUAGES))
            for name in self.listed(row, names, f"{at}.{names}", form):
                if name in seen:
                    self.problem(row.line, f"{at}.{names}", f"'{name}' stands here twice")
                seen.add(name)
                yield name, meaning

    def listed(self, row: Mapping, key: str, at: str, form: re.Pattern[str]) -> list[str]:
        found = [one.strip() for one in self.text(row, key, at).split(",")]
        for one in found:
            if not form.fullmatch(one):
                self.problem(row.line, at, f"'{one}' is not of the form expected")
        return found

    def text(self, row: Mapping, key: str, at: str) -> str:
        node = row.fields.get(key)
        if isinstance(node, Scalar) and node.text:
            return node.text
        self.problem(row.lines.get(key, row.line), f"{at}.{key}", "is missing; expected a text")
        return ""

    def refuse_others(self, row: Mapping, known: set[str], at: str) -> None:
        for key in row.fields.keys() - known:
            message = f"is no field; expected: {', '.join(sorted(known))}"
            self.problem(row.lines[key], f"{at}.{key}" if at else key, message)

    def problem(self, line: int, at: str, message: str) -> None:
        self.problems.append(Problem(self.file, line, at, message))
