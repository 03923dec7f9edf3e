"""Names and control keys in calls that would write or load: refused before a connection is asked for.

The addresses of the backends lead nowhere, so a call that got as far as the server would end in ConnectionError.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import pytest

from rhosocial.activerecord import (
    ActiveRecord,
    Column,
    ConfigurationError,
    FieldNotFound,
    InvalidValue,
    LookupNotFound,
    QueryError,
    UnsupportedFeatureError,
    ValidationError,
    col,
)
from rhosocial.activerecord.backend.expression.raw import placeholders
from rhosocial.activerecord.backend.expression.statement import Statement
from rhosocial.activerecord.backend.plan import TransactionOptions
from rhosocial.activerecord.backend.schema.nodes import (
    CheckConstraint,
    ColumnDefinition,
    CreateIndex,
    CreateTable,
    ForeignKey,
    UniqueConstraint,
)

from .corpus import CONTROL, HOSTILE
from .dialects import skeleton, unconnected
from .models import Secret, Target

BACKENDS = unconnected()
REFUSALS = (FieldNotFound, LookupNotFound, QueryError, InvalidValue, ValidationError, TypeError, ValueError)
OWN = {"id", "name", "age", "at", "meta", "secrets"}

CALLS: dict[str, Callable[[Any], object]] = {
    "pluck": lambda name: Target.pluck(name),  # noqa: PLW0108  # typed for columns
    "values": lambda name: Target.values(name),  # noqa: PLW0108
    "sum": lambda name: Target.sum(name),  # noqa: PLW0108
    "max": lambda name: Target.max(name),  # noqa: PLW0108
    "avg": lambda name: Target.avg(name),  # noqa: PLW0108
    "min": lambda name: Target.min(name),  # noqa: PLW0108
    "explain option": lambda name: Target.query().explain(**{name: True}),
    "lock option": lambda name: Target.for_update(**{name: True}),
    "find_by": lambda name: Target.find_by(**{name: "1"}),
    "get_or_create": lambda name: Target.get_or_create(**{name: "1"}),
    "create": lambda name: Target.create(**{"name": "x", name: "1"}),
    "query update": lambda name: Target.where(age=1).update(**{name: "1"}),
    "insert_many": lambda name: Target.insert_many([{"name": "x", name: "1"}]),
    "upsert on": lambda name: Target.upsert_many([{"name": "x"}], on=[name]),
    "upsert update": lambda name: Target.upsert_many([{"name": "x"}], on=["name"], update=[name]),
    "key": lambda name: Target.find({name: 1}),
    "key list": lambda name: Target.find_many([{name: 1}]),
}


@pytest.mark.parametrize("dialect", BACKENDS)
@pytest.mark.parametrize("call", CALLS)
def test_a_hostile_name_gets_nowhere(dialect: str, call: str) -> None:
    for model in (Target, Secret):
        model.configure(BACKENDS[dialect])
    for name in HOSTILE:
        if name not in OWN and name != "defaults":
            with pytest.raises(REFUSALS):
                CALLS[call](name)


def test_a_payload_writes_no_private_state() -> None:
    for name in ("_state", "__record_state__", "is_persisted", "secret"):
        with pytest.raises(ValidationError):
            Target.build(**{"name": "x", name: 1})


@pytest.mark.parametrize("dialect", BACKENDS)
def test_a_raw_identifier_is_quoted(dialect: str) -> None:
    backend = BACKENDS[dialect]
    for name in HOSTILE:
        try:
            node = placeholders("select * from {t:id} where a = {v}", {"t": name, "v": name})
            sql = backend.compile(Statement(node)).sql
        except REFUSALS:
            continue
        text = skeleton(sql, backend.dialect.quote_character)
        assert text == f"select * from § where a = {backend.dialect.parameter}", name


@pytest.mark.parametrize("dialect", BACKENDS)
def test_table_and_column_names_are_quoted(dialect: str) -> None:
    expected = set()
    for name in ["plain", *HOSTILE]:
        try:
            thing = type("Thing", (ActiveRecord,), {"__table_name__": name, "__annotations__": {"value": int}})
            thing.configure(BACKENDS[dialect])
            sql = thing.where(value=1).to_sql()[0]
        except (*REFUSALS, ConfigurationError, NameError):
            continue
        expected.add(skeleton(sql, BACKENDS[dialect].dialect.quote_character))
    assert len(expected) == 1


def _column_named(name: str) -> str:
    made = type("Thing", (ActiveRecord,), {"__annotations__": {"value": Annotated[int, Column(name=name)]}})
    thing: Any = made
    thing.configure(Target.backend())
    return str(thing.where(value=1).annotate(more=thing.value).order_by("value").to_sql()[0])


def _constraints_named(name: str) -> str:
    table, column = Target.__mapping__.table, Target.__mapping__.columns["age"]
    definition = ColumnDefinition(column, collation=name)
    constraints = (UniqueConstraint((name,), name), CheckConstraint("1 = 1", name), ForeignKey((name,), table, (name,)))
    nodes = (CreateTable(table, (definition,), (), constraints), CreateIndex(name, table, (column,)))
    return "; ".join(Target.backend().compile(Statement(node)).sql for node in nodes)  # type: ignore[attr-defined]


@pytest.mark.parametrize("dialect", BACKENDS)
@pytest.mark.parametrize("define", [_column_named, _constraints_named])
def test_defined_names_are_quoted(dialect: str, define: Callable[[str], str]) -> None:
    for model in (Target, Secret):
        model.configure(BACKENDS[dialect])
    expected = set()
    for name in ["plain", *HOSTILE]:
        try:
            expected.add(skeleton(define(name), BACKENDS[dialect].dialect.quote_character))
        except (*REFUSALS, ConfigurationError):
            continue
    assert len(expected) == 1


@pytest.mark.parametrize("dialect", BACKENDS)
def test_a_referential_action_is_one_of_those_there_are(dialect: str) -> None:
    table = Target.__mapping__.table
    for name in HOSTILE:
        key = ForeignKey(("a",), table, ("b",), on_delete=name)
        with pytest.raises(ConfigurationError):
            BACKENDS[dialect].compile(Statement(CreateTable(table, (), (), (key,))))


@pytest.mark.parametrize("dialect", BACKENDS)
def test_an_isolation_level_is_one_of_those_there_are(dialect: str) -> None:
    for name in HOSTILE:
        with pytest.raises(UnsupportedFeatureError):
            BACKENDS[dialect]._check(TransactionOptions(name, False))  # type: ignore[attr-defined]


def _nested_condition(depth: int) -> Any:
    condition = col(Target.age) == 1
    for _ in range(depth):
        condition = ~(condition & (col(Target.age) > 2))
    return Target.where(condition)


def _nested_value(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = {"a": [value]}
    return Target.where(meta__key=value)


def _nested_query(depth: int) -> Any:
    query = Target.where(age=1)
    for _ in range(depth):
        query = Target.where(col(Target.id).in_(query))
    return query


ENDLESS: dict[str, Callable[[int], Any]] = {
    "condition": _nested_condition,
    "value": _nested_value,
    "query": _nested_query,
    "list": lambda size: Target.where(age__in=range(size * 50)),
    "path": lambda depth: Target.where(**{"__".join(["meta", *["a"] * depth]): 1}),
    "relations": lambda depth: Target.where(**{"secrets__" * depth + "id": 1}),
}


@pytest.mark.parametrize("dialect", BACKENDS)
@pytest.mark.parametrize("point", ENDLESS)
def test_what_has_no_end_works_or_is_refused(dialect: str, point: str) -> None:
    for model in (Target, Secret):
        model.configure(BACKENDS[dialect])
    for size in (50, 400, 2_000):
        try:
            sql, values = ENDLESS[point](size).to_sql()
        except QueryError:
            continue
        assert values
        assert sql


def test_control_characters_are_refused_as_names() -> None:
    for dialect, backend in BACKENDS.items():
        for name in CONTROL:
            with pytest.raises(QueryError):
                backend.dialect.quote(name)
        assert backend.dialect.quote("é"), dialect


def test_a_rendered_error_has_no_control_characters() -> None:
    with pytest.raises(FieldNotFound) as caught:
        Target.where(**{"\x1b[31mred": 1})
    assert "\x1b" not in str(caught.value)
