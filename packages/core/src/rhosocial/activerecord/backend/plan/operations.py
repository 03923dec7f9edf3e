"""The two operations that plans yield; each knows how to have itself performed, sync and async."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Generator
from typing import Any, Protocol, TypeVar

from ...interface.errors import ConfigurationError

T = TypeVar("T")


class Operation(Protocol):
    """One step of a plan that needs the outside world."""

    def perform(self) -> Any:
        """Do it, blocking."""

    async def aperform(self) -> Any:
        """Do it, awaiting."""


Plan = Generator[Operation, Any, T]
"""A generator that yields operations, is sent their results, and returns a T."""


class Step:
    """Work that exists in two forms: a function that blocks and one to await."""

    __slots__ = ("afunction", "arguments", "function")

    def __init__(
        self, function: Callable[..., Any], afunction: Callable[..., Awaitable[Any]], *arguments: object
    ) -> None:
        self.function = function
        self.afunction = afunction
        self.arguments = arguments

    def perform(self) -> Any:
        return self.function(*self.arguments)

    async def aperform(self) -> Any:
        return await self.afunction(*self.arguments)


class Call:
    """Call a user's hook: awaited where it is a coroutine, refused where it is one under a sync call."""

    __slots__ = ("arguments", "function")

    def __init__(self, function: Callable[..., object], *arguments: object) -> None:
        self.function = function
        self.arguments = arguments

    def perform(self) -> object:
        result = self.function(*self.arguments)
        if inspect.iscoroutine(result):
            result.close()
        if inspect.isawaitable(result):
            name = getattr(self.function, "__qualname__", repr(self.function))
            raise ConfigurationError(
                f"{name} is a coroutine and can't be awaited in a sync call: call the method with an `a` in front "
                "(asave, adelete, …), or make the hook a plain function"
            )
        return result

    async def aperform(self) -> object:
        result = self.function(*self.arguments)
        if isinstance(result, Awaitable):
            return await result
        return result
