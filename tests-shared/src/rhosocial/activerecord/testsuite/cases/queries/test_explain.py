"""How the server would run a query."""

from __future__ import annotations

from rhosocial.activerecord.testsuite import Library, Runner, requires, statements

HOSTILE = "x'; DROP TABLE x; --"


async def test_a_plan_is_told_and_nothing_loaded(run: Runner, library: Library) -> None:
    query = library.Author.where(name=HOSTILE).order_by("born").limit(3).tag(route="x")
    with statements() as sent:
        plan = await run(query.explain)
    assert plan
    assert len(sent) == 1
    assert sent.sql[0].startswith("EXPLAIN")
    assert HOSTILE not in sent.sql[0]


@requires("explain_analyze")
async def test_a_query_is_run_and_measured(run: Runner, library: Library) -> None:
    await run(library.Author.create, name=HOSTILE)
    with statements() as sent:
        assert await run(library.Author.where(name=HOSTILE).explain, analyze=True)
    assert sent.sql[0].startswith(("EXPLAIN ANALYZE", "ANALYZE"))
