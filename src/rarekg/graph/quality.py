"""Quality of a graph: invariants of the whole (`ontology/checks/*.rq`) and shapes of its parts.

Every finding names the rule and the record that breaks it. The rules are content: a check is a
query that returns nothing when all is well, a shape is SHACL in `ontology/shapes.ttl`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import networkx as nx
import pyoxigraph as ox
import pyshacl
import rdflib
from rdflib import SH

from rarekg.content import content_folder
from rarekg.errors import RarekgError
from rarekg.vocabulary import SOURCE, property_named

EXAMPLES = 20  # records named per rule: enough to see the pattern, few enough to read
HIERARCHY_CYCLE = "hierarchy-cycle"

_HIERARCHY_CYCLE_PURPOSE = (
    "Nothing is a kind of itself: a page that lists what lies above a disease would never end. "
    "A build leaves out the parent of the less trusted source where two contradict each other. "
    "To do: look for an identifier that stands for two things; tell the source at fault."
)


@dataclass(frozen=True, slots=True)
class Finding:
    """A record that breaks a rule.

    `rule` is the name of a check (its file without `.rq`, or "hierarchy-cycle") or the message
    of a shape; `record` is an IRI; `number` says how many times the rule is broken in all, of
    which at most `EXAMPLES` are named. A `warning` does not make a release unsound.
    """

    rule: str
    record: str
    detail: str
    number: int
    warning: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """An invariant: `purpose` says what it protects and what to do when it is broken."""

    rule: str
    purpose: str
    query: str


@cache
def checks() -> dict[str, Check]:
    """The invariants of `ontology/checks/` by name. Raises RarekgError for one without comment."""
    table = {}
    for path in sorted((content_folder("ontology") / "checks").glob("*.rq")):
        query = path.read_text("utf-8")
        purpose = _leading_comment(query)
        if not purpose:
            raise RarekgError(f"{path}: a check begins with a comment on what it protects")
        table[path.stem] = Check(path.stem, purpose, query)
    return table


def purpose_of(rule: str) -> str:
    """What a rule protects and what to do; a shape's message is its own explanation."""
    if rule == HIERARCHY_CYCLE:
        return _HIERARCHY_CYCLE_PURPOSE
    check = checks().get(rule)
    return rule if check is None else check.purpose


def _leading_comment(query: str) -> str:
    lines = []
    for line in query.splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.removeprefix("#").strip())
    return " ".join(lines)


# --- invariants of the whole graph -----------------------------------------------------------


def run_checks(store: ox.Store) -> list[Finding]:
    """Runs every invariant on a whole graph; an empty list when all is well.

    Takes one to two minutes on 5.8 M quads (2 busy cores, 2026-11), of which the search for blank
    nodes, which reads every triple, is a fourth.
    """
    findings = []
    for check in checks().values():
        findings += _findings(check.rule, _broken(store, check))
    return findings + _findings(HIERARCHY_CYCLE, hierarchy_cycles(store))


def _broken(store: ox.Store, check: Check) -> Iterator[tuple[str, str]]:
    solutions = store.query(check.query)
    if not isinstance(solutions, ox.QuerySolutions):
        raise RarekgError(f"ontology/checks/{check.rule}.rq: a check is a SELECT query")
    for solution in solutions:
        yield _text(solution["record"]), _text(solution["detail"])


def _text(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)


def _findings(
    rule: str, broken: Iterable[tuple[str, str]], *, warning: bool = False
) -> list[Finding]:
    """The first records by name, each with the number of all."""
    rows = sorted(broken)
    return [Finding(rule, record, detail, len(rows), warning) for record, detail in rows[:EXAMPLES]]


def hierarchy_cycles(store: ox.Store) -> Iterator[tuple[str, str]]:
    """For each set of things that lie above one another, the first of them and one way round.

    A property path in SPARQL would walk the ancestors of every node; strongly connected components
    (Tarjan) take time linear in the edges.
    """
    said_by = _hierarchy(store)
    graph = nx.DiGraph(said_by.keys())
    for component in nx.strongly_connected_components(graph):
        first = min(component)
        if len(component) > 1 or graph.has_edge(first, first):
            inner = graph.subgraph(component)
            around = [(edge[0], edge[1]) for edge in nx.find_cycle(inner, first)]
            steps = [
                f"{up} ({', '.join(sorted(said_by[low, up])) or 'no source'})" for low, up in around
            ]
            yield first, " > ".join([around[0][0], *steps])


def _hierarchy(store: ox.Store) -> dict[tuple[str, str], set[str]]:
    """The sources of each edge of the hierarchy, by (lower, upper)."""
    parent = ox.NamedNode(property_named("hasParent").iri)
    said_by: dict[tuple[str, str], set[str]] = defaultdict(set)
    for quad in store.quads_for_pattern(None, parent, None, None):
        sources = said_by[_text(quad.subject), _text(quad.object)]
        if isinstance(quad.graph_name, ox.NamedNode):
            sources.add(quad.graph_name.value.removeprefix(SOURCE))
    return said_by


# --- shapes ----------------------------------------------------------------------------------


def run_shapes(graph: rdflib.Graph) -> list[Finding]:
    """Validates a small graph (a starter release, or a `sample`) against `ontology/shapes.ttl`.

    The graph must be closed: what it points at must have its type in it. pySHACL takes about a
    second per 5,000 triples: 200 to 500 entities of a full release are a good sample.
    """
    folder = content_folder("ontology")
    # Merged, not passed as ont_graph: of that, pySHACL takes classes but not the closed lists.
    whole = graph + rdflib.Graph().parse(folder / "rarekg.ttl")
    shapes = rdflib.Graph().parse(folder / "shapes.ttl")
    _, report, _ = pyshacl.validate(whole, shacl_graph=shapes)
    if not isinstance(report, rdflib.Graph):
        raise RarekgError(f"ontology/shapes.ttl cannot be used: {report}")
    broken: dict[tuple[str, bool], list[tuple[str, str]]] = defaultdict(list)
    for result in report.subjects(rdflib.RDF.type, SH.ValidationResult):
        warning = report.value(result, SH.resultSeverity) == SH.Warning
        rule = str(report.value(result, SH.resultMessage))
        broken[rule, warning].append(_result(report, result))
    return [
        finding
        for (rule, warning), rows in sorted(broken.items())
        for finding in _findings(rule, rows, warning=warning)
    ]


def _result(report: rdflib.Graph, result: rdflib.term.Node) -> tuple[str, str]:
    path = report.value(result, SH.resultPath)
    value = report.value(result, SH.value)
    detail = " ".join(str(part) for part in (path, value) if part is not None)
    return str(report.value(result, SH.focusNode)), detail or "breaks the rule as a whole"
