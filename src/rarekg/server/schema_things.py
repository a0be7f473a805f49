"""Things in the words of schema.org, for search engines: a disease as MedicalCondition, a medicine
as Drug, an organisation, a trial. Only what stands on the page, and never all of it: lists are cut.

What authorities refused, withdrew or only support the study of is no treatment here, and what is
denied of a thing is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from rarekg.records.acts import text, uses
from rarekg.records.model import Entity, Finding, Link, Literal, Statement
from rarekg.server.descriptions import BASE
from rarekg.server.languages import spoken
from rarekg.server.page_descriptions import shares

Json = str | int | float | bool | Sequence["Json"] | Mapping[str, "Json"]
Node = dict[str, Json]

MOST = 12  # values of a property: search engines want what is typical, the page has all
_MOST_SIGNS = 20
_NAMES = frozenset({"name", "synonym", "layName", "abbreviation", "fullName", "displayName"})
_FREQUENCIES = {"HP:0040280": 0, "HP:0040281": 1, "HP:0040282": 2, "HP:0040283": 3, "HP:0040284": 4}
_UNSTATED = 9  # after all of them

# What the systems of codes are called.
_SYSTEMS = {
    "ATC": "ATC",
    "CHEBI": "ChEBI",
    "DOID": "Disease Ontology",
    "DRUGBANK": "DrugBank",
    "GARD": "GARD",
    "HGNC": "HGNC",
    "HP": "HPO",
    "ICD10CM": "ICD-10-CM",
    "ICD11MMS": "ICD-11 MMS",
    "MAXO": "MAxO",
    "MEDDRA": "MedDRA",
    "MESH": "MeSH",
    "MONDO": "Mondo",
    "NCIT": "NCI Thesaurus",
    "NCT": "ClinicalTrials.gov",
    "OMIM": "OMIM",
    "ORPHA": "Orphanet",
    "RXCUI": "RxNorm",
    "SCTID": "SNOMED CT",
    "UMLS": "UMLS",
}
_ORGANISATIONS = {
    "ResearchCentre": "ResearchOrganization",
    "PatientOrganisation": "NGO",
    "CareProvider": "MedicalOrganization",
    "Company": "Corporation",
    "Authority": "GovernmentOrganization",
    "University": "CollegeOrUniversity",
    "Organisation": "Organization",
    "Programme": "Project",
}
_STUDY_STATUS = {
    "RECRUITING": "Recruiting",
    "NOT_YET_RECRUITING": "NotYetRecruiting",
    "ENROLLING_BY_INVITATION": "EnrollingByInvitation",
    "ACTIVE_NOT_RECRUITING": "ActiveNotRecruiting",
    "COMPLETED": "Completed",
    "SUSPENDED": "Suspended",
    "TERMINATED": "Terminated",
    "WITHDRAWN": "Withdrawn",
}


def thing_id(url: str) -> str:
    """The address that stands for a thing, on any site that shows it."""
    return BASE + url


def thing_nodes(
    entity: Entity, *, approved: Sequence[Link], linked: Sequence[Finding]
) -> list[Node]:
    """A thing, and what can only be said of it from the other end; none where schema.org has no
    word for it.

    approved: medicines that some authority has approved for a disease. linked: the diseases of a
    gene.
    """
    made = _KINDS.get(entity.type)
    if made is None or not entity.url:
        return []
    node: Node = {"@type": "Thing", "@id": thing_id(entity.url), "name": entity.name}
    _add(node, "alternateName", _other_names(entity))
    if entity.iri.startswith("http") and not entity.iri.startswith(BASE):
        node["sameAs"] = entity.iri
    others = made(entity, node)
    _add(node, "drug", [_reference(link, "Drug") for link in approved[:MOST]])
    _add(node, "associatedDisease", _diseases(finding.value for finding in linked))
    return [node, *others]


def _add(node: Node, key: str, value: Json) -> None:
    """Adds what there is: one value by itself."""
    if value:
        node[key] = value[0] if isinstance(value, list) and len(value) == 1 else value


def _reference(link: Link, kind: str) -> Node:
    """A thing that is told of elsewhere."""
    node: Node = {"@type": kind, "name": link.name}
    if link.url:
        node["@id"] = thing_id(link.url)
    return node


def _other_names(entity: Entity) -> Sequence[Json]:
    """Other names of exactly this thing, in the reader's language."""
    told = (n.text for n in entity.names if n.language == spoken() and n.kind in _NAMES)
    found: list[Json] = [name for name in dict.fromkeys(told) if name != entity.name]
    return found[:MOST]


