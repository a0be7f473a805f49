"""Fetching sources from a server that misbehaves."""

from __future__ import annotations

import gzip
import hashlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from rarekg.errors import BadSource, FetchFailed
from rarekg.sources.cache import located_files, only_fetch
from rarekg.sources.download import FetchOptions, fetch
from rarekg.sources.mirror import copy_from_mirror
from rarekg.sources.progress import FetchResult, Outcome
from rarekg.sources.status import source_table
from tests.fetching import (
    NEWER,
    QUICK,
    TABLE,
    content,
    fetched,
    leftovers,
    mirror_of,
    offsets,
    problem,
    source,
    table,
)
from tests.upstream import (
    Busy,
    Redirected,
    Served,
    Stalled,
    Truncated,
    Upstream,
    WebPage,
    WrongPart,
    serving,
)


@pytest.fixture(scope="module")
def server() -> Iterator[Upstream]:
    with serving() as upstream:
        yield upstream


@pytest.fixture
def upstream(server: Upstream) -> Upstream:
    """The server, as if it had just been started."""
    server.files.clear()
    server.scripts.clear()
    server.requests.clear()
    server.files["/table.tsv"] = Served(TABLE)
    return server


def test_a_file_arrives_whole_with_its_record(tmp_path: Path, upstream: Upstream) -> None:
    result = fetched(tmp_path, upstream)
    assert (result.outcome, result.size, result.version) == (
        Outcome.FETCHED,
        len(TABLE),
        "2026-02-03",
    )
    assert content(tmp_path) == TABLE
    record = msgspec.json.decode(content(tmp_path, "table.tsv.retrieved.json"))
    assert record["sha256"] == hashlib.sha256(TABLE).hexdigest()
    assert record["etag"] == '"v1"'
    assert record["url"] == upstream.url("/table.tsv")
    assert leftovers(tmp_path) == []


def test_we_say_who_we_are(tmp_path: Path, upstream: Upstream) -> None:
    fetched(tmp_path, upstream)
    _, headers, _ = upstream.requests[0]
    assert headers["user-agent"].startswith("rarekg/")
    assert "https://w3id.org/rarekg" in headers["user-agent"]


def test_what_has_not_changed_is_not_sent_again(tmp_path: Path, upstream: Upstream) -> None:
    fetched(tmp_path, upstream)
    assert fetched(tmp_path, upstream).outcome is Outcome.UNCHANGED
    assert upstream.statuses("/table.tsv") == [200, 304]


def test_last_modified_serves_where_there_is_no_etag(tmp_path: Path, upstream: Upstream) -> None:
    upstream.files["/table.tsv"] = Served(TABLE, etag=None)
    fetched(tmp_path, upstream)
    assert fetched(tmp_path, upstream).outcome is Outcome.UNCHANGED
    assert upstream.statuses("/table.tsv") == [200, 304]


def test_a_new_version_takes_the_place_of_the_old_one(tmp_path: Path, upstream: Upstream) -> None:
    fetched(tmp_path, upstream)
    upstream.files["/table.tsv"] = Served(NEWER, etag='"v2"')
    result = fetched(tmp_path, upstream)
    assert (result.outcome, result.version) == (Outcome.FETCHED, "2026-03-04")
    assert content(tmp_path) == NEWER


def test_redirects_are_followed(tmp_path: Path, upstream: Upstream) -> None:
    upstream.files["/elsewhere.tsv"] = upstream.files.pop("/table.tsv")
    upstream.scripts["/table.tsv"] = [Redirected("/elsewhere.tsv")]
    assert fetched(tmp_path, upstream).outcome is Outcome.FETCHED
    assert content(tmp_path) == TABLE


def test_redirects_in_a_circle_fail(tmp_path: Path, upstream: Upstream) -> None:
    upstream.scripts["/table.tsv"] = [Redirected("/table.tsv")] * 50
    assert "redirects" in problem(fetched(tmp_path, upstream))


@pytest.mark.parametrize("busy", [Busy(429, "0"), Busy(503), Busy(429), Busy(500), Busy(502)])
def test_a_busy_server_is_asked_again(busy: Busy, tmp_path: Path, upstream: Upstream) -> None:
    upstream.scripts["/table.tsv"] = [busy, busy]
    assert fetched(tmp_path, upstream).outcome is Outcome.FETCHED
    assert upstream.statuses("/table.tsv") == [busy.status, busy.status, 200]


