"""Answers are sent packed to who can unpack them: pages, JSON and RDF; files have their own way."""

from __future__ import annotations

import gzip
from http import HTTPStatus

import brotli
from flask import Response, request

from rarekg.server.codings import BROTLI, PLAIN, coding_wanted

_WORTH_BYTES = 1024  # a smaller answer is one packet either way
_TEXTS = frozenset(
    {
        "application/json",
        "application/xml",
        "application/n-triples",
        "application/n-quads",
        "application/trig",
    }
)
_ENDINGS = ("+json", "+xml")
# What a page of 138 kB takes (2 cores, 2026-11): gzip 3 1.1 ms and 23.1 kB, gzip 6 2.3 ms and
# 19.8 kB, brotli 3 1.0 ms and 21.3 kB, brotli 4 1.3 ms and 20.0 kB, brotli 5 2.1 ms and 18.1 kB.
_GZIP_LEVEL, _BROTLI_QUALITY = 3, 4
_BROTLI_WINDOW = 18  # 256 kB, as bits: more than a page, and less to set up than the usual 4 MB


def packed(response: Response) -> Response:
    """Packs the body of an answer where that is worth it and wanted (RFC 9110, 8.4, 12.5).

    The tag of what may be sent either way is a weak one: both mean the same, and are not the same
    bytes. What is packed already, or is a file that is sent as it is, is left alone.
    """
    if response.direct_passthrough or response.is_streamed or not _is_text(response.mimetype or ""):
        return response
    if "Content-Encoding" in response.headers:
        return response
    response.vary.add("Accept-Encoding")
    tag, is_weak = response.get_etag()
    if tag is not None and not is_weak:
        response.set_etag(tag, weak=True)
    coding = coding_wanted(request.accept_encodings)
    if response.status_code == HTTPStatus.NOT_MODIFIED or coding == PLAIN:
        return response
    body = response.get_data()
    if len(body) >= _WORTH_BYTES:
        response.set_data(_packed(body, coding))
        response.headers["Content-Encoding"] = coding
    return response


def _packed(body: bytes, coding: str) -> bytes:
    if coding != BROTLI:
        return gzip.compress(body, _GZIP_LEVEL, mtime=0)
    made: bytes = brotli.compress(
        body, mode=brotli.MODE_TEXT, quality=_BROTLI_QUALITY, lgwin=_BROTLI_WINDOW
    )
    return made


def _is_text(media_type: str) -> bool:
    kinds = media_type in _TEXTS, media_type.startswith("text/"), media_type.endswith(_ENDINGS)
    return any(kinds)
