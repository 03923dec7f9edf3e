"""A user's own SQL may change the session or have several results: what comes after it is safe, and its own."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from rhosocial.activerecord import ActiveRecord, DatabaseError, ProgrammingError
from rhosocial.activerecord.backend.impl.mysql import MySQLBackend


class Note(ActiveRecord):
    """Some text."""

    __abstract__ = True
    text: str = ""


READING_OTHERWISE = ("SET sql_mode = 'NO_BACKSLASH_ESCAPES'", "SET NAMES gbk", "SET character_set_client = sjis")


@pytest.fixture(params=[False, True], ids=["c", "pure"])
def single(make_backend: Callable[..., MySQLBackend], request: pytest.FixtureRequest) -> MySQLBackend:
    """A backend with one connection, on each form of the driver."""
    return make_backend(pool_size=1, pool_timeout=5, use_pure=request.param)


@pytest.fixture
def procedure(single: MySQLBackend) -> Iterator[str]:
    """A procedure with two results."""
    name = f"two_{uuid.uuid4().hex[:12]}"
    single.execute(f"CREATE PROCEDURE {name}() BEGIN SELECT 1 AS a; SELECT 2 AS b; END")
    yield name
    single.execute(f"DROP PROCEDURE {name}")


@pytest.mark.parametrize("sql", READING_OTHERWISE)
def test_a_session_that_reads_text_otherwise_takes_no_values(single: MySQLBackend, sql: str) -> None:
    with pytest.raises(ProgrammingError, match="values could become SQL"):
        single.execute(sql)
    assert [row["x"] for row in single.execute("SELECT {x} AS x", {"x": "\\' OR 1=1 -- "})] == ["\\' OR 1=1 -- "]


def test_a_transaction_does_not_go_on_in_one(single: MySQLBackend, make_table: Callable[..., Any]) -> None:
    table = make_table(Note)
    table.configure(single)
    table.create(text="kept")

    def delete_one() -> None:
        with table.transaction():
            with pytest.raises(ProgrammingError):
                single.execute("SET sql_mode = 'NO_BACKSLASH_ESCAPES'")
            table.where(text="\\' OR 1=1 -- ").delete()

    with pytest.raises(DatabaseError):
        delete_one()
    assert table.count() == 1


def test_the_results_of_a_procedure_do_not_reach_the_next_statement(
    single: MySQLBackend, procedure: str, make_table: Callable[..., Any]
) -> None:
    table = make_table(Note)
    table.configure(single)
    with table.transaction():
        for number in range(3):
            assert list(single.execute(f"CALL {procedure}()")) == [{"a": 1}]
            assert single.execute("SELECT {n} AS n", {"n": number})[0] == {"n": number}
