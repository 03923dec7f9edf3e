"""The async runner: the methods with an `a` in front, on one event loop; what runs at the same time runs in tasks."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterator
from types import TracebackType
from typing import Any, TypeVar, cast

from typing_extensions import ParamSpec

from rhosocial.activerecord import DatabaseError
from rhosocial.activerecord.backend.base import StorageBackend
from rhosocial.activerecord.backend.plan import Plan, arun
from rhosocial.activerecord.base.transactions.transaction import TransactionBlock

from .runner import PATIENCE, Block, Runner, Signal, Stream, Stuck, twin

P = ParamSpec("P")
T = TypeVar("T")


class AsyncRunner(Runner):
    """Awaits the twin of each method; its loop lives as long as its backend, whose connections belong to it."""

    mode = "async"

    def __init__(self, backend: StorageBackend) -> None:
        super().__init__(backend)
        self.loop = asyncio.new_event_loop()

    async def __call__(self, method: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        with self.refusing_unsent():
            result: T = await twin(method)(*args, **kwargs)
        return result

    async def in_the_other_form(self, method: Callable[P, Any], /, *args: P.args, **kwargs: P.kwargs) -> Any:
        return method(*args, **kwargs)

    def each(self, method: Callable[P, Iterator[T]], /, *args: P.args, **kwargs: P.kwargs) -> Stream[T]:
        iterator: Stream[T] = twin(method)(*args, **kwargs)
        return iterator

    async def plan(self, plan: Plan[T]) -> T:
        with self.refusing_unsent():
            return await arun(plan)

    def block(self, block: TransactionBlock) -> Block:
        return _Block(self, block)

    def closure(self, function: Callable[[], Coroutine[Any, Any, T]]) -> Callable[[], Coroutine[Any, Any, T]]:
        return function

    async def together(self, *parts: Coroutine[Any, Any, T]) -> list[T | DatabaseError]:
        tasks = [asyncio.ensure_future(part) for part in parts]
        _, pending = await asyncio.wait(tasks, timeout=PATIENCE)
        for task in pending:
            task.cancel()
        if pending:
            raise Stuck("a part of the case did not end")
        errors = [task.exception() for task in tasks]  # all are read, so that none is called forgotten
        for error in errors:
            if error is not None and not isinstance(error, DatabaseError):
                raise error
        return [task.result() if error is None else cast(DatabaseError, error) for task, error in zip(tasks, errors)]

    def signal(self) -> Signal:
        return _Signal()

    async def until(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > deadline:
                raise Stuck(f"{condition} did not become true")
            await asyncio.sleep(0)  # lets another task run

    async def settle(self) -> None:
        while left := await self._left():
            if (await asyncio.wait(left, timeout=PATIENCE))[1]:
                raise Stuck(f"the case left tasks that do not end: {left}")

    async def _left(self) -> set[asyncio.Task[Any]]:
        await asyncio.sleep(0)  # a stream that nobody holds any more is only now given a task that closes it
        return asyncio.all_tasks() - {cast("asyncio.Task[Any]", asyncio.current_task())}

    def drive(self, case: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(case)

    def close(self) -> None:
        self.drive(self.backend.aclose())
        self.drive(self.loop.shutdown_asyncgens())
        self.loop.close()


class _Block:
    def __init__(self, runner: Runner, block: TransactionBlock) -> None:
        self._runner = runner
        self._block = block

    async def __aenter__(self) -> TransactionBlock:
        with self._runner.refusing_unsent():
            return await self._block.__aenter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> bool:
        return bool(await self._block.__aexit__(kind, error, traceback))


class _Signal:
    def __init__(self) -> None:
        self._event = asyncio.Event()

    def set(self) -> None:
        self._event.set()

    async def wait(self) -> None:
        try:
            await asyncio.wait_for(self._event.wait(), PATIENCE)
        except asyncio.TimeoutError:
            raise Stuck("a signal was not given") from None
