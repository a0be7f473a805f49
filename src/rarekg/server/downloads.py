"""`/data/<release>/<file>`: the files of a release, which never change, in whole or in part."""

from __future__ import annotations

from base64 import b64encode
from http import HTTPStatus

from flask import Blueprint, Response, redirect, request, send_file
from werkzeug.wrappers import Response as AnyResponse

from rarekg.downloads.catalogue import Distribution, distributions
from rarekg.downloads.offer import JSON
from rarekg.errors import NotFound
from rarekg.release import Release, sha256_of
from rarekg.server.services import held, services
from rarekg.server.signposting import HeadLink

blueprint = Blueprint("downloads", __name__)

LATEST = "latest"
MANIFEST = "manifest.json"  # says what the others are, so that it is not listed by itself
_YEAR = 365 * 24 * 3600


@blueprint.get(f"/data/{LATEST}/<name>")
def latest(name: str) -> AnyResponse:
    """Leads to a file of the release that is served."""
    release = held().release
    if name != MANIFEST:
        _file(release, name)
    response = redirect(f"/data/{release.id}/{name}", HTTPStatus.FOUND)
    response.headers["Cache-Control"] = "no-cache"
    return _for_all_sites(response)


@blueprint.get("/data/<release_id>/<name>")
def file(release_id: str, name: str) -> AnyResponse:
    """A file of a release that is still kept. Parts of it may be asked for (RFC 9110, 14)."""
    release = services().current.home.release(release_id)
    if name == MANIFEST:
        path = release.path / MANIFEST
        return _sent(send_file(path, JSON, etag=sha256_of(path), max_age=_YEAR))
    found = _file(release, name)
    response = send_file(
        release.path / found.download.path,
        found.media_type,
        as_attachment=found.download.packed,
        download_name=name,
        etag=found.sha256,
        max_age=_YEAR,
    )
    digest = b64encode(bytes.fromhex(found.sha256)).decode()
    response.headers["Repr-Digest"] = f"sha-256=:{digest}:"
    if found.download.licence_url:
        link = HeadLink("license", found.download.licence_url)
        response.headers.add("Link", link.header())
    collection = HeadLink("collection", f"/data/{release.id}", "text/html")
    response.headers.add("Link", collection.header())
    return _sent(response)


def _sent(response: Response) -> AnyResponse:
    """An answer that never changes. A release has one file of a name: the tag is its checksum."""
    response.cache_control.no_cache = None
    response.cache_control.public = True
    response.cache_control.immutable = True
    if request.method == "HEAD" or response.status_code == HTTPStatus.OK:
        response.accept_ranges = "bytes"
    return _for_all_sites(response)


def _file(release: Release, name: str) -> Distribution:
    """A file that a release offers. Raises NotFound."""
    for each in distributions(release, release.manifest()):
        if each.name == name:
            return each
    raise NotFound(f"release {release.id} offers no file '{name[:60]}'; /data lists what it offers")


def _for_all_sites(response: AnyResponse) -> AnyResponse:
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = (
        "Accept-Ranges, Content-Length, Content-Range, ETag, Link, Location, Repr-Digest"
    )
    return response
