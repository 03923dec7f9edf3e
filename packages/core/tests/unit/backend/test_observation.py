"""The log, listeners and the budget of statements."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
from collections.abc import Iterator

import pytest

from rhosocial.activerecord import DatabaseError, assert_queries
from rhosocial.activerecord.backend.impl.sqlite import SQLiteBackend
from rhosocial.activerecord.backend.observation import LISTENERS, Observation, is_watched

LOGGER = "rhosocial.activerecord.sql"


@pytest.fixture
def backend() -> Iterator[SQLiteBackend]:
    made = SQLiteBackend()
    yield made
    made.close()


class Notebook:
    """A listener that keeps what it is told."""

    def __init__(self) -> None:
        self.seen: list[Observation] = []

    def observed(self, observation: Observation) -> None:
        self.seen.append(observation)


@pytest.fixture
def notebook() -> Iterator[Notebook]:
    made = Notebook()
    token = LISTENERS.set((made,))
    yield made
    LISTENERS.reset(token)


def test_the_log_shows_the_statement_and_no_value(backend: SQLiteBackend, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, LOGGER):
        backend.execute("SELECT {name}", {"name": "hunter2"})
    (record,) = [record for record in caplog.records if "SELECT ?" in record.getMessage()]
    assert record.getMessage().startswith("SELECT ? (<str 7>) ")
    assert (record.sql, record.params) == ("SELECT ?", ("<str 7>",))  # type: ignore[attr-defined]
    assert record.duration_ms >= 0  # type: ignore[attr-defined]
    assert "hunter2" not in caplog.text


def test_a_program_may_ask_for_the_log_after_the_first_statement() -> None:
    program = f"""
from rhosocial.activerecord.backend.impl.sqlite import SQLiteBackend
backend = SQLiteBackend()
backend.execute("SELECT 1")
import logging
logging.basicConfig(stream=__import__("sys").stdout, level="INFO", format="%(message)s")
logging.getLogger("{LOGGER}").setLevel("DEBUG")
backend.execute("SELECT 2")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("SELECT 2 () ")


def test_nothing_is_logged_above_debug(backend: SQLiteBackend, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, LOGGER):
        backend.execute("SELECT 1")
    assert caplog.records == []


def test_nobody_watches_by_default() -> None:
    assert not is_watched()


def test_a_listener_is_told_text_parameters_rows_and_time(backend: SQLiteBackend, notebook: Notebook) -> None:
    assert is_watched()
    backend.execute("SELECT {x} UNION ALL SELECT {x}", {"x": 5})
    (seen,) = [item for item in notebook.seen if "UNION" in item.sql]
    assert seen.params == (5, 5)
    assert seen.error is None
    assert seen.seconds >= 0


def test_a_listener_is_told_of_failures(backend: SQLiteBackend, notebook: Notebook) -> None:
    with pytest.raises(DatabaseError) as caught:
        backend.execute("SELECT * FROM nowhere")
    assert notebook.seen[-1].error is caught.value


def test_a_listener_hears_the_tasks_that_its_context_starts(backend: SQLiteBackend, notebook: Notebook) -> None:
    async def main() -> None:
        await asyncio.gather(*[backend.aexecute("SELECT 1") for _ in range(3)])
        await backend.aclose()

    asyncio.run(main())
    assert [item.sql for item in notebook.seen].count("SELECT 1") == 3


def test_within_the_budget_nothing_happens(backend: SQLiteBackend) -> None:
    with assert_queries(max=2) as budget:
        backend.execute("SELECT 1")
    assert budget.count == 1


def run_two(backend: SQLiteBackend) -> None:
    backend.execute("SELECT 1")
    backend.execute("SELECT 2")


def test_above_the_budget_each_statement_is_shown_with_its_line(backend: SQLiteBackend) -> None:
    with pytest.raises(AssertionError) as caught, assert_queries(max=1):
        run_two(backend)
    text = str(caught.value)
    assert text.startswith("2 statements ran, and at most 1 may:")
    assert "SELECT 2" in text
    assert text.count(f"{__file__}:") == 2
    assert "in run_two" in text


@pytest.mark.parametrize("number", [0, 2])
def test_exactly_means_neither_more_nor_fewer(backend: SQLiteBackend, number: int) -> None:
    with pytest.raises(AssertionError, match="1 statements ran, and exactly"), assert_queries(exactly=number):
        backend.execute("SELECT 1")


def test_a_block_s_own_error_is_not_hidden(backend: SQLiteBackend) -> None:
    with pytest.raises(DatabaseError, match="nowhere"), assert_queries(max=0):
        backend.execute("SELECT * FROM nowhere")


def test_budgets_nest_and_end(backend: SQLiteBackend) -> None:
    with assert_queries() as around:
        backend.execute("SELECT 1")
        with assert_queries(exactly=1) as inside:
            backend.execute("SELECT 2")
    backend.execute("SELECT 3")
    assert (around.count, inside.count) == (2, 1)
