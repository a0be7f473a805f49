"""The ways from the first page into a release: what there is, and how much of it."""

from __future__ import annotations

from dataclasses import dataclass

from rarekg.records.numbers import number_of
from rarekg.records.organisations import directory
from rarekg.records.reader import Records


@dataclass(frozen=True, slots=True)
class Door:
    """A list that the release has something for."""

    url: str
    name: str
    number: int
    words: str


def doors(records: Records) -> tuple[Door, ...]:
    """The lists of a release; one with nothing in it is left out."""
    centres = sum(one.on_map for one in directory(records).organisations)

    def counted(key: str) -> int:
        return number_of(records, key)

    every = (
        Door(
            "/modalities",
            "Treatments",
            counted("Therapy"),
            "medicines and other therapies, by kind",
        ),
        Door("/trials", "Trials", counted("Trial"), "studies in people: status, phase, places"),
        Door("/centres", "Centres", centres, "organisations at work, on a map and in a list"),
        Door("/money", "Money", counted("Payment"), "disclosed payments: who pays whom"),
        Door(
            "/key-figures",
            "Key figures",
            counted("KeyFigure"),
            "numbers about rare diseases, side by side",
        ),
    )
    return tuple(door for door in every if door.number)
