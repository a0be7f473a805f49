"""Suggestions as an operation: what the box on every page asks while somebody types."""

from __future__ import annotations

import msgspec

from rarekg.search.protocol import MAX_QUERY
from rarekg.server.api.asked import Asked, Parameter
from rarekg.server.api.operation import Operation
from rarekg.server.current import OpenRelease

_ABOUT = (
    "At most ten things with a name that begins so, or has a word that does, or with this "
    "identifier; from four letters on, misspelt beginnings are understood. Those of a kind stand "
    "together, diseases first; the best known of each kind is the first. A thing comes once."
)


class SuggestedThing(msgspec.Struct, frozen=True):
    """What may be meant. `name` is in the language asked for where there is one; `matched` is the
    name, in any language, or the identifier that fits to what was typed; `url` is its page."""

    id: str
    type: str
    name: str
    matched: str
    url: str


class SuggestAnswer(msgspec.Struct, frozen=True):
    """The answer of `/api/v1/suggest`: what was typed, and what may be meant."""

    query: str
    suggestions: list[SuggestedThing]


def operation() -> Operation:
    """The operation `suggest`."""
    return Operation(
        path="/api/v1/suggest",
        name="suggest",
        tag="search",
        summary="Suggestions while somebody types",
        about=_ABOUT,
        parameters=(
            Parameter("q", "What was typed so far.", "friedr", required=True, longest=MAX_QUERY),
            Parameter(
                "lang",
                "The language of names where there is one, as BCP 47 has it; English if not given.",
                "fr",
                pattern="[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*",
            ),
        ),
        answer=SuggestAnswer,
        answered=suggest,
        example="?q=friedr",
    )


def suggest(release: OpenRelease, asked: Asked) -> SuggestAnswer:
    """What may be meant by the beginning of a name."""
    found = release.suggester.suggestions(asked["q"], asked["lang"] or "en")
    things = [SuggestedThing(s.id, s.type, s.name, s.matched, s.url) for s in found]
    return SuggestAnswer(asked["q"], things)
