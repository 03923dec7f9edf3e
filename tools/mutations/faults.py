"""The faults, and which cases are to find them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rhosocial.activerecord.backend.impl.sqlite import SQLiteBackend
from rhosocial.activerecord.backend.impl.sqlite.dialect import SQLiteDialect
from tools.mutations import dialect_faults, driver_faults

Cases = tuple[str, ...]

SETTINGS: dict[str, Any] = {"pool_timeout": 0.5}
"""A leak is to be noticed soon."""


@dataclass(frozen=True)
class Fault:
    """A mistake that a backend's author might make.

    Attributes:
        name: What it is called, also as a target of the suite.
        backend: The backend that makes it.
        cases: The cases that are to find it: a file below the suite's cases, and a word of their names if not all.
    """

    name: str
    backend: type[SQLiteBackend]
    cases: Cases

    @property
    def purpose(self) -> str:
        """What the mistake is."""
        documented = self.backend.dialect_class if self.backend.__doc__ is None else self.backend
        return (documented.__doc__ or "").strip()


def said_by(dialect: type[SQLiteDialect]) -> type[SQLiteBackend]:
    """Return SQLite's backend with another dialect."""
    return type(dialect.__name__, (SQLiteBackend,), {"dialect_class": dialect, "__doc__": dialect.__doc__})


FAULTS: tuple[Fault, ...] = (
    Fault(
        "dropped_parentheses",
        said_by(dialect_faults.DroppedParentheses),
        ("conditions/test_precedence.py", "where_finds"),
    ),
    Fault("equals_null", said_by(dialect_faults.EqualsNull), ("nulls/test_null_logic.py",)),
    Fault("naive_escape", said_by(dialect_faults.NaiveEscape), ("identifiers/test_names.py", "odd_name")),
    Fault("swallowed_error", driver_faults.SwallowedError, ("errors/test_constraints.py", "unique")),
    Fault("lost_commit", driver_faults.LostCommit, ("transactions/test_blocks.py", "ends_well")),
    Fault("off_by_one_limit", said_by(dialect_faults.OffByOneLimit), ("ordering/test_ordering.py", "limit")),
    Fault("float_decimal", said_by(dialect_faults.FloatDecimal), ("types/test_round_trip.py", "as_it_was and Decimal")),
    Fault("dropped_time_zone", said_by(dialect_faults.DroppedTimeZone), ("types/test_round_trip.py", "AwareDatetime")),
    Fault("wrong_error_class", driver_faults.WrongErrorClass, ("errors/test_constraints.py", "check")),
    Fault("leaked_connection", driver_faults.LeakedConnection, ("pool/test_pool.py",)),
)
"""Ten of them."""
