"""What an HTTP request to `/sparql` asks (SPARQL 1.1 Protocol, section 2.1); knows no framework."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl

from rarekg.errors import InvalidParameter, InvalidQuery
from rarekg.sparql.admission import NOBODY, Asker
from rarekg.sparql.client import Answer, SparqlClient
from rarekg.sparql.formats import choose
from rarekg.sparql.refusals import UnsupportedMediaType, UpdateRefused

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
_MOST_PARAMETERS = 200
_CHANGING = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID)\s*\(", re.IGNORECASE)

Parameters = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A query with its parameters. The graphs are None where the request names none."""

    query: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    format_name: str | None = None
    seconds: float | None = None

    def run(
        self,
        client: SparqlClient,
        accept: str,
        result_bytes: int | None = None,
        asker: Asker = NOBODY,
    ) -> Answer:
        """The answer from the query service; raises what `SparqlClient.query` does."""
        return client.query(
            self.query,
            accept=accept,
            format_name=self.format_name,
            default_graphs=self.default_graphs,
            named_graphs=self.named_graphs,
            seconds=self.seconds,
            result_bytes=result_bytes,
            asker=asker,
        )

    def entity_tag(self, release: str, accept: str) -> str | None:
        """A tag of the answer that this gives on a release; None if it changes with each run.

        It begins with the release. Raises NotAcceptable.
        """
        if _CHANGING.search(self.query):
            return None
        return tag_of(release, self, choose(accept, self.format_name))


def tag_of(release: str, *parts: object) -> str:
    """A tag of what these parts give on a release."""
    return f"{release}.{hashlib.sha256(repr(parts).encode()).hexdigest()[:24]}"


@dataclass(frozen=True, slots=True)
class NothingAsked:
    """A GET without a query: the service is to say what it is."""

    format_name: str | None = None


def asked(method: str, media_type: str, query_string: bytes, body: bytes) -> Asked | NothingAsked:
    """What a request asks.

    method: GET or POST. media_type: the Content-Type of the body, with its parameters.
    Raises InvalidQuery, InvalidParameter, UpdateRefused, UnsupportedMediaType.
    """
    in_url = _parameters(query_string, "the address")
    if method != "POST":
        _refuse_update(in_url)
        if not in_url.keys() - {"format"}:
            return NothingAsked(_format_name(in_url))
        return _from(in_url, None)
    kind, _, rest = media_type.partition(";")
    kind = kind.strip().lower()
    if kind == QUERY:
        if "query" in in_url:
            raise InvalidQuery("a query in the address and another one in the body: send one")
        return _from(in_url, _utf8(body, rest))
    if kind == FORM:
        in_form = _parameters(body, "the form")
        names = {*in_url, *in_form}
        both = {name: in_url.get(name, []) + in_form.get(name, []) for name in names}
        return _from(both, None)
    if kind == UPDATE:
        raise UpdateRefused("updates are not served: a release never changes")
    raise UnsupportedMediaType(f"a body of type '{kind}': expected {QUERY} or {FORM}")


def _refuse_update(parameters: Parameters) -> None:
    if "update" in parameters:
        raise UpdateRefused("updates are not served: a release never changes")


def _from(parameters: Parameters, body: str | None) -> Asked:
    _refuse_update(parameters)
    queries = parameters.get("query", []) if body is None else [body]
    if len(queries) != 1:
        raise InvalidQuery(f"{len(queries)} queries in one request: expected one, as `query`")
    default_graphs = tuple(parameters.get("default-graph-uri", ()))
    named_graphs = tuple(parameters.get("named-graph-uri", ()))
    return Asked(
        query=queries[0],
        default_graphs=default_graphs or None,
        named_graphs=named_graphs or None,
        format_name=_format_name(parameters),
        seconds=_seconds(parameters.get("timeout", [])),
    )


def _format_name(parameters: Parameters) -> str | None:
    return parameters.get("format", [""])[-1] or None


def _seconds(values: list[str]) -> float | None:
    if not values or not values[-1]:
        return None
    try:
        seconds = float(values[-1])
    except ValueError:
        seconds = -1.0
    if not 0 < seconds < float("inf"):
        raise InvalidParameter(f"timeout={values[-1]!r}: expected a number of seconds above 0")
    return seconds


def _parameters(encoded: bytes, place: str) -> Parameters:
    parameters: Parameters = {}
    try:
        pairs = parse_qsl(
            encoded.decode(),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MOST_PARAMETERS,
        )
    except UnicodeDecodeError as error:
        raise InvalidQuery(f"{place} holds no valid UTF-8: {error}") from error
    except ValueError as error:
        raise InvalidParameter(f"{place} has more than {_MOST_PARAMETERS} parameters") from error
    for name, value in pairs:
        parameters.setdefault(name, []).append(value)
    return parameters


def _utf8(body: bytes, parameters: str) -> str:
    charset = re.search(r"charset\s*=\s*\"?([\w-]+)", parameters, re.IGNORECASE)
    if charset and charset[1].lower() not in ("utf-8", "utf8", "us-ascii"):
        raise UnsupportedMediaType(f"a query in '{charset[1]}': expected UTF-8")
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise InvalidQuery(f"the query is no valid UTF-8: {error}") from error
