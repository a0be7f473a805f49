"""What narrows results down (kinds, values of fields), and how many have which value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rarekg.search.bitmaps import everything
from rarekg.search.fields import FACETS, FIELDS
from rarekg.search.index import Index
from rarekg.search.protocol import Count, Request

COUNTED = ("type", *FACETS)


class Attributes:
    """The values of the counted fields, held once they have been asked for: some megabytes."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._held: dict[str, Mapping[str, int]] = {}
        self.every = everything(index.size)

    def values(self, field: str) -> Mapping[str, int]:
        """The values of a counted field, each with the documents that have it."""
        held = self._held.get(field)
        if held is None:
            held = self._held[field] = self._index.values(field)
        return held

    def having(self, field: str, value: str) -> int:
        """The documents that have a value of a field; none of a field that there is not."""
        if field in COUNTED and (held := self.values(field).get(value)) is not None:
            return held
        return self._index.having(field, value) if field in FIELDS else 0


class Narrowing:
    """By field, the documents that its filter lets through."""

    def __init__(self, every: int) -> None:
        self._all = every
        self._fields: dict[str, int] = {}
        self._rest = self._all

    @property
    def narrow(self) -> bool:
        """Whether anything is left out."""
        return bool(self._fields) or self._rest != self._all

    def add(self, field: str, members: int) -> None:
        """Narrows down by the filter of a field."""
        self._fields[field] = self._fields.get(field, self._all) & members

    def restrict(self, members: int) -> None:
        """Narrows down by something else."""
        self._rest &= members

    def members(self, but: str = "") -> int:
        """What all filters let through, but that of one field."""
        members = self._rest
        for field, own in self._fields.items():
            if field != but:
                members &= own
        return members


def narrowed(attributes: Attributes, request: Request) -> Narrowing:
    """What a request asks for besides its query."""
    narrowing = Narrowing(attributes.every)
    filters = [("type", request.kinds)] if request.kinds else []
    for field, values in (*filters, *request.filters):
        members = 0
        for value in values:
            members |= attributes.having(field, value)
        narrowing.add(field, members)
    return narrowing


def counts(attributes: Attributes, found: int, narrowing: Narrowing) -> Iterator[Count]:
    """How many of what is found have each value of the counted fields: most first."""
    for field in COUNTED:
        members = found & narrowing.members(but=field)
        numbers = [
            (-(members & own).bit_count(), value) for value, own in attributes.values(field).items()
        ]
        yield from (Count(field, value, -number) for number, value in sorted(numbers) if number)
