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
    `strict` operations refuse parameters that they do not have."""

    path: str
    name: str
    tag: str
    summary: str
    about: str
    parameters: tuple[Parameter, ...]
    answer: type[msgspec.Struct]
    answered: Answered
    strict: bool = True

    @property
    def of_one(self) -> bool:
        """Whether it answers about one thing, which may not be there."""
        return "{id}" in self.path
