"""Which value of a result could not be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from pydantic import ValidationError

from ..interface.errors import ActiveRecordError, DataError

Functions = Sequence["Callable[[Any], Any] | None"]


def unreadable(
    labels: Sequence[str], functions: Functions, rows: Iterable[Sequence[object]], whose: Callable[[Any], str]
) -> DataError | None:
    """Return the error for the first value that can't be decoded; None where it is not the values that failed.

    Args:
        labels: The names of the columns.
        functions: What decodes them.
        rows: The rows as the driver gave them.
        whose: What an error calls a row.
    """
    for row in rows:
        for label, function, raw in zip(labels, functions, row):
            cause = None if function is None or raw is None else _failure(function, raw)
            if cause is not None:
                error = DataError(f"{whose(row)}{label} holds what it can't be read as: {_reason(cause)}")
                error.__cause__ = cause
                return error
    return None


def _failure(function: Callable[[Any], Any], raw: object) -> Exception | None:
    try:
        function(raw)
    except ActiveRecordError:
        return None  # which says enough already
    except Exception as error:
        return error
    return None


def _reason(cause: Exception) -> str:
    if not isinstance(cause, ValidationError):
        return str(cause) or type(cause).__name__
    details = cause.errors(include_url=False, include_input=False, include_context=False)
    return "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}".removeprefix(": ") for item in details)
