"""Blocks: begin, body, commit or rollback, callbacks; in this order, whatever happens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from rhosocial.activerecord import Rollback
from rhosocial.activerecord.backend.plan import Plan, atomic_plan, call_plan, finish_plan, run
from rhosocial.activerecord.interface.capabilities import Capabilities


class Journal:
    """As much of a backend as a block asks for, writing down what is asked."""

    transaction: Any = None
    capabilities = Capabilities(savepoints=False)

    def __init__(self, *callbacks: Callable[[], object], commit_error: Exception | None = None) -> None:
        self.events: list[str] = []
        self._callbacks = list(callbacks)
        self._commit_error = commit_error

    def begin_plan(self, options: object) -> Plan[None]:
        yield from self._event_plan("begin")

    def commit_plan(self) -> Plan[list[Callable[[], object]]]:
        yield from self._event_plan("commit")
        if self._commit_error is not None:
            raise self._commit_error
        return self._callbacks

    def rollback_plan(self) -> Plan[list[Callable[[], object]]]:
        yield from self._event_plan("rollback")
        return self._callbacks

    def _event_plan(self, event: str) -> Plan[object]:
        return (yield from call_plan(self.events.append, event))

    def body(self, error: BaseException | None = None) -> Plan[str]:
        yield from self._event_plan("body")
        if error is not None:
            raise error
        return "done"


def as_backend(journal: Journal) -> Any:
    return journal


def test_a_body_that_ends_well_is_committed() -> None:
    journal = Journal()
    assert run(atomic_plan(as_backend(journal), journal.body())) == "done"
    assert journal.events == ["begin", "body", "commit"]


@pytest.mark.parametrize("error", [ValueError("no"), KeyboardInterrupt(), Rollback()], ids=repr)
def test_a_body_that_raises_is_rolled_back_and_the_error_goes_on(error: BaseException) -> None:
    journal = Journal()
    with pytest.raises(type(error)) as caught:
        run(atomic_plan(as_backend(journal), journal.body(error)))
    assert caught.value is error
    assert journal.events == ["begin", "body", "rollback"]


class OpenTransaction:
    """The block around, on a server without savepoints."""

    failed: BaseException | None = None

    def fail(self, error: BaseException) -> None:
        self.failed = error


def test_without_savepoints_an_inner_block_joins_the_one_around() -> None:
    journal = Journal()
    journal.transaction = around = OpenTransaction()
    assert run(atomic_plan(as_backend(journal), journal.body())) == "done"
    assert journal.events == ["body"]
    assert around.failed is None


def test_without_savepoints_an_inner_block_s_error_ends_the_one_around() -> None:
    journal = Journal()
    journal.transaction = around = OpenTransaction()
    error = ValueError("no")
    with pytest.raises(ValueError, match="no"):
        run(atomic_plan(as_backend(journal), journal.body(error)))
    assert around.failed is error


def test_an_error_in_commit_does_not_roll_back_a_second_time() -> None:
    journal = Journal(commit_error=OSError("lost"))
    with pytest.raises(OSError, match="lost"):
        run(atomic_plan(as_backend(journal), journal.body()))
    assert journal.events == ["begin", "body", "commit"]


def test_only_rollback_is_swallowed_at_the_end_of_a_block() -> None:
    assert run(finish_plan(as_backend(Journal()), Rollback())) is True
    assert run(finish_plan(as_backend(Journal()), ValueError())) is False
    assert run(finish_plan(as_backend(Journal()), None)) is False


def test_callbacks_all_run_in_order_and_the_first_error_is_raised_at_the_end() -> None:
    called: list[int] = []

    def callback(number: int, error: Exception | None = None) -> Callable[[], None]:
        def call() -> None:
            called.append(number)
            if error is not None:
                raise error

        return call

    journal = Journal(callback(1), callback(2, ValueError("second")), callback(3, ValueError("third")), callback(4))
    with pytest.raises(ValueError, match="second"):
        run(finish_plan(as_backend(journal), None))
    assert called == [1, 2, 3, 4]