def test_retry_after_is_honoured(tmp_path: Path, upstream: Upstream) -> None:
    upstream.scripts["/table.tsv"] = [Busy(429, "1")]
    began = _now()
    assert fetched(tmp_path, upstream).outcome is Outcome.FETCHED
    assert _now() - began >= 1.0


def test_who_asks_for_hours_is_not_waited_for(tmp_path: Path, upstream: Upstream) -> None:
    upstream.scripts["/table.tsv"] = [Busy(503, "7200")]
    assert "7200 seconds" in problem(fetched(tmp_path, upstream))


def test_a_server_that_stays_busy_fails_in_the_end(tmp_path: Path, upstream: Upstream) -> None:
    upstream.scripts["/table.tsv"] = [Busy(503)] * 20
    assert "status 503" in problem(fetched(tmp_path, upstream))
    assert 1 < len(upstream.requests) < 20


def test_a_missing_file_fails_at_once(tmp_path: Path, upstream: Upstream) -> None:
    del upstream.files["/table.tsv"]
    message = problem(fetched(tmp_path, upstream))
    assert "example/table.tsv" in message
    assert "status 404" in message
    assert len(upstream.requests) == 1


def test_a_missing_optional_file_is_no_failure(tmp_path: Path, upstream: Upstream) -> None:
    del upstream.files["/table.tsv"]
    assert fetched(tmp_path, upstream, optional=True).outcome is Outcome.ABSENT


def test_a_truncated_transfer_is_resumed(tmp_path: Path, upstream: Upstream) -> None:
    upstream.scripts["/table.tsv"] = [Truncated(after=100_000), Truncated(after=50_000)]
    assert fetched(tmp_path, upstream).outcome is Outcome.FETCHED
    assert content(tmp_path) == TABLE
    assert upstream.statuses("/table.tsv") == [200, 206, 206]
    assert [offset > 80_000 for offset in offsets(upstream)] == [False, True, True]
    assert offsets(upstream) == sorted(offsets(upstream))


def test_a_stalled_transfer_is_resumed(tmp_path: Path, upstream: Upstream) -> None:
    upstream.scripts["/table.tsv"] = [Stalled(after=100_000, seconds=1.0)]
    assert fetched(tmp_path, upstream).outcome is Outcome.FETCHED
    assert content(tmp_path) == TABLE
    assert upstream.statuses("/table.tsv") == [200, 206]


def test_a_later_fetch_resumes_what_was_given_up(tmp_path: Path, upstream: Upstream) -> None:
    upstream.scripts["/table.tsv"] = [Truncated(after=60_000)] * 3
    assert "broke off 3 times" in problem(fetched(tmp_path, upstream))
    assert not (tmp_path / "sources" / "example" / "table.tsv").exists()
    assert fetched(tmp_path, upstream).outcome is Outcome.FETCHED
    assert offsets(upstream)[-1] > 130_000
    assert content(tmp_path) == TABLE


def test_a_file_that_changes_in_mid_transfer_starts_anew(
    tmp_path: Path, upstream: Upstream
) -> None:
    newer = Served(NEWER, etag='"v2"', modified=1_700_009_999.0)
    upstream.scripts["/table.tsv"] = [Truncated(after=100_000, becomes=newer)]
    assert fetched(tmp_path, upstream).outcome is Outcome.FETCHED
    assert content(tmp_path) == NEWER
    assert upstream.statuses("/table.tsv") == [200, 200]


def test_without_validators_a_transfer_starts_anew(tmp_path: Path, upstream: Upstream) -> None:
    upstream.files["/table.tsv"] = Served(TABLE, etag=None, modified=None)
    upstream.scripts["/table.tsv"] = [Truncated(after=100_000)]
    assert fetched(tmp_path, upstream).outcome is Outcome.FETCHED
    assert content(tmp_path) == TABLE
    assert upstream.statuses("/table.tsv") == [200, 200]


def test_a_weak_etag_is_no_ground_to_resume(tmp_path: Path, upstream: Upstream) -> None:
    upstream.files["/table.tsv"] = Served(TABLE, etag='W/"v1"', modified=None)
    upstream.scripts["/table.tsv"] = [Truncated(after=100_000)]
    assert fetched(tmp_path, upstream).outcome is Outcome.FETCHED
    assert upstream.statuses("/table.tsv") == [200, 200]
    assert fetched(tmp_path, upstream).outcome is Outcome.UNCHANGED


