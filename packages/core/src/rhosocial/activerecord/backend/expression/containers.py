"""What is asked of arrays and ranges."""

from __future__ import annotations

from typing import Any

from ...interface.errors import QueryError
from .expression import Cast, Expression, operand, predicate
from .native import Container, RangeOf


def beside_container(operator: str, container: Expression[Any], other: Any) -> Expression[bool]:
    """Compare an array or a range with another, or with a value that may be in it."""
    kind = container.type
    if not isinstance(kind, Container):
        raise QueryError(f"{container!r} holds no array or range, so nothing {operator.replace('_', ' ')} it")
    if isinstance(kind, RangeOf) and other.__class__ not in kind.accepts and not isinstance(other, Expression):
        other = Cast(operand(other, kind.item, container), kind.item)
    return predicate(operator, container, operand(other, kind, container))
