"""Giving methods types that no annotation of theirs can say."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from .plucked import APluckMethod, PluckMethod


def typed_pluck(method: Callable[..., list[Any]]) -> PluckMethod:
    """Give a method the types of `pluck`."""
    return cast("PluckMethod", method)


def typed_apluck(method: Callable[..., Coroutine[Any, Any, list[Any]]]) -> APluckMethod:
    """Give a method the types of `apluck`."""
    return cast("APluckMethod", method)
