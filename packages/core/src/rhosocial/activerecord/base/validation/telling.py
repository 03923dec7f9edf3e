"""What was not valid, as the library tells it: with the model's own names where a name was wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pydantic
from pydantic_core import InitErrorDetails, PydanticCustomError

from ...interface.errors import ErrorDetail, FieldNotFound, FieldValidationError, ValidationError, without

Loc = tuple["int | str", ...]
REFUSED = "field_refused"


def told(model: Any, error: pydantic.ValidationError, loc: Loc = ()) -> ValidationError:
    """Carry pydantic's error over; a name that the model does not take comes with the nearest that it does.

    Args:
        model: The model.
        error: What pydantic raised.
        loc: What stands in front of each place.
    """
    details = ValidationError.from_pydantic(error, loc, model.__hidden__).details
    about_names = [_names_field(model, detail) for detail in details]
    return (FieldValidationError if any(about_names) else ValidationError)(error.title, details)


def _names_field(model: Any, detail: ErrorDetail) -> bool:
    """Tell whether a detail is about a name that a model does not take, and have it say which it does."""
    if detail["type"] == "extra_forbidden":
        *above, name = [part for part in detail["loc"] if isinstance(part, str)]
        for part in above:
            if part not in model.__relations__:
                return False  # inside a value
            model = model.__relations__[part].target
        detail["msg"] = str(model.__mapping__.not_found(name, model.__relations__))
        return True
    return detail["type"] == REFUSED


def refusal(model: Any, messages: Mapping[str, str], values: Mapping[str, Any], loc: Loc = ()) -> FieldValidationError:
    """Return the error for names that a model does not take from outside, with what to do about each."""
    shown = without(values, model.__hidden__)
    details = [
        ErrorDetail(type=REFUSED, loc=(*loc, name), msg=message, input=shown[name])
        for name, message in messages.items()
    ]
    return FieldValidationError(model.__name__, details)


def refusal_within(model: Any, messages: Mapping[str, str], values: Mapping[str, Any]) -> pydantic.ValidationError:
    """Return the same as pydantic's error, to which those around it add where it stands."""
    custom_error: Any = PydanticCustomError  # typed for texts in the source
    shown = without(values, model.__hidden__)
    details = [
        InitErrorDetails(type=custom_error(REFUSED, message), loc=(name,), input=shown[name])
        for name, message in messages.items()
    ]
    return pydantic.ValidationError.from_exception_data(model.__name__, details)


def joined(title: str, errors: list[ValidationError]) -> ValidationError:
    """Return one error for several."""
    about_names = any(isinstance(error, FieldNotFound) for error in errors)
    kind = FieldValidationError if about_names else ValidationError
    return kind(title, [detail for error in errors for detail in error.details])
