"""What a pool hands out, to whom, and what it takes back."""

from __future__ import annotations

import re
import threading
from typing import Any

import pytest

from rhosocial.activerecord import ConnectionLost, PoolTimeout
from rhosocial.activerecord.backend.connection import Pool
from rhosocial.activerecord.backend.plan import run


def acquire(pool: Pool) -> Any:
    connection = pool.take()
    return run(pool.acquire_plan()) if connection is None else connection


def release(pool: Pool, connection: Any) -> None:
    if not pool.put(connection):
        run(pool.discard_plan(connection))


def wait_until_waiting(pool: Pool, number: int) -> None:
    done = threading.Event()
    while pool.waiting != number:
        done.wait(0.001)


def in_thread(pool: Pool, got: list[Any], label: object) -> threading.Thread:
    def work() -> None:
        connection = acquire(pool)
        got.append(label)
        release(pool, connection)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def test_a_connection_is_opened_when_first_asked_for_and_then_used_again(make_pool: Any, opener: Any) -> None:
    pool = make_pool()
    assert opener.made == []
    first = acquire(pool)
    release(pool, first)
    assert acquire(pool) is first
    assert len(opener.made) == 1


def test_the_one_used_last_is_handed_out_first(make_pool: Any) -> None:
    pool = make_pool(size=2)
    first, second = acquire(pool), acquire(pool)
    release(pool, first)
    release(pool, second)
    assert acquire(pool) is second


def test_in_use_counts_what_callers_hold(make_pool: Any) -> None:
    pool = make_pool(size=2)
    first, _second = acquire(pool), acquire(pool)
    assert pool.in_use == 2
    release(pool, first)
    assert pool.in_use == 1


def test_a_timeout_says_how_many_are_in_use_and_what_to_do(make_pool: Any) -> None:
    pool = make_pool(size=2, timeout=0.01)
    acquire(pool), acquire(pool)
    with pytest.raises(PoolTimeout, match=re.escape("within 0.01 s: all 2 are in use. End transactions")):
        acquire(pool)
    assert pool.waiting == 0


def test_a_timeout_leaves_the_pool_usable(make_pool: Any) -> None:
    pool = make_pool(size=1, timeout=0.01)
    held = acquire(pool)
    with pytest.raises(PoolTimeout):
        acquire(pool)
    release(pool, held)
    assert acquire(pool) is held


def test_those_who_wait_are_served_first_come_first_served(make_pool: Any) -> None:
    pool = make_pool(size=1)
    held, got, threads = acquire(pool), [], []
    for label in range(5):
        threads.append(in_thread(pool, got, label))
        wait_until_waiting(pool, label + 1)
    release(pool, held)
    for thread in threads:
        thread.join(10)
    assert got == [0, 1, 2, 3, 4]


def test_a_newcomer_does_not_overtake_those_who_wait(make_pool: Any) -> None:
    pool = make_pool(size=1)
    held, got = acquire(pool), []
    thread = in_thread(pool, got, "waited")
    wait_until_waiting(pool, 1)
    release(pool, held)
    newcomer = acquire(pool)
    thread.join(10)
    assert got == ["waited"]
    release(pool, newcomer)


def test_a_discarded_connection_s_place_goes_to_the_next_who_opens_another(make_pool: Any, opener: Any) -> None:
    pool = make_pool(size=1)
    held, got = acquire(pool), []
    thread = in_thread(pool, got, "waited")
    wait_until_waiting(pool, 1)
    held.broken = True
    release(pool, held)
    thread.join(10)
    assert got == ["waited"]
    assert len(opener.made) == 2
    assert held.closed


def test_a_broken_connection_is_closed_and_not_handed_out_again(make_pool: Any) -> None:
    pool = make_pool()
    broken = acquire(pool)
    broken.broken = True
    release(pool, broken)
    assert broken.closed
    assert acquire(pool) is not broken
    assert pool.in_use == 1


def test_a_connection_past_its_lifetime_is_replaced(make_pool: Any) -> None:
    pool = make_pool(max_lifetime=-1)
    old = acquire(pool)
    release(pool, old)
    assert old.closed
    assert acquire(pool) is not old


def test_a_connection_used_a_moment_ago_is_not_tried(make_pool: Any) -> None:
    pool = make_pool()
    connection = acquire(pool)
    release(pool, connection)
    acquire(pool)
    assert connection.pings == 0


def test_a_connection_that_lay_idle_is_tried_first(make_pool: Any) -> None:
    pool = make_pool(idle_check=-1)
    connection = acquire(pool)
    release(pool, connection)
    assert acquire(pool) is connection
    assert connection.pings == 1


def test_one_that_died_while_idle_never_reaches_a_caller(make_pool: Any, opener: Any) -> None:
    pool = make_pool(size=1, idle_check=-1)
    dead = acquire(pool)
    release(pool, dead)
    dead.driver.close()
    alive = acquire(pool)
    assert alive is not dead
    alive.execute("SELECT 1", ())
    assert len(opener.made) == 2
    assert pool.in_use == 1


def test_a_failure_to_connect_gives_the_place_back(make_pool: Any, opener: Any) -> None:
    pool = make_pool(size=1, timeout=0.05)
    opener.error = ConnectionLost("away")
    for _ in range(3):
        with pytest.raises(ConnectionLost, match="away"):
            acquire(pool)
    assert pool.in_use == 0
    opener.error = None
    acquire(pool).execute("SELECT 1", ())


def test_closing_closes_idle_connections_and_leaves_those_in_use(make_pool: Any) -> None:
    pool = make_pool(size=2)
    idle, held = acquire(pool), acquire(pool)
    release(pool, idle)
    run(pool.close_plan())
    assert idle.closed
    assert not held.closed
    held.execute("SELECT 1", ())
    assert pool.in_use == 1
    release(pool, held)
    assert held.closed
    assert pool.in_use == 0
    assert acquire(pool) not in (idle, held)


def test_a_storm_of_threads_never_shares_a_connection(make_pool: Any, opener: Any) -> None:
    pool = make_pool(size=4)
    holders: dict[int, int] = {}
    shared: list[int] = []
    lock = threading.Lock()

    def work() -> None:
        for _ in range(20):
            connection = acquire(pool)
            with lock:
                if id(connection) in holders:
                    shared.append(id(connection))
                holders[id(connection)] = threading.get_ident()
            connection.execute("SELECT 1", ())
            with lock:
                del holders[id(connection)]
            release(pool, connection)

    threads = [threading.Thread(target=work) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not shared
    assert len(opener.made) <= 4
    assert (pool.in_use, pool.waiting) == (0, 0)
