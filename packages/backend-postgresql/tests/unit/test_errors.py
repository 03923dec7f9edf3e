"""What a SQLSTATE means."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import errors as driver

from rhosocial.activerecord.backend.impl.postgresql.errors import key_columns, translate
from rhosocial.activerecord.interface import errors as e

MEANINGS: list[tuple[type[psycopg.Error], type[e.DatabaseError]]] = [
    (driver.UniqueViolation, e.UniqueViolation),
    (driver.ForeignKeyViolation, e.ForeignKeyViolation),
    (driver.RestrictViolation, e.ForeignKeyViolation),
    (driver.NotNullViolation, e.NotNullViolation),
    (driver.CheckViolation, e.CheckViolation),
    (driver.WithCheckOptionViolation, e.CheckViolation),
    (driver.ExclusionViolation, e.IntegrityError),
    (driver.SerializationFailure, e.SerializationFailure),
    (driver.DeadlockDetected, e.Deadlock),
    (driver.LockNotAvailable, e.LockTimeout),
    (driver.QueryCanceled, e.QueryTimeout),
    (driver.ReadOnlySqlTransaction, e.ReadOnlyError),
    (driver.DiskFull, e.DiskFull),
    (driver.ConnectionFailure, e.ConnectionLost),
    (driver.NumericValueOutOfRange, e.DataError),
    (driver.UntranslatableCharacter, e.DataError),
    (driver.InvalidTextRepresentation, e.DataError),
    (driver.UndefinedTable, e.ProgrammingError),
    (driver.SyntaxError, e.ProgrammingError),
    (driver.FeatureNotSupported, e.ProgrammingError),
    (driver.InFailedSqlTransaction, e.OperationalError),
    (driver.TooManyConnections, e.OperationalError),
    (driver.RaiseException, e.DatabaseError),
    (psycopg.DataError, e.DataError),
    (psycopg.OperationalError, e.ConnectionLost),
    (psycopg.ProgrammingError, e.ProgrammingError),
]


@pytest.mark.parametrize(("theirs", "ours"), MEANINGS)
def test_each_error_has_its_meaning(theirs: type[psycopg.Error], ours: type[e.DatabaseError]) -> None:
    error = translate(theirs("so it is"), "SELECT 1", (1, "secret"))
    assert type(error) is ours
    assert error.code == theirs.sqlstate
    assert error.params == ("<int>", "<str 6>")


def test_whatever_stops_a_connection_from_opening_is_a_connection_error() -> None:
    assert type(translate(psycopg.OperationalError("no route"), None, ())) is e.ConnectionError
    assert type(translate(driver.InvalidPassword("wrong"), None, ())) is e.ConnectionError


def test_text_that_has_no_encoding_is_a_data_error() -> None:
    with pytest.raises(UnicodeEncodeError) as caught:
        "\ud800".encode()
    assert type(translate(caught.value, "SELECT %s", ("\ud800",))) is e.DataError


@pytest.mark.parametrize(
    ("detail", "columns"),
    [
        ("Key (email)=(a@b) already exists.", ("email",)),
        ('Key (author_id, "Title")=(1, (x)=(y)) already exists.', ("author_id", "Title")),
        ('Key ("We,i""rd ) Col", b)=(1, 2) already exists.', ('We,i"rd ) Col', "b")),
        ("Schlüssel »(größe, b)=(1, 2)« existiert bereits.", ("größe", "b")),
        ("Key (lower(name), id)=(x, 1) already exists.", ("id",)),
        ("Key ((b + 1))=(3) already exists.", ()),
        ("", ()),
    ],
)
def test_the_columns_are_read_out_of_the_detail(detail: str, columns: tuple[str, ...]) -> None:
    assert key_columns(detail) == columns
