"""Answers of the ClinicalTrials.gov API, version 2: the studies in them, of each the newest."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import msgspec

from rarekg.readers.json_stream import JsonStream
from rarekg.readers.tables import whole
from rarekg.report import Action, Report
from rarekg.sources.cache import uncompressed_first
from rarekg.sources.manifest import FileManifest, SourceFile

_CLASSIC = "FullStudiesResponse"  # of the API's first version, which ended in June 2024
_JSON = (".json", ".jsonl", ".ndjson")
_KEPT = 8  # folders of which the newest answers are remembered


class _Stamp(msgspec.Struct, frozen=True):
    date: str = ""


class _Identification(msgspec.Struct, frozen=True, rename="camel"):
    nct_id: str


class _Status(msgspec.Struct, frozen=True, rename="camel"):
    last_update_post_date_struct: _Stamp = _Stamp()


class _Protocol(msgspec.Struct, frozen=True, rename="camel"):
    identification_module: _Identification
    status_module: _Status = _Status()


class Answer(msgspec.Struct, frozen=True):
    """One study as it was answered: its members as decoded JSON, its number in the file."""

    members: dict[str, object]
    number: int

    @property
    def key(self) -> tuple[str, str] | None:
        """Its NCT number and the day of its last update ("" where it is not told); None for what
        has no number."""
        try:
            protocol = msgspec.convert(self.members.get("protocolSection"), _Protocol)
        except msgspec.ValidationError:
            return None
        update = protocol.status_module.last_update_post_date_struct.date
        return protocol.identification_module.nct_id, update


def answers(file: SourceFile, report: Report) -> Iterator[Answer]:
    """The studies of a file: of pages of a search (`studies`), single ones, one a line.

    An answer without a study (a size, a count, an empty page) is noted, and so is one of the
    classic API. Raises BadSource for what is no JSON, or damaged.
    """
    number = 0
    with whole(file), file.open() as stream:
        document = JsonStream(file, stream)
        while document.peek():
            before = number
            members: dict[str, object] = {}
            for key in document.members():
                if key != "studies" or document.peek() != "[":
                    members[key] = document.value()
                    continue
                for _ in document.elements():
                    value = document.value()
                    if isinstance(value, dict):
                        yield Answer(value, number)
                        number += 1
            if "protocolSection" in members:
                yield Answer(members, number)
                number += 1
            elif number == before:
                _note_empty(members, file, report)


def _note_empty(members: dict[str, object], file: SourceFile, report: Report) -> None:
    if _CLASSIC in members:
        rule, message = "answer of the classic API", "only version 2 is read"
    else:
        rule, message = "answer without a study", "a size, a count or an empty page"
    shown = ", ".join(sorted(members)) or "nothing"
    report.note(file.source, rule, shown, file.path.name, message, Action.LEFT_OUT)


def newest(file: SourceFile) -> dict[str, tuple[str, int]]:
    """Of each study in the file's folder, where the newest answer about it stands (file name,
    number in it). Where answers do not tell the day of the update, the first one counts."""
    siblings = [p for p in uncompressed_first(file.path.parent.iterdir()) if _is_json(p)]
    stamps = tuple((p, p.stat().st_mtime_ns) for p in siblings or [file.path])
    return _newest(file.source, stamps)


def _is_json(path: Path) -> bool:
    return any(suffix in _JSON for suffix in path.suffixes)


@lru_cache(_KEPT)
def _newest(source: str, stamps: tuple[tuple[Path, int], ...]) -> dict[str, tuple[str, int]]:
    best: dict[str, tuple[str, str, int]] = {}
    for path, _ in stamps:
        file = SourceFile(source, FileManifest(path.name, "clinicaltrials"), path)
        for answer in answers(file, Report()):
            if answer.key is None:
                continue
            nct, update = answer.key
            if nct not in best or update > best[nct][0]:
                best[nct] = (update, path.name, answer.number)
    return {nct: (path, number) for nct, (_, path, number) in best.items()}
