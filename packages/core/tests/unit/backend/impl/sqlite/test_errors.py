"""What SQLite's errors mean, asked of SQLite itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from rhosocial.activerecord.backend.impl.sqlite.errors import translate
from rhosocial.activerecord.interface import errors as e


@pytest.fixture
def driver() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.executescript(
        """
        PRAGMA foreign_keys=ON;
        CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, a INT, b INT, CHECK (a <> 5),
                             CONSTRAINT positive CHECK (b >= 0), UNIQUE (a, b));
        CREATE TABLE other (name TEXT);
        CREATE UNIQUE INDEX lowered ON other (lower(name));
        INSERT INTO other VALUES ('ann');
        CREATE TABLE child (parent_id INT REFERENCES parent (id));
        INSERT INTO parent VALUES (1, 'ann', 1, 1);
        """
    )
    yield connection
    connection.close()


def met(driver: sqlite3.Connection, sql: str, params: tuple[object, ...] = ()) -> e.DatabaseError:
    with pytest.raises((sqlite3.Error, OverflowError, UnicodeEncodeError)) as caught:
        driver.execute(sql, params)
    return translate(caught.value, sql, params)


KINDS = [
    ("INSERT INTO parent (name) VALUES ('ann')", e.UniqueViolation),
    ("INSERT INTO parent (a) VALUES (1)", e.NotNullViolation),
    ("INSERT INTO child VALUES (9)", e.ForeignKeyViolation),
    ("INSERT INTO parent (name, a) VALUES ('bob', 5)", e.CheckViolation),
    ("SELECT * FROM nowhere", e.ProgrammingError),
    ("SELECT nothing FROM parent", e.ProgrammingError),
    ("SELEC 1", e.ProgrammingError),
    ("INSERT INTO parent (a) VALUES (1) ON CONFLICT (a) DO NOTHING", e.ProgrammingError),
    ("INSERT INTO parent (id, name) VALUES ('text', 'x')", e.IntegrityError),
]


@pytest.mark.parametrize(("sql", "kind"), KINDS, ids=[sql for sql, _ in KINDS])
def test_kind(driver: sqlite3.Connection, sql: str, kind: type[e.DatabaseError]) -> None:
    error = met(driver, sql)
    assert type(error) is kind
    assert error.sql == sql
    assert isinstance(error.driver_error, sqlite3.Error)


WHERE = [
    ("INSERT INTO parent (name) VALUES ('ann')", "parent", ("name",), None),
    ("INSERT INTO parent (name, a, b) VALUES ('bob', 1, 1)", "parent", ("a", "b"), None),
    ("INSERT INTO other VALUES ('ANN')", None, (), "lowered"),
    ("INSERT INTO parent (a) VALUES (1)", "parent", ("name",), None),
    ("INSERT INTO parent (name, b) VALUES ('bob', -1)", None, (), "positive"),
]


@pytest.mark.parametrize(("sql", "table", "columns", "constraint"), WHERE, ids=[case[0] for case in WHERE])
def test_where(
    driver: sqlite3.Connection, sql: str, table: str | None, columns: tuple[str, ...], constraint: str | None
) -> None:
    error = met(driver, sql)
    assert isinstance(error, e.IntegrityError)
    assert (error.table, error.columns, error.constraint) == (table, columns, constraint)


@pytest.mark.parametrize("value", [2**63, "\ud800"], ids=repr)
def test_a_value_that_the_driver_can_t_take_is_a_data_error(driver: sqlite3.Connection, value: object) -> None:
    error = met(driver, "SELECT ?", (value,))
    assert type(error) is e.DataError
    assert str(2**63) not in str(error)


def test_a_closed_connection_is_lost(driver: sqlite3.Connection) -> None:
    driver.close()
    assert type(met(driver, "SELECT 1")) is e.ConnectionLost


def test_a_wrong_number_of_parameters_is_a_programming_error(driver: sqlite3.Connection) -> None:
    assert type(met(driver, "SELECT ?", (1, 2))) is e.ProgrammingError
