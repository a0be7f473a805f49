"""Limits as an operator sets them; whose query it is; which connections are too slow."""

from __future__ import annotations

import socket
import sys
import threading
import time

import pytest
from flask import Flask

from rarekg.errors import InvalidParameter
from rarekg.server.askers import asker, client_of, trust
from rarekg.server.connections import Connection, Presence, Watch, connections
from rarekg.settings import LIMIT_SETTINGS, settings_from
from rarekg.sparql.admission import PartedRoom, Room
from rarekg.sparql.limits import MEBIBYTE, Limits

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="the kernel of Linux tells it")


def test_each_limit_is_set_by_a_variable() -> None:
    for setting in LIMIT_SETTINGS:
        limits = settings_from({setting.variable: "3"}).limits
        assert getattr(limits, setting.limit) == 3 * setting.unit, setting.variable
    assert settings_from({}).limits == Limits()
    assert settings_from({"RAREKG_RESULT_MB": "0.5"}).limits.result_bytes == MEBIBYTE // 2


@pytest.mark.parametrize("value", ["many", "-1", "0", "nan", "inf"])
def test_a_limit_that_is_none_is_named(value: str) -> None:
    with pytest.raises(InvalidParameter, match="RAREKG_QUERY_SECONDS"):
        settings_from({"RAREKG_QUERY_SECONDS": value})


def test_a_limit_of_memory_leaves_room_for_short_ones() -> None:
    limits = Limits()
    assert limits.kept_free < limits.workers < limits.most_long
    assert limits.memory_bytes <= limits.memory_in_all_bytes or limits.memory_in_all_bytes > 0


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("", ""),
        ("unix", "unix"),
    ],
)
def test_what_counts_as_one_client(address: str, client: str) -> None:
    assert client_of(address) == client


def test_a_header_names_the_client_only_where_the_operator_trusts_it() -> None:
    app = Flask("test")
    came = {"X-Forwarded-For": "203.0.113.1, 198.51.100.2"}
    with app.test_request_context(headers=came, environ_base={"REMOTE_ADDR": "192.0.2.1"}):
        assert asker().address == "192.0.2.1"
    trust(app, "X-Forwarded-For")
    with app.test_request_context(headers=came, environ_base={"REMOTE_ADDR": "192.0.2.1"}):
        assert asker().address == "198.51.100.2", "what the proxy wrote, not what was sent to it"
    with app.test_request_context(environ_base={"REMOTE_ADDR": "192.0.2.1"}):
        assert asker().address == "192.0.2.1"


def course(*points: tuple[float, int, int, int]) -> list[float]:
    """When a connection was called stuck, whose state (received, taken, outstanding) was looked
    at at these times. An answer takes 30 seconds at most."""
    watch = Watch(lambda: 30.0)
    seen = [(now, Connection(1, "192.0.2.1", *state)) for now, *state in points]
    return [now for now, connection in seen if watch.stuck([connection], now)]


def test_a_client_that_takes_its_answer_too_slowly_is_stuck() -> None:
    reading = [(float(t), 100, 1000 + t, 500_000) for t in range(0, 60, 2)]
    assert course(*reading)[0] == 32.0
    assert not course(*((float(t), 100, 10_000 * t, 500_000) for t in range(0, 600, 2)))
    assert not course(*((float(t), 100, 500_000, 0) for t in range(0, 600, 2))), "an idle one"


def test_a_client_that_sends_its_request_too_slowly_is_stuck() -> None:
    assert course(*((float(t), 100 + t, 0, 0) for t in range(0, 60, 2)))[0] == 22.0
    silent = course(*((float(t), 100, 0, 0) for t in range(0, 60, 2)))
    assert silent[0] == 42.0, "it may be waiting for its answer until then"
    answered = [(float(t), 100 * t, 1000 * t, 0) for t in range(1, 600, 5)]
    assert not course(*answered), "one request after another"


@on_linux
def test_a_client_has_gone_when_its_connections_have() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        ours = socket.create_connection(listener.getsockname())
        theirs, _ = listener.accept()
        with theirs:
            presence = Presence("127.0.0.1")
            assert not presence.is_over()
            assert any(each.address == "127.0.0.1" for each in connections())
            ours.close()
            theirs.close()
            end = time.monotonic() + 10
            while not presence.is_over() and time.monotonic() < end:
                time.sleep(0.02)
            assert presence.is_over()


def test_of_those_that_wait_for_room_the_last_comes_first() -> None:
    room, order = Room(1, 2), list[str]()
    assert room.enter(0)

    def wait(name: str) -> None:
        order.append(name if room.enter(20) else f"not {name}")

    threads = []
    for name in ("first", "second", "third"):
        threads.append(threading.Thread(target=wait, args=(name,)))
        threads[-1].start()
        while room.waiting() + len(order) < len(threads):
            time.sleep(0.001)
    assert order == ["not first"], "two may wait"
    for _ in range(2):
        told = len(order)
        room.leave()
        while len(order) == told:
            time.sleep(0.001)
    for thread in threads:
        thread.join()
    assert order == ["not first", "third", "second"]


def test_one_client_has_half_of_a_room() -> None:
    room = PartedRoom(4)
    assert room.enter("a", 0)
    assert room.enter("a", 0)
    assert not room.enter("a", 0)
    assert room.enter("b", 0)
    room.leave("a")
    assert room.enter("a", 0)
    assert room.enter("c", 0)
    assert not room.enter("d", 0), "four in all"
