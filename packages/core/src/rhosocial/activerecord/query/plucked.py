"""The types of `pluck`: no type checker can make a tuple of what columns hold without an overload for each length.

Nothing of it is there at run time: to make all the overloads would take time at import.
"""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any, Protocol, TypeVar, overload

from ..backend.expression.expression import Expression

A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
D = TypeVar("D")
E = TypeVar("E")


class Pluck(Protocol):
    """`pluck` with a tuple type for up to five columns."""

    @overload
    def __call__(self, a: Expression[A], /) -> list[A]: ...
    @overload
    def __call__(self, a: A, /) -> list[A]: ...
    @overload
    def __call__(self, a: Expression[A], b: Expression[B], /) -> list[tuple[A, B]]: ...
    @overload
    def __call__(self, a: Expression[A], b: B, /) -> list[tuple[A, B]]: ...
    @overload
    def __call__(self, a: A, b: Expression[B], /) -> list[tuple[A, B]]: ...
    @overload
    def __call__(self, a: A, b: B, /) -> list[tuple[A, B]]: ...
    @overload
    def __call__(self, a: Expression[A], b: Expression[B], c: Expression[C], /) -> list[tuple[A, B, C]]: ...
    @overload
    def __call__(self, a: Expression[Any], b: object, c: object, /) -> list[tuple[Any, Any, Any]]: ...
    @overload
    def __call__(self, a: object, b: Expression[Any], c: object, /) -> list[tuple[Any, Any, Any]]: ...
    @overload
    def __call__(self, a: object, b: object, c: Expression[Any], /) -> list[tuple[Any, Any, Any]]: ...
    @overload
    def __call__(self, a: A, b: B, c: C, /) -> list[tuple[A, B, C]]: ...
    @overload
    def __call__(
        self, a: Expression[A], b: Expression[B], c: Expression[C], d: Expression[D], /
    ) -> list[tuple[A, B, C, D]]: ...
    @overload
    def __call__(self, a: Expression[Any], b: object, c: object, d: object, /) -> list[tuple[Any, Any, Any, Any]]: ...
    @overload
    def __call__(self, a: object, b: Expression[Any], c: object, d: object, /) -> list[tuple[Any, Any, Any, Any]]: ...
    @overload
    def __call__(self, a: object, b: object, c: Expression[Any], d: object, /) -> list[tuple[Any, Any, Any, Any]]: ...
    @overload
    def __call__(self, a: object, b: object, c: object, d: Expression[Any], /) -> list[tuple[Any, Any, Any, Any]]: ...
    @overload
    def __call__(self, a: A, b: B, c: C, d: D, /) -> list[tuple[A, B, C, D]]: ...
    @overload
    def __call__(
        self, a: Expression[A], b: Expression[B], c: Expression[C], d: Expression[D], e: Expression[E], /
    ) -> list[tuple[A, B, C, D, E]]: ...
    @overload
    def __call__(
        self, a: Expression[Any], b: object, c: object, d: object, e: object, /
    ) -> list[tuple[Any, Any, Any, Any, Any]]: ...
    @overload
    def __call__(
        self, a: object, b: Expression[Any], c: object, d: object, e: object, /
    ) -> list[tuple[Any, Any, Any, Any, Any]]: ...
    @overload
    def __call__(
        self, a: object, b: object, c: Expression[Any], d: object, e: object, /
    ) -> list[tuple[Any, Any, Any, Any, Any]]: ...
    @overload
    def __call__(
        self, a: object, b: object, c: object, d: Expression[Any], e: object, /
    ) -> list[tuple[Any, Any, Any, Any, Any]]: ...
    @overload
    def __call__(
        self, a: object, b: object, c: object, d: object, e: Expression[Any], /
    ) -> list[tuple[Any, Any, Any, Any, Any]]: ...
    @overload
    def __call__(self, a: A, b: B, c: C, d: D, e: E, /) -> list[tuple[A, B, C, D, E]]: ...
    @overload
    def __call__(
        self, a: object, b: object, c: object, d: object, e: object, f: object, /, *more: object
    ) -> list[tuple[Any, ...]]: ...


