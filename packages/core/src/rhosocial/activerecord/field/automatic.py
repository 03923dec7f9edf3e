"""Fields that the library fills in as rows are written: moments, versions, marks of deletion."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..backend.expression.expression import Expression, Operation
from ..backend.expression.types import INSTANT, Instant
from ..interface.slotted import slotted

NOW: Expression[dt.datetime] = Operation("now", (), INSTANT)
"""The database's own clock."""


@slotted
class Automatic:
    """What the library writes into a field, put into its annotation; a value of the programmer's own has precedence.

    Attributes:
        on_insert: From the moment of the write to the value of a new row.
        on_update: From the old value, or the column, and the moment to the new value, also in `Query.update`; an
            expression must hold no values of its own, since `upsert_many` sends it with those of the rows.
        on_delete: From the moment to the mark that stands in for deleting the row.
        guard: Whether UPDATE and DELETE must meet the value that the record has, or raise StaleRecordError.

    Examples:
        >>> seen_at: Annotated[AwareDatetime | None, Automatic(on_update=lambda old, now: now)] = None
    """

    on_insert: Callable[[Any], Any] | None = None
    on_update: Callable[[Any, Any], Any] | None = None
    on_delete: Callable[[Any], Any] | None = None
    guard: bool = False


class AutomaticFields:
    """The automatic fields of one model, in their order.

    Args:
        fields: Each field's name and what is written into it.
        by_database: Whether the database's clock says the moment.

    Attributes:
        names: All of them.
        guards: The fields whose values a write must meet.
        clocked: The fields of a new row that the database's clock fills in.
        deletion: The field that marks a deleted row; None where rows are deleted.
    """

    def __init__(self, fields: Iterable[tuple[str, Automatic]], by_database: bool) -> None:
        self._fields = dict(fields)
        self._by_database = by_database
        self.names = tuple(self._fields)
        self.guards = tuple(name for name, item in self._fields.items() if item.guard)
        self.clocked = {name: value for name, value in self._new().items() if isinstance(value, Expression)}
        self.deletion = next((name for name, item in self._fields.items() if item.on_delete), None)

    def now(self) -> Any:
        """Return the moment of a write, or the expression by which the database says it."""
        return NOW if self._by_database else dt.datetime.now(dt.timezone.utc)

    def _new(self) -> dict[str, Any]:
        now = self.now()
        return {name: item.on_insert(now) for name, item in self._fields.items() if item.on_insert}

    def inserted(self, values: Mapping[str, object]) -> dict[str, Any]:
        """Return the values to add to a new row's, all of them plain ones."""
        fresh = self._new().items()
        return {name: value for name, value in fresh if values.get(name) is None and name not in self.clocked}

    def renewed(self, given: Mapping[str, object], olds: Mapping[str, Any]) -> dict[str, Any]:
        """Return what an UPDATE writes beside the fields given: values, or expressions.

        Args:
            given: What is written anyway; a guard among it is the value to meet, and is counted up all the same.
            olds: The old value, or the column, of each field; a partly loaded record lacks some.
        """
        now = self.now()
        return {
            name: item.on_update(olds.get(name), now)
            for name, item in self._fields.items()
            if item.on_update and (item.guard or name not in given)
        }

    def deleted(self) -> dict[str, Any]:
        """Return the marks of a row that counts as deleted."""
        now = self.now()
        return {name: item.on_delete(now) for name, item in self._fields.items() if item.on_delete}

    def keeps(self, name: str) -> bool:
        """Tell whether a field has the value of the row's first writing for good."""
        item = self._fields.get(name)
        return item is not None and item.on_insert is not None and item.on_update is None


def automatic_of(metadata: Iterable[Any]) -> Automatic | None:
    """Return what is written into a field, the last word of its annotation."""
    found = None
    for item in metadata:
        if isinstance(item, Automatic):
            found = item
    return found


def now_for(mapping: Any, names: Iterable[str]) -> dict[str, dt.datetime]:
    """Return the present moment for some fields: aware where they hold instants."""
    instants = {name: isinstance(mapping.column(name).type, Instant) for name in names}
    return {name: dt.datetime.now(dt.timezone.utc if aware else None) for name, aware in instants.items()}
