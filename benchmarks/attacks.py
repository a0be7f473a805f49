"""What a stranger may send to `/sparql`, and what has to come of it.

Used by `benchmarks/safety.py`, which measures, and by the tests. An attack is a function of a
target that says what came of it in a few words; `expected` are the words that are right.
"""

from __future__ import annotations

import http.client
import json
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import quote

QUERY_TYPE = "application/sparql-query"
PATIENCE = 75.0  # seconds; no answer takes that long
DEEP = 10_000
WRONG = "400"
FORBIDDEN = "403"
TOO_LARGE = "413"
TOO_LONG = "422: took longer than it may"
TOO_MUCH_MEMORY = "422: more memory than it may have"
TOO_DEEP = "400: nested too deeply"
TOO_LONG_ANSWER = "422: answer longer than it may be"
TOO_MANY = "503: too many"
TOO_LATE = "503: waited for too long"
_WORDS = {
    "took longer": TOO_LONG,
    "more memory": TOO_MUCH_MEMORY,
    "nested too deeply": TOO_DEEP,
    "answer is longer": TOO_LONG_ANSWER,
    "too many": TOO_MANY,
    "queries of yours": TOO_MANY,
    "no worker was free": TOO_MANY,
    "waited for a worker": TOO_LATE,
}
_COME_AGAIN = 503


@dataclass(frozen=True, slots=True)
class Seen:
    """An answer: its status, its body, after how many seconds it was whole, and whether it says
    when to come again."""

    status: int
    body: bytes
    seconds: float
    says_when: bool = False

    def words(self) -> str:
        """The status, and for a limit which one."""
        if self.status < 400 or not self.body.startswith(b"{"):
            return str(self.status)
        if self.says_when != (self.status == _COME_AGAIN):
            return f"{self.status}, and Retry-After is wrong"
        detail = str(json.loads(self.body)["detail"])
        known = (says for word, says in _WORDS.items() if word in detail)
        said = next((says for says in known if says.startswith(str(self.status))), "")
        return said or (f"503: {detail}" if self.status == _COME_AGAIN else str(self.status))


