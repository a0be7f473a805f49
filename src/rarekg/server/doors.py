"""The ways from the first page into a release: what there is, and how much of it."""

from __future__ import annotations

from dataclasses import dataclass

from rarekg.records.numbers import number_of
from rarekg.records.organisations import directory
from rarekg.records.reader import Records
from rarekg.server.browsing import tables
from rarekg.server.languages import DEFAULT, gettext, gettext_noop


@dataclass(frozen=True, slots=True)
class Door:
    """A list that the release has something for: its address, mark, name, size, and what it is."""

    url: str
    mark: str
    name: str
    number: int
    words: str


# Address, mark, what is counted (a class, a list to leaf through, the centres), name, words.
_DOORS = (
    (
        "/diseases",
        "disease",
        "disease",
        gettext_noop("Diseases"),
        gettext_noop("from A to Z, by area, by treatment"),
    ),
    (
        "/modalities",
        "therapy",
        "Therapy",
        gettext_noop("Treatments"),
        gettext_noop("medicines and other therapies, by kind"),
    ),
    (
        "/trials",
        "trial",
        "Trial",
        gettext_noop("Trials"),
        gettext_noop("studies in people: status, phase, places"),
    ),
    (
        "/centres",
        "research-centre",
        "centres",
        gettext_noop("Centres"),
        gettext_noop("organisations at work, on a map and in a list"),
    ),
    (
        "/signs",
        "phenotype",
        "sign",
        gettext_noop("Signs and symptoms"),
        gettext_noop("and the diseases that have them"),
    ),
    (
        "/genes",
        "gene",
        "gene",
        gettext_noop("Genes"),
        gettext_noop("and the diseases linked to them"),
    ),
    (
        "/money",
        "payment",
        "Payment",
        gettext_noop("Money"),
        gettext_noop("disclosed payments: who pays whom"),
    ),
    (
        "/key-figures",
        "key-figure",
        "KeyFigure",
        gettext_noop("Key figures"),
        gettext_noop("numbers about rare diseases, side by side"),
    ),
)


def doors(records: Records) -> tuple[Door, ...]:
    """The lists of a release; one with nothing in it is left out."""

    def counted(key: str) -> int:
        if key == "centres":
            return sum(one.on_map for one in directory(records).organisations)
        if key in ("disease", "sign", "gene"):
            return len(tables().shelf(key, DEFAULT).things)
        return number_of(records, key)

    every = (
        Door(url, mark, gettext(name), counted(key), gettext(words))
        for url, mark, key, name, words in _DOORS
    )
    return tuple(door for door in every if door.number)
