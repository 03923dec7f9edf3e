"""Hooks of the user's: plain functions anywhere, coroutines only where they can be awaited."""

from __future__ import annotations

import asyncio
import gc

import pytest

from rhosocial.activerecord import ConfigurationError
from rhosocial.activerecord.backend.plan import Call, arun, call_plan, run


def plain(value: int) -> int:
    return value + 1


async def coroutine(value: int) -> int:
    await asyncio.sleep(0)
    return value + 2


class Awaited:
    """An awaitable that is no coroutine."""

    def __await__(self):  # type: ignore[no-untyped-def]
        yield from asyncio.sleep(0).__await__()
        return 9


def test_a_plain_function_is_called_by_both_runners() -> None:
    assert run(call_plan(plain, 1)) == 2
    assert asyncio.run(arun(call_plan(plain, 1))) == 2


def test_a_coroutine_is_awaited_by_the_async_runner() -> None:
    assert asyncio.run(arun(call_plan(coroutine, 1))) == 3


def test_any_awaitable_is_awaited() -> None:
    assert asyncio.run(arun(call_plan(Awaited))) == 9


def test_a_coroutine_under_a_sync_call_names_the_hook_and_the_way_round() -> None:
    with pytest.raises(ConfigurationError, match=r"^coroutine is a coroutine .* `a` in front \(asave"):
        run(call_plan(coroutine, 1))
    gc.collect()  # one that was never awaited would warn now, and a warning is an error here


def test_an_awaitable_under_a_sync_call_is_refused_too() -> None:
    with pytest.raises(ConfigurationError, match="Awaited is a coroutine"):
        Call(Awaited).perform()


def test_a_hook_s_own_error_is_its_own() -> None:
    def hook() -> None:
        raise ZeroDivisionError("mine")

    with pytest.raises(ZeroDivisionError, match="mine"):
        run(call_plan(hook))
