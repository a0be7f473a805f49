"""Where the side effects of medicines can be reported."""

from __future__ import annotations

from collections.abc import Iterator

from rarekg.records.model import Entity
from rarekg.records.reader import Records
from rarekg.server.labels import region_words
from rarekg.server.wording import value_words


def reporting_points(records: Records) -> list[tuple[str, Entity]]:
    """The reporting points of the release, each with the places for whose people it is."""
    found = [(", ".join(_places(p)), p) for p in records.of_type("ReportingPoint")]
    return sorted(found, key=lambda each: (each[0], each[1].name))


def _places(point: Entity) -> Iterator[str]:
    for statement in point.statements.get("coversPlace", ()):
        yield region_words(value_words(statement.value))
