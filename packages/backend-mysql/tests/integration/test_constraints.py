"""Which fields a violated constraint concerns, and which keys the server gave."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Annotated, Any

import pytest

from rhosocial.activerecord import ActiveRecord, Column, ProgrammingError, UniqueViolation, ValidationError
from rhosocial.activerecord.backend.expression.column import ColumnRef
from rhosocial.activerecord.backend.impl.mysql import MySQLBackend
from rhosocial.activerecord.backend.schema.nodes import CreateIndex


class Member(ActiveRecord):
    """A model with every kind of constraint."""

    __abstract__ = True
    __constraints__ = (("club", "number"),)
    id: int | None = None
    email: Annotated[str, Column(unique=True, name="e'mail")]
    club: str = "chess"
    number: int
    age: Annotated[int, Column(check="age >= 0")] = 0
    note: Annotated[str | None, Column(server_default="'new'")] = None


class Sparse(ActiveRecord):
    """A model of which the server fills in much."""

    __abstract__ = True
    note: Annotated[str | None, Column(server_default="'new'")] = None
    id: int | None = None
    name: str = ""


@pytest.fixture
def members(make_table: Callable[..., Any]) -> Any:
    """The table, with one row."""
    table = make_table(Member)
    table.create(email="a@example.com", number=1)
    return table


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"email": "a@example.com", "number": 2}, ["email"]),
        ({"email": "b@example.com", "number": 1}, ["club", "number"]),
        ({"id": 1, "email": "b@example.com", "number": 2}, ["id"]),
        ({"email": "for key 'x.y'", "number": 1}, ["club", "number"]),
        ({"email": "b@example.com", "number": 2, "age": -1}, ["age"]),
    ],
)
def test_a_violation_names_the_fields(members: Any, values: dict[str, Any], fields: list[str]) -> None:
    with pytest.raises(ValidationError) as caught:
        members.create(**values)
    assert [error["loc"] for error in caught.value.errors()] == [(name,) for name in fields]


def test_an_update_names_them_too(members: Any) -> None:
    other = members.create(email="b@example.com", number=2)
    with pytest.raises(ValidationError) as caught:
        other.update(email="a@example.com")
    assert caught.value.errors()[0]["loc"] == ("email",)


def test_a_key_that_somebody_else_named_is_looked_up(members: Any, backend: MySQLBackend) -> None:
    table = members.__mapping__.table.name
    backend.execute(f"CREATE UNIQUE INDEX `odd.name` ON `{table}` (number, age)")
    with pytest.raises(UniqueViolation) as caught:
        members.create(email="b@example.com", club="go", number=1)
    assert (caught.value.constraint, caught.value.table, caught.value.columns) == ("odd.name", table, ("number", "age"))


def test_raw_sql_tells_as_much(members: Any, backend: MySQLBackend) -> None:
    table = members.__mapping__.table.name
    with pytest.raises(UniqueViolation) as caught:
        backend.execute(f"insert into {table} (`e'mail`, club, number, age) values ('a@example.com', 'x', 9, 1)")
    assert caught.value.columns == ("e'mail",)


def test_a_key_of_zero_is_a_key(members: Any) -> None:
    assert members.create(id=0, email="b@example.com", number=2).id == 0
    assert members.find(0).number == 2


@pytest.mark.parametrize("step", [1, 3])
def test_many_rows_get_their_keys(make_table: Callable[..., Any], backend: MySQLBackend, step: int) -> None:
    table = make_table(Sparse)
    with table.transaction():
        backend.execute(f"SET SESSION auto_increment_increment = {step}, auto_increment_offset = 1")
        records = table.insert_many([{"name": f"name {number}"} for number in range(300)])
        backend.execute("SET SESSION auto_increment_increment = DEFAULT, auto_increment_offset = DEFAULT")
    keys = [record.id for record in records]
    assert keys == table.query().order_by("id").ids()
    assert {after - before for before, after in pairwise(keys)} == {step}
    assert [(record.name, record.note) for record in records] == [(f"name {number}", "new") for number in range(300)]
    assert all(table.find(record.id) == record for record in records[::50])


def test_tables_are_created_once(members: Any, backend: MySQLBackend) -> None:
    class Indexed(Member):
        __table_name__ = f"{members.__mapping__.table.name}_indexed"
        __indexes__ = ("club", ("number", "email"))

    Indexed.configure(backend)
    try:
        for _ in range(2):
            Indexed.create_table(if_not_exists=True)
        assert Indexed.count() == 0
    finally:
        Indexed.drop_table(if_exists=True)


def test_an_index_that_exists_is_an_error_unless_that_is_wished(members: Any, backend: MySQLBackend) -> None:
    table = members.__mapping__.table
    columns: tuple[ColumnRef[Any], ...] = (members.__mapping__.column("club"),)
    members.__indexes__ = (CreateIndex("twice", table, columns), CreateIndex("twice", table, columns))
    with pytest.raises(ProgrammingError, match="twice"):
        members.create_table(if_not_exists=True)
