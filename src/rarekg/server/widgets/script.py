"""`/widgets/v1/rarekg.js`: the elements that show widgets on other sites, and what sets the height
of frames.

A version once released never changes: sites name it with the hash of its bytes, and browsers run
nothing else under it. So files are sent as they lie in `web/widgets/<version>/`, written by hand;
`v1` is the newest of those that begin with 1. What changes the bytes gets a folder of its own.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from rarekg.content import content_folder
from rarekg.errors import NotFound
from rarekg.server.codings import PLAIN, coding_wanted
from rarekg.server.static_files import StaticFile, StaticFiles

blueprint = Blueprint("widget_scripts", __name__)

ELEMENT, FRAME = "rarekg.js", "frame.js"
_MAJOR = re.compile(r"v([1-9][0-9]*)")
_VERSION = re.compile(r"[0-9]+(?:\.[0-9]+){2}")
_FOR_EVER = "public, max-age=31536000, immutable"
_FOR_NOW = "public, max-age=300, stale-while-revalidate=86400"  # a mended one is there in minutes


@cache
def _files() -> StaticFiles:
    return StaticFiles(content_folder("web") / "widgets")


@cache
def versions() -> tuple[str, ...]:
    """All versions, the oldest first."""
    folder = content_folder("web") / "widgets"
    found = (f.name for f in folder.iterdir() if _VERSION.fullmatch(f.name))
    return tuple(sorted(found, key=lambda name: [int(part) for part in name.split(".")]))


def newest(major: int = 1) -> str:
    """The newest version of a contract. Raises NotFound."""
    found = [name for name in versions() if name.startswith(f"{major}.")]
    if not found:
        raise NotFound(f"no version {major} of the widgets; there are: {', '.join(versions())}")
    return found[-1]


def script(version: str, name: str = ELEMENT) -> StaticFile:
    """A script of a version, `1.0.0`, or of the newest of a contract, `v1`. Raises NotFound."""
    major = _MAJOR.fullmatch(version)
    full = newest(int(major[1])) if major else version
    if full not in versions():
        raise NotFound(
            f"no version '{full[:20]}' of the widgets; there are: {', '.join(versions())}"
        )
    return _files().file(f"{full}/{name}")


def integrity(version: str = "", name: str = ELEMENT) -> str:
    """What a page names the bytes of a script by (Subresource Integrity, 3.1): `sha384-…`; of the
    newest version where none is named. Raises NotFound."""
    body = script(version or newest(), name).body
    return "sha384-" + base64.b64encode(hashlib.sha384(body).digest()).decode("ascii")


@blueprint.get("/widgets/<version>/<name>.js")
def widget_script(version: str, name: str) -> AnyResponse:
    """A script of the widgets, for any site."""
    file = script(version, f"{name}.js")
    coding = coding_wanted(request.accept_encodings)
    response = Response(file.packed(coding), content_type=file.media_type)
    response.headers["Cache-Control"] = _FOR_NOW if _MAJOR.fullmatch(version) else _FOR_EVER
    response.headers["Access-Control-Allow-Origin"] = "*"  # browsers check no hash without it
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.vary.add("Accept-Encoding")
    if coding != PLAIN:
        response.headers["Content-Encoding"] = coding
    response.set_etag(file.hash if coding == PLAIN else f"{file.hash}-{coding}")
    return response.make_conditional(request)