@dataclass(frozen=True, slots=True)
class Target:
    """A server at this machine; `source` is the address that requests come from, `parameters` go
    with each query that is posted."""

    port: int
    source: str = "127.0.0.1"
    parameters: str = ""

    def connect(self) -> http.client.HTTPConnection:
        """A connection, not opened yet."""
        return http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=PATIENCE, source_address=(self.source, 0)
        )

    def opened(self) -> socket.socket:
        """A bare connection."""
        return socket.create_connection(
            ("127.0.0.1", self.port), timeout=PATIENCE, source_address=(self.source, 0)
        )

    def post(self, query: str | bytes, parameters: str = "") -> Seen:
        """The answer to a query in the body of a POST."""
        body = query.encode("utf-8", "surrogatepass") if isinstance(query, str) else query
        sent = "&".join(each for each in (self.parameters, parameters) if each)
        return self._asked("POST", f"/sparql?{sent}", body, {"Content-Type": QUERY_TYPE})

    def get(self, path: str) -> Seen:
        """The answer to a GET."""
        return self._asked("GET", path, None, {})

    def _asked(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Seen:
        start = time.monotonic()
        connection = self.connect()
        try:
            connection.request(method, path, body, {"Accept": "application/json", **headers})
            response = connection.getresponse()
            content = response.read()
        finally:
            connection.close()
        says_when = response.getheader("Retry-After") is not None
        return Seen(response.status, content, time.monotonic() - start, says_when)


@dataclass(frozen=True, slots=True)
class Attack:
    """What is sent, and what may come of it."""

    name: str
    act: Callable[[Target], str]
    expected: tuple[str, ...] = field(default=(WRONG,))


@contextmanager
def listening() -> Iterator[tuple[int, Callable[[], bool]]]:
    """A port of this machine, and whether anybody has come to it."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.setblocking(False)

        def came() -> bool:
            try:
                listener.accept()[0].close()
            except BlockingIOError:
                return False
            return True

        yield int(listener.getsockname()[1]), came


def _query(name: str, query: str | bytes, *expected: str) -> Attack:
    return Attack(name, lambda target: target.post(query).words(), expected or (WRONG,))


def _to_loopback(name: str, query: str, *expected: str) -> Attack:
    """A query that names an address of this machine at which nobody may come."""

    def act(target: Target) -> str:
        with listening() as (port, came):
            words = target.post(query.replace("PORT", str(port))).words()
            return "the network was reached" if came() else words

    return Attack(name, act, expected or (WRONG,))


def _empty(name: str, query: str, parameters: str = "") -> Attack:
    """A query that may be answered, with nothing."""

    def act(target: Target) -> str:
        with listening() as (port, came):
            address = parameters.replace("PORT", str(port))
            seen = target.post(query.replace("PORT", str(port)), address)
            if came():
                return "the network was reached"
            if seen.status == 200 and json.loads(seen.body)["results"]["bindings"]:
                return "200, with rows"
            return "200, empty" if seen.status == 200 else seen.words()

    return Attack(name, act, ("200, empty",))


def _nested(before: str, middle: str, after: str) -> str:
    return before * DEEP + middle + after * DEEP


_DOUBLING = " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(40))
_SUBQUERIES = _nested("{ SELECT * ", "{ ?a ?b ?c }", " }")
_MILLION = " ".join(["1"] * 1_000_000)
_MANY = " ".join(["1"] * 400_000)
_PRODUCT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
_PART = "{{ SELECT * {{ ?a{0} ?b{0} ?c{0} }} LIMIT 20000 }}"
# Takes time and no memory, however large or small the release is.
ENDLESS = (
    f"SELECT (COUNT(*) AS ?n) {{ {' '.join(_PART.format(i) for i in range(6))} "
    "FILTER(STRLEN(STR(?c1)) + STRLEN(STR(?c2)) + STRLEN(STR(?c3)) < 0) }"
)
_BIG = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 100000"
_LIMITS = (TOO_LONG, TOO_MUCH_MEMORY, TOO_LONG_ANSWER)
LIGHT = f"/sparql?query={quote('ASK { ?s ?p ?o }')}"
PAGE = "/"

NETWORK = (
    _to_loopback(
        "SERVICE to loopback", "SELECT * { SERVICE <http://127.0.0.1:PORT/> { ?s ?p ?o } }"
    ),
    _to_loopback(
        "SERVICE SILENT to loopback",
        "SELECT * { SERVICE SILENT <http://127.0.0.1:PORT/> { ?s ?p ?o } }",
    ),
    _to_loopback(
        "SERVICE to a host name", "SELECT * { SERVICE <http://localhost:PORT/> { ?s ?p ?o } }"
    ),
    _to_loopback(
        "SERVICE SILENT to a variable",
        "SELECT * { VALUES ?g { <http://127.0.0.1:PORT/> } SERVICE SILENT ?g { ?s ?p ?o } }",
    ),
    _to_loopback(
        "SERVICE written with an escape",
        "SELECT * { \\u0053ERVICE SILENT <http://127.0.0.1:PORT/> { ?s ?p ?o } }",
    ),
    _to_loopback("LOAD", "LOAD <http://127.0.0.1:PORT/>", FORBIDDEN),
    _to_loopback("LOAD SILENT of a file", "LOAD SILENT <file:///etc/passwd>", FORBIDDEN),
    _empty("FROM an address", "SELECT * FROM <http://127.0.0.1:PORT/> { ?s ?p ?o }"),
    _empty("FROM a file", "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }"),
    _empty("FROM NAMED a file", "SELECT * FROM NAMED </etc/passwd> { GRAPH ?g { ?s ?p ?o } }"),
    _empty(
        "default-graph-uri of an address",
        "SELECT * { ?s ?p ?o }",
        "default-graph-uri=http%3A%2F%2F127.0.0.1%3APORT%2F",
    ),
)
HEAVY = (
    _query("product of three patterns", _PRODUCT, TOO_LONG, TOO_MUCH_MEMORY),
    _query("what takes time and no memory", ENDLESS, TOO_LONG),
    _query("product of three, each row", "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", *_LIMITS),
    _query("path open at both ends", "SELECT * { ?a (<x:a>|!<x:b>)* ?b }", *_LIMITS),
    _query(
        "path open at both ends, counted",
        "SELECT (COUNT(*) AS ?n) { ?a (<x:a>|!<x:b>)* ?b . ?b (!<x:c>)+ ?c }",
        *_LIMITS,
    ),
    _query("everything, sorted", "SELECT * { ?a ?b ?c } ORDER BY ?c ?b ?a", *_LIMITS),
    _query(
        "everything in one text",
        "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?b), STR(?c))) AS ?x) { ?a ?b ?c . ?d ?e ?f }",
        *_LIMITS,
    ),
    _query("everything", "SELECT * { ?a ?b ?c }", *_LIMITS),
    _query("everything, constructed", "CONSTRUCT { ?a ?b ?c } WHERE { ?a ?b ?c }", *_LIMITS),
    _query(
        "a text doubled forty times",
        f"SELECT (STRLEN(?x40) AS ?n) {{ BIND('twenty bytes of text' AS ?x0) {_DOUBLING} }}",
        TOO_MUCH_MEMORY,
    ),
)
TEXTS = (
    _query(f"{DEEP:,} parentheses", f"SELECT * {{ FILTER({_nested('(', '1', ')')}) }}", TOO_DEEP),
    _query(f"{DEEP:,} groups", f"SELECT * {{ {_nested('{', '', '}')} }}", TOO_DEEP),
    _query(f"{DEEP:,} nested paths", f"ASK {{ ?a {_nested('(', '<x:a>', ')*')} ?b }}", TOO_DEEP),
    _query(f"{DEEP:,} negations", f"ASK {{ FILTER({'!' * DEEP}true) }}", TOO_DEEP),
    _query(f"{DEEP:,} subqueries", f"SELECT * {{ {_SUBQUERIES} }}", TOO_DEEP),
    _query(
        f"{10 * DEEP:,} sums in a row", f"ASK {{ FILTER({'?a+' * 10 * DEEP}?a) }}", "200", TOO_DEEP
    ),
    _query("VALUES of a million rows", f"SELECT * {{ VALUES ?x {{ {_MILLION} }} }}", TOO_LARGE),
    _query(
        "VALUES of 400,000 rows, twice",
        f"SELECT (COUNT(*) AS ?n) {{ VALUES ?x {{ {_MANY} }} ?a ?b ?x . ?c ?d ?x }}",
        "200",
        *_LIMITS,
    ),
    _query("a query of 10 MB", "ASK { } #" + "x" * 10_000_000, TOO_LARGE),
    _query("broken UTF-8", b"ASK { ?s ?p '\xff\xfe' }"),
    _query("NUL", b"ASK { ?s ?p '\x00' } \x00", "200", WRONG),
    _query("a lone surrogate", "ASK { ?s ?p '\ud800' }"),
    _query("an escaped lone surrogate", "ASK { ?s ?p '\\uD800' }"),
    Attack("a lone surrogate in the address", lambda t: t.get("/sparql?query=%ED%A0%80").words()),
    Attack("broken UTF-8 in the address", lambda t: t.get("/sparql?query=%ff").words()),
)


def slow_sender(target: Target, seconds: float = 6.0) -> str:
    """A body that comes by one byte a second, while another client is served."""
    with target.opened() as connection:
        connection.sendall(head("POST", f"Content-Type: {QUERY_TYPE}\r\nContent-Length: 1000"))
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            connection.sendall(b" ")
            if target.get(LIGHT).status != 200:
                return "others are not served"
            time.sleep(1)
    return "others are served"


def slow_reader(target: Target, seconds: float = 6.0) -> str:
    """An answer of several megabytes that is read by one byte a second."""
    with target.opened() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.sendall(head("GET", "Accept: application/json", f"/sparql?query={quote(_BIG)}"))
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if not connection.recv(1):
                return "the connection was closed"
            if target.get(LIGHT).status != 200:
                return "others are not served"
            time.sleep(1)
    return "others are served"


def goes_away(target: Target) -> str:
    """A client that asks what takes long, and closes its connection."""
    with target.opened() as connection:
        connection.sendall(head("GET", "", f"/sparql?query={quote(ENDLESS)}"))
        time.sleep(1)
    return "others are served" if target.get(LIGHT).status == 200 else "others are not served"


def head(method: str, headers: str, path: str = "/sparql") -> bytes:
    """The head of a request, as bytes."""
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", *headers.split("\r\n")]
    return "\r\n".join([line for line in lines if line] + ["", ""]).encode()


CLIENTS = (
    Attack("sends one byte a second", slow_sender, ("others are served",)),
    Attack("reads one byte a second", slow_reader, ("others are served",)),
    Attack("goes away", goes_away, ("others are served",)),
)


@dataclass(frozen=True, slots=True)
class Crowd:
    """What came of many heavy queries at once, and of light requests meanwhile."""

    heavy: tuple[Seen, ...]
    pages: tuple[Seen, ...]
    queries: tuple[Seen, ...]

    @property
    def slowest(self) -> float:
        """Seconds of the slowest light request."""
        return max(seen.seconds for seen in (*self.pages, *self.queries))


def crowd(
    target: Target, others: Target, number: int = 50, light: int = 10, limit: float = 15.0
) -> Crowd:
    """So many heavy queries at once from one client; light requests of another one meanwhile.

    limit: seconds after which a heavy query gives up, as its client asks for that.
    """
    with ThreadPoolExecutor(number) as threads:
        heavy = [threads.submit(target.post, ENDLESS, f"timeout={limit}") for _ in range(number)]
        time.sleep(0.3)
        pages, queries = [], []
        for _ in range(light):
            pages.append(others.get(PAGE))
            queries.append(others.get(LIGHT))
            time.sleep(0.2)
        return Crowd(tuple(each.result() for each in heavy), tuple(pages), tuple(queries))
