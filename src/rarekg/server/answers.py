"""How answers of the query service, and refusals of questions to it, go out over HTTP."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus

import msgspec
from flask import Blueprint, Response, request
from flask.blueprints import BlueprintSetupState
from werkzeug.routing import Rule

from rarekg.errors import RarekgError
from rarekg.sparql.client import Answer
from rarekg.sparql.formats import quality, sent_as

_FOR_ALL_SITES = (
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "ETag, Link, Retry-After"),
    ("Vary", "Accept, Accept-Encoding"),
    ("Link", '</.well-known/void>; rel="describedby"; type="text/turtle"'),
)
# Clients of SPARQL send headers of their own, too (X-Requested-With); with `*` all may be sent.
_HEADERS = "Accept, Content-Type, If-None-Match, *"
_POSITION = re.compile(r"line (\d+), column (\d+)")
_EXPECTED = re.compile(r"; expected (.+)\Z", re.DOTALL)
_WORTH_BYTES = 1024  # a smaller answer is one packet either way
_LEVEL = 1  # rows repeat themselves: a sixth to a tenth of the size, at 200 MB/s
_PIECE_BYTES = 256 * 1024
_GZIP = 31  # the window of zlib, and the wrapper of gzip


def serve_every_method(blueprint: Blueprint, path: str, view: Callable[[], Response]) -> None:
    """Has a view answer every method, also those that nobody has heard of: so each refusal is told
    in the same way. A slash at the end of the path is no other address."""

    def register(state: BlueprintSetupState) -> None:
        endpoint = f"{blueprint.name}.{view.__name__}"
        state.app.url_map.add(Rule(path, endpoint=endpoint, strict_slashes=False))
        state.app.view_functions[endpoint] = view

    blueprint.record(register)


def for_all_sites(methods: str) -> Callable[[Response], Response]:
    """What is added to each answer, so that scripts of other sites may read it."""

    def added(response: Response) -> Response:
        response.headers.extend(_FOR_ALL_SITES)
        if request.method == "OPTIONS":
            response.headers["Allow"] = methods
            response.headers["Access-Control-Allow-Methods"] = methods
            response.headers["Access-Control-Allow-Headers"] = _HEADERS
            response.headers["Access-Control-Max-Age"] = "86400"
        return response

    return added


def refusal(error: RarekgError, methods: str) -> Response:
    """An error as text or as a problem document (RFC 9457), as `Accept` has it."""
    accept, status = request.headers.get("Accept", ""), error.http_status
    if quality(accept, "text/plain") > quality(accept, "application/problem+json"):
        response = Response(f"{error}\n", status, mimetype="text/plain")
    else:
        response = Response(_problem(error), status, mimetype="application/problem+json")
    return with_refusal_headers(response, methods)


def with_refusal_headers(response: Response, methods: str) -> Response:
    """What goes with an error, however it is written."""
    if response.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = "5"
    if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        response.headers["Allow"] = methods
    response.headers["Cache-Control"] = "no-store"
    return response


def _problem(error: RarekgError) -> bytes:
    """With the place in the query, and what was expected there, where they are known."""
    problem: dict[str, str | int] = {
        "type": "about:blank",
        "title": HTTPStatus(error.http_status).phrase,
        "status": error.http_status,
        "detail": str(error),
    }
    if place := _POSITION.match(str(error)):
        problem |= {"line": int(place[1]), "column": int(place[2])}
        if expected := _EXPECTED.search(str(error)):
            problem["expected"] = expected[1]
    return msgspec.json.encode(problem)


def holds_still(tag: str | None) -> Response | None:
    """304, if who asks has the answer with this tag already."""
    reads = request.method in ("GET", "HEAD")
    if tag and reads and request.if_none_match.contains_weak(tag):
        return Response(status=HTTPStatus.NOT_MODIFIED, headers=_caching(tag))
    return None


def sent(answer: Answer, tag: str | None, *, is_compressed: bool = False) -> Response:
    """An answer with its headers, compressed for whom takes that.

    tag: of the answer; None if it changes with each run. is_compressed: it is gzip already.
    """
    wanted = request.accept_encodings["gzip"] > 0
    compressed = wanted and (is_compressed or answer.size >= _WORTH_BYTES)
    headers = _caching(tag)
    if compressed:
        headers.append(("Content-Encoding", "gzip"))
    if compressed == is_compressed:
        headers.append(("Content-Length", str(answer.size)))
    response = Response(
        _body(answer, is_compressed, compressed),
        headers=headers,
        content_type=content_type(answer.media_type),
    )
    response.call_on_close(answer.close)
    return response


def content_type(media_type: str) -> str:
    """What Content-Type says of a document of this type to who asks."""
    media_type = sent_as(media_type, request.headers.get("Accept", ""))
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def document(body: bytes, media_type: str, tag: str) -> Response:
    """A document of our own, that holds as long as its tag does."""
    headers = _caching(tag)
    if request.accept_encodings["gzip"] > 0:
        body = b"".join(_packed([body]))
        headers.append(("Content-Encoding", "gzip"))
    headers.append(("Content-Length", str(len(body))))
    return Response(body, headers=headers, content_type=content_type(media_type))


def _caching(tag: str | None) -> list[tuple[str, str]]:
    """An answer may be kept, and asked for again with its tag; one without tag may not."""
    if tag is None:
        return [("Cache-Control", "no-store")]
    return [("Cache-Control", "no-cache"), ("ETag", f'W/"{tag}"')]


def _body(answer: Answer, is_compressed: bool, compressed: bool) -> bytes | Iterator[bytes]:
    if is_compressed and not compressed:
        return _unpacked(answer.chunks())
    if compressed and not is_compressed:
        packed = _packed(answer.chunks())
        return packed if answer.in_file else b"".join(packed)
    return answer.chunks() if answer.in_file else answer.read()


def _packed(chunks: Iterable[bytes]) -> Iterator[bytes]:
    compressor = zlib.compressobj(_LEVEL, wbits=_GZIP)
    for chunk in chunks:
        if packed := compressor.compress(chunk):
            yield packed
    yield compressor.flush()


def _unpacked(chunks: Iterable[bytes]) -> Iterator[bytes]:
    decompressor = zlib.decompressobj(wbits=_GZIP)
    for chunk in chunks:
        rest = chunk
        while rest:
            yield decompressor.decompress(rest, _PIECE_BYTES)
            rest = decompressor.unconsumed_tail
    yield decompressor.flush()
