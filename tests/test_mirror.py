"""Source files from a mirror folder, and what is missing of them."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from rarekg.errors import BadSource
from rarekg.sources.cache import located_files
from rarekg.sources.manifest import FileManifest, all_sources
from rarekg.sources.mirror import copy_from_mirror
from rarekg.sources.progress import Outcome
from rarekg.sources.status import source_table
from tests.fetching import TABLE, mirror_of, problem, source, table


def test_all_missing_files_are_named_with_what_to_do(tmp_path: Path) -> None:
    needed = source(table("https://example.org/a.tsv", "a.tsv"), table(None, "b.tsv"))
    with pytest.raises(BadSource) as caught:
        located_files(tmp_path, None, [needed])
    message = str(caught.value)
    assert "example/a.tsv  (rarekg fetch example)" in message
    assert "example/b.tsv  (only from a mirror: --mirror)" in message


def test_a_mirror_is_copied_into_the_cache(tmp_path: Path) -> None:
    mirror = mirror_of(tmp_path / "mirror", {"example/table.tsv.gz": gzip.compress(TABLE)})
    home = tmp_path / "home"
    needed = source(table("https://example.org/table.tsv"))
    [result] = copy_from_mirror([needed], home, mirror)
    assert (result.outcome, result.version) == (Outcome.COPIED, "2026-02-03")
    [found] = located_files(home, None, [needed])
    assert found.path == home / "sources" / "example" / "table.tsv.gz"
    assert found.retrieved == "2023-11-14"
    [again] = copy_from_mirror([needed], home, mirror)
    assert again.outcome is Outcome.UNCHANGED


def test_a_glob_in_a_mirror_brings_several_files(tmp_path: Path) -> None:
    files = {f"xml/en_{n}.xml": b"<JDBOR version='%d'/>" % n for n in (1, 2, 10)}
    mirror = mirror_of(tmp_path / "mirror", files | {"xml/en_2.xml.gz": gzip.compress(b"<old/>")})
    home = tmp_path / "home"
    needed = source(FileManifest(name="en.xml", reader="none", mirror="xml/en_*.xml"))
    for place in (mirror, None):
        if place is None:
            copy_from_mirror([needed], home, mirror)
        found = located_files(home, place, [needed])
        assert [f.path.name for f in found] == ["en_1.xml", "en_10.xml", "en_2.xml"]
        assert found[2].path.read_bytes() == b"<JDBOR version='2'/>"


def test_a_mirrored_json_file_is_no_record(tmp_path: Path) -> None:
    mirror = mirror_of(tmp_path / "mirror", {"hp.json": b'{"graphs": []}'})
    needed = source(FileManifest(name="hp.json", reader="none", mirror="hp.json"))
    assert [f.path.name for f in located_files(tmp_path, mirror, [needed])] == ["hp.json"]
    copy_from_mirror([needed], tmp_path / "home", mirror)
    assert [f.path.name for f in located_files(tmp_path / "home", None, [needed])] == ["hp.json"]


def test_a_mirror_without_the_file_fails_and_names_it(tmp_path: Path) -> None:
    mirror = mirror_of(tmp_path / "mirror", {"other.tsv": TABLE})
    [result] = copy_from_mirror([source(table(None))], tmp_path / "home", mirror)
    assert "has no example/table.tsv" in problem(result)
    with pytest.raises(BadSource, match="no folder"):
        copy_from_mirror([source(table(None))], tmp_path / "home", tmp_path / "nowhere")


@pytest.mark.mirror
def test_the_genuine_mirror_gives_the_cache_the_same_files(mirror: Path, tmp_path: Path) -> None:
    sources = list(all_sources().values())
    results = copy_from_mirror(sources, tmp_path, mirror)
    assert [str(r.error) for r in results if r.error] == []
    cached = located_files(tmp_path, None, sources)
    there = located_files(tmp_path, mirror, sources)
    assert [(f.source, f.name, f.version, f.retrieved) for f in cached] == [
        (f.source, f.name, f.version, f.retrieved) for f in there
    ]
    assert [f.path.stat().st_size for f in cached] == [f.path.stat().st_size for f in there]


def test_every_source_of_ours_is_in_the_table(tmp_path: Path) -> None:
    rows = source_table(tmp_path)
    assert [row.id for row in rows] == sorted(all_sources())
    assert all(row.title and row.licence for row in rows)
    ours = {row.id for row in rows if row.written_by_us}
    assert "curated" in ours
    assert "omim" not in ours  # only named by others: no file of it is read
