"""Values written as text into the definition of an index, where servers take no parameters."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping
from decimal import Decimal
from types import NoneType
from typing import Any
from uuid import UUID

from ...interface.errors import InvalidValue
from ..compiled import Encoder
from ..expression.expression import Parameter
from ..expression.node import Node


def literal(node: Node, encoder: Encoder | None, offset: int) -> str:
    """Write one of the values that a node holds, as the driver would send it.

    Raises:
        InvalidValue: It is of a type that is not written, or is text that servers read in several ways.
    """
    value = node.value if isinstance(node, Parameter) else node.items[offset]  # type: ignore[attr-defined]
    sent = value if encoder is None or value.__class__ in encoder.direct else encoder.function(value)
    write = LITERALS.get(sent.__class__)
    if write is None:
        raise InvalidValue(
            f"{value!r} can't be written into the definition of an index, which takes no parameters: "
            "compare with a number, a text, a date or None, or write the condition with raw()"
        )
    return write(sent)


def _number(value: float | Decimal) -> str:
    if not math.isfinite(value):
        raise InvalidValue(f"{value!r} can't be written into the definition of an index")
    return str(value)


def _text(value: object) -> str:
    text = str(value)
    if "\\" in text or "\0" in text:  # some servers take a backslash for itself, others for the beginning of an escape
        raise InvalidValue(f"{text!r} can't be written into the definition of an index: it has a backslash or a NUL")
    return "'{}'".format(text.replace("'", "''"))


LITERALS: Mapping[type, Callable[[Any], str]] = {
    NoneType: lambda value: "NULL",
    bool: lambda value: "TRUE" if value else "FALSE",
    int: str,
    float: _number,
    Decimal: _number,
    **dict.fromkeys((str, UUID, dt.date, dt.datetime, dt.time), _text),
}
"""How a value of each type that drivers take is written."""
