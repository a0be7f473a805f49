"""Words of a query that were left out, as a reader wrote them."""

from __future__ import annotations

import pytest

from rarekg.search.folding import terms
from rarekg.server.left_out import left_out


def _without(words: str) -> set[str]:
    return set(terms(words))


@pytest.mark.parametrize(
    ("asked", "unmatched", "told"),
    [
        ("my ataxia", ("my",), ("my",)),
        ("“qqqq”, ataxia", ("qqqq",), ("qqqq",)),
        ("フリードライヒ", tuple(terms("フリードライヒ")), ("フリードライヒ",)),
        ("フリードライヒ", tuple(terms("フリードライ")), ("フリードラ",)),
        (
            "フリードライヒ運動失調症",
            tuple(t for t in terms("フリードライヒ運動失調症") if t not in _without("運動失調症")),
            ("フリードライヒ",),
        ),
        ("ab 運動失調症", ("動失",), ("運動失調症",)),  # a pair between two that were found
        ("フリードライヒ", ("ふり", "りー", "ーど", "いひ"), ("フリードライヒ",)),
        ("ab", (), ()),
    ],
)
def test_words_are_named_as_they_were_written(
    asked: str, unmatched: tuple[str, ...], told: tuple[str, ...]
) -> None:
    assert left_out(asked, unmatched) == told
