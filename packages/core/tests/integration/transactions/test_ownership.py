"""A transaction belongs to the thread and task that opened it."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import gc
import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from rhosocial.activerecord import ConfigurationError, Rollback


def in_thread(function: Any, *, inherit: bool) -> list[BaseException]:
    caught: list[BaseException] = []

    def work() -> None:
        try:
            function()
        except Exception as error:
            caught.append(error)

    run = contextvars.copy_context().run if inherit else (lambda call: call())
    thread = threading.Thread(target=run, args=(work,))
    thread.start()
    thread.join()
    return caught


def test_a_thread_of_its_own_has_a_transaction_of_its_own(account: Any) -> None:
    with account.transaction():
        assert in_thread(lambda: account.query().count(), inherit=False) == []


def test_a_thread_that_inherits_the_context_is_refused(account: Any) -> None:
    with account.transaction():
        (error,) = in_thread(lambda: account.query().count(), inherit=True)
        assert isinstance(error, ConfigurationError)
        assert "belongs to another thread, task or process" in str(error)
        account.create(name="a")
    assert account.query().count() == 1


def test_a_child_task_is_refused_and_the_parent_goes_on(account: Any) -> None:
    async def main() -> None:
        async with account.atransaction():
            with pytest.raises(ConfigurationError, match="start the task outside the block"):
                await asyncio.create_task(account.query().acount())
            with pytest.raises(ConfigurationError):
                await asyncio.gather(account.acreate(name="x"), account.acreate(name="y"))
            await account.acreate(name="a")
        await account.backend().aclose()

    asyncio.run(main())
    assert [record.name for record in account.query()] == ["a"]


def test_tasks_side_by_side_have_transactions_of_their_own(account: Any) -> None:
    account.create(name="a", balance=0)

    async def add() -> None:
        async with account.atransaction():
            record = await account.query().afirst()
            await record.aupdate(balance=record.balance + 1)

    async def main() -> None:
        for _ in range(3):  # one writer after the other; SQLite has one at a time
            await asyncio.create_task(add())
        await account.backend().aclose()

    asyncio.run(main())
    assert account.query().first().balance == 3


def test_a_cancelled_block_is_rolled_back(account: Any) -> None:
    async def work(started: asyncio.Event) -> None:
        async with account.atransaction():
            await account.acreate(name="a")
            started.set()
            await asyncio.Event().wait()

    async def main() -> None:
        started = asyncio.Event()
        task = asyncio.create_task(work(started))
        await started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await account.query().acount() == 0
        await account.backend().aclose()

    asyncio.run(main())


def test_ctrl_c_inside_a_block_rolls_back(account: Any) -> None:
    def work() -> None:
        with account.transaction():
            account.create(name="a")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work()
    assert account.query().count() == 0


def dependency(account: Any) -> Iterator[None]:
    """What a web framework calls a `def` dependency with `yield`."""
    with account.transaction():
        yield


def in_a_copy(function: Callable[..., Any], *arguments: Any) -> Any:
    return contextvars.copy_context().run(function, *arguments)


@pytest.mark.parametrize("error", [None, ValueError("mine")], ids=repr)
def test_a_block_left_in_another_context_says_so_and_keeps_nothing(account: Any, error: ValueError | None) -> None:
    pool = account.backend().pool
    for _ in range(3):
        request = dependency(account)
        in_a_copy(next, request)
        assert pool.in_use == 1
        leave = partial(next, request, None) if error is None else partial(request.throw, error)
        with pytest.raises(ConfigurationError, match="left elsewhere than it was entered") as caught:
            in_a_copy(leave)
        assert caught.value.__context__ is error
        assert pool.in_use == 0
    assert account.count() == 0


def test_records_of_a_block_left_elsewhere_are_as_they_were_before(account: Any) -> None:
    def request() -> Iterator[Any]:
        with account.transaction():
            yield account.create(name="a")

    asked = request()
    record = in_a_copy(next, asked)
    assert record.is_persisted
    with pytest.raises(ConfigurationError, match="was rolled back"):
        in_a_copy(asked.close)
    assert record.is_new
    assert account.count() == 0


def test_leaving_an_inner_block_elsewhere_undoes_the_outer_one_too(account: Any) -> None:
    home = contextvars.copy_context()
    outer, inner = dependency(account), dependency(account)
    home.run(next, outer)
    home.run(next, inner)
    for request in (inner, outer):
        with pytest.raises(ConfigurationError, match="left elsewhere"):
            in_a_copy(next, request)
    assert account.backend().pool.in_use == 0
    assert home.run(account.count) == 0


def test_an_outer_block_left_before_an_inner_one_saves_nothing(account: Any) -> None:
    outer, inner = dependency(account), dependency(account)
    next(outer)
    next(inner)
    account.create(name="a")
    for request in (outer, inner):
        with pytest.raises(ConfigurationError, match="before a block inside it"):
            next(request)
    assert account.count() == 0


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_block_whose_generator_is_forgotten_gives_its_connection_back(account: Any) -> None:
    request = dependency(account)
    in_a_copy(next, request)
    del request
    gc.collect()
    assert account.backend().pool.in_use == 0


def test_a_block_that_is_entered_and_forgotten_warns_and_is_undone(account: Any) -> None:
    stack = contextlib.ExitStack()
    stack.enter_context(account.transaction())
    account.create(name="a")
    with pytest.warns(ResourceWarning, match="never left, and was rolled back"):
        stack.pop_all()
    assert account.backend().pool.in_use == 0
    assert account.count() == 0


def test_one_block_may_be_entered_again_inside_itself(account: Any) -> None:
    block = account.transaction()
    with block:
        account.create(name="a")
        with block:
            account.create(name="b")
            raise Rollback
    assert account.pluck("name") == ["a"]


def test_nothing_waits_for_the_commit_of_no_transaction(account: Any) -> None:
    block = account.transaction()
    with block:
        pass
    with pytest.raises(ConfigurationError, match="no transaction is open here"):
        block.after_commit(print)


def test_a_task_that_outlives_the_block_it_was_started_in_works_on(account: Any) -> None:
    async def main() -> None:
        ended = asyncio.Event()

        async def later() -> int:
            await ended.wait()
            async with account.atransaction():
                await account.acreate(name="later")
            return await account.acount()

        async with account.atransaction():
            task = asyncio.create_task(later())
            await account.acreate(name="a")
        ended.set()
        assert await task == 2
        await account.backend().aclose()

    asyncio.run(main())