def test_another_part_than_the_one_asked_for_is_refused(tmp_path: Path, upstream: Upstream) -> None:
    upstream.scripts["/table.tsv"] = [Truncated(after=100_000), WrongPart()]
    assert fetched(tmp_path, upstream).outcome is Outcome.FETCHED
    assert content(tmp_path) == TABLE
    assert upstream.statuses("/table.tsv") == [200, 206, 200]


def test_a_web_page_is_not_taken_for_the_file(tmp_path: Path, upstream: Upstream) -> None:
    fetched(tmp_path, upstream)
    upstream.files["/table.tsv"] = Served(NEWER, etag='"v2"')
    upstream.scripts["/table.tsv"] = [WebPage()]
    assert "a web page came instead" in problem(fetched(tmp_path, upstream))
    assert content(tmp_path) == TABLE
    assert leftovers(tmp_path) == []


def test_bytes_of_another_kind_are_refused(tmp_path: Path, upstream: Upstream) -> None:
    upstream.files["/data.xz"] = Served(TABLE)
    [result] = fetch([source(table(upstream.url("/data.xz"), "data.tar.xz"))], tmp_path, QUICK)
    assert "is no .xz file" in problem(result)


def test_an_empty_file_is_refused(tmp_path: Path, upstream: Upstream) -> None:
    upstream.files["/table.tsv"] = Served(b"")
    assert "empty" in problem(fetched(tmp_path, upstream))


def test_a_wrong_checksum_is_refused(tmp_path: Path, upstream: Upstream) -> None:
    assert "SHA-256" in problem(fetched(tmp_path, upstream, sha256="0" * 64))
    assert leftovers(tmp_path) == []
    right = hashlib.sha256(TABLE).hexdigest()
    assert fetched(tmp_path, upstream, sha256=right).outcome is Outcome.FETCHED


def test_a_file_that_is_too_large_is_refused(tmp_path: Path, upstream: Upstream) -> None:
    options = FetchOptions(most_bytes=1000)
    [result] = fetch([source(table(upstream.url("/table.tsv")))], tmp_path, options)
    assert "larger than 1000 bytes" in problem(result)
    assert leftovers(tmp_path) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full to stand for a full disk")
def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path, upstream: Upstream) -> None:
    folder = tmp_path / "sources" / "example"
    folder.mkdir(parents=True)
    (folder / ".arriving-table.tsv").symlink_to("/dev/full")
    assert "no room left on the disk" in problem(fetched(tmp_path, upstream))
    assert leftovers(tmp_path) == []
    assert fetched(tmp_path, upstream).outcome is Outcome.FETCHED


def test_several_files_arrive_at_once_and_one_failure_stops_no_other(
    tmp_path: Path, upstream: Upstream
) -> None:
    entries = []
    for number in range(8):
        upstream.files[f"/{number}.tsv"] = Served(TABLE)
        entries.append(table(upstream.url(f"/{number}.tsv"), f"{number}.tsv"))
        upstream.scripts[f"/{number}.tsv"] = [Stalled(after=1000, seconds=0.2)]
    entries.insert(3, table(upstream.url("/nowhere.tsv"), "nowhere.tsv"))
    options = FetchOptions(attempts=3, backoff=0.01, stalled=0.1, at_once=8)
    results = fetch([source(*entries)], tmp_path, options)
    assert [r.name for r in results] == [e.name for e in entries]
    assert [r.outcome is Outcome.FAILED for r in results] == [
        r.name == "nowhere.tsv" for r in results
    ]


def test_progress_tells_of_each_file_from_beginning_to_end(
    tmp_path: Path, upstream: Upstream
) -> None:
    watcher = Watcher()
    upstream.scripts["/table.tsv"] = [Truncated(after=100_000)]
    fetch([source(table(upstream.url("/table.tsv")))], tmp_path, QUICK, watcher)
    assert watcher.labels == {"example/table.tsv"}
    assert watcher.sizes == [len(TABLE), len(TABLE)]
    assert watcher.arrived_bytes[-1] == len(TABLE)
    assert sorted(watcher.arrived_bytes) == watcher.arrived_bytes
    assert [r.outcome for r in watcher.results] == [Outcome.FETCHED]


class Watcher:
    """Progress that is written down."""

    def __init__(self) -> None:
        self.sizes: list[int | None] = []
        self.arrived_bytes: list[int] = []
        self.labels: set[str] = set()
        self.results: list[FetchResult] = []

    def began(self, label: str, size: int | None) -> None:
        self.labels.add(label)
        self.sizes.append(size)

    def arrived(self, label: str, size: int) -> None:
        self.labels.add(label)
        self.arrived_bytes.append(size)

    def ended(self, result: FetchResult) -> None:
        self.results.append(result)


