"""Errors of the real server, with all that it tells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import pytest

from rhosocial.activerecord import (
    ActiveRecord,
    CheckViolation,
    Column,
    ConnectionError,
    DatabaseError,
    DataError,
    ForeignKeyViolation,
    InvalidValue,
    NotNullViolation,
    ProgrammingError,
    QueryError,
    QueryTimeout,
    UniqueViolation,
    ValidationError,
)
from rhosocial.activerecord.backend.impl.postgresql import PostgreSQLBackend

from .conftest import MakeBackend


@pytest.fixture
def member(backend: PostgreSQLBackend, name: str) -> Iterator[type[Any]]:
    """A model with every kind of constraint."""

    class Member(ActiveRecord):
        __table_name__ = name
        __constraints__ = (("first", "last"),)
        id: int | None = None
        first: str = "Ann"
        last: Annotated[str, Column(name='Last "%s" Name')] = "Lee"
        age: Annotated[int | None, Column(check="age > 0")] = None
        mentor_id: Annotated[int | None, Column(foreign_key=f"{name}.id")] = None

    Member.configure(backend)
    Member.create_table()
    yield Member
    Member.drop_table()


def test_a_unique_violation_names_its_fields(member: Any) -> None:
    member.create()
    with pytest.raises(ValidationError) as caught:
        member.create()
    error: Any = caught.value
    assert isinstance(error, UniqueViolation)
    assert [detail["loc"] for detail in error.errors()] == [("first",), ("last",)]
    assert error.columns == ("first", 'Last "%s" Name')
    assert error.code == "23505"
    assert error.table == member.__table_name__


def test_each_violation_is_told_apart(member: Any, backend: PostgreSQLBackend, name: str) -> None:
    with pytest.raises(CheckViolation):
        member.create(age=-1)
    with pytest.raises(ForeignKeyViolation) as caught:
        member.create(mentor_id=99)
    assert caught.value.columns == ("mentor_id",)
    with pytest.raises(NotNullViolation) as missing:
        backend.execute(f'INSERT INTO "{name}" (first) VALUES (NULL)')
    assert missing.value.columns == ("first",)


def test_neither_message_nor_parameters_show_the_values(member: Any) -> None:
    member.create(first="s3cret")
    with pytest.raises(DatabaseError) as caught:
        member.create(first="s3cret")
    assert "s3cret" not in f"{caught.value} {caught.value.message} {caught.value.params}"
    assert "s3cret" in str(caught.value.driver_error)


def test_wrong_sql_is_a_programming_error_with_the_servers_hint(member: Any, backend: PostgreSQLBackend) -> None:
    with pytest.raises(ProgrammingError, match=r"column .*firts.* \(Perhaps you meant"):
        backend.execute(f'SELECT firts FROM "{member.__table_name__}"')


@pytest.mark.parametrize("value", [2**63, -(2**63) - 1])
def test_a_number_past_64_bits_is_refused_also_in_a_condition(member: Any, value: int) -> None:
    with pytest.raises(InvalidValue):
        member.where(age=value).all()
    with pytest.raises(InvalidValue):
        member.create(age=value)


def test_a_value_that_the_server_refuses_is_a_data_error(backend: PostgreSQLBackend) -> None:
    with pytest.raises(DataError):
        backend.execute("SELECT {text}::jsonb", {"text": '"\\u0000"'})
    with pytest.raises(DataError):
        backend.execute("SELECT 9223372036854775807 + 1")


def test_an_interval_of_months_is_refused_rather_than_counted_as_days(backend: PostgreSQLBackend) -> None:
    with pytest.raises(DataError, match="months"):
        backend.execute("SELECT '1 year 1 day'::interval")
    assert backend.execute("SELECT 1 AS one")[0] == {"one": 1}


def test_a_statement_that_takes_too_long_is_a_timeout(make_backend: MakeBackend) -> None:
    impatient = make_backend(libpq={"options": "-c statement_timeout=20ms"})
    with pytest.raises(QueryTimeout):
        impatient.execute("SELECT pg_sleep(20)")
    assert impatient.execute("SELECT 1 AS one")[0] == {"one": 1}


def test_more_values_than_a_statement_takes_are_refused_before_they_are_sent(member: Any) -> None:
    with pytest.raises(QueryError, match="65535"):
        member.where(id__in=list(range(70_000))).all()
    assert member.where(id__in=list(range(32_768))).count() == 0


@pytest.mark.parametrize("settings", [{"port": 1}, {"database": "no such database"}, {"user": "no such user"}])
def test_a_connection_that_can_not_be_opened_says_why(make_backend: MakeBackend, settings: dict[str, Any]) -> None:
    with pytest.raises(ConnectionError, match=r"(?i)no such|refused"):
        make_backend(**settings).execute("SELECT 1")
