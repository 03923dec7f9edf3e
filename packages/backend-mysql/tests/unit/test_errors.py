"""What the servers' errors become, from their own numbers and messages."""

from __future__ import annotations

import pytest
from mysql.connector.errors import get_mysql_exception

from rhosocial.activerecord.backend.impl.mysql.errors import translate
from rhosocial.activerecord.backend.impl.mysql.keys import Key
from rhosocial.activerecord.interface import errors as e

FOREIGN_KEY = (
    "Cannot add or update a child row: a foreign key constraint fails (`test`.`bo``oks`, CONSTRAINT `books_ibfk_1` "
    "FOREIGN KEY (`author_id`, `kind`) REFERENCES `authors` (`id`, `kind`) ON DELETE CASCADE)"
)


def translated(number: int, message: str = "no", state: str = "HY000") -> e.DatabaseError:
    return translate(get_mysql_exception(number, message, state), "SELECT 1", ("secret",))


@pytest.mark.parametrize(
    ("number", "state", "meaning"),
    [
        (1062, "23000", e.UniqueViolation),
        (1048, "23000", e.NotNullViolation),
        (1364, "HY000", e.NotNullViolation),
        (1451, "23000", e.ForeignKeyViolation),
        (1452, "23000", e.ForeignKeyViolation),
        (3819, "HY000", e.CheckViolation),
        (4025, "23000", e.CheckViolation),
        (1205, "HY000", e.LockTimeout),
        (3572, "HY000", e.LockTimeout),
        (1213, "40001", e.Deadlock),
        (1020, "HY000", e.SerializationFailure),
        (1317, "70100", e.QueryTimeout),
        (3024, "HY000", e.QueryTimeout),
        (1792, "25006", e.ReadOnlyError),
        (1290, "HY000", e.ReadOnlyError),
        (1021, "HY000", e.DiskFull),
        (1114, "HY000", e.DiskFull),
        (2006, "HY000", e.ConnectionLost),
        (2013, "HY000", e.ConnectionLost),
        (2055, "HY000", e.ConnectionLost),
        (4031, "HY000", e.ConnectionLost),
        (1927, "70100", e.ConnectionLost),
        (1045, "28000", e.ConnectionError),
        (2003, "HY000", e.ConnectionError),
        (1264, "22003", e.DataError),
        (1265, "01000", e.DataError),
        (1366, "HY000", e.DataError),
        (1406, "22001", e.DataError),
        (1292, "22007", e.DataError),
        (1146, "42S02", e.ProgrammingError),
        (1064, "42000", e.ProgrammingError),
        (1054, "42S22", e.ProgrammingError),
        (1093, "HY000", e.ProgrammingError),
    ],
)
def test_a_number_has_a_meaning(number: int, state: str, meaning: type[e.DatabaseError]) -> None:
    error = translated(number, state=state)
    assert type(error) is meaning
    assert error.code == number
    assert error.params == ("<str 6>",)


def test_a_foreign_key_is_taken_apart() -> None:
    error = translated(1452, FOREIGN_KEY, "23000")
    assert isinstance(error, e.ForeignKeyViolation)
    assert (error.constraint, error.table, error.columns) == ("books_ibfk_1", "bo`oks", ("author_id", "kind"))


@pytest.mark.parametrize(
    ("number", "message"),
    [(1048, "Column 'it's' cannot be null"), (1364, "Field 'it's' doesn't have a default value")],
)
def test_a_missing_value_names_its_column(number: int, message: str) -> None:
    error = translated(number, message)
    assert isinstance(error, e.NotNullViolation)
    assert error.columns == ("it's",)


@pytest.mark.parametrize(
    ("number", "message", "expected"),
    [
        (3819, "Check constraint 'books.price' is violated.", ("books.price", "books", ("price",))),
        (3819, "Check constraint 'cheap' is violated.", ("cheap", None, ())),
        (4025, "CONSTRAINT `books.price` failed for `test`.`books`", ("books.price", "books", ("price",))),
        (4025, "CONSTRAINT `cheap` failed for `test`.`books`", ("cheap", "books", ())),
    ],
)
def test_a_check_names_its_column_where_its_name_does(number: int, message: str, expected: tuple[object, ...]) -> None:
    error = translated(number, message)
    assert isinstance(error, e.CheckViolation)
    assert (error.constraint, error.table, error.columns) == expected


def test_a_unique_key_has_the_columns_that_were_looked_up() -> None:
    driver_error = get_mysql_exception(1062, "Duplicate entry 'a' for key 'authors.email'", "23000")
    driver_error.key = Key("email", "authors", ("email", "kind"))  # type: ignore[attr-defined]
    error = translate(driver_error, None, ())
    assert isinstance(error, e.UniqueViolation)
    assert (error.constraint, error.table, error.columns) == ("email", "authors", ("email", "kind"))