def test_only_one_fetch_fills_the_cache(tmp_path: Path, upstream: Upstream) -> None:
    with only_fetch(tmp_path), pytest.raises(FetchFailed, match="another fetch"):
        fetched(tmp_path, upstream)


def test_a_compressed_address_is_kept_compressed_and_found(
    tmp_path: Path, upstream: Upstream
) -> None:
    upstream.files["/table.tsv.gz"] = Served(gzip.compress(TABLE))
    entry = table(upstream.url("/table.tsv.gz"))
    [result] = fetch([source(entry)], tmp_path, QUICK)
    assert result.version == "2026-02-03"
    [found] = located_files(tmp_path, None, [source(entry)])
    assert found.path.name == "table.tsv.gz"
    with found.open() as stream:
        assert stream.read() == TABLE


def test_a_damaged_compressed_file_is_refused(tmp_path: Path, upstream: Upstream) -> None:
    upstream.files["/table.tsv.gz"] = Served(gzip.compress(TABLE)[:2000])
    [result] = fetch([source(table(upstream.url("/table.tsv.gz")))], tmp_path, QUICK)
    assert "cannot be read" in problem(result)


def test_files_are_found_with_version_and_day(tmp_path: Path, upstream: Upstream) -> None:
    fetched(tmp_path, upstream)
    [found] = located_files(tmp_path, None, [source(table(upstream.url("/table.tsv")))])
    assert (found.source, found.version) == ("example", "2026-02-03")
    assert found.retrieved is not None
    assert len(found.retrieved) == len("2026-02-03")


def test_a_cached_file_that_someone_cut_short_is_missing(
    tmp_path: Path, upstream: Upstream
) -> None:
    fetched(tmp_path, upstream)
    with (tmp_path / "sources" / "example" / "table.tsv").open("r+b") as handle:
        handle.truncate(1000)
    with pytest.raises(BadSource, match="missing"):
        located_files(tmp_path, None, [source(table(upstream.url("/table.tsv")))])
    assert fetched(tmp_path, upstream).outcome is Outcome.FETCHED
    assert content(tmp_path) == TABLE


def test_the_network_takes_the_place_of_what_a_mirror_brought(
    tmp_path: Path, upstream: Upstream
) -> None:
    mirror = mirror_of(tmp_path / "mirror", {"example/table.tsv.gz": gzip.compress(TABLE)})
    upstream.files["/table.tsv"] = Served(NEWER)
    needed = source(table(upstream.url("/table.tsv")))
    copy_from_mirror([needed], tmp_path, mirror)
    fetch([needed], tmp_path, QUICK)
    [found] = located_files(tmp_path, None, [needed])
    assert (found.path.name, found.version) == ("table.tsv", "2026-03-04")


def test_the_table_of_sources_says_what_is_here(tmp_path: Path, upstream: Upstream) -> None:
    needed = source(
        table(upstream.url("/table.tsv")),
        table(None, "other.tsv"),
        table(None, "third.tsv", optional=True),
    )
    [before] = source_table(tmp_path, None, [needed])
    assert (before.here, before.missing) == ((), ("table.tsv", "other.tsv"))
    fetch([needed], tmp_path, QUICK)
    [after] = source_table(tmp_path, None, [needed])
    assert (after.here, after.missing) == (("table.tsv",), ("other.tsv",))
    assert after.versions == ("2026-02-03",)
    assert not after.complete


def test_stopping_leaves_what_came_to_be_resumed(tmp_path: Path, upstream: Upstream) -> None:
    class Impatient(Watcher):
        def arrived(self, label: str, size: int) -> None:
            super().arrived(label, size)
            if size > 100_000:
                raise KeyboardInterrupt

    entry = source(table(upstream.url("/table.tsv")))
    with pytest.raises(KeyboardInterrupt):
        fetch([entry], tmp_path, QUICK, Impatient())
    assert ".arriving-table.tsv" in leftovers(tmp_path)
    [result] = fetch([entry], tmp_path, QUICK)
    assert result.outcome is Outcome.FETCHED
    assert upstream.statuses("/table.tsv") == [200, 206]
    assert threading.active_count() < 20


def _now() -> float:
    return os.times().elapsed
