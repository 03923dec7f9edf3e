"""Names and control keys in calls that would write or load: refused before a connection is asked for.

The addresses of the backends lead nowhere, so a call that got as far as the server would end in ConnectionError.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from rhosocial.activerecord import (
    ActiveRecord,
    ConfigurationError,
    FieldNotFound,
    InvalidValue,
    LookupNotFound,
    QueryError,
    ValidationError,
)
from rhosocial.activerecord.backend.expression.raw import placeholders
from rhosocial.activerecord.backend.expression.statement import Statement

from .corpus import CONTROL, HOSTILE
from .dialects import skeleton, unconnected
from .models import Target

BACKENDS = unconnected()
REFUSALS = (FieldNotFound, LookupNotFound, QueryError, InvalidValue, ValidationError, TypeError, ValueError)
OWN = {"id", "name", "age", "at", "meta", "secrets"}

CALLS: dict[str, Callable[[Any], object]] = {
    "pluck": lambda name: Target.pluck(name),  # noqa: PLW0108  # typed for columns
    "values": lambda name: Target.values(name),  # noqa: PLW0108
    "sum": lambda name: Target.sum(name),  # noqa: PLW0108
    "max": lambda name: Target.max(name),  # noqa: PLW0108
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
    Target.configure(BACKENDS[dialect])
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
