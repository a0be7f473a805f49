"""Typed links in the header of an answer, and as a document: FAIR Signposting (levels 1 and 2),
RFC 8288, RFC 9264, Cool URIs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import msgspec

from rarekg.server.rdf_formats import JSON_LD, LINK_SET, RDF_FORMS, TURTLE

BASE = "https://w3id.org/rarekg"
LICENCES = f"{BASE}/licences"
ATOM = "application/atom+xml"
ABOUT_PAGE = "https://schema.org/AboutPage"

# What the pages of a section are about, in the words of schema.org.
_TYPES = {
    "disease": "MedicalCondition",
    "phenotype": "MedicalSignOrSymptom",
    "gene": "Gene",
    "therapy": "MedicalTherapy",
    "modality": "DefinedTerm",
    "trial": "MedicalTrial",
    "organisation": "Organization",
    "programme": "Project",
    "payment": "MonetaryGrant",
    "statement": "Claim",
    "reference": "CreativeWork",
    "source": "Dataset",
    "vocab": "DefinedTerm",
    "release": "Dataset",
}


class HeadLink(msgspec.Struct, frozen=True, gc=False):
    """A typed link from one document to another."""

    rel: str
    href: str
    type: str = ""
    title: str = ""

    def header(self) -> str:
        """The link as RFC 8288 writes it. (Titles are ASCII.)"""
        kind = f'; type="{self.type}"' if self.type else ""
        title = f'; title="{self.title}"' if self.title else ""
        return f'<{self.href}>; rel="{self.rel}"{kind}{title}'


def alternates(path: str) -> tuple[HeadLink, ...]:
    """The forms in RDF of the page at a path."""
    return tuple(
        HeadLink("alternate", f"{path}.{form.suffix}", form.media_type, form.name)
        for form in RDF_FORMS
    )


def page_links(section: str, path: str, cited: str) -> tuple[HeadLink, ...]:
    """The links of a page: how to cite it, what describes it, what it is, its data, its terms."""
    described = tuple(
        HeadLink("describedby", f"{path}.{form.suffix}", form.media_type)
        for form in (TURTLE, JSON_LD)
    )
    data = HeadLink("item", f"{path}.{JSON_LD.suffix}", JSON_LD.media_type)
    kinds = (HeadLink("type", ABOUT_PAGE), HeadLink("type", _type_of(section)))
    licence = HeadLink("license", LICENCES)
    return (HeadLink("cite-as", cited), *kinds, *described, data, licence, *alternates(path))


def document_links(path: str, cited: str) -> tuple[HeadLink, ...]:
    """The links of a document in RDF, back to the page and to what is cited."""
    return (
        HeadLink("cite-as", cited),
        HeadLink("describes", path),
        HeadLink("collection", path, "text/html"),
        HeadLink("license", LICENCES),
        *alternates(path),
    )


def link_set_link(path: str) -> HeadLink:
    """Where the links of a page, and of its documents, stand in one document."""
    return HeadLink("linkset", f"{path}.{LINK_SET.suffix}", LINK_SET.media_type)


def link_set(root: str, section: str, path: str, cited: str) -> bytes:
    """The links of a page and of its documents, as JSON (RFC 9264, section 4.2).

    root: the address of the site, without a slash at its end.
    """
    sets = [_context(root, path, page_links(section, path, cited))]
    for form in RDF_FORMS:
        back = (
            HeadLink("describes", path, "text/html"),
            HeadLink("collection", path, "text/html"),
            HeadLink("type", "https://schema.org/Dataset"),
            HeadLink("license", LICENCES),
        )
        sets.append(_context(root, f"{path}.{form.suffix}", back))
    return msgspec.json.encode({"linkset": sets})


_Targets = list[dict[str, str]]


def _context(root: str, path: str, links: Iterable[HeadLink]) -> dict[str, str | _Targets]:
    """What one address links to, by the kind of link."""
    found: defaultdict[str, _Targets] = defaultdict(list)
    for link in links:
        href = link.href if "://" in link.href else root + link.href
        parts = {"href": href, "type": link.type, "title": link.title}
        found[link.rel].append({key: value for key, value in parts.items() if value})
    return {"anchor": root + path, **found}


def _type_of(section: str) -> str:
    return f"https://schema.org/{_TYPES.get(section, 'Thing')}"