def _codes(entity: Entity) -> Sequence[Json]:
    found: list[Json] = []
    for identifier in entity.identifiers:
        prefix, _, value = identifier.partition(":")
        if prefix in _SYSTEMS:
            system = _SYSTEMS[prefix]
            found.append({"@type": "MedicalCode", "codeValue": value, "codingSystem": system})
    return found[:MOST]


def _said(entity: Entity, key: str) -> list[Statement]:
    """What is affirmed, of values that nobody denies."""
    told = entity.statements.get(key, ())
    denied = {_key(s) for s in told if s.negated}
    return [s for s in told if _key(s) not in denied] if denied else list(told)


def _key(statement: Statement) -> str:
    value = statement.value
    return value.id if isinstance(value, Link) else value.text


def _links(entity: Entity, key: str) -> list[Link]:
    """The things that a property names, each once."""
    found = (s.value for s in _said(entity, key))
    return list({link.id: link for link in found if isinstance(link, Link)}.values())


def _literals(entity: Entity, key: str) -> Sequence[Json]:
    found = (s.value for s in _said(entity, key))
    return list(dict.fromkeys(v.text for v in found if isinstance(v, Literal)))[:MOST]


def _graph_literals(entity: Entity, key: str) -> Sequence[Json]:
    found = (fact.value for fact in entity.graph_facts.get(key, ()))
    return [v.name if isinstance(v, Link) else v.text for v in found][:MOST]


def _diseases(values: Iterable[object]) -> Sequence[Json]:
    found = (v for v in values if isinstance(v, Link) and v.type)
    return [_reference(link, "MedicalCondition") for link in found][:MOST]


def _disease(entity: Entity, node: Node) -> list[Node]:
    node["@type"] = "MedicalCondition"
    _add(node, "code", _codes(entity))
    _add(node, "signOrSymptom", _signs(entity))
    _add(node, "epidemiology", list(shares(entity)[:3]))
    genes = _links(entity, "associatedGene")[:MOST]
    named: Json = {"@id": str(node["@id"])}
    return [{**_reference(link, "Gene"), "associatedDisease": named} for link in genes if link.url]


def _signs(entity: Entity) -> Sequence[Json]:
    """The signs that are stated of the most people."""

    ordered = sorted(_said(entity, "hasPhenotype"), key=_rarity)
    found = {_key(s): s.value for s in ordered if isinstance(s.value, Link)}
    signs = [link for link in found.values() if isinstance(link, Link)][:_MOST_SIGNS]
    return [_reference(link, "MedicalSignOrSymptom") for link in signs]


def _rarity(statement: Statement) -> int:
    value = statement.qualifier("frequency")
    return _FREQUENCIES.get(value.id, _UNSTATED) if isinstance(value, Link) else _UNSTATED


def _sign(entity: Entity, node: Node) -> list[Node]:
    node["@type"] = "MedicalSignOrSymptom"
    _add(node, "code", _codes(entity))
    return []


def _gene(entity: Entity, node: Node) -> list[Node]:
    node["@type"] = "Gene"
    _add(node, "identifier", list(entity.identifiers[:MOST]))
    return []


def _medicine(entity: Entity, node: Node) -> list[Node]:
    node["@type"] = "Drug"
    _add(node, "code", _codes(entity))
    _add(node, "proprietaryName", _graph_literals(entity, "tradeName"))
    _add(node, "activeIngredient", _graph_literals(entity, "hasIngredient"))
    kinds = [_reference(link, "DrugClass") for link in _links(entity, "hasModality")]
    _add(node, "drugClass", [{**kind, "@type": "DrugClass"} for kind in kinds])
    told = [s for s in entity.statements.get("indicatedFor", ()) if isinstance(s.value, Link)]
    found = uses(told, _disease_of)
    approved = [u.link for u in found if u.standing == "approved" and not u.purpose]
    drug: Json = {"@id": str(node["@id"])}
    conditions = [_reference(link, "MedicalCondition") for link in approved[:MOST] if link.url]
    return [{**condition, "drug": drug} for condition in conditions]


