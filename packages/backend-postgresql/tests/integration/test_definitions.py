"""Tables with all that a model says of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import pytest

from rhosocial.activerecord import ActiveRecord, Column, Rollback
from rhosocial.activerecord.backend.impl.postgresql import PostgreSQLBackend


@pytest.fixture
def commented(backend: PostgreSQLBackend, name: str) -> Iterator[type[Any]]:
    """A model with comments that hurt, a computed column and a default of the server's."""

    class Commented(ActiveRecord):
        __table_name__ = name
        __table_comment__ = "100% 'plain' \\ text; DROP TABLE x"
        id: int | None = None
        width: Annotated[int, Column(comment="in 'cm'")] = 0
        area: Annotated[int | None, Column(generated="width % 10")] = None
        note: Annotated[str | None, Column(server_default="'50%'", collation="C")] = None

    Commented.configure(backend)
    Commented.create_table()
    yield Commented
    Commented.drop_table()


def test_comments_are_kept_as_written(commented: Any, backend: PostgreSQLBackend, name: str) -> None:
    found = backend.execute(
        "SELECT obj_description({t}::regclass) AS on_table, col_description({t}::regclass, 2) AS on_column", {"t": name}
    )
    assert found[0] == {"on_table": commented.__table_comment__, "on_column": "in 'cm'"}


def test_what_the_server_fills_in_comes_back(commented: Any) -> None:
    made = commented.create(width=12)
    assert (made.area, made.note) == (2, "50%")
    made.update(width=13)
    assert made.area == 3


def test_an_explicit_key_is_kept(commented: Any) -> None:
    assert commented.create(id=1000).id == 1000
    assert commented.create().id == 1


def test_a_sum_of_integers_is_an_integer_and_a_mean_a_float(commented: Any) -> None:
    commented.insert_many([{"width": 2**62}, {"width": 1}])
    assert commented.sum(commented.c.width) == 2**62 + 1
    assert type(commented.avg(commented.c.width)) is float


def test_a_definition_that_is_rolled_back_leaves_nothing(commented: Any, backend: PostgreSQLBackend, name: str) -> None:
    class Undone(ActiveRecord):
        __table_name__ = f"{name}_undone"
        __table_comment__ = "gone"

    Undone.configure(backend)
    with Undone.transaction():
        Undone.create_table()
        raise Rollback
    assert backend.execute("SELECT to_regclass({t}) AS t", {"t": Undone.__table_name__})[0] == {"t": None}
