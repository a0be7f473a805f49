"""Every kind of page, with examples: what has to hold for all pages is tried on these."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask import Flask

# Of each view that makes pages: addresses, the first of which that a release has is taken. Those
# with two kinds in one view (a rich and a poor disease, results and none) have several lists.
EXAMPLES: dict[str, tuple[tuple[str, ...], ...]] = {
    "api_page.api_page": (("/api",),),
    "browse.browse": (("/browse",),),
    "browse.diseases": (("/diseases",), ("/diseases/treatment/approved/A",)),
    "browse.genes": (("/genes",),),
    "browse.signs": (("/signs",),),
    "browse.therapies": (("/therapies",),),
    "countries.countries": (("/countries",),),
    "countries.one_country": (("/country/FR",),),
    "data_page.data": (("/data",),),
    "editor.example_page": (("/sparql/examples/201-signs-of-a-disease",),),
    "editor.list_of_examples": (("/sparql/examples",),),
    "modality.modalities": (("/modalities",),),
    "modality.modality": (("/modality/rarekg:modality-small-molecule",),),
    "money.money": (("/money",),),
    "money.payment": (("/payment/{payment}",),),
    "organisations.centres": (("/centres",),),
    "organisations.organisation": (("/organisation/rarekg:organisation-servier",),),
    "organisations.organisations": (("/organisations",),),
    "pages.about": (("/about",),),
    "pages.disease": (("/disease/MONDO:0100339",), ("/disease/ORPHA:99995", "/disease/ORPHA:15")),
    "things.entity": (("/entity/rarekg:area-movement-disorder",),),
    "things.gene": (("/gene/HGNC:3951",),),
    "home.home": (("/",),),
    "things.phenotype": (("/phenotype/HP:0001251",),),
    "pages.sources": (("/sources",),),
    "pages.statement": (("/statement/{statement}",),),
    "programme.key_figures": (("/key-figures",),),
    "programme.programme": (("/programme/rarekg:programme-act-for-children",),),
    "promises.accessibility": (("/accessibility",),),
    "promises.privacy": (("/privacy",),),
    "provenance.licences": (("/licences",),),
    "provenance.method": (("/method/{method}",),),
    "provenance.reference": (("/reference/{reference}",),),
    "provenance.source": (("/source/curated",),),
    "releases.release": (("/releases/latest",),),
    "releases.releases": (("/releases",),),
    "search.search": (
        ("/search?q=ataxia",),
        ("/search?q=freidreich+ataxia",),
        ("/search?q=qqqqzzzzxxxx",),
        ("/search",),
    ),
    "sparql.sparql": (("/sparql",),),
    "style.style": (("/style",),),
    "therapy.therapy": (("/therapy/rarekg:idebenone",),),
    "treatments.all_of": (("/treatments/MONDO:0100339",),),
    "trials.trial": (("/trial/{trial}",),),
    "trials.trials": (("/trials",),),
    "vocabulary.term": (("/vocab/hasPhenotype",),),
    "vocabulary.vocabulary": (("/vocab/",),),
}
# Answers that are no pages of HTML, or that lead to one of the above.
NO_PAGES = (
    r"api\.|downloads\.|feeds\.|graph_store\.|void_document\.|linked_data\.|static|.*_as$"
    r"|data_page\.data_of|editor\.example_address|money\.table|pictures\.svg|sitemaps\.|social\."
)
FAILURES = ("/disease/friedrich-ataxia", "/disease/ORPHA:0")
_FOUND = {
    "statement": ("/disease/MONDO:0100339", r'href="/statement/([0-9a-f]{24})'),
    "reference": ("/statement/{statement}", r'href="/reference/([0-9a-f]+)'),
    "payment": ("/money", r'href="/payment/([^"]+)'),
    "trial": ("/trials", r'href="/trial/([^"]+)'),
    "method": ("/sources", r'href="/method/([^"]+)'),
}


def page_views(app: Flask) -> set[str]:
    """The views that make pages of HTML."""
    rules = (r for r in app.url_map.iter_rules() if "GET" in (r.methods or {"GET"}))
    return {r.endpoint for r in rules if not re.match(NO_PAGES, r.endpoint)}


def examples(app: Flask) -> Iterator[tuple[str, str]]:
    """The view and the address of an example of each kind of page that the release has."""
    client = app.test_client()
    found: dict[str, str] = {}
    for name, (path, pattern) in _FOUND.items():
        page = client.get(path.format_map({**dict.fromkeys(_FOUND, ""), **found})).text
        if match := re.search(pattern, page):
            found[name] = match[1]
    for view, kinds in EXAMPLES.items():
        for addresses in kinds:
            known = (a.format_map({**dict.fromkeys(_FOUND, "-"), **found}) for a in addresses)
            path = next((a for a in known if client.get(a).status_code == 200), None)
            if path is not None:
                yield view, path
