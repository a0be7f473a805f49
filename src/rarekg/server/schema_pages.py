"""What a page is, in the words of schema.org: a block of JSON-LD in its head, for search engines.

Who shows it, in which language, what it is about, where it stands in the site, and which datasets
and publications it rests on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import unescape

import msgspec
from flask import request
from markupsafe import Markup

from rarekg.records.model import Backing, Entity, Gene, Link, Source, Statement
from rarekg.release import ReleaseManifest
from rarekg.server.claims import claim
from rarekg.server.disease_page import DiseasePage
from rarekg.server.language_choice import prefix
from rarekg.server.languages import gettext, gettext_noop, spoken
from rarekg.server.schema_things import MOST, Json, Node, thing_id, thing_nodes
from rarekg.server.treatments import APPROVED_GROUP
from rarekg.server.vocabulary_terms import Term
from rarekg.vocabulary import RKG

_VOCABULARY = "https://schema.org"
_MOST_ARTICLES = 6  # the page lists them all with what each stands for
# Where a section stands in the site, and its name there.
_ABOVE = {
    "disease": ("/diseases", gettext_noop("Diseases from A to Z")),
    "phenotype": ("/signs", gettext_noop("Signs and symptoms")),
    "therapy": ("/therapies", gettext_noop("Treatments from A to Z")),
    "modality": ("/modalities", gettext_noop("Treatments")),
    "trial": ("/trials", gettext_noop("Trials")),
    "organisation": ("/organisations", gettext_noop("All organisations")),
    "gene": ("/genes", gettext_noop("Genes")),
    "payment": ("/money", gettext_noop("Money")),
    "source": ("/sources", gettext_noop("Sources and licences")),
    "releases": ("/releases", gettext_noop("Releases and changes")),
    "vocab": ("/vocab/", gettext_noop("Vocabulary")),
}
_MEDICAL = frozenset({"disease", "phenotype", "gene", "therapy", "trial", "modality"})
_PAGES = {
    "search": "SearchResultsPage",
    "about": "AboutPage",
    "organisations": "CollectionPage",
    "trials": "CollectionPage",
    "modalities": "CollectionPage",
    "sources": "CollectionPage",
}
# In a data block, markup must not end it, whatever a name holds (HTML, 4.12.1.3).
_ESCAPED = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}


def structured_data(
    title: str,
    words: str,
    release: ReleaseManifest | None,
    entity: Entity | None,
    references: Sequence[Backing],
    *others: object,
) -> Markup:
    """The block for a page: what its blocks, its thing and its references say.

    others: what else the template was given; of some kinds of page, the thing is among it.
    """
    things = _things(entity, others)
    node = _page(unescape(str(title)), unescape(str(words)), release, references)
    if things:
        node["about"] = {"@id": things[0]["@id"]}
    site = [_site()] if request.path == "/" else []
    return block([node, *site, *things])


def block(nodes: Sequence[Node]) -> Markup:
    """Nodes as a block of a page, that no text in them can end."""
    # Identifiers and marked-up texts are strings of their own classes: written as the strings.
    written = msgspec.json.encode({"@context": _VOCABULARY, "@graph": nodes}, enc_hook=str)
    text = written.decode()
    for sign, code in _ESCAPED.items():
        text = text.replace(sign, code)
    # No markup is left in it.
    return Markup(f'<script type="application/ld+json">{text}</script>')  # noqa: S704


def _things(entity: Entity | None, others: Sequence[object]) -> list[Node]:
    """What the page is about, first, and what is said of that from the other end."""
    if entity is not None:
        approved = [link for o in others if isinstance(o, DiseasePage) for link in _approved(o)]
        linked = [finding for o in others if isinstance(o, Gene) for finding in o.diseases]
        return thing_nodes(entity, approved=approved, linked=linked)
    for one in others:
        if isinstance(one, Statement):
            return [{"@type": "Claim", "@id": thing_id(one.url), "text": claim(one)}]
        if isinstance(one, Source) and request.path.startswith("/source/"):
            return [_whole_dataset(one)]
        if isinstance(one, Term):
            return [_defined_term(one)]
    return []


def _whole_dataset(source: Source) -> Node:
    node = dataset(source)
    told = {
        "description": source.description,
        "url": source.homepage,
        "version": ", ".join(dict.fromkeys(source.versions)),
    }
    return {**node, **{key: value for key, value in told.items() if value}}


def _defined_term(term: Term) -> Node:
    node: Node = {
        "@type": "DefinedTerm",
        "@id": term.iri,
        "name": term.labels.get(spoken()) or term.labels.get("en", ""),
        "inDefinedTermSet": {"@type": "DefinedTermSet", "@id": RKG, "name": "rarekg"},
    }
    words = term.definitions.get(spoken()) or term.definitions.get("en", "")
    return {**node, "description": words} if words else node


def _approved(page: DiseasePage) -> list[Link]:
    """The medicines that stand among the approved ones on the page of a disease."""
    shown = (s for s in page.treatments.statuses if s.key == APPROVED_GROUP)
    found = (t.link for s in shown for group in s.groups for t in group.treatments if not t.purpose)
    return list({link.id: link for link in found}.values())


def _page(
    title: str, words: str, release: ReleaseManifest | None, references: Sequence[Backing]
) -> Node:
    root = request.url_root.rstrip("/")
    section = request.path.split("/", 2)[1]
    kind = "MedicalWebPage" if section in _MEDICAL else _PAGES.get(section, "WebPage")
    address = f"{root}{prefix()}{request.path}"
    node: Node = {
        "@type": kind,
        "@id": address,
        "url": address,
        "name": title,
        "description": words,
        "inLanguage": spoken(),
        "isPartOf": {"@type": "WebSite", "@id": f"{root}/#site", "name": "rarekg", "url": root},
    }
    if release is not None:
        node["dateModified"] = release.built[:10]
    if request.path != "/":
        node["breadcrumb"] = _crumbs(root, section, address, title)
    if based := _datasets(references):
        node["isBasedOn"] = based
    if cited := _articles(references):
        node["citation"] = cited
    return node


def _crumbs(root: str, section: str, address: str, title: str) -> Node:
    steps = [(f"{root}{prefix()}/", "rarekg")]
    if section in _ABOVE:
        path, name = _ABOVE[section]
        if f"{root}{prefix()}{path}" != address:
            steps.append((f"{root}{prefix()}{path}", gettext(name)))
    steps.append((address, title))
    items: list[Json] = [
        {"@type": "ListItem", "position": place, "name": name, "item": {"@id": step}}
        for place, (step, name) in enumerate(steps, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _site() -> Node:
    root = request.url_root.rstrip("/")
    target = f"{root}{prefix()}/search?q={{search_term_string}}"
    return {
        "@type": "WebSite",
        "@id": f"{root}/#site",
        "name": "rarekg",
        "url": f"{root}/",
        "inLanguage": spoken(),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": target},
            "query-input": "required name=search_term_string",
        },
    }


def _datasets(references: Iterable[Backing]) -> Sequence[Json]:
    """The datasets behind the page, each once."""
    sources = {b.authority.id: b.authority for b in references}
    return [dataset(source) for source in list(sources.values())[:MOST]]


def dataset(source: Source) -> Node:
    """A source in short."""
    node: Node = {
        "@type": "Dataset",
        "@id": thing_id(f"/source/{source.id}"),
        "name": source.title,
        "publisher": {"@type": "Organization", "name": source.publisher},
    }
    if source.licence_url:
        node["license"] = source.licence_url
    return node


def _articles(references: Iterable[Backing]) -> Sequence[Json]:
    """The publications behind the page: those that are articles for sure."""
    found = {p.label: p for b in references for p in b.publications}
    return [
        {"@type": "ScholarlyArticle", "identifier": label, "url": publication.url}
        for label, publication in found.items()
        if publication.url and label.startswith(("PMID:", "DOI:"))
    ][:_MOST_ARTICLES]
