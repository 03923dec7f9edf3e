"""Classes made by `slotted`."""

from __future__ import annotations

from typing import ClassVar

import pytest

from rhosocial.activerecord.interface.slotted import slotted


@slotted
class Base:
    """Two attributes, one with a default."""

    kind: ClassVar[str] = "base"
    first: int
    second: str = "x"

    def both(self) -> str:
        """Return the two."""
        return f"{self.first}{self.second}"


@slotted
class Wider(Base):
    """A third one, behind those of the base."""

    third: int = 3


def test_attributes_are_given_in_order_or_by_name() -> None:
    assert Base(1).both() == "1x"
    assert Base(1, "y").both() == "1y"
    assert Base(second="z", first=2).both() == "2z"


def test_a_subclass_has_the_attributes_of_its_base_first() -> None:
    made = Wider(1, "y")
    assert (made.first, made.second, made.third, Wider.fields) == (1, "y", 3, ("first", "second", "third"))  # type: ignore[attr-defined]


def test_there_are_slots_and_no_dict() -> None:
    with pytest.raises(AttributeError):
        Base(1).fourth = 4  # type: ignore[attr-defined]


def test_what_does_not_fit_is_refused_the_first_time_and_later() -> None:
    @slotted
    class Fresh:
        first: int

    for _ in range(2):
        with pytest.raises(TypeError):
            Fresh(1, 2)  # type: ignore[call-arg]
        with pytest.raises(TypeError):
            Fresh()  # type: ignore[call-arg]
