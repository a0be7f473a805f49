"""Where the side effects of medicines can be reported."""

from __future__ import annotations

from rarekg.records.model import Entity
from rarekg.records.reader import Records
from rarekg.server.wording import value_words


def reporting_points(records: Records) -> list[tuple[str, Entity]]:
    """The reporting points of the release, each with the places for whose people it is."""
    found = [
        (", ".join(value_words(s.value) for s in point.statements.get("coversPlace", ())), point)
        for point in records.of_type("ReportingPoint")
    ]
    return sorted(found, key=lambda each: (each[0], each[1].name))
