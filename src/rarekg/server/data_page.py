"""`/data`: what can be taken along, for people; for programs, the same as a DCAT catalogue."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, g, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from rarekg.downloads.catalogue import Distribution, catalogue, distributions
from rarekg.downloads.kinds import KINDS
from rarekg.downloads.offer import N_QUADS
from rarekg.graph.metadata import DESCRIPTION, TITLE
from rarekg.release import Release, ReleaseManifest
from rarekg.server.formats import formats
from rarekg.server.languages import gettext, gettext_noop, ngettext, spoken
from rarekg.server.linked_data import for_all_sites, form_asked, tagged
from rarekg.server.rdf_formats import FORMS, PAGE, Form, split_suffix, written
from rarekg.server.services import held, services
from rarekg.server.signposting import HeadLink, alternates

blueprint = Blueprint("data_page", __name__)

_SUFFIXES = ", ".join(form.suffix for form in FORMS)
_RELEASES = "https://w3id.org/rarekg/releases"
_UNITS = ((1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB"))

# The headings, as the program that wrote the files names them.
_GROUPS = {
    "The whole": gettext_noop("The whole"),
    "JSON Lines": "JSON Lines",
    "CSV": "CSV",
    "Mappings": gettext_noop("Mappings"),
    "N-Quads of one source": gettext_noop("N-Quads of one source"),
}

JsonLd = dict[str, "str | int | bool | JsonLd | list[JsonLd]"]


@blueprint.get("/data")
def data() -> str | AnyResponse:
    """The downloads of the release that is served."""
    return _shown(held().release, "/data", form_asked())


@blueprint.get(f"/data.<any({_SUFFIXES}):suffix>")
def data_as(suffix: str) -> str | AnyResponse:
    """The same in the form of a suffix."""
    return _shown(held().release, "/data", next(f for f in FORMS if f.suffix == suffix))


@blueprint.get("/data/<name>")
def data_of(name: str) -> str | AnyResponse:
    """The downloads of a release that is still kept."""
    release_id, form = split_suffix(name)
    release = services().current.home.release(release_id)
    if form is None:
        form = form_asked()
    g.machine = form is not PAGE
    return _shown(release, f"/data/{release.id}", form)


def _shown(release: Release, path: str, form: Form) -> str | AnyResponse:
    manifest = release.manifest()
    files = distributions(release, manifest)
    if form is not PAGE and files:
        triples = catalogue(manifest, files, request.url_root)
        response = Response(written(triples, form), content_type=form.content_type)
        for link in (HeadLink("describes", path), *alternates(path)):
            response.headers.add("Link", link.header())
        return for_all_sites(tagged(response, f"data.{release.id}.{form.suffix}"))
    g.head_links = alternates(path)
    return render_template(
        "data.html",
        manifest=manifest,
        current=release.id == held().release.id,
        groups=_groups(files),
        group_words=_group_words,
        tables=_tables(files),
        formulas=sum(each.download.formulas for each in files),
        whole=next((each for each in files if each.name == "graph.nq.gz"), None),
        cited=citation(manifest),
        size=size_words,
        schema=_schema(manifest, files),
    )


def _group_words(group: str) -> str:
    return gettext(_GROUPS.get(group, group))


def _tables(files: Sequence[Distribution]) -> dict[str, dict[str, str]]:
    """What the columns hold, table by table. Those of things are told once: they share many."""
    found: dict[str, dict[str, str]] = {}
    things = {f"{kind.stem}.csv.gz" for kind in KINDS}
    for each in files:
        if each.download.columns:
            name = gettext("the tables of things") if each.name in things else each.name
            table = found.setdefault(name, {})
            table.update({column.name: column.meaning for column in each.download.columns})
    return found


def _groups(files: Sequence[Distribution]) -> dict[str, list[Distribution]]:
    """The files under their headings."""
    found: dict[str, list[Distribution]] = {}
    for each in files:
        found.setdefault(each.download.group, []).append(each)
    return found


def citation(manifest: ReleaseManifest) -> str:
    """The line with which a release is cited."""
    return (
        f"rarekg: {TITLE.partition(', ')[2]}. Release {manifest.id}, {manifest.built[:10]}. "
        f"{_RELEASES}/{manifest.id}"
    )


def size_words(size: int) -> str:
    """A number of bytes in the unit in which it is read."""
    for unit, name in _UNITS:
        if size >= unit:
            shown = f"{size / unit:.1f}".translate(formats(spoken()).signs)
            return f"{shown}\N{NO-BREAK SPACE}{name}"
    return ngettext("%(num)s byte", "%(num)s bytes", size)


def _schema(manifest: ReleaseManifest, files: Sequence[Distribution]) -> JsonLd:
    """The release in the words of schema.org, which search engines for data sets read."""
    found: JsonLd = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": f"{_RELEASES}/{manifest.id}",
        "name": TITLE,
        "description": DESCRIPTION,
        "url": f"{request.url_root}data",
        "version": manifest.id,
        "datePublished": manifest.built[:10],
        "creditText": citation(manifest),
        "creator": {"@type": "Organization", "name": "rarekg", "url": request.url_root},
        "isAccessibleForFree": True,
        "distribution": [_schema_file(manifest, each) for each in files if _general(each)],
    }
    if licence := next((e.download.licence_url for e in files if e.name == "graph.nq.gz"), ""):
        found["license"] = licence
    return found


def _general(each: Distribution) -> bool:
    """Whether search engines are told of a file: those of single sources are in the catalogue."""
    return len(each.download.sources) != 1 or each.download.media_type != N_QUADS


def _schema_file(manifest: ReleaseManifest, each: Distribution) -> JsonLd:
    return {
        "@type": "DataDownload",
        "name": f"{each.download.title} ({each.name})",
        "contentUrl": f"{request.url_root}data/{manifest.id}/{each.name}",
        "encodingFormat": each.download.media_type,
        "contentSize": f"{each.size} B",
        "sha256": each.sha256,
        "license": each.download.licence_url,
    }
