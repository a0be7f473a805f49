"""Pictures are drawn one by one, by processes of their own; who waits for one holds a thread that
pages need."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from rarekg.errors import LimitExceeded
from rarekg.server.drawn_apart import drawn_apart

_ECHO = "json.tool"  # answers what it reads


def test_where_many_wait_others_are_told_at_once() -> None:
    with ThreadPoolExecutor(40) as pool:
        asked = [pool.submit(drawn_apart, _ECHO, b"[%d]" % n) for n in range(40)]
    refused = [error for one in asked if (error := one.exception())]
    assert all(isinstance(error, LimitExceeded) for error in refused)
    assert all("try again later" in str(error) for error in refused)
    assert 0 < len(refused) < 40
    drawn = {one.result().split()[1] for one in asked if one.exception() is None}
    assert len(drawn) == 40 - len(refused)


def test_a_place_is_free_again_afterwards() -> None:
    for n in range(100, 108):
        assert drawn_apart(_ECHO, b"[%d]" % n).split() == [b"[", b"%d" % n, b"]"]
