"""The SQL of both servers, as text; the conformance suite runs it."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

import pytest
from pydantic import Field

from rhosocial.activerecord import ActiveRecord, Column, literal
from rhosocial.activerecord.backend.expression.expression import Expression, predicate
from rhosocial.activerecord.backend.expression.function import RawSQL
from rhosocial.activerecord.backend.expression.node import Node
from rhosocial.activerecord.backend.expression.statement import Statement
from rhosocial.activerecord.backend.expression.write import Excluded, Insert, OnConflict, Update
from rhosocial.activerecord.backend.impl.mysql.capabilities import NEWEST
from rhosocial.activerecord.backend.impl.mysql.dialect import MySQLDialect
from rhosocial.activerecord.field.definition import create_indexes, create_table
from rhosocial.activerecord.interface.errors import QueryError, UnsupportedFeatureError

MYSQL = MySQLDialect(NEWEST)
MARIADB = MySQLDialect(
    NEWEST.replaced(
        insert_returning=True,
        delete_returning=True,
        lock_of=False,
        row_alias=False,
        json_type=False,
        regexp_like=False,
        index_if_not_exists=True,
        collation="utf8mb4_nopad_bin",
    )
)
BOTH = pytest.mark.parametrize("dialect", [MYSQL, MARIADB], ids=["mysql", "mariadb"])


class Tool(ActiveRecord):
    """A model with a column for each thing to see."""

    __table_name__ = "to`ols"
    __table_comment__ = "it's \\ here"
    __constraints__ = (("name", "maker"),)
    id: int | None = None
    name: str
    maker: Annotated[str, Field(max_length=50)]
    code: Annotated[str, Column(unique=True, comment="100%")]
    price: Annotated[Decimal, Column(precision=10, scale=2, check="price > 0")] = Decimal(1)
    percent: Annotated[float, Column(name="a%sb")] = 0.0
    picture: Annotated[bytes | None, Column(index=True)] = None
    made: Annotated[str, Column(index=True, server_default="'here'")] = ""


table = Tool.__mapping__.table


def column(name: str) -> Any:
    return Tool.__mapping__.column(name)


def sql(node: Node, dialect: MySQLDialect = MYSQL) -> str:
    return dialect.compile(Statement(node)).sql


def where(condition: Expression[bool], dialect: MySQLDialect = MYSQL) -> str:
    statement = Tool.query().where(condition).statement()
    return dialect.compile(statement).sql.partition(" WHERE ")[2]


def test_create_table() -> None:
    assert sql(create_table(Tool.__mapping__), MYSQL) == (
        "CREATE TABLE `to``ols` (`id` BIGINT AUTO_INCREMENT, `name` VARCHAR(255) NOT NULL, "
        "`maker` VARCHAR(50) NOT NULL, "
        "`code` VARCHAR(255) NOT NULL UNIQUE COMMENT '100%%', `price` DECIMAL(10,2) NOT NULL, `a%%sb` DOUBLE NOT NULL, "
        "`picture` LONGBLOB, `made` LONGTEXT NOT NULL DEFAULT ('here'), PRIMARY KEY (`id`), UNIQUE (`name`, `maker`), "
        "CONSTRAINT `to``ols_price_check` CHECK (price > 0)) "
        "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin COMMENT='it''s \\\\ here'"
    )


def test_an_index_on_text_without_a_length_sees_its_start() -> None:
    picture, made = create_indexes(Tool.__mapping__, if_not_exists=True)
    assert sql(picture) == "CREATE INDEX `ix_to``ols_picture` ON `to``ols` (`picture`(255))"
    assert sql(made, MARIADB) == "CREATE INDEX IF NOT EXISTS `ix_to``ols_made` ON `to``ols` (`made`(255))"


@BOTH
@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (column("name") == "a", "`to``ols`.`name` = %s"),
        (column("name").is_distinct_from("a"), "NOT `to``ols`.`name` <=> %s"),
        (column("name").is_("a"), "`to``ols`.`name` <=> %s"),
        (column("name") + "x" == "ax", "CONCAT(`to``ols`.`name`, %s) = %s"),
        (column("name").ilike("A%"), "LOWER(`to``ols`.`name`) LIKE LOWER(%s)"),
        (
            column("price") % 2 == 0,
            "`to``ols`.`price` %% NULLIF(CAST(%s AS DECIMAL(65,30)), 0) = CAST(%s AS DECIMAL(65,30))",
        ),
        (column("percent") > 0.5, "`to``ols`.`a%%sb` > CAST(%s AS DOUBLE)"),
        (RawSQL(("name LIKE '100%'",)), "name LIKE '100%%'"),
    ],
    ids=str,
)
def test_conditions(dialect: MySQLDialect, condition: Expression[bool], expected: str) -> None:
    assert where(condition, dialect) == expected


def test_regular_expressions_heed_case_or_not_whatever_the_collation() -> None:
    heeding, heedless = (predicate(name, column("name"), literal("a")) for name in ("regex", "iregex"))
    assert where(heeding, MYSQL) == "REGEXP_LIKE(`to``ols`.`name`, %s, 'c')"
    assert where(heeding, MARIADB) == "`to``ols`.`name` REGEXP CONCAT('(?-i)', %s)"
    assert where(heedless, MYSQL) == "REGEXP_LIKE(`to``ols`.`name`, %s, 'i')"
    assert where(heedless, MARIADB) == "`to``ols`.`name` REGEXP CONCAT('(?i)', %s)"


@BOTH
def test_an_offset_needs_a_limit(dialect: MySQLDialect) -> None:
    statement = Tool.query().select("id").offset(5).statement()
    assert dialect.compile(statement).sql.endswith(" LIMIT 18446744073709551615 OFFSET %s")


@BOTH
def test_nulls_are_ordered_by_a_key_of_their_own(dialect: MySQLDialect) -> None:
    statement = Tool.query().order_by(column("made").desc().nulls_last()).statement()
    assert dialect.compile(statement).sql.endswith("ORDER BY `to``ols`.`made` IS NULL, `to``ols`.`made` DESC")


def test_a_shared_lock_is_said_as_the_server_does() -> None:
    statement = Tool.query().select("id").for_share(skip_locked=True).statement()
    assert MYSQL.compile(statement).sql.endswith(" FOR SHARE SKIP LOCKED")
    assert MARIADB.compile(statement).sql.endswith(" LOCK IN SHARE MODE SKIP LOCKED")


@BOTH
def test_a_row_of_defaults(dialect: MySQLDialect) -> None:
    assert sql(Insert(table, (), ((),)), dialect) == "INSERT INTO `to``ols` () VALUES ()"


def upsert(*changed: str) -> Insert:
    columns = (column("code"), column("price"))
    conflict = OnConflict(columns[:1], tuple((column(name), Excluded(column(name))) for name in changed))
    return Insert(table, columns, ((literal("a"), literal("b")),), conflict)


def test_an_upsert_names_the_proposed_row() -> None:
    start = "INSERT INTO `to``ols` (`code`, `price`) VALUES (%s, %s)"
    assert sql(upsert("price"), MYSQL) == f"{start} AS excluded ON DUPLICATE KEY UPDATE `price` = excluded.`price`"
    assert sql(upsert("price"), MARIADB) == f"{start} ON DUPLICATE KEY UPDATE `price` = VALUES(`price`)"


def test_an_upsert_that_changes_nothing_keeps_the_row() -> None:
    assert sql(upsert(), MARIADB).endswith(" ON DUPLICATE KEY UPDATE `code` = `to``ols`.`code`")


@BOTH
def test_assignments_stand_behind_those_that_read_their_columns(dialect: MySQLDialect) -> None:
    node = Update(table, ((column("maker"), literal("x")), (column("name"), column("maker"))))
    assert sql(node, dialect) == "UPDATE `to``ols` SET `name` = `maker`, `maker` = %s"


def test_returning_is_the_servers_to_offer() -> None:
    node = Insert(table, (), ((),), None, (column("id"),))
    assert sql(node, MARIADB) == "INSERT INTO `to``ols` () VALUES () RETURNING `id`"
    with pytest.raises(UnsupportedFeatureError, match="insert returning"):
        sql(node, MYSQL)


@BOTH
def test_a_name_has_characters_not_bytes(dialect: MySQLDialect) -> None:
    assert dialect.quote("ä" * 64) == f"`{'ä' * 64}`"
    with pytest.raises(QueryError, match="longer than the 64"):
        dialect.quote("a" * 65)
