"""The numbered references of a page: each fact points to its own, all stand at the page's end."""

from __future__ import annotations

from collections.abc import Iterable

from rarekg.records.model import Backing, Statement


class References:
    """Numbers the references of a page in the order in which they are first shown."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self.backings: list[Backing] = []

    def numbers(self, statement: Statement) -> tuple[int, ...]:
        """The numbers of a statement's references."""
        return tuple([self._number(backing) for backing in statement.backings])

    def of(self, statements: Iterable[Statement]) -> tuple[int, ...]:
        """The numbers of the references of several statements, each once."""
        return tuple(dict.fromkeys(n for s in statements for n in self.numbers(s)))

    def _number(self, backing: Backing) -> int:
        held = self._numbers.get(backing.id)
        if held is None:
            self.backings.append(backing)
            held = self._numbers[backing.id] = len(self.backings)
        return held
