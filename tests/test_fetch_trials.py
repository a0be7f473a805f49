"""Fetching trials: every study once, whatever the registry does, and never a broken cache."""

from __future__ import annotations

import gzip
import json
import shutil
import signal
import subprocess
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path
from time import monotonic, sleep, time

import pytest

from rarekg.errors import FetchFailed
from rarekg.readers.clinicaltrials import read_clinicaltrials
from rarekg.release import Home
from rarekg.sources.cache import located_files
from rarekg.sources.clinicaltrials import TrialQuery, TrialsFetched, fetch_trials, queries_for
from rarekg.sources.clinicaltrials_api import FIELDS, ApiOptions
from rarekg.sources.clinicaltrials_store import QueryFiles, QueryState
from rarekg.sources.manifest import source_named
from rarekg.sources.progress import FetchResult, Outcome
from tests.reading import read
from tests.serving import ROOT, command, environment
from tests.trials import Json, study
from tests.trials_registry import Answered, Behaviour, Changed, Registry, registering
from tests.upstream import Busy, Stalled, Truncated, WebPage

ATAXIA = TrialQuery("ORPHA:1", '"Invented ataxia"')
DYSTROPHY = TrialQuery("ORPHA:2", '"Invented dystrophy" OR "Dystrophia inventa"')


def numbered(
    count: int, first: int = 1, conditions: tuple[str, ...] = ("Invented ataxia",)
) -> list[Json]:
    return [study(f"NCT{n:08d}", conditions=conditions) for n in range(first, first + count)]


@pytest.fixture
def registry() -> Iterator[Registry]:
    with registering(*numbered(7)) as found:
        yield found


def options(registry: Registry, rate: float = 1000.0) -> ApiOptions:
    return ApiOptions(
        registry.address,
        rate=rate,
        page_size=3,
        attempts=3,
        backoff=0.01,
        connecting=1.0,
        stalled=0.3,
    )


def fetched(
    home: Path, registry: Registry, *queries: TrialQuery, again: bool = False, rate: float = 1000.0
) -> TrialsFetched:
    return fetch_trials(queries or [ATAXIA], home, options(registry, rate), again=again)


def cached(home: Path) -> list[Json]:
    path = home / "sources" / "clinicaltrials" / "studies.jsonl"
    return [json.loads(line) for line in path.read_bytes().splitlines()] if path.is_file() else []


def numbers(home: Path) -> list[str]:
    return [number(s) for s in cached(home)]


def number(given: Json) -> str:
    text = json.dumps(given)
    return text.partition('"nctId": "')[2][:11]


def wanted(count: int) -> list[str]:
    return [f"NCT{n:08d}" for n in range(1, count + 1)]


def problems(result: TrialsFetched) -> list[str]:
    return [str(r.error) for r in result.results if r.error is not None]


def test_all_pages_are_taken_and_can_be_read(tmp_path: Path, registry: Registry) -> None:
    result = fetched(tmp_path, registry)
    assert numbers(tmp_path) == wanted(7)
    assert result.studies == 7
    assert not problems(result)
    assert registry.asked("pageToken") == [None, "tok0000", "tok0001"]
    assert set(registry.asked("fields")) == {"|".join(FIELDS)}
    assert set(registry.asked("countTotal")) == {"true"}
    [file] = located_files(tmp_path, None, [source_named("clinicaltrials")])
    facts, report = read(read_clinicaltrials, file)
    assert len({f.subject for f in facts}) == 7
    assert not report.entries


def test_a_study_of_two_diseases_is_there_once(tmp_path: Path, registry: Registry) -> None:
    both = study("NCT00000003", conditions=("Invented ataxia", "Dystrophia inventa"))
    registry.studies[2] = both
    registry.studies += numbered(2, 50, conditions=("Invented dystrophy",))
    fetched(tmp_path, registry, ATAXIA, DYSTROPHY)
    assert numbers(tmp_path) == [*wanted(7), "NCT00000050", "NCT00000051"]


@pytest.mark.parametrize(
    "trouble",
    [
        Busy(429, "0"),
        Busy(429, None),
        Busy(503, formatdate(time() + 1, usegmt=True)),
        Busy(500, None),
        Truncated(after=90),
        Truncated(after=0),
        Stalled(after=40, seconds=0.8),
        WebPage(),
        Answered(b'{"studies": [{"protocolSection": {}}]}'),
        Answered(b'{"studies": [{"protocolSection": {"identificationModule": {"nctId": "X1"}}}]}'),
        Answered(b'{"error": "no"}'),
        Answered(b"\xff\xfe"),
    ],
    ids=lambda trouble: (
        type(trouble).__name__
    ),  # its text holds the time: other workers, other names
)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_after_trouble_the_page_is_asked_for_again(
    tmp_path: Path, registry: Registry, trouble: Behaviour, place: int
) -> None:
    registry.script = [None] * place + [trouble]
    result = fetched(tmp_path, registry)
    assert numbers(tmp_path) == wanted(7)
    assert len(registry.requests) == 4
    assert not problems(result)


