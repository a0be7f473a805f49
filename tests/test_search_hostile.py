"""Whatever comes as a query, the search answers; `python -m benchmarks hostile` asks far more."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from benchmarks.hostile_queries import LENGTHS, longest, queries
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rarekg.search.engines import ENGINES
from rarekg.search.fields import FACETS, RELATIONS
from rarekg.search.protocol import SORTS, Request, SearchDocument, SearchEngine

NAMES = (
    ("Sjögren syndrome", "en", "name"),
    ("Friedreich ataxia", "en", "name"),
    ("Ataxie de Friedreich", "fr", "synonym"),
    ("FRDA", "en", "abbreviation"),
    ("もやもや病", "ja", "name"),
    ("烟雾病", "zh", "name"),
    ("Спиноцеребеллярная атаксия", "ru", "name"),
    ("Spinocerebellar ataxia type 7", "en", "name"),
    ("AND", "en", "name"),
    ("' OR 1=1 --", "en", "synonym"),
    ("β-thalassaemia", "en", "name"),
    ("butterfly skin", "en", "layName"),
)
PATHS = ("/search?q=", "/api/v1/search?q=", "/api/v1/suggest?q=", "/api/v1/disease?q=")
MANY = {"fts5": 2_000, "whoosh": 300}


def documents() -> Iterator[SearchDocument]:
    for number, (text, language, kind) in enumerate(NAMES):
        yield SearchDocument(
            f"MONDO:{number:07}",
            "Disease" if number % 3 else "Gene",
            text,
            ((text, language, kind),),
            (f"ORPHA:{number}",),
            f"Somebody writes of {text} here, and says what it is.",
            number,
            attributes=(("gene", "FXN"), ("area", "neurology")) if number % 2 else (),
        )


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> dict[str, SearchEngine]:
    found = {}
    for name, (write, open_) in ENGINES.items():
        folder = tmp_path_factory.mktemp(name)
        write(documents(), folder)
        found[name] = open_(folder)
    return found


QUERIES = queries([text for text, _, _ in NAMES])
FILTERS = st.lists(
    st.tuples(
        st.sampled_from((*FACETS, *RELATIONS, "nothing")),
        st.lists(st.sampled_from(("FXN", "neurology", "'", "\x00", "\ud800")), max_size=3).map(
            tuple
        ),
    ),
    max_size=2,
).map(tuple)
REQUESTS = st.builds(
    Request,
    query=QUERIES,
    kinds=st.lists(st.sampled_from(("Disease", "Gene", "Unicorn", "")), max_size=2).map(tuple),
    filters=FILTERS,
    language=st.sampled_from(("en", "fr", "ja", "", "xx-y", "\x00")),
    sort=st.sampled_from(SORTS),
    start=st.sampled_from((0, 3, 500_000)),
    size=st.sampled_from((0, 5, 10**9)),
    counted=st.booleans(),
    spelling=st.booleans(),
    explained=st.booleans(),
)


def answered(engine: SearchEngine, request: Request) -> None:
    found = engine.search(request)
    assert len(found.hits) <= min(found.total, request.size)
    assert {hit.type for hit in found.hits} <= set(request.kinds or ("Disease", "Gene"))
    assert all(count.number > 0 for count in found.counts)
    assert isinstance(engine.called(request.query), tuple)
    assert isinstance(engine.holding(request.query), frozenset)


@pytest.mark.parametrize("name", sorted(ENGINES))
def test_nothing_that_is_asked_breaks_an_engine(
    name: str, engines: dict[str, SearchEngine]
) -> None:
    @settings(max_examples=MANY[name], deadline=None, suppress_health_check=list(HealthCheck))
    @given(request=REQUESTS)
    def asked(request: Request) -> None:
        answered(engines[name], request)

    asked()


@pytest.mark.parametrize("name", sorted(ENGINES))
@pytest.mark.parametrize("length", LENGTHS)
def test_a_text_of_any_length_is_a_query(
    name: str, length: int, engines: dict[str, SearchEngine]
) -> None:
    for each in longest(length)[:: length // LENGTHS[0]]:  # the longest of some characters only
        answered(engines[name], Request(each.text(), counted=True, explained=True))


# --- over HTTP ------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PATHS)
def test_nothing_that_is_asked_of_the_server_is_an_error_of_its_own(
    path: str, client: FlaskClient
) -> None:
    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(query=QUERIES)
    def asked(query: str) -> None:
        with client.get(path + quote(query.encode("utf-8", "surrogatepass"))) as answer:
            assert answer.status_code in (200, 400), query

    asked()


@pytest.mark.parametrize("path", PATHS)
def test_a_long_query_is_cut_or_refused(path: str, client: FlaskClient) -> None:
    for each in longest(20_000):
        with client.get(path + quote(each.text().encode("utf-8", "surrogatepass"))) as answer:
            assert answer.status_code in (200, 400), str(each)
