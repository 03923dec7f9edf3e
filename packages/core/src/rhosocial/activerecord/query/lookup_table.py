"""The lookups, which types have which, and what other libraries call them."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from ..backend.expression.expression import Expression
from ..backend.expression.json_value import JsonValue
from ..backend.expression.moments import date_parts
from ..backend.expression.native import Container
from ..backend.expression.patterns import escape_like
from ..backend.expression.texts import has_text, instead
from ..interface.errors import InvalidValue, LookupNotFound, nearest

Lookup = Callable[[Expression[Any], Any], Expression[bool]]


def _between(expression: Expression[Any], bounds: Any) -> Expression[bool]:
    if not isinstance(bounds, (tuple, list)) or len(bounds) != 2:
        raise InvalidValue(f"between takes a pair (low, high), not {bounds!r}")
    return expression.between(*bounds)


def is_null(expression: Expression[Any], value: Any) -> Expression[bool]:
    """Hold where there is no value, or, for False, where there is one."""
    return expression.is_null() if wanted(value) else expression.is_not_null()


def wanted(value: Any) -> bool:
    """Return what `isnull` was given.

    Raises:
        InvalidValue: It is no bool.
    """
    if not isinstance(value, bool):
        raise InvalidValue(f"isnull takes True or False, not {value!r}")
    return value


LOOKUPS: dict[str, Lookup] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "in": lambda expression, values: expression.in_(values),
    "not_in": lambda expression, values: expression.not_in(values),
    "between": _between,
    "isnull": is_null,
    "like": lambda expression, pattern: expression.like(pattern),
    "ilike": lambda expression, pattern: expression.ilike(pattern),
    "contains": lambda expression, text: expression.contains(text),
    "contained_by": lambda expression, other: expression.contained_by(other),
    "overlaps": lambda expression, other: expression.overlaps(other),
    "icontains": lambda expression, text: expression.icontains(text),
    "startswith": lambda expression, text: expression.startswith(text),
    "istartswith": lambda expression, text: expression.istartswith(text),
    "endswith": lambda expression, text: expression.endswith(text),
    "iexact": lambda expression, text: expression.ilike(escape_like(text)),
    "iendswith": lambda expression, text: expression.iendswith(text),
    "regex": lambda expression, pattern: expression.regex(pattern),
    "iregex": lambda expression, pattern: expression.iregex(pattern),
}

OF_TEXT = frozenset({
    "like", "ilike", "contains", "icontains", "startswith", "istartswith", "endswith", "iendswith", "iexact", "regex",
    "iregex",
})  # fmt: skip
OF_CONTAINERS = frozenset({"contains", "contained_by", "overlaps"})
OF_ALL = frozenset(LOOKUPS) - OF_TEXT - OF_CONTAINERS

OTHER_WORDS: dict[str, str] = {
    "exact": "{name}=… or {name}__eq=…",
    "equals": "{name}=… or {name}__eq=…",
    "is": "{name}=…, or {name}__isnull=…",
    "null": "{name}__isnull=…",
    "range": "{name}__between=(low, high)",
    "date": "{name}__gte=… with {name}__lt=…: from the start of the day to that of the next",
    "time": "{name}__hour=…, {name}__minute=…",
    "week_day": "{name}__weekday=…",
    "iso_week_day": "{name}__weekday=…",
    "neq": "{name}__ne=…",
    "not": "{name}__ne=…",
    "ge": "{name}__gte=…",
    "le": "{name}__lte=…",
    "nin": "{name}__not_in=[…]",
    "notin": "{name}__not_in=[…]",
    "search": "{name}__icontains=…",
    "matches": "{name}__regex=…",
    "has_key": "{name}__key__isnull=False",
}
"""What other libraries call a lookup, and how it is said here."""


def lookups_of(expression: Expression[Any]) -> frozenset[str]:
    """Return the names of the lookups that an expression's type has.

    Those of values that the server can't read are not judged here: the compiler says what can be asked of them.
    """
    kind = expression.type
    if isinstance(kind, Container):
        return OF_ALL | OF_CONTAINERS
    if has_text(kind) or isinstance(expression, JsonValue) or (kind is not None and kind.permitted is not None):
        return OF_ALL | OF_TEXT
    return OF_ALL


def find_lookup(expression: Expression[Any], name: str) -> Lookup | None:
    """Return a lookup; None where there is none of that name, or not for the expression's type."""
    return LOOKUPS[name] if name in LOOKUPS and name in lookups_of(expression) else None


def no_such_lookup(expression: Expression[Any], name: str) -> LookupNotFound:
    """Return the error for what is behind a field and is no lookup of its type."""
    attribute = getattr(expression, "attribute", None) or repr(expression)
    kind = expression.type
    if name in LOOKUPS and kind is not None:
        otherwise = instead(f"Model.{attribute}", kind) if name in OF_TEXT else ""
        valid = ", ".join(sorted(lookups_of(expression)))
        return LookupNotFound(
            f"{attribute} holds {kind.describe()}, which has no lookup {name!r}{otherwise}; valid: {valid}"
        )
    parts = date_parts(kind) if kind is not None else ()
    if name in OTHER_WORDS and (parts or name != "date"):
        here = OTHER_WORDS[name].format(name=attribute)
        return LookupNotFound(f"{attribute} has no lookup {name!r}; here it is {here}")
    return LookupNotFound(f"{attribute} has no lookup {name!r}{nearest(name, [*lookups_of(expression), *parts])}")