class APluck(Protocol):
    """`apluck` with a tuple type for up to five columns."""

    @overload
    def __call__(self, a: Expression[A], /) -> Coroutine[Any, Any, list[A]]: ...
    @overload
    def __call__(self, a: A, /) -> Coroutine[Any, Any, list[A]]: ...
    @overload
    def __call__(self, a: Expression[A], b: Expression[B], /) -> Coroutine[Any, Any, list[tuple[A, B]]]: ...
    @overload
    def __call__(self, a: Expression[A], b: B, /) -> Coroutine[Any, Any, list[tuple[A, B]]]: ...
    @overload
    def __call__(self, a: A, b: Expression[B], /) -> Coroutine[Any, Any, list[tuple[A, B]]]: ...
    @overload
    def __call__(self, a: A, b: B, /) -> Coroutine[Any, Any, list[tuple[A, B]]]: ...
    @overload
    def __call__(
        self, a: Expression[A], b: Expression[B], c: Expression[C], /
    ) -> Coroutine[Any, Any, list[tuple[A, B, C]]]: ...
    @overload
    def __call__(
        self, a: Expression[Any], b: object, c: object, /
    ) -> Coroutine[Any, Any, list[tuple[Any, Any, Any]]]: ...
    @overload
    def __call__(
        self, a: object, b: Expression[Any], c: object, /
    ) -> Coroutine[Any, Any, list[tuple[Any, Any, Any]]]: ...
    @overload
    def __call__(
        self, a: object, b: object, c: Expression[Any], /
    ) -> Coroutine[Any, Any, list[tuple[Any, Any, Any]]]: ...
    @overload
    def __call__(self, a: A, b: B, c: C, /) -> Coroutine[Any, Any, list[tuple[A, B, C]]]: ...
    @overload
    def __call__(
        self, a: Expression[A], b: Expression[B], c: Expression[C], d: Expression[D], /
    ) -> Coroutine[Any, Any, list[tuple[A, B, C, D]]]: ...
    @overload
    def __call__(
        self, a: Expression[Any], b: object, c: object, d: object, /
    ) -> Coroutine[Any, Any, list[tuple[Any, Any, Any, Any]]]: ...
    @overload
    def __call__(
        self, a: object, b: Expression[Any], c: object, d: object, /
    ) -> Coroutine[Any, Any, list[tuple[Any, Any, Any, Any]]]: ...
    @overload
    def __call__(
        self, a: object, b: object, c: Expression[Any], d: object, /
    ) -> Coroutine[Any, Any, list[tuple[Any, Any, Any, Any]]]: ...
    @overload
    def __call__(
        self, a: object, b: object, c: object, d: Expression[Any], /
    ) -> Coroutine[Any, Any, list[tuple[Any, Any, Any, Any]]]: ...
    @overload
    def __call__(self, a: A, b: B, c: C, d: D, /) -> Coroutine[Any, Any, list[tuple[A, B, C, D]]]: ...
    @overload
    def __call__(
        self, a: Expression[A], b: Expression[B], c: Expression[C], d: Expression[D], e: Expression[E], /
    ) -> Coroutine[Any, Any, list[tuple[A, B, C, D, E]]]: ...
    @overload
    def __call__(
        self, a: Expression[Any], b: object, c: object, d: object, e: object, /
    ) -> Coroutine[Any, Any, list[tuple[Any, Any, Any, Any, Any]]]: ...
    @overload
    def __call__(
        self, a: object, b: Expression[Any], c: object, d: object, e: object, /
    ) -> Coroutine[Any, Any, list[tuple[Any, Any, Any, Any, Any]]]: ...
    @overload
    def __call__(
        self, a: object, b: object, c: Expression[Any], d: object, e: object, /
    ) -> Coroutine[Any, Any, list[tuple[Any, Any, Any, Any, Any]]]: ...
    @overload
    def __call__(
        self, a: object, b: object, c: object, d: Expression[Any], e: object, /
    ) -> Coroutine[Any, Any, list[tuple[Any, Any, Any, Any, Any]]]: ...
    @overload
    def __call__(
        self, a: object, b: object, c: object, d: object, e: Expression[Any], /
    ) -> Coroutine[Any, Any, list[tuple[Any, Any, Any, Any, Any]]]: ...
    @overload
    def __call__(self, a: A, b: B, c: C, d: D, e: E, /) -> Coroutine[Any, Any, list[tuple[A, B, C, D, E]]]: ...
    @overload
    def __call__(
        self, a: object, b: object, c: object, d: object, e: object, f: object, /, *more: object
    ) -> Coroutine[Any, Any, list[tuple[Any, ...]]]: ...


class PluckMethod(Protocol):
    """`pluck` as a method."""

    def __get__(self, instance: object, owner: object = None, /) -> Pluck: ...


class APluckMethod(Protocol):
    """`apluck` as a method."""

    def __get__(self, instance: object, owner: object = None, /) -> APluck: ...