def _disease_of(statement: Statement) -> Link:
    value = statement.value
    return value if isinstance(value, Link) else Link("", value.text, "", "", "")


def _action(entity: Entity, node: Node) -> list[Node]:
    treats = bool(_said(entity, "treats"))
    node["@type"] = "MedicalTherapy" if treats else "MedicalProcedure"
    _add(node, "code", _codes(entity))
    return []


def _trial(entity: Entity, node: Node) -> list[Node]:
    node["@type"] = "MedicalTrial"
    _add(node, "code", _codes(entity))
    for status in _literals(entity, "trialStatus")[:1]:
        known = _STUDY_STATUS.get(str(status))
        node["status"] = f"https://schema.org/{known}" if known else status
    _add(node, "healthCondition", _diseases(_links(entity, "studiesDisease")))
    therapies = [link for link in _links(entity, "studiesTherapy") if link.type == "Therapy"]
    _add(node, "studySubject", [_reference(link, "Drug") for link in therapies[:MOST]])
    sponsors = _literals(entity, "sponsorName")
    _add(node, "sponsor", [{"@type": "Organization", "name": name} for name in sponsors])
    _add(node, "studyLocation", _countries(entity))
    return []


def _countries(entity: Entity) -> Sequence[Json]:
    told = (text(s, "country") for s in _said(entity, "siteName"))
    names = [name for name in dict.fromkeys(told) if name]
    return [{"@type": "Country", "name": name} for name in names[:_MOST_SIGNS]]


def _organisation(entity: Entity, node: Node) -> list[Node]:
    node["@type"] = _ORGANISATIONS[entity.type]
    _add(node, "url", _literals(entity, "website")[:1])
    _add(node, "foundingDate", _literals(entity, "startYear")[:1])
    if address := _address(entity):
        node["address"] = address
    if place := _place(entity):
        node["location"] = place
    _add(node, "knowsAbout", _diseases(_links(entity, "worksOn")))
    outside = [i for i in entity.identifiers if not i.startswith("rarekg:")]
    _add(node, "identifier", list(outside[:MOST]))
    return []


def _address(entity: Entity) -> Node:
    node: Node = {"@type": "PostalAddress"}
    _add(node, "addressLocality", _literals(entity, "placeName")[:1])
    _add(node, "addressCountry", _graph_literals(entity, "countryCode")[:1])
    return node if len(node) > 1 else {}


def _place(entity: Entity) -> Node:
    latitude = _graph_literals(entity, "latitude")[:1]
    longitude = _graph_literals(entity, "longitude")[:1]
    if not latitude or not longitude:
        return {}
    return {
        "@type": "Place",
        "geo": {"@type": "GeoCoordinates", "latitude": latitude[0], "longitude": longitude[0]},
    }


def _term(_: Entity, node: Node) -> list[Node]:
    node["@type"] = "DefinedTerm"
    return []


def _claim(_: Entity, node: Node) -> list[Node]:
    node["@type"] = "Claim"
    node["inLanguage"] = spoken()
    return []


def _payment(entity: Entity, node: Node) -> list[Node]:
    node["@type"] = "PayAction"
    for key, role in (("payer", "agent"), ("recipient", "recipient")):
        _add(node, role, [_reference(link, "Organization") for link in _links(entity, key)[:1]])
    for statement in _said(entity, "amount")[:1]:
        node["price"] = _key(statement)
        node["priceCurrency"] = text(statement, "currency")
    return []


_KINDS: dict[str, Callable[[Entity, Node], list[Node]]] = {
    "Disease": _disease,
    "DiseaseGroup": _disease,
    "DiseaseSubtype": _disease,
    "Phenotype": _sign,
    "Gene": _gene,
    "Therapy": _medicine,
    "MedicalAction": _action,
    "Modality": _term,
    "Approach": _term,
    "Area": _term,
    "RarityRule": _term,
    "Trial": _trial,
    **dict.fromkeys(_ORGANISATIONS, _organisation),
    "Payment": _payment,
    "KeyFigure": _claim,
}
