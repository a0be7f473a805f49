"""What a disease is linked to, and why: genes and the diseases that share them, signs, what it is
a kind of, its kinds, treatments, organisations. At most 40 things; how many more there are is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import pyoxigraph as ox

from rarekg.identifiers import iri
from rarekg.records.acts import Use, uses
from rarekg.records.kinds import DISEASES
from rarekg.records.model import Disease, Finding, GraphFact, Link, Statement
from rarekg.records.organisations import directory
from rarekg.records.reader import Records
from rarekg.server.act_views import stage_words
from rarekg.server.languages import gettext
from rarekg.server.pictures.pipeline import USE
from rarekg.server.pictures.tree import Leaf, Limb, Tree, tree
from rarekg.server.references import References
from rarekg.server.signs import percent
from rarekg.server.views import Line, line, split
from rarekg.server.wording import words
from rarekg.vocabulary import RKG

MOST = 40  # things, with the disease itself
_GENES, _SHARING, _OF_ONE = 5, 7, 3
_SIGNS, _PARENTS, _CHILDREN, _THERAPIES, _ORGANISATIONS = 8, 4, 4, 6, 5
_LOOKED_AT = 60  # diseases of a gene: a few have hundreds
_DEFAULT = ox.DefaultGraph()
_GENE = ox.NamedNode(RKG + "associatedGene")


def neighbourhood_picture(record: Disease, records: Records, references: References) -> Tree | None:
    """The things around a disease as a tree; None where it is linked to nothing."""
    found = (
        _genes(record, records, references),
        _signs(record, references),
        _belongs(record),
        _kinds(record),
        _treatments(record, references),
        _organisations(record, records, references),
    )
    limbs = tuple(limb for limb in found if limb.leaves)
    return tree(record.entity.name, record.entity.language, limbs) if limbs else None


def _affirmed(findings: Sequence[Finding]) -> list[Finding]:
    present, _denied = split(findings)
    return [f for f in present if isinstance(f.value, Link) and f.value.url]


def _leaf(link: Link, why: str, lines: Iterable[Line] = (), by: str = "", level: int = 0) -> Leaf:
    return Leaf(link, why, tuple(lines), by, level)


def _of_finding(finding: Finding, references: References) -> Leaf:
    """A value of the disease with all that is stated of it."""
    said = dict.fromkeys(w for s in finding.statements if (w := words(s)))
    value = finding.value
    if not isinstance(value, Link):
        raise TypeError(f"{value!r} is no thing")
    return _leaf(value, "; ".join(said), (line(s, references) for s in finding.statements))


def _genes(record: Disease, records: Records, references: References) -> Limb:
    """The genes with the most said of them, each with other diseases that it is stated for."""
    genes = _affirmed(record.entity.findings("associatedGene"))
    genes.sort(key=lambda f: (-len(f.authorities()), -len(f.statements), _name(f)))
    shown = {f.value.id for f in genes[:_GENES] if isinstance(f.value, Link)}
    left = _SHARING
    leaves: list[Leaf] = []
    taken = {record.entity.id, *(f.value.id for f in _kin(record) if isinstance(f.value, Link))}
    for gene in genes[:_GENES]:
        leaves.append(_of_finding(gene, references))
        for other in islice(_sharing(gene, records, taken), min(_OF_ONE, left)):
            left -= 1
            taken.add(other.subject.id)
            why = gettext("shares the gene %(gene)s", gene=_name(gene))
            leaves.append(_leaf(other.subject, why, [line(other, references)], level=1))
    return Limb(
        gettext("Genes, and diseases that share them"), tuple(leaves), len(genes) - len(shown)
    )


def _kin(record: Disease) -> tuple[GraphFact, ...]:
    """What stands elsewhere in the tree: what it is a kind of, and its kinds."""
    return (*record.entity.graph_facts.get("hasParent", ()), *record.children)


def _sharing(gene: Finding, records: Records, taken: set[str]) -> Iterator[Statement]:
    """Statements that link other diseases to a gene."""
    if not isinstance(gene.value, Link):
        return
    lookup = records.lookup
    address = iri(gene.value.id)
    node = ox.NamedNode(address)
    quads = islice(lookup.store.quads_for_pattern(None, _GENE, node, _DEFAULT), _LOOKED_AT)
    others = [
        lookup.link(q.subject.value) for q in list(quads) if isinstance(q.subject, ox.NamedNode)
    ]
    known = [o for o in others if o.type in DISEASES and o.id not in taken]
    for other in sorted(known, key=lambda o: (o.type != "Disease", o.name.casefold(), o.id)):
        told = lookup.dossier(iri(other.id)).statements
        same = (s.id for s in told if s.property == "associatedGene" and s.value == address)
        sid = next((s for s in same), "")
        if sid and not (found := records.statement(sid)).negated:
            yield found


def _name(finding: Finding) -> str:
    return finding.value.name if isinstance(finding.value, Link) else finding.value.text


def _signs(record: Disease, references: References) -> Limb:
    """The most frequent signs."""
    signs = _affirmed(record.entity.findings("hasPhenotype"))
    signs.sort(key=lambda f: (-max(map(percent, f.statements)), _name(f).casefold()))
    leaves = tuple(_of_finding(f, references) for f in signs[:_SIGNS])
    return Limb(gettext("Most frequent signs"), leaves, max(0, len(signs) - _SIGNS))


def _belongs(record: Disease) -> Limb:
    facts = record.entity.graph_facts
    found = [*facts.get("hasParent", ()), *facts.get("category", ()), *facts.get("inArea", ())]
    return _related(gettext("What it is a kind of"), found, _PARENTS)


def _kinds(record: Disease) -> Limb:
    return _related(gettext("Its forms and kinds"), record.children, _CHILDREN)


def _related(title: str, facts: Iterable[GraphFact], most: int) -> Limb:
    known: dict[str, Leaf] = {}
    for fact in facts:
        value = fact.value
        if isinstance(value, Link) and value.url and value.name != value.id:
            by = "; ".join(s.title for s in fact.sources)
            known.setdefault(value.id, _leaf(value, fact.method or "", by=by))
    leaves = tuple(known.values())
    return Limb(title, leaves[:most], max(0, len(leaves) - most))


def _treatments(record: Disease, references: References) -> Limb:
    """Therapies, those that came farthest first; what is not to be used is not among them."""
    told = [s for s in record.therapies if s.predicate in USE]
    found = [u for u in uses(told, lambda s: s.subject) if not u.purpose]
    leaves = tuple(_treatment(use, references) for use in found[:_THERAPIES])
    return Limb(gettext("Treatments"), leaves, max(0, len(found) - _THERAPIES))


def _treatment(use: Use, references: References) -> Leaf:
    told = [s for act in use.acts for s in act.statements]
    return _leaf(use.link, stage_words(use.stage), (line(s, references) for s in told[:_OF_ONE]))


def _organisations(record: Disease, records: Records, references: References) -> Limb:
    """Those that are stated to work on the disease."""
    known = directory(records).about.get(record.entity.id, ())
    working = [one for one in known if record.entity.id in one.works_on]
    working.sort(key=lambda one: (one.link.name.casefold(), one.link.id))
    leaves = []
    for one in working[:_ORGANISATIONS]:
        entity = records.entity(one.link.id, inverse=False)
        told = [
            s
            for s in entity.statements.get("worksOn", ())
            if isinstance(s.value, Link) and s.value.id == record.entity.id and not s.negated
        ]
        leaves.append(
            _leaf(records.spoken(one.link), one.land, (line(s, references) for s in told))
        )
    title = gettext("Organisations that work on it")
    return Limb(title, tuple(leaves), max(0, len(working) - _ORGANISATIONS))
