"""Style sheets and scripts: names that change with what they hold, packed forms, and how long they
are kept."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import brotli
import pytest
from flask.testing import FlaskClient

from rarekg.content import content_folder
from rarekg.errors import NotFound, RarekgError
from rarekg.server.static_files import StaticFiles


def test_pages_name_files_by_hashes_and_these_are_kept_for_a_year(client: FlaskClient) -> None:
    html = client.get("/").text
    named = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', html))
    assert len(named) >= 3
    for address in named:
        assert re.fullmatch(r"/static/[\w/.-]+\.[0-9a-f]{10}\.\w+", address)
        response = client.get(address)
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        plain = client.get(re.sub(r"\.[0-9a-f]{10}\.", ".", address))
        assert (plain.data, plain.headers["ETag"]) == (response.data, response.headers["ETag"])
        assert plain.headers["Cache-Control"] == "public, max-age=300"


def test_no_template_names_a_file_without_its_hash() -> None:
    for template in content_folder("web").joinpath("templates").rglob("*.html"):
        assert "/static/" not in template.read_text("utf-8"), template


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", ""),
        ("br", "br"),
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("br;q=0, *", "gzip"),
        ("br;q=0, gzip;q=0", ""),
        ("identity, br;q=0.2", ""),
        ("identity;q=0", ""),
        ("deflate, zstd", ""),
        ("*", "br"),
    ],
)
def test_packed_forms_go_to_who_wants_them(client: FlaskClient, accepted: str, coding: str) -> None:
    plain = client.get("/static/rarekg.css")
    packed = client.get("/static/rarekg.css", headers={"Accept-Encoding": accepted})
    assert packed.headers.get("Content-Encoding", "") == coding
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}[coding]
    assert unpack(packed.data) == plain.data
    assert packed.headers["Content-Length"] == str(len(packed.data))
    for response in (plain, packed):
        assert response.headers["Vary"] == "Accept-Encoding"
        assert response.headers["Content-Type"] == "text/css; charset=utf-8"
    assert (packed.headers["ETag"] == plain.headers["ETag"]) is (not coding), "other bytes"
    tag = {"Accept-Encoding": accepted, "If-None-Match": packed.headers["ETag"]}
    still = client.get("/static/rarekg.css", headers=tag)
    assert (still.status_code, still.data) == (304, b"")


def test_a_name_of_another_version_is_answered_with_this_one_and_not_kept(
    client: FlaskClient,
) -> None:
    response = client.get("/static/rarekg.0123456789.css")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", ["nothing.css", "../pages.toml", "editor/../../pages.toml", "./"])
def test_only_the_files_of_the_folder_are_sent(client: FlaskClient, path: str) -> None:
    assert client.get(f"/static/{path}").status_code == 404


def test_what_a_file_names_is_led_to_its_hashed_name(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "fold.js").write_text("export const fold = 1;\n")
    (tmp_path / "marks.svg").write_text("<svg/>")
    (tmp_path / "all.js").write_text(
        'import { fold } from "./parts/fold.js";\nimport("./no.js");\n'
    )
    (tmp_path / "all.css").write_text('a { b: url("marks.svg#x"); c: url(data:image/png) }\n')
    files = StaticFiles(tmp_path)
    sheet, script = files.file("all.css").body.decode(), files.file("all.js").body.decode()
    assert f'url("{files.url("marks.svg")}#x")' in sheet
    assert "url(data:image/png)" in sheet
    assert f'from "{files.url("parts/fold.js")}"' in script
    assert 'import("./no.js")' in script, "what is no file of ours stays as it is"


def test_a_file_has_another_name_when_what_it_names_changes(tmp_path: Path) -> None:
    (tmp_path / "marks.svg").write_text("<svg/>")
    (tmp_path / "all.css").write_text("a { b: url(marks.svg) }")
    before = StaticFiles(tmp_path)
    names = before.url("all.css"), before.url("marks.svg"), before.stamp
    (tmp_path / "marks.svg").write_text("<svg><g/></svg>")
    after = StaticFiles(tmp_path)
    assert all(
        a != b
        for a, b in zip(
            names, (after.url("all.css"), after.url("marks.svg"), after.stamp), strict=True
        )
    )


def test_files_that_name_each_other_in_a_circle_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text('import "./b.js";')
    (tmp_path / "b.js").write_text('import "./a.js";')
    with pytest.raises(RarekgError, match=r"a\.js -> b\.js -> a\.js"):
        StaticFiles(tmp_path).file("a.js")


def test_a_template_that_names_no_file_is_told_so(tmp_path: Path) -> None:
    files = StaticFiles(tmp_path)
    with pytest.raises(NotFound):
        files.file("x.css")
    with pytest.raises(RarekgError, match=r"x\.css"):
        files.url("x.css")


def test_our_own_files_are_all_read() -> None:
    folder = content_folder("web") / "static"
    files = StaticFiles(folder)
    for path in folder.rglob("*.*"):
        if path.is_file():
            assert files.url(path.relative_to(folder).as_posix()).startswith("/static/")


def test_what_a_sheet_imports_is_put_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "all.css").write_text('@import "parts/one.css";\nb { c: d }\n')
    (tmp_path / "parts" / "one.css").write_text('a { b: url("../marks.svg") }\n')
    (tmp_path / "marks.svg").write_text("<svg/>")
    files = StaticFiles(tmp_path)
    assert files.file("all.css").body.decode() == (
        f'a {{ b: url("{files.url("marks.svg")}") }}\n\nb {{ c: d }}\n'
    )
    (tmp_path / "all.css").write_text('@import "parts/none.css";')
    with pytest.raises(NotFound, match=r"parts/none\.css"):
        StaticFiles(tmp_path).file("all.css")
