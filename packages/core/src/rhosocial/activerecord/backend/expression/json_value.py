"""Values inside JSON."""

from __future__ import annotations

import re
from typing import Any

from ...interface.errors import InvalidValue, QueryError
from .converted import type_of_value
from .expression import Expression, Operation, Parameter, and_, predicate
from .sql_type import stored
from .types import JSON_PATH, JSON_SCALAR, STRING, Json

_ORDERED_IN_JSON = {int: "json_number", float: "json_number", str: "json_string"}


_UNSPEAKABLE = '["\\\\\0\ud800-\udfff]'
"""What would end a key in a path, and what servers' texts can't have."""


class JsonValue(Operation[Any]):
    """A value inside JSON; compared as what it is there, matched as text."""

    __slots__ = ()

    @classmethod
    def of(cls, base: Expression[Any], path: tuple[str | int, ...]) -> JsonValue:
        """Return the value at a path.

        Raises:
            QueryError: The column holds no JSON, or a key can't stand in a path.
        """
        if not isinstance(stored(base.type), Json):
            raise QueryError(f"{base!r} holds no JSON, so it has no {path[0]!r} inside")
        for key in path:
            if type(key) is not int and not (isinstance(key, str) and key and not re.search(_UNSPEAKABLE, key)):
                raise QueryError(f"{key!r} can't be a key in a JSON path")
        return cls("json_get", (base, Parameter(path, JSON_PATH)), JSON_SCALAR)

    def __getitem__(self, key: str | int) -> JsonValue:
        base, path = self.operands
        return JsonValue.of(base, (*path.value, key))  # type: ignore[arg-type, attr-defined]

    @property
    def text(self) -> Expression[str]:
        """The value as text, without JSON's quotes."""
        return Operation("json_text", self.operands, STRING)

    def __lt__(self, other: object) -> Expression[bool]:
        return self._ordered("<", other)

    def __le__(self, other: object) -> Expression[bool]:
        return self._ordered("<=", other)

    def __gt__(self, other: object) -> Expression[bool]:
        return self._ordered(">", other)

    def __ge__(self, other: object) -> Expression[bool]:
        return self._ordered(">=", other)

    def between(self, low: object, high: object) -> Expression[bool]:
        return and_(self >= low, self <= high)

    def _ordered(self, operator: str, other: object) -> Expression[bool]:
        """Compare with values of the same kind: numbers with numbers, text with text; others are as NULL."""
        part = _ORDERED_IN_JSON.get(type(other))
        if part is None:
            raise InvalidValue(
                f"{other!r} has no order inside JSON: compare with a number or a text, or .cast(…) the value first"
            )
        type_ = type_of_value(other)
        return predicate(operator, Operation(part, self.operands, type_), Parameter(other, type_))

    def like(self: Any, pattern: str) -> Expression[bool]:
        return self.text.like(pattern)  # type: ignore[no-any-return]

    def ilike(self: Any, pattern: str) -> Expression[bool]:
        return self.text.ilike(pattern)  # type: ignore[no-any-return]

    def regex(self: Any, pattern: str) -> Expression[bool]:
        return self.text.regex(pattern)  # type: ignore[no-any-return]

    def iregex(self: Any, pattern: str) -> Expression[bool]:
        return self.text.iregex(pattern)  # type: ignore[no-any-return]
