"""Placeholders in raw SQL become parameters or quoted identifiers, never text."""

from __future__ import annotations

import sys
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhosocial.activerecord import InvalidValue, QueryError, literal, raw
from rhosocial.activerecord.backend.expression.raw import placeholders
from rhosocial.activerecord.backend.expression.statement import Statement
from rhosocial.activerecord.backend.expression.types import Integer
from rhosocial.activerecord.backend.impl.sqlite.backend import NEWEST
from rhosocial.activerecord.backend.impl.sqlite.dialect import SQLiteDialect

DIALECT = SQLiteDialect(NEWEST)


def compiled(sql: str, **values: object) -> tuple[str, tuple[object, ...]]:
    statement = Statement(placeholders(sql, values))
    made = DIALECT.compile(statement)
    return made.sql, made.bind(statement.values)


def test_each_placeholder_is_a_parameter_in_the_order_of_the_text() -> None:
    assert compiled("a = {x} OR b = {y} OR c = {x}", x=1, y="2") == ("a = ? OR b = ? OR c = ?", (1, "2", 1))


def test_a_doubled_brace_is_a_brace() -> None:
    assert compiled("SELECT '{{}}', {x}", x=1) == ("SELECT '{}', ?", (1,))


def test_none_is_a_parameter_too() -> None:
    assert compiled("SELECT {x}", x=None) == ("SELECT ?", (None,))


def test_an_identifier_is_quoted() -> None:
    assert compiled("SELECT * FROM {t:id}", t='we"ird') == ('SELECT * FROM "we""ird"', ())


@given(st.one_of(st.text(), st.integers(-(2**63), 2**63 - 1), st.binary(), st.booleans(), st.none()))
def test_no_value_reaches_the_text(value: object) -> None:
    sql, params = compiled("SELECT {x}", x=value)
    assert sql == "SELECT ?"
    assert params == (value,)


@given(st.text())
def test_no_identifier_ends_its_quotes(name: str) -> None:
    try:
        sql, _ = compiled("SELECT {x:id}", x=name)
    except QueryError:
        return
    quoted = sql.removeprefix("SELECT ")
    assert quoted[0] == quoted[-1] == '"'
    assert '"' not in quoted[1:-1].replace('""', "")


def test_a_placeholder_without_a_value_names_the_nearest() -> None:
    with pytest.raises(QueryError, match=r"\{agee\} in raw SQL has no value; did you mean 'age'\?"):
        placeholders("SELECT {agee}", {"age": 1})


def test_a_value_without_a_placeholder_is_named() -> None:
    with pytest.raises(QueryError, match="no placeholder for: b, c"):
        placeholders("SELECT {a}", {"a": 1, "c": 2, "b": 3})


@pytest.mark.parametrize("placeholder", ["{x!r}", "{x:>10}", "{x:d}", "{x:idx}"])
def test_formatting_is_refused(placeholder: str) -> None:
    with pytest.raises(QueryError, match="for an identifier, may follow a name"):
        placeholders(f"SELECT {placeholder}", {"x": 1})


@pytest.mark.parametrize("sql", ["SELECT {x.__class__}", "SELECT {x[0]}", "SELECT {}", "SELECT {0}"])
def test_attributes_indexes_and_numbers_are_no_placeholders(sql: str) -> None:
    with pytest.raises(QueryError, match=r"is no placeholder: write \{\{ and \}\} for braces"):
        placeholders(sql, {"x": "a"})


@pytest.mark.parametrize("sql", ["SELECT {x", "SELECT }", "SELECT {x:{x}}"])
def test_braces_that_do_not_match_are_a_query_error(sql: str) -> None:
    with pytest.raises(QueryError):
        placeholders(sql, {"x": 1})


@pytest.mark.parametrize("name", [5, None, b"t"])
def test_an_identifier_is_text(name: object) -> None:
    with pytest.raises(QueryError, match="is no identifier"):
        placeholders("SELECT {t:id}", {"t": name})


@pytest.mark.parametrize("name", ["", "a\0b", "a\nb", "x" * 300])
def test_a_name_that_no_table_has_is_refused(name: str) -> None:
    with pytest.raises(QueryError):
        compiled("SELECT {t:id}", t=name)


@pytest.mark.parametrize("value", [object(), [{1, 2}], 1j])
def test_a_value_without_a_column_type_is_refused(value: object) -> None:
    with pytest.raises(InvalidValue, match="can't be a value in a query"):
        placeholders("SELECT {x}", {"x": value})


@pytest.mark.parametrize("values", [[1, 2, 3], (1, 2, 3), {1, 2, 3}, frozenset({1, 2, 3})])
def test_a_list_is_its_values(values: object) -> None:
    assert compiled("a in ({x}) and b = {y}", x=values, y=4) == ("a in (?, ?, ?) and b = ?", (1, 2, 3, 4))


def test_an_empty_list_is_refused() -> None:
    with pytest.raises(InvalidValue, match="leave the condition out"):
        placeholders("a in ({x})", {"x": []})


def test_a_list_that_is_a_value_is_said_to_be_one() -> None:
    assert compiled("a = {x}", x=literal([1, 2])) == ("a = ?", ("[1,2]",))


def test_a_piece_of_a_query_takes_values_and_expressions() -> None:
    made = raw("{a} + {b}", type=int, a=literal(1), b=2)
    assert DIALECT.compile(Statement(made)).sql == "? + ?"
    assert isinstance(made.type, Integer)


class Interpolation(NamedTuple):
    """What Python 3.14 makes of `{value!conversion:format_spec}` in a t-string."""

    value: object
    conversion: str | None = None
    format_spec: str = ""


class Template(NamedTuple):
    """What Python 3.14 makes of a t-string."""

    strings: tuple[str, ...]
    interpolations: tuple[Interpolation, ...]


def test_the_values_of_a_t_string_are_parameters() -> None:
    made = raw(Template(("a = ", " and '{}' <> ", ""), (Interpolation("x'"), Interpolation("t", None, "id"))))
    assert DIALECT.compile(Statement(made)).sql == "a = ? and '{}' <> \"t\""


@pytest.mark.parametrize("wrong", [Interpolation(1, "r"), Interpolation(1, None, ">10")])
def test_a_t_string_formats_nothing(wrong: Interpolation) -> None:
    with pytest.raises(QueryError, match="only"):
        raw(Template(("a = ", ""), (wrong,)))


def test_a_t_string_has_its_values_in_itself() -> None:
    with pytest.raises(QueryError, match="a t-string alone"):
        raw(Template(("a",), ()), x=1)


@pytest.mark.skipif(sys.version_info < (3, 14), reason="t-strings came with Python 3.14")
def test_a_real_t_string() -> None:
    made = eval("raw(t'a = {value} and {{}}')", {"raw": raw, "value": 3})
    assert DIALECT.compile(Statement(made)).sql == "a = ? and {}"
