"""The exact SQL, where its text is what was decided; no server is asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from rhosocial.activerecord import UnsupportedFeatureError, case, col, count, create_backend, func
from rhosocial.activerecord.backend.discovery import discover_backends
from rhosocial.activerecord.backend.expression.statement import Statement

from .library import Sketch, Text, Writer, age, length, name

born, inside = col(Writer.born), col(Writer.meta)["a"]
REFUSED = "UnsupportedFeatureError"
Build = Callable[[], Statement]

# in SQLite's spelling; the others by name where more than their quotes and placeholders differ
CASES: list[tuple[Build, str, dict[str, str]]] = [
    (
        lambda: Text.group_by("writer_id").annotate(n=count().filter(length > 1)).order_by("-n").statement(),
        'SELECT "text"."writer_id", COUNT(*) FILTER (WHERE "text"."length" > ?) AS "n" FROM "text"'
        ' GROUP BY "text"."writer_id" ORDER BY 2 DESC',
        {
            "mysql": "SELECT `text`.`writer_id`, COUNT(CASE WHEN `text`.`length` > %s THEN 1 END) AS `n` FROM `text`"
            " GROUP BY `text`.`writer_id` ORDER BY 2 DESC"
        },
    ),
    (
        lambda: Writer.query().only("id").order_by(age.desc().nulls_last()).statement(),
        'SELECT "writer"."id" FROM "writer" ORDER BY "writer"."age" DESC NULLS LAST',
        {"mysql": "SELECT `writer`.`id` FROM `writer` ORDER BY `writer`.`age` IS NULL, `writer`.`age` DESC"},
    ),
    (
        lambda: (
            Writer.annotate(kind=case((age < 18, "a"), otherwise="b")).group_by("kind").order_by("kind").statement()
        ),
        'SELECT CASE WHEN "writer"."age" < ? THEN ? ELSE ? END AS "kind" FROM "writer" GROUP BY 1 ORDER BY 1',
        {},
    ),
    (
        lambda: Text.join(Text.writer).only("id").for_update(of=Text.writer, skip_locked=True).statement(),
        'SELECT "text"."id" FROM "text" JOIN "writer" ON "writer"."id" = "text"."writer_id"'
        ' FOR UPDATE OF "writer" SKIP LOCKED',
        {"sqlite": REFUSED},
    ),
    (
        lambda: Sketch.where(draft__title="x").only("id").statement(),
        'SELECT "sketch"."id" FROM "sketch" LEFT JOIN "draft" ON "draft"."id" = "sketch"."draft_id"'
        ' AND "draft"."hidden" = ? WHERE "draft"."title" = ?',
        {},
    ),
    (
        lambda: Statement(Writer.query().with_cte("t", Text.query().only("id")).where(age=1)._update_node({"age": 2})),
        'WITH "t" AS (SELECT "text"."id" FROM "text") UPDATE "writer" SET "age" = ? WHERE "age" = ?',
        {},
    ),
    (
        lambda: Statement(Text.where(writer__name="x")._update_node({"length": length + 1})),
        'UPDATE "text" SET "length" = "length" + ? WHERE "id" IN (SELECT "chosen"."id" FROM (SELECT "text"."id"'
        ' FROM "text" LEFT JOIN "writer" ON "writer"."id" = "text"."writer_id" WHERE "writer"."name" = ?) AS "chosen")',
        {},
    ),
    (
        lambda: Statement(Text.where(col(Text.id).in_(Text.where(length__gt=1).select("editor_id")))._delete_node()),
        'DELETE FROM "text" WHERE "id" IN (SELECT "text_1"."editor_id" FROM "text" AS "text_1"'
        ' WHERE "text_1"."length" > ?)',
        {
            "mysql": "DELETE FROM `text` WHERE `id` IN (SELECT `text_1`.`editor_id` FROM (SELECT * FROM `text`"
            " LIMIT 18446744073709551615) AS `text_1` WHERE `text_1`.`length` > %s)"
        },
    ),
    (
        lambda: (
            Writer.where(col(Writer.id).in_(Text.order_by("length").limit(2).select("writer_id")))
            .only("id")
            .statement()
        ),
        'SELECT "writer"."id" FROM "writer" WHERE "writer"."id" IN (SELECT "text"."writer_id" FROM "text"'
        ' ORDER BY "text"."length" LIMIT ?)',
        {
            "mysql": "SELECT `writer`.`id` FROM `writer` WHERE `writer`.`id` IN (SELECT * FROM (SELECT"
            " `text`.`writer_id` FROM `text` ORDER BY `text`.`length` LIMIT %s) AS `cut`)"
        },
    ),
    (
        lambda: Statement(Text.order_by("-length").limit(2)._delete_node()),
        'DELETE FROM "text" WHERE "id" IN (SELECT "chosen"."id" FROM (SELECT "text"."id" FROM "text"'
        ' ORDER BY "text"."length" DESC LIMIT ?) AS "chosen")',
        {},
    ),
    (
        lambda: Statement(Text.where(id=1)._delete_node(Text.__mapping__.primary_key)),
        'DELETE FROM "text" WHERE "id" = ? RETURNING "id"',
        {"mysql": REFUSED},
    ),
    (
        lambda: Writer.where(meta__a__b="x").only("id").statement(),
        'SELECT "writer"."id" FROM "writer"'
        ' WHERE json_value(json_type("writer"."meta", ?), json_extract("writer"."meta", ?)) = ?',
        {
            "postgresql": 'SELECT "writer"."id" FROM "writer"'
            ' WHERE NULLIF("writer"."meta" #> %s::text[], \'null\') = %s::jsonb',
            "mysql": "SELECT `writer`.`id` FROM `writer`"
            " WHERE NULLIF(JSON_EXTRACT(`writer`.`meta`, %s), CAST('null' AS JSON)) = CAST(%s AS JSON)",
        },
    ),
    (
        lambda: Writer.query().only(col(Writer.born) + timedelta(hours=1)).statement(),
        'SELECT moment_add("writer"."born", ?) FROM "writer"',
        {
            "postgresql": 'SELECT "writer"."born" + %s FROM "writer"',
            "mysql": "SELECT DATE_ADD(`writer`.`born`, INTERVAL %s MICROSECOND) FROM `writer`",
        },
    ),
    (
        lambda: Writer.where(meta__a__gt=1).only("id").statement(),
        'SELECT "writer"."id" FROM "writer" WHERE CASE WHEN json_type("writer"."meta", ?) IN (\'integer\', \'real\')'
        ' THEN json_extract("writer"."meta", ?) END > ?',
        {
            "postgresql": 'SELECT "writer"."id" FROM "writer" WHERE CASE WHEN JSONB_TYPEOF("writer"."meta" #>'
            ' %s::text[]) = \'number\' THEN CAST("writer"."meta" #> %s::text[] AS NUMERIC) END > %s',
            "mysql": "SELECT `writer`.`id` FROM `writer` WHERE CASE WHEN JSON_TYPE(JSON_EXTRACT(`writer`.`meta`, %s))"
            " COLLATE utf8mb4_0900_bin IN ('INTEGER', 'UNSIGNED INTEGER', 'DECIMAL', 'DOUBLE')"
            " THEN JSON_EXTRACT(`writer`.`meta`, %s) END > %s",
        },
    ),
    (
        lambda: Writer.query().only(inside, inside.text).statement(),
        'SELECT json_literal(json_type("writer"."meta", ?), json_quote(json_extract("writer"."meta", ?))),'
        ' CAST(json_literal(json_type("writer"."meta", ?), json_extract("writer"."meta", ?)) AS TEXT) FROM "writer"',
        {
            "postgresql": 'SELECT ("writer"."meta" #> %s::text[]), ("writer"."meta" #>> %s::text[]) FROM "writer"',
            "mysql": "SELECT JSON_EXTRACT(`writer`.`meta`, %s), (JSON_UNQUOTE(NULLIF(JSON_EXTRACT(`writer`.`meta`, %s),"
            " CAST('null' AS JSON))) COLLATE utf8mb4_0900_bin) FROM `writer`",
        },
    ),
    (
        lambda: Writer.where(born__week=3, born__weekday__lt=6).only("id").statement(),
        'SELECT "writer"."id" FROM "writer" WHERE iso_week("writer"."born") = ?'
        ' AND (strftime(\'%w\', substr("writer"."born", 1, 10)) + 6) % 7 + 1 < ?',
        {
            "postgresql": 'SELECT "writer"."id" FROM "writer" WHERE CAST(FLOOR(EXTRACT(WEEK FROM "writer"."born")) AS'
            ' BIGINT) = %s AND CAST(FLOOR(EXTRACT(ISODOW FROM "writer"."born")) AS BIGINT) < %s',
            "mysql": "SELECT `writer`.`id` FROM `writer` WHERE WEEK(`writer`.`born`, 3) = %s"
            " AND WEEKDAY(`writer`.`born`) + 1 < %s",
        },
    ),
    (
        lambda: Writer.query().only(born - datetime(2020, 1, 1), born.cast(date) + timedelta(days=1)).statement(),
        'SELECT moment_difference("writer"."born", ?), date_add(to_date("writer"."born"), ?) FROM "writer"',
        {
            "postgresql": 'SELECT "writer"."born" - %s, CAST(CAST("writer"."born" AS DATE) + %s AS DATE) FROM "writer"',
            "mysql": "SELECT -TIMESTAMPDIFF(MICROSECOND, `writer`.`born`, %s), CAST(DATE_ADD(CAST(`writer`.`born` AS"
            " DATE), INTERVAL %s MICROSECOND) AS DATE) FROM `writer`",
        },
    ),
    (
        lambda: Writer.query().only(name.cast(int), age.cast(Decimal), (age > 1).cast(int), age.cast(bool)).statement(),
        'SELECT CAST("writer"."name" AS INTEGER), to_decimal("writer"."age", -1) COLLATE decimal,'
        ' CASE WHEN "writer"."age" > ? THEN ? WHEN NOT ("writer"."age" > ?) THEN ? END, "writer"."age" <> ?'
        ' FROM "writer"',
        {
            "postgresql": 'SELECT CAST(TRUNC(CAST("writer"."name" AS NUMERIC)) AS BIGINT),'
            ' CAST("writer"."age" AS NUMERIC), CASE WHEN "writer"."age" > %s THEN %s WHEN NOT ("writer"."age" > %s)'
            ' THEN %s END, "writer"."age" <> %s FROM "writer"',
            "mysql": "SELECT CAST(`writer`.`name` AS SIGNED), CAST(`writer`.`age` AS DECIMAL(65,30)),"
            " CASE WHEN `writer`.`age` > %s THEN %s WHEN NOT (`writer`.`age` > %s) THEN %s END,"
            " `writer`.`age` <> %s FROM `writer`",
        },
    ),
    (
        lambda: Writer.query().only(func.percentile_cont(0.5, type=float).within_group(age)).statement(),
        REFUSED,
        {"postgresql": 'SELECT PERCENTILE_CONT(%s) WITHIN GROUP (ORDER BY "writer"."age") FROM "writer"'},
    ),
]


def _expected(dialect: str, text: str, own: dict[str, str]) -> str:
    if dialect in own or text == REFUSED or dialect == "sqlite":
        return own.get(dialect, text)
    text = text.replace("?", "%s")
    return text.replace('"', "`") if dialect == "mysql" else text


@pytest.mark.parametrize("dialect", sorted({"sqlite", "postgresql", "mysql"} & set(discover_backends())))
@pytest.mark.parametrize(("build", "text", "own"), CASES)
def test_the_text(dialect: str, build: Build, text: str, own: dict[str, str]) -> None:
    backend = create_backend("sqlite:///x.db" if dialect == "sqlite" else f"{dialect}://nobody@127.0.0.1:1/nowhere")
    expected = _expected(dialect, text, own)
    if expected == REFUSED:
        with pytest.raises(UnsupportedFeatureError):
            backend.compile(build())
    else:
        assert backend.compile(build()).sql == expected
