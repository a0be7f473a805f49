"""Widgets on a full release: their data, their frames, their weight; how soon an element is seen;
what a machine answers when many sites have them.

In process, through Flask's test client, each widget of the 200 diseases with the most facts and of
200 others (things of other kinds for the widgets that are about those). The reference is the whole
record of the same disease (`/api/v1/disease/…`): what a site would have to fetch without widgets.
Then `rarekg serve` under a steady number of requests a second, and Chromium with an element on a
page of another origin.
"""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask.testing import FlaskClient

from benchmarks import widget_browser, widget_crowd
from benchmarks.outcome import Detail, Outcome, Spread, show, spread
from benchmarks.subject import groups, home_of
from rarekg.content import content_folder
from rarekg.release import Release
from rarekg.server.app import create_app
from rarekg.server.widgets.kinds import KINDS, Kind
from rarekg.sparql.client import SparqlClient

NUMBER = 200
DATA_MS, FRAME_MS, SCRIPT_KB, HOST_SCRIPT_KB = 5, 8, 8, 1
_DISEASE = "disease"
_LISTS = {"organisation": "/api/v1/organisation", "therapy": "/api/v1/therapy"}


@dataclass(frozen=True, slots=True)
class Asked:
    """One widget: milliseconds of its data and of its frame, bytes of both with gzip."""

    data: list[float]
    frame: list[float]
    data_bytes: list[int]
    frame_bytes: list[int]


def run(release: Release) -> Outcome:
    """Measures, prints, and returns what was found."""
    chosen = groups(release, NUMBER)
    diseases = [disease.id for group in chosen.values() for disease in group]
    with home_of(release) as home:
        client = create_app(home, SparqlClient(home.path)).test_client()
        client.get("/")  # templates are compiled, the release is open
        found = {kind.name: _asked(client, kind, diseases) for kind in KINDS}
        record = spread([_timed(client, f"/api/v1/disease/{d}")[0] for d in diseases])
    data = _together(found, lambda asked: asked.data)
    frame = _together(found, lambda asked: asked.frame)
    weights = _weights()
    _print(found, data, frame, record, weights)
    addresses = [f"/api/v1/widget/disease/{d}" for d in diseases[::4]]
    addresses += [f"/embed/v1/treatments/{d}" for d in diseases[1::4]]
    crowd = widget_crowd.run(release, addresses)
    seen = widget_browser.run(release)
    details: dict[str, Detail] = {
        "data": data.detail(),
        "frames": frame.detail(),
        "record": record.detail(),
        "widgets": {name: _detail(asked) for name, asked in found.items()},
        "gzip_bytes": weights,
        "crowd": crowd,
        "element": seen,
        "targets": {"data_ms": DATA_MS, "frame_ms": FRAME_MS},
    }
    return Outcome("widgets", "ms, median of the data", data.median, record.median, details)


def _asked(client: FlaskClient, kind: Kind, diseases: Sequence[str]) -> Asked:
    asked = Asked([], [], [], [])
    for ref in _things(client, kind, diseases):
        place = f"{kind.name}/{ref}" if ref else kind.name
        milliseconds, size = _timed(client, f"/api/v1/widget/{place}")
        asked.data.append(milliseconds)
        asked.data_bytes.append(size)
        milliseconds, size = _timed(client, f"/embed/v1/{place}")
        asked.frame.append(milliseconds)
        asked.frame_bytes.append(size)
    return asked


def _things(client: FlaskClient, kind: Kind, diseases: Sequence[str]) -> Iterable[str]:
    """What a widget is asked about: diseases, where it is about these; else the first things of a
    list; else its example, or nothing, as often."""
    if _DISEASE in kind.of:
        return diseases
    for section in kind.of:
        if section in _LISTS:
            listed = client.get(f"{_LISTS[section]}?per_page=100").get_json()
            return [thing["id"] for thing in listed["results"]]
    return [kind.example] * NUMBER


def _timed(client: FlaskClient, address: str) -> tuple[float, int]:
    """Milliseconds of an answer, and its bytes with gzip."""
    start = time.perf_counter()
    response = client.get(address)
    body = response.get_data()
    taken = (time.perf_counter() - start) * 1000
    if response.status_code != 200:
        raise SystemExit(f"{address}: status {response.status_code}")
    return taken, len(gzip.compress(body, 6))


def _together(found: Mapping[str, Asked], part: Callable[[Asked], list[float]]) -> Spread:
    return spread([taken for asked in found.values() for taken in part(asked)])


def _weights() -> dict[str, int]:
    """Bytes of the scripts with gzip."""
    files = sorted((content_folder("web") / "widgets").rglob("*.js"))
    return {file.name: len(gzip.compress(file.read_bytes(), 9)) for file in files}


def _print(
    found: Mapping[str, Asked],
    data: Spread,
    frame: Spread,
    record: Spread,
    weights: Mapping[str, int],
) -> None:
    rows: list[tuple[object, ...]] = []
    for name, asked in found.items():
        one, other = spread(asked.data), spread(asked.frame)
        kilobytes = max(asked.data_bytes) / 1000, max(asked.frame_bytes) / 1000
        rows.append((name, one.median, one.p99, other.median, other.p99, *kilobytes))
    rows.append(("all", data.median, data.p99, frame.median, frame.p99, "", ""))
    show(("widget", "data ms", "p99", "frame ms", "p99", "most kB", "frame kB"), rows)
    print(f"data: median {data.median:.2f} ms (at most {DATA_MS});", end=" ")
    print(f"frames: {frame.median:.2f} ms (at most {FRAME_MS});", end=" ")
    print(f"the whole record of a disease: {record.median:.2f} ms")
    for name, size in weights.items():
        most = HOST_SCRIPT_KB if name == "frame.js" else SCRIPT_KB
        print(f"{name}: {size / 1000:.2f} kB with gzip (at most {most})")


def _detail(asked: Asked) -> dict[str, Detail]:
    return {
        "data": spread(asked.data).detail(),
        "frame": spread(asked.frame).detail(),
        "gzip_bytes": max(asked.data_bytes),
        "frame_gzip_bytes": max(asked.frame_bytes),
    }
