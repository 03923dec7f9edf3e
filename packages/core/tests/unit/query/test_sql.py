"""The exact SQL, where its text is what was decided; no server is asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from rhosocial.activerecord import UnsupportedFeatureError, case, col, count, create_backend, func
from rhosocial.activerecord.backend.discovery import discover_backends
from rhosocial.activerecord.backend.expression.statement import Statement

from .library import Text, Writer, age, length

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
        'SELECT "writer"."id" FROM "writer" WHERE json_extract("writer"."meta", ?) = ?',
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
