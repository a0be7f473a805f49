"""What an operation of the interface is: one declaration makes route, checks and description."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from rarekg.server.api.asked import Asked, Parameter
from rarekg.server.current import OpenRelease

Answered = Callable[[OpenRelease, Asked], msgspec.Struct]


@dataclass(frozen=True, slots=True)
class Operation:
    """One address with what it takes and answers. `path` has `{id}` where the identifier stands;
    `example`
    is an identifier, or a query with its `?`. `strict` operations refuse parameters that they do
    not have."""

    path: str
    name: str
    tag: str
    summary: str
    about: str
    parameters: tuple[Parameter, ...]
    answer: type[msgspec.Struct]
    answered: Answered
    example: str
    strict: bool = True

    def address(self, example: str) -> str:
        """The address of an example: an identifier, or a query with its `?`."""
        return self.path.replace("{id}", example) if self.of_one else self.path + example

    @property
    def of_one(self) -> bool:
        """Whether it answers about one thing, which may not be there."""
        return "{id}" in self.path
