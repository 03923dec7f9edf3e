"""The two runners: operations in order, results and errors sent into the plan, BaseException too."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from typing import Any

import pytest

from rhosocial.activerecord.backend.plan import Plan, arun, run, step_plan

Runner = Callable[[Plan[Any]], Any]


def arun_to_end(plan: Plan[Any]) -> Any:
    return asyncio.run(arun(plan))


runners = pytest.mark.parametrize("runner", [run, arun_to_end], ids=["run", "arun"])


class Recorder:
    """A step that notes who was called, with what."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, object]] = []

    def plan(self, value: object) -> Plan[object]:
        return (yield from step_plan(self._sync, self._async, value))

    def _sync(self, value: object) -> object:
        return self._perform("sync", value)

    async def _async(self, value: object) -> object:
        await asyncio.sleep(0)
        return self._perform("async", value)

    def _perform(self, kind: str, value: object) -> object:
        self.calls.append((kind, value))
        if isinstance(value, BaseException):
            raise value
        return value


@runners
def test_a_plan_without_operations_returns_its_value(runner: Runner) -> None:
    def plan() -> Plan[int]:
        yield from ()
        return 7

    assert runner(plan()) == 7


@runners
def test_operations_run_in_order_and_their_results_come_back(runner: Runner) -> None:
    recorder = Recorder()

    def plan() -> Plan[list[object]]:
        first = yield from recorder.plan("a")
        second = yield from recorder.plan("b")
        return [first, second]

    assert runner(plan()) == ["a", "b"]
    assert [value for _, value in recorder.calls] == ["a", "b"]


def test_each_runner_calls_its_own_half() -> None:
    recorder = Recorder()
    run(recorder.plan(1))
    asyncio.run(arun(recorder.plan(2)))
    assert recorder.calls == [("sync", 1), ("async", 2)]


@runners
@pytest.mark.parametrize("error", [ValueError("no"), KeyboardInterrupt(), SystemExit(3), GeneratorExit()], ids=repr)
def test_an_operation_s_error_is_raised_inside_the_plan(runner: Runner, error: BaseException) -> None:
    seen: list[BaseException] = []

    def plan() -> Plan[str]:
        try:
            yield from Recorder().plan(error)
        except BaseException as caught:
            seen.append(caught)
        return "went on"

    assert runner(plan()) == "went on"
    assert seen == [error]


@runners
@pytest.mark.parametrize("error", [ValueError("no"), KeyboardInterrupt()], ids=repr)
def test_an_error_that_the_plan_does_not_catch_leaves_the_runner_after_finally(
    runner: Runner, error: BaseException
) -> None:
    recorder = Recorder()

    def plan() -> Plan[None]:
        try:
            yield from recorder.plan(error)
        finally:
            yield from recorder.plan("cleaned up")

    with pytest.raises(type(error)) as caught:
        runner(plan())
    assert caught.value is error
    assert recorder.calls[-1][1] == "cleaned up"


@runners
def test_an_error_in_the_plan_itself_leaves_the_runner(runner: Runner) -> None:
    def plan() -> Generator[Any, Any, None]:
        yield from ()
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        runner(plan())


def test_a_cancelled_task_is_cancelled_inside_the_plan() -> None:
    events: list[str] = []

    async def forever(started: asyncio.Event) -> None:
        started.set()
        await asyncio.Event().wait()

    def plan(started: asyncio.Event) -> Plan[None]:
        try:
            yield from step_plan(lambda started: None, forever, started)
        except asyncio.CancelledError:
            events.append("cancelled")
            raise

    async def main() -> None:
        started = asyncio.Event()
        task = asyncio.create_task(arun(plan(started)))
        await started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())
    assert events == ["cancelled"]


@runners
def test_nested_plans_pass_results_and_errors_through(runner: Runner) -> None:
    recorder = Recorder()

    def inner(value: object) -> Plan[object]:
        return (yield from recorder.plan(value))

    def outer() -> Plan[str]:
        first = yield from inner(1)
        try:
            yield from inner(ValueError("inner"))
        except ValueError as error:
            return f"{first} {error}"
        return "not reached"

    assert runner(outer()) == "1 inner"
