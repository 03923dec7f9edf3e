"""Methods of a record that a query has too: called on the class, they say whose they are."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from types import MethodType
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


class RecordMethod:
    """A method that the class itself does not have; `super()` and `Model.method(record)` find it as any other."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.__doc__ = function.__doc__

    def __get__(self, record: Any, model: Any) -> Any:
        return _on_class(self.function, model) if record is None else MethodType(self.function, record)


def of_record(function: F) -> F:
    """Have a method say what to write where it is called without a record: a query for those that are meant."""
    return RecordMethod(function)  # type: ignore[return-value]


def _on_class(function: Callable[..., Any], model: Any) -> Callable[..., Any]:
    @wraps(function)
    def called(*arguments: Any, **keywords: Any) -> Any:
        if arguments:
            return function(*arguments, **keywords)
        name, verb = model.__name__, function.__name__
        raise TypeError(
            f"{name}.{verb}() is for one record: say {name}.where(…).{verb}(…), or {name}.all_rows().{verb}(…) for all"
        )

    return called
