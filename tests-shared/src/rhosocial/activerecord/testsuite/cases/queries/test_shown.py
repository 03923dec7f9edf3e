"""What a query shows of itself: its SQL, and of its values no more than errors and logs do."""

from __future__ import annotations

from typing import Annotated

from rhosocial.activerecord import ActiveRecord, Column
from rhosocial.activerecord.testsuite import Runner, Tables


async def test_a_query_shows_its_sql_without_its_values(run: Runner, tables: Tables) -> None:
    class Account(ActiveRecord):
        name: str
        token: Annotated[str, Column(private=True)] = ""
        tries: int = 0

    await tables.create(Account)
    await run(Account(name="Ann", token="s3cret").save)
    query = Account.where(Account.token == "s3cret", name__in=["Ann", "Ben"], tries__lt=3)
    sql, parameters = query.to_sql()
    assert str(query).startswith(f"{sql}\n-- <str 6>, ")
    assert "<int>" in str(query)
    assert "s3cret" in parameters
    for shown in (str(query), repr(query), repr(query.clauses["where"]), f"{query}"):
        assert "s3cret" not in shown
        assert "Ben" not in shown
    assert await run(query.count) == 1


async def test_it_shows_its_tags(run: Runner, tables: Tables) -> None:
    class Account(ActiveRecord):
        name: str

    tables.adopt(Account)
    query = Account.query().tag(route="/accounts")
    assert str(query) == query.to_sql()[0]
    assert "route=" in str(query)