def test_retry_after_is_obeyed(tmp_path: Path, registry: Registry) -> None:
    registry.script = [Busy(429, "1")]
    fetched(tmp_path, registry)
    (_, _, first), (_, _, second) = registry.requests[:2]
    assert second - first >= 1.0


def test_who_asks_for_an_hour_is_not_waited_for(tmp_path: Path, registry: Registry) -> None:
    registry.script = [None, Busy(503, "3600")]
    [said] = problems(fetched(tmp_path, registry))
    assert "come again in 3600 seconds" in said
    assert cached(tmp_path) == []
    fetched(tmp_path, registry)
    assert numbers(tmp_path) == wanted(7)


def test_the_pace_is_kept(tmp_path: Path, registry: Registry) -> None:
    """Measured here: requests may come late to a server whose machine is busy."""
    began = monotonic()
    result = fetched(tmp_path, registry, rate=10.0)
    assert result.requests == 5  # three pages; which state of the data, before and after
    assert monotonic() - began >= 4 * 0.1


@pytest.mark.parametrize("place", range(3))
def test_a_fetch_that_broke_off_goes_on_where_it_was(
    tmp_path: Path, registry: Registry, place: int
) -> None:
    registry.script = [*[None] * place, *[Busy(503)] * 3]
    assert problems(fetched(tmp_path, registry))
    assert cached(tmp_path) == []
    before = len(registry.requests)
    assert not problems(fetched(tmp_path, registry))
    assert numbers(tmp_path) == wanted(7)
    assert len(registry.requests) - before == 3 - place


def test_what_a_kill_left_half_written_is_cut_off(tmp_path: Path, registry: Registry) -> None:
    registry.script = [None, *[Busy(503)] * 3]
    fetched(tmp_path, registry)
    files = QueryFiles.of(tmp_path / "sources" / "clinicaltrials", ATAXIA.name)
    with files.arriving.open("ab") as file:  # the page was written, its state was not
        file.write(b'{"protocolSection": {"identificationModule": {"nctId": "NCT00000004"')
    fetched(tmp_path, registry)
    assert numbers(tmp_path) == wanted(7)


@pytest.mark.parametrize("what", ["state", "studies"])
def test_what_was_lost_is_fetched_anew(tmp_path: Path, registry: Registry, what: str) -> None:
    registry.script = [None, *[Busy(503)] * 3]
    fetched(tmp_path, registry)
    files = QueryFiles.of(tmp_path / "sources" / "clinicaltrials", ATAXIA.name)
    if what == "state":
        next(files.folder.glob("*.json")).write_bytes(b'{"condition": ')
    else:
        files.arriving.unlink()
    fetched(tmp_path, registry)
    assert numbers(tmp_path) == wanted(7)


def test_a_token_that_is_no_longer_known_begins_anew(tmp_path: Path, registry: Registry) -> None:
    registry.script = [None, *[Busy(503)] * 3]
    fetched(tmp_path, registry)
    registry.tokens.clear()
    assert not problems(fetched(tmp_path, registry))
    assert numbers(tmp_path) == wanted(7)
    assert 400 in registry.statuses()


def test_studies_that_slip_to_a_page_already_turned_are_found(
    tmp_path: Path, registry: Registry
) -> None:
    """A study leaves the first page while the second is asked for: what stood first on the second
    is on the first now."""

    def leave(present: Registry) -> None:
        del present.studies[0]
        present.studies.append(study("NCT00000008"))

    registry.script = [None, Changed(leave)]
    result = fetched(tmp_path, registry)
    assert set(numbers(tmp_path)) >= {f"NCT{n:08d}" for n in range(2, 9)}
    assert result.missing == 0


def test_studies_that_come_in_between_are_there_once(tmp_path: Path, registry: Registry) -> None:
    def come(present: Registry) -> None:
        present.studies.insert(0, study("NCT00000099"))

    registry.script = [None, Changed(come)]
    fetched(tmp_path, registry)
    found = numbers(tmp_path)
    assert len(found) == len(set(found)) >= 7


def test_what_never_comes_is_said(tmp_path: Path, registry: Registry) -> None:
    short = json.dumps({"studies": registry.studies[:2], "totalCount": 9}).encode()
    registry.script = [Answered(short)] * 4
    result = fetched(tmp_path, registry)
    assert result.missing == 7
    assert numbers(tmp_path) == wanted(2)


def test_pages_in_a_circle_end(tmp_path: Path, registry: Registry) -> None:
    circle = json.dumps({"studies": registry.studies[:2], "nextPageToken": "same"}).encode()
    registry.script = [Answered(circle)] * 30
    [said] = problems(fetched(tmp_path, registry))
    assert "in a circle" in said


