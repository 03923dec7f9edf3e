"""Every error survives `str`, pickle and copy with its attributes; shows no parameter; has the bases it promises."""

from __future__ import annotations

import builtins
import copy
import inspect
import pickle
from collections.abc import Callable

import pytest
from pydantic import BaseModel, Field
from pydantic import ValidationError as PydanticError

from rhosocial.activerecord.interface import errors
from rhosocial.activerecord.interface.errors import (
    ActiveRecordError,
    DatabaseError,
    IntegrityError,
    UniqueValidationError,
    UniqueViolation,
    ValidationError,
    nearest,
    violation_as_validation,
)
from rhosocial.activerecord.interface.errors.validation import _AS_VALIDATION

SECRET = "hunter2"


def classes() -> list[type[ActiveRecordError]]:
    found = [item for item in vars(errors).values() if inspect.isclass(item)]
    return sorted((item for item in found if issubclass(item, ActiveRecordError)), key=lambda item: item.__name__)


def violation(kind: type[IntegrityError] = UniqueViolation) -> IntegrityError:
    return kind(
        "UNIQUE constraint failed", sql="INSERT …", params=(SECRET, None, 3), code=2067,
        driver_error=OSError("driver"), constraint="uq_name", table="users", columns=("name",),
    )  # fmt: skip


def make(kind: type[ActiveRecordError]) -> ActiveRecordError:
    """Make an error as the library does."""
    for of, (as_validation, _, _) in _AS_VALIDATION.items():
        if kind is as_validation:
            made = violation_as_validation(violation(of), "User", ("name",), {"name": "Ann"})
            assert made is not None
            return made
    if issubclass(kind, ValidationError):
        return kind("User", [{"type": "missing", "loc": ("name",), "msg": "Field required", "input": {}}])
    if issubclass(kind, IntegrityError):
        return violation(kind)
    if issubclass(kind, DatabaseError):
        return kind("it failed", sql="SELECT ?", params=(SECRET, None, 3), code="X1", driver_error=OSError("driver"))
    return kind("it failed")


every_error = pytest.mark.parametrize("kind", classes(), ids=lambda kind: kind.__name__)


def pickled(error: ActiveRecordError) -> ActiveRecordError:
    made: ActiveRecordError = pickle.loads(pickle.dumps(error))
    return made


@every_error
@pytest.mark.parametrize("again", [pickled, copy.copy, copy.deepcopy], ids=["pickle", "copy", "deepcopy"])
def test_a_copy_says_and_knows_the_same(
    kind: type[ActiveRecordError], again: Callable[[ActiveRecordError], ActiveRecordError]
) -> None:
    error = make(kind)
    made = again(error)
    assert type(made) is kind
    assert str(made) == str(error)
    assert made.args == error.args
    assert {name: repr(value) for name, value in vars(made).items()} == {
        name: repr(value) for name, value in vars(error).items()
    }


@every_error
def test_no_error_shows_a_parameter(kind: type[ActiveRecordError]) -> None:
    error = make(kind)
    assert SECRET not in str(error) + repr(error) + repr(vars(error))


def test_a_database_error_shows_its_statement_and_what_kinds_of_values_it_had() -> None:
    error = make(DatabaseError)
    assert str(error) == "it failed\n  SQL: SELECT ?\n  parameters: (<str 7>, NULL, <int>)"
    assert (error.sql, error.params, error.code) == ("SELECT ?", ("<str 7>", "NULL", "<int>"), "X1")
    assert isinstance(error.driver_error, OSError)


def test_named_parameters_are_redacted_too() -> None:
    assert DatabaseError("no", sql="x", params={"name": SECRET, "data": b"ab"}).params == ("<str 7>", "<bytes 2>")


def test_a_database_error_without_a_statement_is_its_message() -> None:
    assert str(DatabaseError("the server is away")) == "the server is away"


def test_a_constraint_s_violation_tells_where() -> None:
    error = violation()
    assert (error.constraint, error.table, error.columns) == ("uq_name", "users", ("name",))


PROMISED_BASES = [
    (errors.BackendNotFoundError, ValueError),
    (errors.ConnectionError, builtins.ConnectionError),
    (errors.PoolTimeout, TimeoutError),
    (errors.LockTimeout, TimeoutError),
    (errors.QueryTimeout, TimeoutError),
    (errors.RecordNotFound, LookupError),
    (errors.RecordNotFound, DatabaseError),
    (errors.FieldNotFound, AttributeError),
    (errors.FieldNotFound, errors.QueryError),
    (errors.InvalidValue, TypeError),
    (errors.DataError, ValueError),
    (errors.ValidationError, ValueError),
    (errors.UniqueValidationError, errors.UniqueViolation),
    (errors.UniqueValidationError, errors.ValidationError),
    (errors.ForeignKeyValidationError, errors.ForeignKeyViolation),
    (errors.NotNullValidationError, errors.NotNullViolation),
    (errors.CheckValidationError, errors.CheckViolation),
]


@pytest.mark.parametrize(("kind", "base"), PROMISED_BASES)
def test_an_error_is_caught_as(kind: type[Exception], base: type[Exception]) -> None:
    assert issubclass(kind, base)


def test_all_errors_are_exported_by_name() -> None:
    assert {kind.__name__ for kind in classes()} <= set(errors.__all__)


def test_a_violation_as_validation_knows_field_and_constraint() -> None:
    error = make(UniqueValidationError)
    assert isinstance(error, UniqueValidationError)
    assert error.errors() == [
        {
            "type": "unique",
            "loc": ("name",),
            "msg": "is already taken",
            "input": "Ann",
            "ctx": {"constraint": "uq_name"},
        }
    ]
    assert (error.constraint, error.columns, error.sql) == ("uq_name", ("name",), "INSERT …")
    assert str(error) == "User is not valid\n  name: is already taken"


def test_a_violation_of_unknown_fields_belongs_to_the_record() -> None:
    error = violation_as_validation(violation(), "User", (), {"name": "Ann"})
    assert error is not None
    assert error.errors()[0]["loc"] == ()
    assert str(error) == "User is not valid\n  (record): a field is already taken"


def test_a_violation_of_no_known_kind_stays_what_it_is() -> None:
    assert violation_as_validation(violation(IntegrityError), "User", (), {}) is None


def test_pydantic_s_error_is_carried_over_with_a_place_in_front() -> None:
    class Person(BaseModel):
        age: int = Field(ge=0)

    with pytest.raises(PydanticError) as caught:
        Person.model_validate({"age": -1})
    error = ValidationError.from_pydantic(caught.value, (4,))
    assert error.error_count() == 1
    assert error.errors()[0]["loc"] == (4, "age")
    assert error.errors()[0]["ctx"] == {"ge": 0}
    assert str(error) == "Person is not valid\n  4.age: Input should be greater than or equal to 0"


def test_nearest_names_one_close_name_or_lists_all() -> None:
    assert nearest("nmae", ["name", "age"]) == "; did you mean 'name'?"
    assert nearest("zzz", ["name", "age"]) == "; valid: age, name"
    assert nearest("zzz", []) == ""


def test_long_statements_and_parameters_are_shown_in_part() -> None:
    error = DatabaseError("it failed", sql="?, " * 5_000, params=["x"] * 5_000)
    assert len(str(error)) < 4_000
    assert "… 13,000 characters more" in str(error)
    assert str(error).endswith("… 4,900 more)")
    assert (len(error.sql or ""), len(error.params)) == (15_000, 5_000)
    assert isinstance(error, DatabaseError)
