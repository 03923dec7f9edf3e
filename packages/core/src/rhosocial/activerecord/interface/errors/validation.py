"""Validation errors in pydantic's form, whether pydantic found them or a constraint did."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import Any

import pydantic

from .base import ActiveRecordError
from .database import CheckViolation, ForeignKeyViolation, IntegrityError, NotNullViolation, UniqueViolation
from .detail import ErrorDetail
from .query import FieldNotFound

MASK = "**********"


class ValidationError(ActiveRecordError, ValueError):
    """Values that the model, a hook or a constraint does not accept.

    Attributes:
        title: The model's name.

    Examples:
        >>> try:
        ...     Author.create(name="Ann", email="ann@example.com")
        ... except ValidationError as error:
        ...     error.errors()[0]["loc"]
        ('email',)
    """

    title: str
    details: list[ErrorDetail]

    def __init__(self, title: str, details: Iterable[ErrorDetail]) -> None:
        self.title = title
        self.details = list(details)
        Exception.__init__(self, title, self.details)  # a constraint's error has other bases, with other arguments

    @classmethod
    def of(cls, record: Any, /, **messages: str) -> ValidationError:
        """Return the error that a hook raises about fields of its record.

        Args:
            record: The record.
            messages: What is wrong, by the fields' names.

        Examples:
            >>> def before_save(self) -> None:
            ...     if self.stock % 12:
            ...         raise ValidationError.of(self, stock="must be whole dozens")
        """
        values = without(vars(record), type(record).__hidden__)
        details = [
            ErrorDetail(type="value_error", loc=(name,), msg=message, input=values.get(name))
            for name, message in messages.items()
        ]
        return cls(type(record).__name__, details)

    def errors(self) -> list[ErrorDetail]:
        """Return each error as a dict with `type`, `loc`, `msg` and `input`."""
        return list(self.details)

    def error_count(self) -> int:
        """Return how many errors there are."""
        return len(self.details)

    def __str__(self) -> str:
        lines = [f"  {'.'.join(map(str, detail['loc'])) or '(record)'}: {detail['msg']}" for detail in self.details]
        return "\n".join([f"{self.title} is not valid", *lines])

    @classmethod
    def from_pydantic(
        cls, error: pydantic.ValidationError, loc: tuple[int | str, ...] = (), hidden: Container[str] = ()
    ) -> ValidationError:
        """Carry pydantic's error over, with `loc` in front of each place; the values of hidden fields stay behind."""
        return cls(error.title, [_detail(item, loc, hidden) for item in error.errors(include_url=False)])


def without(values: Mapping[str, object], hidden: Container[str]) -> dict[str, object]:
    """Return a record's values with those of hidden fields masked."""
    return {name: MASK if name in hidden else value for name, value in values.items()}


def _detail(item: Any, loc: tuple[int | str, ...], hidden: Container[str]) -> ErrorDetail:
    given = item["input"]
    if item["loc"] and item["loc"][0] in hidden:
        given = MASK
    elif isinstance(given, dict):
        given = without(given, hidden)
    detail = ErrorDetail(type=item["type"], loc=(*loc, *item["loc"]), msg=item["msg"], input=given)
    if "ctx" in item:
        detail["ctx"] = item["ctx"]
    return detail


class FieldValidationError(ValidationError, FieldNotFound):
    """Names, given with values for a record, that are none of its fields or not to be given; caught as either."""


class _ConstraintValidationError(ValidationError):
    """A constraint's violation as a validation error; caught as either."""

    def __init__(self, title: str, details: Iterable[ErrorDetail], violation: IntegrityError) -> None:
        super().__init__(title, details)
        vars(self).update(vars(violation) | {"title": self.title, "details": self.details})

    def __reduce__(self) -> tuple[object, ...]:
        """Copy and pickle without the violation, whose attributes are the error's own by now."""
        return _remade, (type(self), self.title, self.details), vars(self)


def _remade(kind: type[_ConstraintValidationError], *arguments: object) -> _ConstraintValidationError:
    return kind.__new__(kind, *arguments)


class UniqueValidationError(_ConstraintValidationError, UniqueViolation):
    """A unique violation met by `save()`."""


class ForeignKeyValidationError(_ConstraintValidationError, ForeignKeyViolation):
    """A foreign-key violation met by `save()`."""


class NotNullValidationError(_ConstraintValidationError, NotNullViolation):
    """A not-null violation met by `save()`."""


class CheckValidationError(_ConstraintValidationError, CheckViolation):
    """A check violation met by `save()`."""


# violation -> (error class, pydantic-style type, message)
_AS_VALIDATION: dict[type[IntegrityError], tuple[type[_ConstraintValidationError], str, str]] = {
    UniqueViolation: (UniqueValidationError, "unique", "is already taken"),
    ForeignKeyViolation: (
        ForeignKeyValidationError,
        "foreign_key",
        "refers to a row that does not exist, or is in use",
    ),
    NotNullViolation: (NotNullValidationError, "missing", "must have a value"),
    CheckViolation: (CheckValidationError, "check", "does not meet the table's check"),
}


def violation_as_validation(
    violation: IntegrityError,
    title: str,
    fields: tuple[str, ...],
    values: Mapping[str, object],
    row: tuple[int, ...] = (),
    said: str = "",
) -> ValidationError | None:
    """Turn a constraint's violation into the validation error of the same kind.

    Args:
        violation: What the database reported.
        title: The model's name.
        fields: The fields the constraint covers; empty where the server does not tell.
        values: The record's values, for `input`.
        row: The record's number among many.
        said: What is known better than the usual message.

    Returns:
        The error to raise, or None for a violation of no known kind.
    """
    found = _AS_VALIDATION.get(type(violation))
    if found is None:
        return None
    error, kind, message = found
    if len(fields) > 1 and kind == "unique":
        message = f"the combination of {', '.join(fields)} {message}"
    message = said or message
    constraint = {"constraint": violation.constraint} if violation.constraint else {}
    details = [
        ErrorDetail(type=kind, loc=(*row, name), msg=message, input=values.get(name), ctx=dict(constraint))
        for name in fields
    ] or [ErrorDetail(type=kind, loc=row, msg=said or f"a field {message}", input=dict(values), ctx=dict(constraint))]
    return error(title, details, violation)
