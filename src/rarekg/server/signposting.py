"""Typed links in the header of an answer: FAIR Signposting (level 1), RFC 8288, Cool URIs."""

from __future__ import annotations

from dataclasses import dataclass

from rarekg.server.rdf_formats import JSON_LD, RDF_FORMS, TURTLE

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


@dataclass(frozen=True, slots=True)
class HeadLink:
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


def _type_of(section: str) -> str:
    return f"https://schema.org/{_TYPES.get(section, 'Thing')}"
