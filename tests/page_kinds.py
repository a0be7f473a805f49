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
    "builder.builder": (
        ("/widgets",),
        ("/widgets?widget=disease&ref=MONDO:0100339&lang=fr&theme=dark",),
        ("/widgets?widget=disease&ref=ataxia",),
    ),
    "builder.gallery": (("/widgets/gallery",),),
    "builder.recipes": (("/widgets/recipes",),),
    "connect.connect": (("/connect",), ("/connect?from=Friedreich+ataxia&to=idebenone",)),
    "countries.countries": (("/countries",),),
    "countries.one_country": (("/country/FR",),),
    "data_page.data": (("/data",),),
    "disease_history.history": (("/disease/MONDO:0100339/history",),),
    "editor.example_page": (("/sparql/examples/201-signs-of-a-disease",),),
    "editor.list_of_examples": (("/sparql/examples",),),
    "modality.modalities": (("/modalities",),),
    "modality.modality": (("/modality/rarekg:modality-small-molecule",),),
    "money.money": (("/money",), ("/money?by=payment",)),
    "money.payment": (("/payment/{payment}",),),
    "organisations.centres": (("/centres",),),
    "organisations.organisation": (("/organisation/rarekg:organisation-servier",),),
    "organisations.organisations": (("/organisations",),),
    "pages.about": (("/about",),),
    "pages.disease": (
        ("/disease/MONDO:0100339",),
        ("/disease/MONDO:0011441", "/disease/ORPHA:99995"),
    ),
    "things.entity": (("/entity/rarekg:area-movement-disorder",),),
    "things.gene": (("/gene/HGNC:3951",),),
    "home.home": (("/",),),
    "pictures.picture": (
        ("/picture/neighbourhood/MONDO:0100339",),
        ("/picture/onset/MONDO:0100339",),
        ("/picture/prevalence/MONDO:0100339",),
        ("/picture/systems/MONDO:0100339",),
        ("/picture/pipeline/all",),
        ("/picture/designations/all",),
        ("/picture/places/MONDO:0100339",),
    ),
    "things.phenotype": (("/phenotype/HP:0001251",),),
    "pages.sources": (("/sources",),),
    "pages.statement": (("/statement/{statement}",),),
    "programme.key_figures": (("/key-figures",),),
    "programme.programme": (("/programme/rarekg:programme-act-for-children",),),
    "promises.accessibility": (("/accessibility",),),
    "promises.privacy": (("/privacy",),),
    "provenance.method": (("/method/{method}",),),
    "provenance.reference": (("/reference/{reference}",),),
    "provenance.source": (("/source/curated",),),
    "releases.release": (("/releases/{release}",),),
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
    "vocabulary.term": (("/vocab/hasPhenotype.html",),),
    "vocabulary.vocabulary": (("/vocab/",),),
}
# Answers that are no pages of HTML, or that lead to one of the above.
NO_PAGES = (
    r"api\.|downloads\.|feeds\.|graph_store\.|void_document\.|linked_data\.|static|.*_as$|provenance\.licences"
    r"|data_page\.data_of|editor\.example_address|money\.table|pictures\.svg|sitemaps\.|social\."
    r"|widgets\.data|widget_scripts\."
    r"|frames\."  # pages within pages of others: tests/test_embed.py, tests/test_browser_frames.py
    r"|cards\.|oembed\."  # tests/test_cards.py, tests/test_oembed.py
)
HTML = {"Accept": "text/html"}
FAILURES = ("/disease/friedrich-ataxia", "/disease/ORPHA:0")
_FOUND = {
    "statement": ("/disease/MONDO:0100339", r'href="/statement/([0-9a-f]{24})'),
    "reference": ("/statement/{statement}.nt", "/reference/([0-9a-f]+)>"),
    "method": ("/disease/MONDO:0100339.nq", "/method/([a-z0-9-]+)>"),
    "payment": ("/money?by=payment", r'href="/payment/([^"]+)'),
    "release": ("/releases", r'href="/releases/([0-9a-f-]+)"'),
    "trial": ("/trials", r'href="/trial/([^"]+)'),
}


def page_views(app: Flask) -> set[str]:
    """The views that make pages of HTML."""
    rules = (r for r in app.url_map.iter_rules() if "GET" in (r.methods or {"GET"}))
    return {r.endpoint for r in rules if not re.match(NO_PAGES, r.endpoint)}


def examples(app: Flask) -> Iterator[tuple[str, str]]:
    """The view and the address of an example of each kind of page that the release has."""
    client = app.test_client()
    found = dict.fromkeys(_FOUND, "-")
    for name, (path, pattern) in _FOUND.items():
        if match := re.search(pattern, client.get(path.format_map(found)).text):
            found[name] = match[1]
    for view, kinds in EXAMPLES.items():
        for addresses in kinds:
            paths = (address.format_map(found) for address in addresses)
            shown = (p for p in paths if client.get(p, headers=HTML).status_code == 200)
            if (known := next(shown, None)) is not None:
                yield view, known
