"""The numbered references of a page: each fact points to its own, all stand at the page's end."""

from __future__ import annotations

from rarekg.records.model import Backing, Statement


class References:
    """Numbers the references of a page in the order in which they are first shown."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self.backings: list[Backing] = []

    def numbers(self, statement: Statement) -> tuple[int, ...]:
        """The numbers of a statement's references, the lowest first."""
        if len(statement.backings) == 1:
            return (self._number(statement.backings[0]),)
        return tuple(sorted([self._number(backing) for backing in statement.backings]))

    def _number(self, backing: Backing) -> int:
        held = self._numbers.get(backing.id)
        if held is None:
            self.backings.append(backing)
            held = self._numbers[backing.id] = len(self.backings)
        return held
