"""YAML in which every scalar stays the text that was written, with its line.

A curator may write `no` (Norwegian), `1e3`, `2011-04-18` or `12:30` without quotes: the field
decides what it is, never YAML's guess. A key that stands twice, a tag and an alias are problems.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import yaml

_LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
UNREADABLE = "(YAML)"  # the field of a problem that leaves nothing of the file to read
_GUESSED = ("map", "seq", "str", "int", "float", "bool", "null", "timestamp", "value")
_PLAIN_TAGS = frozenset(f"tag:yaml.org,2002:{name}" for name in _GUESSED)


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a curated file. `field` is its path there, e.g. `signs[2].frequency`."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.field}: {self.message}"


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text as written; `line` counts from 1."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """Fields by their key, and the line of each key."""

    fields: dict[str, Node]
    lines: dict[str, int]
    line: int


Node = Scalar | Sequence | Mapping


@dataclass(slots=True)
class Document:
    """A parsed file: its top mapping, and what was wrong with its YAML."""

    top: Mapping
    problems: list[Problem] = field(default_factory=list)


def parse_yaml(path: Path) -> Document:
    """The document in a file. A syntax error leaves an empty mapping and one problem."""
    return _parsed(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=1024)
def _parsed(path: Path, _modified: int) -> Document:
    document = Document(Mapping({}, {}, 1))
    name = shown(path)
    try:
        root = yaml.compose(path.read_text("utf-8"), Loader=_LOADER)
    except (yaml.MarkedYAMLError, yaml.reader.ReaderError, UnicodeDecodeError) as error:
        document.problems.append(Problem(name, _error_line(error), UNREADABLE, _error_text(error)))
        return document
    node = _Converter(name, document.problems).convert(root, "") if root is not None else None
    if isinstance(node, Mapping):
        document.top = node
    else:
        document.problems.append(Problem(name, 1, UNREADABLE, "expected fields, `id:` first"))
    return document


def shown(path: Path) -> str:
    """The path as a curator would type it: relative to where they stand, if below."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _error_line(error: Exception) -> int:
    mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
    return mark.line + 1 if mark is not None else 1


def _error_text(error: Exception) -> str:
    if isinstance(error, yaml.MarkedYAMLError):
        return " ".join(part for part in (error.context, error.problem) if part)
    return str(error)


@dataclass(frozen=True, slots=True)
class _Converter:
    file: str
    problems: list[Problem]
    seen: set[int] = field(default_factory=set)

    def convert(self, node: yaml.Node, at: str) -> Node:
        line = node.start_mark.line + 1
        if id(node) in self.seen:  # it would recur for ever where it stands in itself
            self.problems.append(Problem(self.file, line, at, "an alias (*…) is not allowed"))
            return Scalar("", line)
        self.seen.add(id(node))
        if node.tag not in _PLAIN_TAGS:
            self.problems.append(Problem(self.file, line, at, f"a tag ({node.tag}) is not allowed"))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, at, line)
        if isinstance(node, yaml.SequenceNode):
            items = (self.convert(item, f"{at}[{n}]") for n, item in enumerate(node.value))
            return Sequence(tuple(items), line)
        return Scalar(" ".join(str(node.value).split()), line)

    def _mapping(self, node: yaml.MappingNode, at: str, line: int) -> Mapping:
        fields: dict[str, Node] = {}
        lines: dict[str, int] = {}
        for key_node, value in node.value:
            key = str(key_node.value)
            path = f"{at}.{key}" if at else key
            lines[key] = key_node.start_mark.line + 1
            if key in fields:
                self.problems.append(Problem(self.file, lines[key], path, "stands here twice"))
            fields[key] = self.convert(value, path)
        return Mapping(fields, lines, line)
