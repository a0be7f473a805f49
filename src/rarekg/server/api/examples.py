"""Examples for the page about the interface: asked of the release that is being served."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from threading import Lock
from urllib.parse import parse_qs
from weakref import WeakKeyDictionary

import msgspec

from rarekg.errors import InvalidParameter, NotFound
from rarekg.records.reader import Records
from rarekg.server.api.asked import Json, asked
from rarekg.server.api.operation import Operation
from rarekg.server.api.operations import operations
from rarekg.server.api.routes import encoded
from rarekg.server.api.widgets import OF_A_THING, OF_NOTHING
from rarekg.server.current import OpenRelease
from rarekg.server.descriptions import BASE
from rarekg.server.languages import DEFAULT, speaking
from rarekg.server.widgets.answer import made
from rarekg.server.widgets.kinds import KINDS
from rarekg.server.widgets.model import Widget

_LISTED = 1  # elements of a list that are shown
_KEYED = 2  # properties of facts, statements or qualifiers that are shown
_BY_KEY = frozenset({"facts", "statements", "about", "qualifiers"})
_MORE = "…"


@dataclass(frozen=True, slots=True)
class Example:
    """A request and the beginning of what it answers."""

    address: str
    answer: str


Examples = Mapping[str, Example]

_kept: WeakKeyDictionary[Records, Examples] = WeakKeyDictionary()
_making = Lock()


def examples(release: OpenRelease) -> Examples:
    """An example of each operation by its name, if the release has one; made once a release."""
    with _making:
        found = _kept.get(release.records)
        if found is None:
            with speaking(DEFAULT):  # whoever asks first: they are kept for everybody
                found = _kept[release.records] = dict(_made(release.speaking(DEFAULT)))
    return found


def _made(release: OpenRelease) -> list[tuple[str, Example]]:
    found: list[tuple[str, Example]] = []
    first: dict[str, str] = {}  # identifier of the first thing of a list, by its group
    for operation in operations():
        for wanted in (operation.example, first.get(operation.tag, "")):
            try:
                answer = _asked(operation, wanted, release)
            except (InvalidParameter, NotFound):  # this release has no such thing
                continue
            found.append((operation.name, Example(operation.address(wanted), _shortened(answer))))
            _note_first(operation, answer, first)
            break
    return [*found, *_widgets(release, first.get("disease", ""))]


def _widgets(release: OpenRelease, disease: str) -> Iterator[tuple[str, Example]]:
    """A widget about a disease, and one about no single thing, if this release has such."""
    address = "/api/v1/widget"
    for kind in KINDS:
        if "disease" in kind.of and disease:
            answer = made(kind, disease, {"items": "1"}, release, BASE).widget
            yield OF_A_THING, _example(f"{address}/{kind.name}/{disease}?items=1", answer)
            break
    for kind in KINDS:
        if not kind.of:
            answer = made(kind, "", {"items": "1"}, release, BASE).widget
            yield OF_NOTHING, _example(f"{address}/{kind.name}?items=1", answer)
            break


def _example(address: str, answer: Widget) -> Example:
    body: Json = msgspec.json.decode(encoded(answer))
    return Example(address, _shortened(body))


def _asked(operation: Operation, wanted: str, release: OpenRelease) -> Json:
    given = {"id": [wanted]} if operation.of_one else parse_qs(wanted.removeprefix("?"))
    found = operation.answered(release, asked(operation.parameters, given, release))
    answer: Json = msgspec.json.decode(encoded(found))
    return answer


def _note_first(operation: Operation, answer: Json, first: dict[str, str]) -> None:
    """Remembers what a list begins with, and a statement that an answer holds."""
    results = answer.get("results") if isinstance(answer, dict) else None
    if isinstance(results, list) and results and isinstance(results[0], dict):
        first.setdefault(operation.tag, str(results[0].get("id", "")))
    said = answer.get("statements") if isinstance(answer, dict) else None
    if isinstance(said, dict):
        for group in said.values():
            if isinstance(group, list) and isinstance(group[0], dict):
                first.setdefault("statement", str(group[0]["id"]))


def _shortened(answer: Json) -> str:
    return msgspec.json.format(msgspec.json.encode(_short(answer)), indent=2).decode()


def _short(value: Json, key: str = "") -> Json:
    """A value with the beginnings of its lists, and the first of what is by key."""
    if isinstance(value, list):
        kept = [_short(each) for each in value[:_LISTED]]
        return [*kept, _MORE] if len(value) > _LISTED else kept
    if isinstance(value, dict):
        most = _KEYED if key in _BY_KEY else len(value)
        kept_items = list(value.items())[:most]
        found: dict[str, Json] = {k: _short(v, k) for k, v in kept_items}
        return found | {_MORE: _MORE} if len(value) > most else found
    return value
