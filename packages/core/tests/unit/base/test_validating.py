"""Which fields are validated again as they are saved, and records that validation makes by itself."""

from __future__ import annotations

import copy
import pickle
from typing import Annotated, Any

import pydantic
import pytest
from pydantic import AfterValidator, ConfigDict, Field, field_validator, model_validator

from rhosocial.activerecord import ActiveRecord, InvalidValue, ValidationError
from rhosocial.activerecord.backend.impl.sqlite import SQLiteBackend


def untouched(value: dict[str, Any]) -> dict[str, Any]:
    """Passes everything."""
    return value


class Case(ActiveRecord):
    """A container of each kind."""

    bare: dict = Field(default_factory=dict)  # type: ignore[type-arg]
    anything: dict[str, Any] = {}
    objects: dict[str, object] | None = None
    items: list[Any] = []
    numbers: list[int] = []
    counts: dict[str, int] = {}
    checked: Annotated[dict[str, Any], AfterValidator(untouched)] = {}
    few: Annotated[list[Any], Field(max_length=2)] = []
    judged: dict[str, Any] = {}

    @field_validator("judged")
    @classmethod
    def judge(cls, value: dict[str, Any]) -> dict[str, Any]:
        """Passes everything."""
        return value


class Whole(ActiveRecord):
    """A validator of the whole may look into any field."""

    anything: dict[str, Any] = {}

    @model_validator(mode="after")
    def see(self) -> Whole:
        """Refuses what has no name."""
        if "name" not in self.anything:
            raise ValueError("no name")
        return self


class Lowered(ActiveRecord):
    """A setting that holds for keys too."""

    model_config = ConfigDict(str_to_lower=True)
    anything: dict[str, Any] = {}


def test_plain_containers_are_not_validated_twice() -> None:
    assert Case.__revalidated__ == {"numbers", "counts", "checked", "few", "judged"}
    assert Whole.__revalidated__ == {"anything"}
    assert Lowered.__revalidated__ == {"anything"}


@pytest.fixture
def tables(memory: SQLiteBackend) -> None:
    for model in (Case, Whole):
        model.configure(memory)
    Case.create_tables(Case, Whole)


@pytest.mark.usefixtures("tables")
def test_what_was_changed_in_place_is_judged_by_validation_or_by_the_column() -> None:
    case, whole = Case(), Whole(anything={"name": "a"})
    case.anything[1] = "no text"  # type: ignore[index]
    with pytest.raises(InvalidValue, match="anything: "):
        case.save()
    case.anything.clear()
    case.numbers = [1]
    case.numbers.append("two")  # type: ignore[arg-type]
    with pytest.raises(ValidationError, match=r"numbers\.1"):
        case.save()
    whole.anything.clear()
    with pytest.raises(ValidationError, match="no name"):
        whole.save()


@pytest.mark.usefixtures("tables")
def test_a_record_that_only_pydantic_made_is_a_new_one() -> None:
    made = pydantic.TypeAdapter(list[Case]).validate_python([{"items": [1]}, {"items": [2]}])
    assert [record.is_new for record in made] == [True, True]
    assert copy.copy(made[0]).is_new
    assert copy.deepcopy(made[0]).is_new
    assert pickle.loads(pickle.dumps(made[0])).is_new
    assert made[0].changes == {name: (None, value) for name, value in vars(made[0]).items() if value is not None}
    assert made[1].save()
    assert made[1].is_persisted


@pytest.mark.usefixtures("tables")
def test_rows_are_told_apart_whether_they_are_validated_together_or_not() -> None:
    good = {"numbers": [1]}
    for rows in ([good, {"numbers": "no list"}, {"nubmers": [1]}], [Case(), {"numbers": "no list"}, {"nubmers": [1]}]):
        with pytest.raises(ValidationError) as caught:
            Case.insert_many(rows)  # type: ignore[arg-type]
        assert [error["loc"] for error in caught.value.errors()] == [(1, "numbers"), (2, "nubmers")]
    assert Case.query().count() == 0
    assert [case.id for case in Case.insert_many(iter([good, good]))] == [1, 2]
