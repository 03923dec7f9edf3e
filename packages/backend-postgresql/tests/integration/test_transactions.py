"""What a failed statement does to a transaction, and that nothing is ever lost in silence."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from rhosocial.activerecord import (
    DatabaseError,
    DataError,
    ForeignKeyViolation,
    IntegrityError,
    InvalidValue,
    OperationalError,
    ProgrammingError,
    ReadOnlyError,
    UnsupportedFeatureError,
    ValidationError,
)
from rhosocial.activerecord.backend.impl.postgresql import PostgreSQLBackend


def codes(item: Any) -> list[str]:
    return list(item.query().order_by("code").pluck("code"))


def fail(item: Any) -> None:
    with pytest.raises(DataError, match="division by zero"):
        item.backend().execute("SELECT 1/0")


def test_a_swallowed_error_makes_the_commit_raise(item: Any) -> None:
    def block() -> None:
        with item.transaction():
            item.create(code="a")
            fail(item)

    with pytest.raises(DatabaseError, match="nothing was committed") as caught:
        block()
    assert isinstance(caught.value.__cause__, DataError)
    assert codes(item) == []


def test_statements_after_an_error_keep_its_cause(item: Any) -> None:
    def block() -> None:
        with item.transaction():
            fail(item)
            with pytest.raises(OperationalError, match="aborted"):
                item.count()

    with pytest.raises(DatabaseError) as caught:
        block()
    assert isinstance(caught.value.__cause__, DataError)


def test_a_savepoint_heals_the_transaction(item: Any) -> None:
    with item.transaction():
        item.create(code="a")
        with pytest.raises(DataError), item.transaction():
            item.backend().execute("SELECT 1/0")
        item.create(code="b")
    assert codes(item) == ["a", "b"]


def test_an_error_swallowed_in_a_savepoint_fails_that_block_only(item: Any) -> None:
    def inner() -> None:
        with item.transaction():
            item.create(code="b")
            fail(item)

    with item.transaction():
        item.create(code="a")
        with pytest.raises(DatabaseError, match="nothing was committed"):
            inner()
        item.create(code="c")
    assert codes(item) == ["a", "c"]


def test_a_violation_by_a_record_leaves_the_transaction_usable(item: Any) -> None:
    with item.transaction():
        item.create(code="a")
        with pytest.raises(ValidationError):
            item.create(code="a")
        item.create(code="b")
    assert codes(item) == ["a", "b"]


def test_what_the_driver_refuses_does_not_fail_the_transaction(item: Any) -> None:
    with item.transaction():
        item.create(code="a")
        for text in ("nul \x00", "surrogate \ud800"):
            with pytest.raises(InvalidValue):
                item.create(code=text)
            with pytest.raises(DataError):
                item.backend().execute("SELECT %s", [text])
        item.create(code="b")
    assert codes(item) == ["a", "b"]


def test_a_commit_of_ones_own_that_saves_nothing_raises(backend: PostgreSQLBackend) -> None:
    connection = backend.connect()
    try:
        connection.execute("BEGIN", ())
        with pytest.raises(psycopg.DataError, match="division by zero"):
            connection.execute("SELECT 1/0", ())
        with pytest.raises(psycopg.errors.InFailedSqlTransaction, match="COMMIT saved nothing"):
            connection.execute("COMMIT", ())
        assert connection.is_clean()
    finally:
        connection.close()


def test_a_constraint_checked_at_commit_raises_there(backend: PostgreSQLBackend, item: Any, name: str) -> None:
    backend.execute(
        f'CREATE TABLE "{name}_child" (item_id bigint REFERENCES "{name}" (id) DEFERRABLE INITIALLY DEFERRED)'
    )

    def block() -> None:
        with item.transaction():
            item.create(code="a")
            backend.execute(f'INSERT INTO "{name}_child" VALUES (99)')

    try:
        with pytest.raises(ForeignKeyViolation) as caught:
            block()
        assert caught.value.columns == ("item_id",)
        assert codes(item) == []
    finally:
        backend.execute(f'DROP TABLE "{name}_child"')


def test_a_read_only_transaction_refuses_writes(item: Any) -> None:
    with pytest.raises(ReadOnlyError), item.transaction(read_only=True):
        item.create(code="a")


@pytest.mark.parametrize("level", ["read uncommitted", "read committed", "repeatable read", "serializable"])
def test_the_isolation_level_is_the_servers(backend: PostgreSQLBackend, item: Any, level: str) -> None:
    with item.transaction(isolation=level):
        assert backend.execute("SHOW transaction_isolation")[0]["transaction_isolation"] == level


def test_an_unknown_isolation_level_is_refused(item: Any) -> None:
    with pytest.raises(UnsupportedFeatureError), item.transaction(isolation="snapshot; drop table x"):
        pass


def test_definitions_take_part(item: Any, backend: PostgreSQLBackend, name: str) -> None:
    with pytest.raises(ProgrammingError), item.transaction():
        backend.execute(f'ALTER TABLE "{name}" ADD COLUMN more int; SELECT nonsense')
    assert "more" not in backend.execute(f'SELECT * FROM "{name}"').columns


def test_an_unknown_violation_is_an_integrity_error(backend: PostgreSQLBackend, name: str) -> None:
    table = f'"{name}_spans"'
    backend.execute(f"CREATE TABLE {table} (span int4range, CONSTRAINT apart EXCLUDE USING gist (span WITH &&))")
    try:
        backend.execute(f"INSERT INTO {table} VALUES ('[1,5)')")
        with pytest.raises(IntegrityError) as caught:
            backend.execute(f"INSERT INTO {table} VALUES ('[4,9)')")
        assert (caught.value.constraint, caught.value.columns) == ("apart", ("span",))
    finally:
        backend.execute(f"DROP TABLE {table}")
