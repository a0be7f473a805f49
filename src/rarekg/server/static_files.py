"""`/static/…`: style sheets, scripts and marks, under names that change with what they hold.

A page asks for `/static/rarekg.0f3a….css`, which never changes and is kept for a year; after an
update its name is another one. The plain names answer too, and are asked for again. What a file
names beside itself (an import of a module, a picture of a style sheet) is led to the hashed names
as well, so that a page never joins parts of two versions. What a style sheet imports is put in its
place: sheets are written by idea, and a page asks for one.

Packed forms are made when first asked for and stay in memory: all files together take 0.4 MB and
0.1 s of a process. A folder for them would have to be written to where nothing else is (the
program and the releases are read-only), and be cleaned up after each update.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath

import brotli
from flask import Blueprint, Response, current_app, request

from rarekg.errors import NotFound, RarekgError
from rarekg.server.codings import GZIP, PLAIN, coding_wanted

blueprint = Blueprint("static_files", __name__)

_HASH = 10  # hexadecimal digits: 2^40 versions of a file
_HASHED = re.compile(r"(?P<stem>.+)\.(?P<hash>[0-9a-f]{10})(?P<suffix>\.[a-z0-9]+)")
_FOR_EVER = "public, max-age=31536000, immutable"
_FOR_NOW = "public, max-age=300"  # by the plain name: nothing tells who keeps it of an update
_OLD = "no-cache"  # a name of another version: this one's file is sent, and is not to be kept
_LOOK_SECONDS = 1.0  # who works on the files in a checkout sees them without a restart
# 2 cores, 2026-11: the editor (0.5 MB) takes brotli 60 ms at 9 and 520 ms at 10, for 6 % less.
_LARGE_BYTES, _LARGE_QUALITY, _QUALITY = 100_000, 9, 10
_TEXTS = {  # not the system's table: it differs from one machine to the next
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
}
_OTHERS = {".png": "image/png", ".ico": "image/x-icon", ".woff2": "font/woff2"}
_REFERENCES = {
    ".css": re.compile(r"""(url\(["']?)([\w./-]+)"""),
    ".js": re.compile(r"""((?:\bfrom|\bimport) ?\(?["'])(\.{1,2}/[\w./-]+)"""),
}
_IMPORT = re.compile(r"""@import ["']([\w./-]+)["'];""")


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file as it is sent: `url` is its address, which changes when it does; `forms` are packed
    ones by coding, as far as they were wanted."""

    name: str
    hash: str
    url: str
    body: bytes
    forms: dict[str, bytes] = field(default_factory=dict)

    @property
    def media_type(self) -> str:
        """What it is."""
        suffix = PurePosixPath(self.name).suffix
        return _TEXTS.get(suffix) or _OTHERS.get(suffix, "application/octet-stream")

    @property
    def is_text(self) -> bool:
        """Whether packing makes it smaller."""
        return PurePosixPath(self.name).suffix in _TEXTS

    def packed(self, coding: str) -> bytes:
        """The file in a coding."""
        if coding == PLAIN:
            return self.body
        if coding not in self.forms:
            self.forms[coding] = _packed(self.body, coding)
        return self.forms[coding]


def _packed(body: bytes, coding: str) -> bytes:
    if coding == GZIP:
        return gzip.compress(body, 9, mtime=0)
    quality = _LARGE_QUALITY if len(body) > _LARGE_BYTES else _QUALITY
    made: bytes = brotli.compress(body, mode=brotli.MODE_TEXT, quality=quality)
    return made


class StaticFiles:
    """The files of a folder by name, read when first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, StaticFile] = {}
        self._seen: tuple[tuple[str, int, int], ...] = ()
        self._stamp = ""
        self._looked = 0.0

    @property
    def stamp(self) -> str:
        """Changes when any of the files does."""
        self._refresh()
        return self._stamp

    def file(self, name: str) -> StaticFile:
        """A file by its plain name. Raises NotFound."""
        self._refresh()
        known = self._known  # another thread may begin anew meanwhile
        return known[name] if name in known else self._read(name, known, ())

    def url(self, name: str) -> str:
        """The address of a file for a page. Raises RarekgError if there is no such file."""
        try:
            return self.file(name).url
        except NotFound as error:
            raise RarekgError(f"a template names a file that is not there: {error}") from error

    def _read(self, name: str, known: dict[str, StaticFile], within: tuple[str, ...]) -> StaticFile:
        if name in within:
            circle = " -> ".join((*within, name))
            raise RarekgError(f"files of web/static must not name each other in a circle: {circle}")
        if name not in self._names():
            raise NotFound(f"no file '{name[:80]}' belongs to the pages")
        body = (self._folder / name).read_bytes()
        suffix = PurePosixPath(name).suffix
        if (pattern := _REFERENCES.get(suffix)) is not None:
            led = partial(self._led, name, known, (*within, name))
            put = partial(self._put, name, known, (*within, name))
            body = pattern.sub(led, _IMPORT.sub(put, body.decode())).encode()
        mark = hashlib.sha256(body).hexdigest()[:_HASH]
        url = f"/static/{name.removesuffix(suffix)}.{mark}{suffix}"
        return known.setdefault(name, StaticFile(name, mark, url, body))

    def _put(
        self, name: str, known: dict[str, StaticFile], within: tuple[str, ...], found: re.Match[str]
    ) -> str:
        """What a style sheet imports, itself."""
        target = os.path.normpath((PurePosixPath(name).parent / found[1]).as_posix())
        return self._read(target, known, within).body.decode()

    def _led(
        self, name: str, known: dict[str, StaticFile], within: tuple[str, ...], found: re.Match[str]
    ) -> str:
        """What a file names beside itself, by its hashed name; anything else as it stands."""
        target = os.path.normpath((PurePosixPath(name).parent / found[2]).as_posix())
        if target not in self._names():
            return found[0]
        other = known[target] if target in known else self._read(target, known, within)
        return found[1] + other.url

    def _names(self) -> frozenset[str]:
        return frozenset(name for name, _, _ in self._seen)

    def _refresh(self) -> None:
        if self._seen and time.monotonic() - self._looked < _LOOK_SECONDS:
            return
        self._looked = time.monotonic()
        if (seen := self._look()) != self._seen:
            self._seen, self._known = seen, {}
            self._stamp = hashlib.sha256(repr(seen).encode()).hexdigest()[:_HASH]

    def _look(self) -> tuple[tuple[str, int, int], ...]:
        """The names of all files, with when they were changed and how large they are."""
        found = [p for p in sorted(self._folder.rglob("*")) if p.is_file()]
        stats = [(p.relative_to(self._folder).as_posix(), p.stat()) for p in found]
        return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats)


def static_files() -> StaticFiles:
    """The files of the application that answers the request."""
    files: StaticFiles = current_app.extensions["rarekg.static"]
    return files


@blueprint.get("/static/<path:path>")
def static_file(path: str) -> Response:
    """A file under its hashed name, or its plain one."""
    files = static_files()
    hashed = _HASHED.fullmatch(path)
    file = files.file(f"{hashed['stem']}{hashed['suffix']}" if hashed else path)
    coding = coding_wanted(request.accept_encodings) if file.is_text else PLAIN
    response = Response(file.packed(coding), content_type=file.media_type)
    response.headers["Cache-Control"] = _keeping(hashed, file)
    if file.is_text:
        response.vary.add("Accept-Encoding")
    if coding != PLAIN:
        response.headers["Content-Encoding"] = coding
    response.set_etag(file.hash if coding == PLAIN else f"{file.hash}-{coding}")
    response.make_conditional(request)
    return response


def _keeping(hashed: re.Match[str] | None, file: StaticFile) -> str:
    if hashed is None:
        return _FOR_NOW
    return _FOR_EVER if hashed["hash"] == file.hash else _OLD