def test_a_query_that_the_registry_cannot_read_does_not_stop_the_others(
    tmp_path: Path, registry: Registry
) -> None:
    wrong = [TrialQuery(f"ORPHA:{n}", '"Odd [name') for n in range(11, 16)]
    result = fetched(tmp_path, registry, *wrong, ATAXIA)
    assert len(problems(result)) == 5
    assert all("Error parsing query" in said for said in problems(result))
    assert numbers(tmp_path) == wanted(7)


def test_a_registry_that_is_down_is_left_alone(tmp_path: Path, registry: Registry) -> None:
    registry.script = [Busy(503)] * 100
    many = [TrialQuery(f"ORPHA:{n}", ATAXIA.condition) for n in range(20)]
    result = fetched(tmp_path, registry, *many)
    assert len(problems(result)) == 3
    assert 3 <= len(registry.requests) <= 9, "three questions, each at most three times"


def test_a_registry_that_no_longer_reads_our_questions_is_left_alone(
    tmp_path: Path, registry: Registry
) -> None:
    """Were a field renamed there, thirteen thousand questions would be refused one by one."""
    wrong = [TrialQuery(f"ORPHA:{n}", '"Odd [name') for n in range(40)]
    result = fetched(tmp_path, registry, *wrong)
    assert len(problems(result)) == len(registry.requests) == 20


def asked_on(home: Path, query: TrialQuery, day: str) -> None:
    """Makes the last whole run of a query one of an earlier day."""
    files = QueryFiles.of(home / "sources" / "clinicaltrials", query.name)
    state = files.read()
    assert state is not None
    files.write(QueryState(state.condition, day, state.studies))


def test_later_only_what_was_updated_is_asked_for(tmp_path: Path, registry: Registry) -> None:
    fetched(tmp_path, registry)
    asked_on(tmp_path, ATAXIA, "2026-05-10")
    registry.studies[3] = study("NCT00000004", status="COMPLETED", updated="2026-05-09")
    registry.studies.append(study("NCT00000008", updated="2026-06-01"))
    registry.requests.clear()
    fetched(tmp_path, registry)
    assert registry.asked("filter.advanced") == ["AREA[LastUpdatePostDate]RANGE[2026-05-08,MAX]"]
    assert numbers(tmp_path) == wanted(8)
    assert '"COMPLETED"' in json.dumps(cached(tmp_path)[3])


def test_what_was_asked_whole_today_is_not_asked_again(tmp_path: Path, registry: Registry) -> None:
    fetched(tmp_path, registry)
    registry.requests.clear()
    result = fetched(tmp_path, registry)
    assert not registry.requests
    assert [r.outcome for r in result.results] == [Outcome.UNCHANGED]
    fetched(tmp_path, registry, again=True)
    assert registry.asked("filter.advanced") == [None, None, None]


def test_a_disease_with_other_names_is_asked_for_whole(tmp_path: Path, registry: Registry) -> None:
    fetched(tmp_path, registry)
    registry.studies += numbered(1, 8, conditions=("Ataxia of inventors",))
    registry.requests.clear()
    renamed = TrialQuery(ATAXIA.name, f'{ATAXIA.condition} OR "Ataxia of inventors"')
    fetched(tmp_path, registry, renamed)
    assert set(registry.asked("filter.advanced")) == {None}
    assert numbers(tmp_path) == wanted(8)


def test_a_limit_asks_first_what_was_never_asked(tmp_path: Path, registry: Registry) -> None:
    registry.studies += numbered(2, 50, conditions=("Invented dystrophy",))
    for _ in range(2):
        fetch_trials([ATAXIA, DYSTROPHY], tmp_path, options(registry), limit=1)
    assert numbers(tmp_path) == [*wanted(7), "NCT00000050", "NCT00000051"]


def test_names_become_phrases_that_the_registry_can_read() -> None:
    names = ["Invented [old] ataxia", 'The "odd" one', "IA", "INVENTED old ATAXIA", "Ataxia, odd"]
    [query] = queries_for("ORPHA:1", names)
    assert query.condition == '"Invented old ataxia" OR "The odd one" OR "Ataxia, odd"'
    assert queries_for("ORPHA:1", ["IA", "]["]) == []


def test_many_names_are_several_queries() -> None:
    names = [f"Invented ataxia with a name of its own, number {n}" for n in range(60)]
    queries = queries_for("ORPHA:1", names)
    assert [q.name for q in queries] == ["ORPHA:1", "ORPHA:1#2", "ORPHA:1#3"]
    assert all(len(q.condition) <= 1500 for q in queries)
    assert sum(q.condition.count('"') for q in queries) == 120


