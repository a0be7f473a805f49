"""Fetches the studies of ClinicalTrials.gov for given diseases into the cache.

Each disease is a query (or several, where it has many names): its names as phrases, joined by OR.
A query that was answered whole asks later only for what has been updated since. What all queries
have found becomes `<home>/sources/clinicaltrials/studies.jsonl`: one study a line, each once, by
number, as the API gives them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from rarekg.errors import FetchFailed
from rarekg.sources.arriving import Arriving, Origin, today
from rarekg.sources.cache import Slot, only_fetch, read_record, slots
from rarekg.sources.clinicaltrials_api import ApiOptions, Refused, StudiesApi, Unreachable
from rarekg.sources.clinicaltrials_store import (
    FOLDER,
    QueryFiles,
    QueryState,
    Run,
    newest_lines,
)
from rarekg.sources.manifest import source_named
from rarekg.sources.progress import FetchResult, Outcome, Progress, Unwatched

SOURCE = "clinicaltrials"
STUDIES = "studies.jsonl"

# An update is dated by the day in Washington, and may be posted after we asked that day.
_OVERLAP = dt.timedelta(days=2)
_ANEW = 3  # how often a run begins anew before it is left as it is
_MOST_PAGES = 20_000  # of one run: more than the registry has, so that the pages go in a circle
_GIVE_UP = 3  # queries in a row without an answer: the others would not get one either
_REFUSED = 20  # queries in a row that the registry calls wrong: then it is not their names
_LONGEST = 1500  # characters of a query: an address may have some 8,000, and %20 counts thrice
_SHORTEST = 4  # letters of a name: shorter ones are abbreviations of anything
_RESERVED = re.compile(r'["\\\[\]\x00-\x1f\x7f]+')  # of the registry's search expressions


@dataclass(frozen=True, slots=True)
class TrialQuery:
    """A question to the registry: `name` says for what (the disease's identifier, with `#2` for a
    second part), `condition` is the value of `query.cond`."""

    name: str
    condition: str


@dataclass(slots=True)
class TrialsFetched:
    """What came of it: a result for each query that was to be asked and one for the file; how
    many studies the file has, how many requests were made, how many studies did not come though
    the registry counted them."""

    results: list[FetchResult] = field(default_factory=list)
    studies: int = 0
    requests: int = 0
    missing: int = 0


def queries_for(identifier: str, names: Iterable[str]) -> list[TrialQuery]:
    """The queries for a disease with these names: phrases joined by OR, in as many queries as
    their length makes necessary. None for a disease without a usable name."""
    parts: list[list[str]] = [[]]
    for phrase in _phrases(names):
        if parts[-1] and len(" OR ".join([*parts[-1], phrase])) > _LONGEST:
            parts.append([])
        parts[-1].append(phrase)
    return [
        TrialQuery(identifier if number == 1 else f"{identifier}#{number}", " OR ".join(part))
        for number, part in enumerate(parts, 1)
        if part
    ]


def _phrases(names: Iterable[str]) -> Iterator[str]:
    met: set[str] = set()
    for name in names:
        plain = " ".join(_RESERVED.sub(" ", name).split())
        usable = sum(c.isalpha() for c in plain) >= _SHORTEST and len(plain) < _LONGEST
        if usable and plain.casefold() not in met:
            met.add(plain.casefold())
            yield f'"{plain}"'


def fetch_trials(
    queries: Sequence[TrialQuery],
    home: Path,
    options: ApiOptions,
    *,
    limit: int | None = None,
    again: bool = False,
    progress: Progress | None = None,
) -> TrialsFetched:
    """Asks the queries, at most `limit`: first those whose run broke off, then those that were
    never asked, then those asked longest ago. Those answered whole today are left out.

    With `again` each is asked for all its studies, not only for updated ones. A query that fails
    is a result with an error; what came stays, and the next fetch goes on from there. Raises
    FetchFailed if another fetch is under way, or if the registry does not answer at all.
    """
    [slot] = [s for s in slots(home, [source_named(SOURCE)]) if s.manifest.name == STUDIES]
    fetched = TrialsFetched()
    with only_fetch(home), StudiesApi(options) as api:
        asking = _Asking(slot, api, progress or Unwatched(), again)
        unanswered = refused = 0
        if todo := asking.in_order(queries)[:limit]:
            api.data_of()
        for query in todo:
            if unanswered == _GIVE_UP or refused == _REFUSED:
                break
            result, missing = asking.ask(query)
            unanswered = unanswered + 1 if isinstance(result.error, Unreachable) else 0
            refused = refused + 1 if isinstance(result.error, Refused) else 0
            fetched.missing += missing
            fetched.results.append(result)
        fetched.results.append(_published(slot, api.options.base))
        fetched.studies = _number(slot)
        fetched.requests = api.asked
    return fetched


@dataclass(frozen=True, slots=True)
class _Asking:
    slot: Slot
    api: StudiesApi
    progress: Progress
    again: bool

    def in_order(self, queries: Iterable[TrialQuery]) -> list[TrialQuery]:
        """The queries to be asked today, in the order in which that is most useful."""
        due = [(q, self._files(q).read()) for q in queries]
        asked = [(q, s) for q, s in due if self._is_due(q, s)]
        asked.sort(key=lambda pair: _urgency(pair[1]))
        return [query for query, _ in asked]

    def _is_due(self, query: TrialQuery, state: QueryState | None) -> bool:
        if state is None or state.run is not None or state.condition != query.condition:
            return True
        return self.again or state.whole != today()

    def _files(self, query: TrialQuery) -> QueryFiles:
        return QueryFiles.of(self.slot.path.parent, query.name)

    def ask(self, query: TrialQuery) -> tuple[FetchResult, int]:
        """What came of a query, and how many studies are missing."""
        label = f"{SOURCE}/{query.name}"
        self.progress.began(label, None)
        missing = 0
        try:
            state, size = self._whole(query, label)
            missing = state.missing
            result = FetchResult(SOURCE, query.name, Outcome.FETCHED, size)
        except FetchFailed as error:
            result = FetchResult(SOURCE, query.name, Outcome.FAILED, error=error)
        self.progress.ended(result)
        return result, missing

    def _whole(self, query: TrialQuery, label: str) -> tuple[QueryState, int]:
        """Takes all pages of a query, from where the last run broke off."""
        files = self._files(query)
        state = files.read()
        if state is None or state.condition != query.condition:
            state = QueryState(query.condition)
        run = state.run or Run(today(), self._since(state), data=self.api.data)
        if not files.has(run.size):
            run = Run(today(), run.since, data=self.api.data)
        while True:
            while run.pages == 0 or run.token:
                run = self._next(query, files, state, run)
                self.progress.arrived(label, run.size)
            missing = max(0, (run.total or 0) - len(files.arrived(run.size)))
            if run.anew >= _ANEW or not (missing or self._changed(run)):
                break
            run = self._anew(run)
        studies = files.keep(with_former=run.since is not None)
        state = QueryState(query.condition, run.began, studies, missing)
        files.write(state)
        files.clear()
        return state, run.size

    def _changed(self, run: Run) -> bool:
        """Whether the registry changed while we turned its pages: then a study may have slipped
        from a page that was to come to one that we had."""
        return run.pages > 1 and self.api.data_of() != run.data

    def _anew(self, run: Run) -> Run:
        """The run at its first page; what has come stays, for each study is taken once."""
        data = self.api.data_of()
        return Run(run.began, run.since, size=run.size, anew=run.anew + 1, data=data)

    def _since(self, state: QueryState) -> str | None:
        if state.whole is None or self.again:
            return None
        return (dt.date.fromisoformat(state.whole) - _OVERLAP).isoformat()

    def _next(self, query: TrialQuery, files: QueryFiles, state: QueryState, run: Run) -> Run:
        """The run with one page more, or at its beginning again."""
        try:
            page = self.api.page(query.condition, run.since, run.token)
        except Refused:
            if run.token is None or run.anew >= _ANEW:
                raise
            return self._anew(run)  # the token of an earlier day is no longer known
        if run.pages >= _MOST_PAGES or (page.token and page.token == run.token):
            raise FetchFailed(f"{SOURCE}: {query.name}: the pages of the answer go in a circle")
        size = files.append(page, run.size)
        run = msgspec.structs.replace(
            run,
            token=page.token,
            pages=run.pages + 1,
            size=size,
            total=page.total if run.pages == 0 else run.total,
        )
        files.write(msgspec.structs.replace(state, run=run))
        return run


def _urgency(state: QueryState | None) -> tuple[int, str]:
    if state is not None and state.run is not None:
        return 0, ""
    return (1, "") if state is None or state.whole is None else (2, state.whole)


def _published(slot: Slot, base: str) -> FetchResult:
    """Puts what all queries have found into one file, if there is anything."""
    found = sorted((slot.path.parent / FOLDER).glob("*.jsonl"))
    if not found:
        return FetchResult(SOURCE, STUDIES, Outcome.ABSENT)
    known = read_record(slot.path)
    arriving = Arriving(slot, slot.path)
    try:
        arriving.begin(Origin(url=base))
        with arriving.appending() as file:
            file.writelines(newest_lines(found))
        record = arriving.publish(base, today(), known)
    except FetchFailed as error:
        return FetchResult(SOURCE, STUDIES, Outcome.FAILED, error=error)
    same = known is not None and known.sha256 == record.sha256
    outcome = Outcome.UNCHANGED if same else Outcome.FETCHED
    return FetchResult(SOURCE, STUDIES, outcome, record.size, record.version)


def _number(slot: Slot) -> int:
    if not slot.path.is_file():
        return 0
    with slot.path.open("rb") as file:
        return sum(1 for _ in file)
