"""Prints how often each engine answers the judged queries rightly, kind by kind.

python -m tests.relevance [--release DIR] [--engine KEY ...] [--anew] [--held-back]

Failures are printed of the queries that are not held back. Those that are, are counted with
--held-back; their failures are for a last look only (--show-held-back).
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from rarekg.release import Release
from rarekg.search.engines import ENGINES
from tests.relevance.engines import opened
from tests.relevance.judged import Answer, Share, answered, by_kind, known_ids, queries, share

_NEEDED = """needs a full release: name its folder (--release DIR; make relevance RELEASE=DIR), or a
home with one by RAREKG_FULL_HOME or RAREKG_HOME. `rarekg build --mirror DIR` makes one."""


def main() -> int:
    options = _options()
    release = _release(options.release)
    known = known_ids(release.path)
    judged = [one for one in queries() if one.right & known]
    _say(f"{release.id}: {len(judged)} of {len(queries())} judged queries have an answer in it")
    for key in options.engine or sorted(ENGINES):
        with opened(key, release, anew=options.anew) as engine:
            answers = answered(engine.search, judged)
        _table(f"{key}, for tuning", [a for a in answers if not a.judged.held_back])
        _failures([a for a in answers if not a.judged.held_back])
        held_back = [a for a in answers if a.judged.held_back]
        if options.held_back:
            _table(f"{key}, held back", held_back)
            _table(f"{key}, all", answers)
        if options.show_held_back:
            _failures(held_back)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.relevance", description=__doc__)
    parser.add_argument("--release", type=Path, help="a full release")
    parser.add_argument("--engine", action="append", choices=sorted(ENGINES), help="default: all")
    parser.add_argument("--anew", action="store_true", help="make the index from the dossiers")
    parser.add_argument("--held-back", action="store_true", help="count the held-back third, too")
    parser.add_argument("--show-held-back", action="store_true", help="its failures (do not tune)")
    return parser.parse_args()


def _release(folder: Path | None) -> Release:
    home = os.environ.get("RAREKG_FULL_HOME") or os.environ.get("RAREKG_HOME")
    path = folder or (Path(home) / "current" if home else None)
    if path is None or not (path / "manifest.json").is_file():
        raise SystemExit(f"{path or 'the judged queries'}: {_NEEDED}")
    return Release(path.resolve())


def _table(title: str, answers: Sequence[Answer]) -> None:
    _say(f"\n{title:<28}{'n':>6}{'hit@1':>8}{'hit@5':>8}")
    for kind, some in by_kind(answers).items():
        _row(kind, share(some))
    _row("all", share(answers))


def _row(name: str, found: Share) -> None:
    _say(f"{name:<28}{found.number:>6}{found.first:>8.3f}{found.five:>8.3f}")


def _failures(answers: Sequence[Answer]) -> None:
    wrong = [answer for answer in answers if not answer.at_1]
    _say(f"\n{len(wrong)} without a right first answer (* and none among five)")
    for answer in wrong:
        judged = answer.judged
        came = "; ".join(f"{hit.id} {hit.name[:40]}" for hit in answer.hits[:3]) or "nothing"
        star = " " if answer.at_5 else "*"
        _say(f"{star} {judged.kind}: {judged.query!r} -> {' '.join(sorted(judged.right))}: {came}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())
