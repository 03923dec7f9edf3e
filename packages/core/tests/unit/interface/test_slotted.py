"""Classes made by `slotted`."""

from __future__ import annotations

from typing import ClassVar

import pytest

from rhosocial.activerecord.interface.slotted import Settings, slotted


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


def test_a_subclass_has_the_defaults_of_its_base() -> None:
    assert (Wider(1).second, Wider(1, third=4).third) == ("x", 4)


@slotted
class Pane(Settings):
    """Two settings."""

    wide: bool = False
    label: str | None = None


def test_settings_show_and_compare_what_differs_from_the_defaults() -> None:
    assert repr(Pane(label="a")) == "Pane(label='a')"
    assert Pane(wide=False) == Pane()
    assert hash(Pane(True)) == hash(Pane(wide=True))
    assert Pane(True) not in (Pane(), Wider(1))


def test_settings_are_replaced_in_a_copy() -> None:
    pane = Pane(label="a")
    assert pane.replaced(wide=True) == Pane(True, "a")
    assert pane == Pane(label="a")
    with pytest.raises(TypeError):
        pane.replaced(tall=True)


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