def test_only_one_fetch_at_a_time(tmp_path: Path, registry: Registry) -> None:
    def second(_: Registry) -> None:
        with pytest.raises(FetchFailed, match="another fetch"):
            fetched(tmp_path, registry)

    registry.script = [Changed(second)]
    fetched(tmp_path, registry)
    assert numbers(tmp_path) == wanted(7)


def test_the_former_file_stays_when_nothing_can_be_fetched(
    tmp_path: Path, registry: Registry
) -> None:
    fetched(tmp_path, registry)
    asked_on(tmp_path, ATAXIA, "2026-05-10")
    registry.script = [WebPage()] * 3
    result = fetched(tmp_path, registry)
    assert problems(result)
    assert numbers(tmp_path) == wanted(7)


def ran(home: Path, registry: Registry, *arguments: str) -> subprocess.Popen[str]:
    """The command, in a process that can be killed."""
    surroundings = {**environment(home), "RAREKG_TRIALS_API": registry.address}
    return subprocess.Popen(
        command("fetch-trials", *arguments),
        cwd=ROOT,
        env=surroundings,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def released(starter_home: Home, folder: Path) -> Path:
    """A home of one's own with the starter release."""
    return shutil.copytree(starter_home.path, folder, symlinks=True)


def test_the_command_asks_for_the_names_of_a_disease(
    starter_home: Home, tmp_path: Path, registry: Registry
) -> None:
    registry.studies = numbered(3, conditions=("Friedreich's ataxia", "Friedreich ataxia"))
    home = released(starter_home, tmp_path / "home")
    said, errors = ran(home, registry, "--disease", "ORPHA:95", "--rate", "3").communicate()
    assert "1 of 1 questions asked" in said, errors
    assert "3 studies are in the cache" in said
    [condition] = set(registry.asked("query.cond"))
    assert condition is not None
    assert condition.startswith('"Friedreich ataxia"')
    assert numbers(home) == wanted(3)


def test_the_command_says_what_failed(
    starter_home: Home, tmp_path: Path, registry: Registry
) -> None:
    registry.script = [Busy(503, "4000")] * 9
    home = released(starter_home, tmp_path / "home")
    process = ran(home, registry, "--disease", "ORPHA:95", "--limit", "1")
    _, errors = process.communicate()
    assert process.returncode == FetchFailed.exit_code
    assert "1 questions failed" in errors
    assert "Traceback" not in errors


@pytest.mark.parametrize("pages", [1, 3, 5])
def test_after_a_kill_no_study_is_lost_or_there_twice(
    starter_home: Home, tmp_path: Path, registry: Registry, pages: int
) -> None:
    registry.studies = numbered(18, conditions=("Friedreich ataxia",))
    home = released(starter_home, tmp_path / "home")
    arguments = ("--disease", "ORPHA:95", "--rate", "3", "--page-size", "3")
    process = ran(home, registry, *arguments)
    until = monotonic() + 60
    while process.poll() is None and len(registry.requests) < pages and monotonic() < until:
        sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert cached(home) == []
    before = len(registry.requests)
    said, errors = ran(home, registry, *arguments).communicate()
    assert "18 studies are in the cache" in said, errors
    assert numbers(home) == wanted(18)
    assert len(registry.requests) - before in (6 - pages, 7 - pages)


@pytest.mark.mirror
def test_the_genuine_answers_are_fetched_and_read(mirror: Path, tmp_path: Path) -> None:
    """The registry serves the studies of the mirror's captures; what comes is what they say."""
    studies = _genuine(mirror)
    with registering(*studies) as registry:
        named = queries_for("ORPHA:48652", ["Phelan-McDermid Syndrome", "22q13 deletion syndrome"])
        registry.script = [Busy(429, "0"), None, Truncated(after=900), WebPage(), None, Busy(503)]
        result = fetch_trials(named, tmp_path, options(registry))
    assert not problems(result)
    kept = cached(tmp_path)
    assert len(kept) == result.studies == 10
    assert {json.dumps(s, sort_keys=True) for s in kept} <= {
        json.dumps(s, sort_keys=True) for s in studies
    }


def _genuine(mirror: Path) -> list[Json]:
    """The studies of all captures, each once."""
    found: dict[str, Json] = {}
    for path in sorted((mirror / "clinicaltrials").glob("*/*.json*")):
        raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        document = json.loads(raw)
        for each in document.get("studies", [document]):
            if "protocolSection" in each:
                found.setdefault(number(each), each)
    return list(found.values())


def test_a_home_may_be_moved(tmp_path: Path, registry: Registry) -> None:
    fetched(tmp_path / "a", registry)
    shutil.move(tmp_path / "a", tmp_path / "b")
    [result] = [r for r in fetched(tmp_path / "b", registry).results if r.name == "studies.jsonl"]
    assert isinstance(result, FetchResult)
    assert result.outcome is Outcome.UNCHANGED
