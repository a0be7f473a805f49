"""How two things are linked: the shortest ways, what is stated of each link, and their picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rarekg.identifiers import iri
from rarekg.records.model import Entity, Link, Statement
from rarekg.records.paths import Step, Ways, ways_between
from rarekg.records.reader import Records
from rarekg.server.claims import claim
from rarekg.server.labels import property_label
from rarekg.server.languages import gettext, gettext_noop
from rarekg.server.pictures.paper import WIDTH, wrapped
from rarekg.server.references import References
from rarekg.server.views import Line, line

_TOLD = 3  # statements of one link that are shown
_NODE, _STEP, _PAD = 40, 46, 12  # units: height of a frame, of the line to the next, of its sides

# Links without a statement of their own, as sentences.
_SENTENCES: Mapping[str, str] = {
    "hasParent": gettext_noop("%(subject)s is a kind of %(object)s."),
    "category": gettext_noop("%(subject)s belongs to the area %(object)s."),
    "inArea": gettext_noop("%(subject)s is filed in the area of medicine %(object)s."),
    "closeMatch": gettext_noop("%(subject)s is close to %(object)s, and not the same."),
    "broadMatch": gettext_noop("%(object)s is wider than %(subject)s."),
    "narrowMatch": gettext_noop("%(object)s is narrower than %(subject)s."),
    "relatedMatch": gettext_noop("%(subject)s is related to %(object)s; how is not stated."),
    "hasIngredient": gettext_noop("%(subject)s contains %(object)s."),
}
_OTHER = gettext_noop("%(subject)s – %(property)s: %(object)s.")


@dataclass(frozen=True, slots=True)
class Told:
    """A link in a sentence, with the marks of a statement, or who says so without one."""

    sentence: str
    line: Line | None
    by: str


@dataclass(frozen=True, slots=True)
class Hop:
    """A step of a way: to which thing, by which property, and all that is told of it."""

    end: Link
    words: str
    forward: bool
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """A thing in the drawing: the upper edge of its frame, its name in lines."""

    y: int
    words: tuple[str, ...]
    link: Link


@dataclass(frozen=True, slots=True)
class Arrow:
    """A link in the drawing, from `y` down; `down` says which end its property is of."""

    y: int
    words: str
    down: bool


@dataclass(frozen=True, slots=True)
class PathPicture:
    """A way, drawn from above to below."""

    start: Link
    hops: tuple[Hop, ...]
    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]
    height: int
    node: int = _NODE
    step: int = _STEP
    width: int = WIDTH


@dataclass(frozen=True, slots=True)
class Connection:
    """The shortest ways between two things; `complete` is False where the search gave up."""

    ways: tuple[PathPicture, ...]
    complete: bool


def connection(start: Link, goal: Link, records: Records, references: References) -> Connection:
    """How one thing is linked to another."""
    found = ways_between(records.lookup, iri(start.id), iri(goal.id))
    known = _entities(found, records)
    ways = tuple(path_picture(start, way, known, references, records) for way in found.ways)
    return Connection(ways, found.complete)


def _entities(found: Ways, records: Records) -> dict[str, Entity]:
    """The subjects of all links, each read once."""
    subjects = {step.subject for way in found.ways for step in way}
    return {
        address: records.entity(records.lookup.link(address).id, inverse=False)
        for address in sorted(subjects)
    }


def path_picture(
    start: Link,
    way: tuple[Step, ...],
    known: Mapping[str, Entity],
    references: References,
    records: Records,
) -> PathPicture:
    """One way as it is drawn and told."""
    hops = tuple(_hop(step, known[step.subject], records, references) for step in way)
    links = (start, *(hop.end for hop in hops))
    whole = _NODE + _STEP
    return PathPicture(
        start=start,
        hops=hops,
        nodes=tuple(
            Node(2 + whole * place, wrapped(link.name, WIDTH - 2.0 * _PAD), link)
            for place, link in enumerate(links)
        ),
        arrows=tuple(
            Arrow(2 + whole * place + _NODE, wrapped(hop.words, WIDTH / 2 - 24, 2)[0], hop.forward)
            for place, hop in enumerate(hops)
        ),
        height=whole * len(hops) + _NODE + 4,
    )


def _hop(step: Step, subject: Entity, records: Records, references: References) -> Hop:
    object_ = records.lookup.link(step.object)
    end = object_ if step.forward else records.lookup.link(step.subject)
    stated = [s for s in subject.statements.get(step.key, ()) if _is_of(s, object_)]
    denied = [s for s in stated if s.negated]  # where sources differ, both stand here
    chosen = [*[s for s in stated if not s.negated][:_TOLD], *denied[:_TOLD]]
    told = [Told(claim(s), line(s, references), "") for s in chosen]
    if not told:
        told = [_plain(step, subject, object_)]
    return Hop(end, property_label(step.key), step.forward, tuple(told))


def _is_of(statement: Statement, object_: Link) -> bool:
    value = statement.value
    return isinstance(value, Link) and value.id == object_.id


def _plain(step: Step, subject: Entity, object_: Link) -> Told:
    """A link of the graph that has no statement of its own."""
    facts = [
        f
        for f in subject.graph_facts.get(step.key, ())
        if isinstance(f.value, Link) and f.value.id == object_.id
    ]
    by = "; ".join(dict.fromkeys(s.title for f in facts for s in f.sources))
    sentence = gettext(
        _SENTENCES.get(step.key, _OTHER),
        subject=subject.name,
        object=object_.name,
        property=property_label(step.key),
    )
    method = next((f.method for f in facts if f.method), None)
    return Told(sentence, None, f"{by} ({method})" if by and method else by)
