"""The widgets that there are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rarekg.errors import NotFound
from rarekg.server.languages import gettext_noop
from rarekg.server.widgets import disease
from rarekg.server.widgets.desk import Content, Desk


@dataclass(frozen=True, slots=True)
class Kind:
    """A widget: `name` in addresses, `title` and `about` (one sentence) for readers, in English.

    of: the sections of the site whose things it can be about; empty where it needs none.
    sections: all parts that it can have, in their order; `compact` those of the compact layout.
    items: how many items a section has, in full and compact layout, where nobody says.
    parameters: those that not all widgets have (`country`, `q`, `results`).
    example: an identifier to show it with.
    """

    name: str
    title: str
    about: str
    of: tuple[str, ...]
    sections: tuple[str, ...]
    compact: tuple[str, ...]
    items: tuple[int, int]
    make: Callable[[Desk, str], Content]
    example: str = ""
    parameters: tuple[str, ...] = ()


KINDS = (
    Kind(
        name="disease",
        title=gettext_noop("A disease in short"),
        about=gettext_noop("What it is in plain words, how common it is, what can be done."),
        of=("disease",),
        sections=("summary", "prevalence"),
        compact=("summary", "prevalence"),
        items=(3, 1),
        make=disease.content,
        example="ORPHA:95",
    ),
)
_BY_NAME = {kind.name: kind for kind in KINDS}


def kind_named(name: str) -> Kind:
    """A widget by its name. Raises NotFound, naming all."""
    if name not in _BY_NAME:
        raise NotFound(f"no widget '{name[:40]}'; there are: {', '.join(_BY_NAME)}")
    return _BY_NAME[name]
