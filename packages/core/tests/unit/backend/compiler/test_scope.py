"""What each table is called in a query's text, and which one a column means."""

from __future__ import annotations

import pytest

from rhosocial.activerecord import QueryError
from rhosocial.activerecord.backend.compiler.scope import Scope, missing_joins, tables_in
from rhosocial.activerecord.backend.expression.column import ColumnRef, Table
from rhosocial.activerecord.backend.expression.expression import Outer
from rhosocial.activerecord.backend.expression.select import Join, Select
from rhosocial.activerecord.backend.expression.types import INTEGER

PEOPLE = Table("people")
BOSS = Table("people", path=("boss",))
BOSS_OF_BOSS = Table("people", path=("boss", "boss"))
ALIAS = Table("people", alias="p")


def scope(*tables: Table, outer: Scope | None = None) -> Scope:
    made = Scope(outer)
    for table in tables:
        made.add(table)
    return made


def test_a_table_bears_its_own_name() -> None:
    assert scope(PEOPLE).label_of(PEOPLE) == "people"


def test_an_alias_is_used_as_given() -> None:
    assert scope(ALIAS).label_of(ALIAS) == "p"


def test_a_self_join_is_named_by_its_path() -> None:
    made = scope(PEOPLE, BOSS, BOSS_OF_BOSS)
    assert [made.label_of(table) for table in (PEOPLE, BOSS, BOSS_OF_BOSS)] == ["people", "boss", "boss_boss"]


def test_a_path_s_name_that_is_taken_gets_a_number() -> None:
    made = scope(Table("boss"), PEOPLE, BOSS)
    assert made.label_of(BOSS) == "boss_1"


def test_the_same_table_again_without_a_path_gets_a_number() -> None:
    other_schema = Table("people", schema="archive")
    made = scope(PEOPLE, other_schema)
    assert made.label_of(other_schema) == "people_1"


def test_a_plain_column_means_the_only_use_of_its_table() -> None:
    assert scope(BOSS).label_of(PEOPLE) == "people"


def test_a_plain_column_means_the_table_itself_even_beside_others() -> None:
    assert scope(PEOPLE, BOSS).label_of(PEOPLE) == "people"


def test_a_column_of_a_table_reached_twice_is_ambiguous() -> None:
    made = scope(Table("books"), Table("people", path=("author",)), Table("people", path=("editor",)))
    with pytest.raises(QueryError, match=r"'people' is ambiguous: .* author and editor; .* Model\.author\.column"):
        made.label_of(PEOPLE)


def test_a_table_that_is_not_there_asks_for_a_join() -> None:
    with pytest.raises(QueryError, match="does not have the table 'books': join it first"):
        scope(PEOPLE).label_of(Table("books"))


def test_an_alias_that_is_not_there_is_not_served_by_the_table() -> None:
    with pytest.raises(QueryError, match="does not have the table 'p'"):
        scope(Table("books")).label_of(ALIAS)


def test_an_inner_query_does_not_reuse_a_name_of_the_outer_one() -> None:
    around = scope(PEOPLE)
    inside = scope(PEOPLE, outer=around)
    assert inside.label_of(PEOPLE) == "people_1"
    assert around.label_of(PEOPLE) == "people"


def test_an_inner_query_sees_the_tables_around_it() -> None:
    inside = scope(Table("books"), outer=scope(PEOPLE))
    assert inside.label_of(PEOPLE) == "people"


def test_has_speaks_of_the_query_itself_only() -> None:
    inside = scope(Table("books"), outer=scope(PEOPLE))
    assert not inside.has(PEOPLE)
    assert inside.has(Table("books"))


def test_joins_of_paths_are_added_once_and_only_where_missing() -> None:
    join = Join("inner", BOSS, None)
    reached = Table("people", path=("boss",), joins=(join,))
    age = ColumnRef(reached, "age", INTEGER)
    assert missing_joins([(age > 3, age < 9)], []) == [join]
    assert missing_joins([(age > 3,)], [join]) == []


def test_tables_inside_nested_queries_and_outer_are_not_walked() -> None:
    age = ColumnRef(PEOPLE, "age", INTEGER)
    assert list(tables_in((age == 1, Outer(age), Select({"columns": (age,)})))) == [PEOPLE]
