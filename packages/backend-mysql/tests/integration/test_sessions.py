"""Sessions: how they begin, what ends them, and in which state they serve the next caller."""

from __future__ import annotations

import threading
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest

from rhosocial.activerecord import ActiveRecord, ConnectionError, ConnectionLost, ProgrammingError
from rhosocial.activerecord.backend.impl.mysql import MySQLBackend

DIGITS = "(SELECT 0 AS i" + "".join(f" UNION ALL SELECT {digit}" for digit in range(1, 10)) + ")"


class Row(ActiveRecord):
    """A row among many."""

    __abstract__ = True
    id: int | None = None
    name: str = ""


@pytest.fixture
def rows(make_table: Callable[..., Any], make_backend: Callable[..., Any], request: pytest.FixtureRequest) -> Any:
    """A table with 10,000 rows, or ten times as many, read by a backend with a single connection."""
    table = make_table(Row)
    digits = "abcde"[: getattr(request, "param", 4)]
    table.backend().execute(
        f"INSERT INTO {table.__mapping__.table.name} (id, name) "
        f"SELECT 1 + {' + '.join(f'{10**place} * {digit}.i' for place, digit in enumerate(digits))}, REPEAT('x', 400) "
        f"FROM {', '.join(f'{DIGITS} AS {digit}' for digit in digits)}"
    )
    table.configure(make_backend(pool_size=1, pool_timeout=5))
    return table


def session_of(backend: MySQLBackend) -> int:
    found: int = backend.execute("SELECT CONNECTION_ID() AS id")[0]["id"]
    return found


def test_a_session_is_strict_and_in_utc(backend: MySQLBackend) -> None:
    found = backend.execute(
        "SELECT @@sql_mode AS mode, @@time_zone AS zone, @@character_set_client AS charset, @@autocommit AS autocommit"
    )[0]
    assert {"STRICT_ALL_TABLES", "NO_ZERO_DATE", "NO_AUTO_VALUE_ON_ZERO"} <= set(found["mode"].split(","))
    assert (found["zone"], found["charset"], found["autocommit"]) == ("+00:00", "utf8mb4", 1)


def test_literals_compare_as_columns_do(backend: MySQLBackend) -> None:
    assert backend.execute("SELECT 'a' = 'A' AS by_case, 'a' = 'a ' AS by_space, 'a' = 'á' AS by_accent")[0] == {
        "by_case": 0,
        "by_space": 0,
        "by_accent": 0,
    }


def test_a_second_statement_is_refused(backend: MySQLBackend) -> None:
    with pytest.raises(ProgrammingError):
        backend.execute("SELECT 1; SELECT 2")


def test_a_server_that_is_not_there(make_backend: Callable[..., Any]) -> None:
    with pytest.raises(ConnectionError):
        make_backend(port=1).execute("SELECT 1")


def test_a_user_who_is_not_let_in(make_backend: Callable[..., Any]) -> None:
    with pytest.raises(ConnectionError) as caught:
        make_backend(user="nobody").execute("SELECT 1")
    assert caught.value.code in (1045, 1698)


@pytest.mark.parametrize("rows", [5], indirect=True)
def test_100_000_rows_stream_in_little_memory(rows: Any) -> None:
    rows.count()
    tracemalloc.start()
    number = 0
    for record in rows.iterate(1000):
        number += len(record.name) == 400
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert number == 100_000
    assert peak < 8_000_000


def test_a_stream_may_be_left_early(rows: Any) -> None:
    for _ in range(3):
        for record in rows.order_by("id").iterate(10):
            if record.id == 15:
                break
        assert rows.count() == 10_000


def test_inside_a_block_others_may_work_beside_a_stream(rows: Any) -> None:
    with rows.transaction():
        seen = []
        for record in rows.where(id__lte=1000).order_by("id").iterate(10):
            seen.append(record.id)
            if record.id in (5, 500):
                rows.find(record.id).update(name="changed")
    assert seen == list(range(1, 1001))
    assert rows.where(name="changed").count() == 2


@pytest.mark.parametrize("rows", [5], indirect=True)  # more than the buffers on the way hold
def test_a_stream_whose_session_is_killed_says_so(rows: Any, backend: MySQLBackend) -> None:
    session = session_of(rows.backend())
    records = rows.order_by("id").iterate(10)
    next(records)
    backend.execute(f"KILL {session}")
    with pytest.raises(ConnectionLost):
        list(records)
    assert rows.count() == 100_000


def test_threads_have_sessions_of_their_own(make_table: Callable[..., Any]) -> None:
    table = make_table(Row)

    def work(number: int) -> None:
        for step in range(20):
            record = table.create(name=f"{number}-{step}")
            assert table.find(record.id).name == f"{number}-{step}"

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(table.pluck("name")) == sorted(f"{number}-{step}" for number in range(8) for step in range(20))
