"""The statements by which one record is found and written, built once for each model and set of columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import compress
from operator import itemgetter
from typing import Any

from ...backend.compiled import generate
from ...backend.expression.column import ColumnRef
from ...backend.expression.expression import Expression, Operation, Parameter
from ...backend.expression.node import Node
from ...backend.expression.select import Select
from ...backend.expression.statement import Statement, placeholder
from ...backend.expression.types import BOOLEAN
from ...backend.expression.write import Delete, Insert, Update
from ...field.automatic import NOW
from ...field.mapping import TableMapping

MAX_KEPT = 256


def values_getter(names: Sequence[str]) -> Callable[[Mapping[str, object]], tuple[Any, ...]]:
    """Return a function from a record's values to a tuple of some of them."""
    if not names:
        return lambda values: ()
    if len(names) == 1:
        name = names[0]
        return lambda values: (values[name],)
    return itemgetter(*names)


def none_among(names: Sequence[str]) -> Callable[[Mapping[str, object]], tuple[bool, ...]]:
    """Generate a function that tells for each name whether a record's value is None, or not there."""
    return generate(f"lambda v: ({''.join(f'v.get({name!r}) is None, ' for name in names)})", {})


class Insertion:
    """An INSERT of certain fields that gives back the others.

    Attributes:
        names: The fields written.
        returned: The fields that the server fills in.
        statement: The INSERT; its values are to be given.
        values: Takes the written values out of a record's.
    """

    def __init__(
        self, mapping: TableMapping, names: tuple[str, ...], returned: tuple[str, ...], returning: bool
    ) -> None:
        self.names = names
        self.returned = returned
        clocked = {name: now for name, now in mapping.clocked.items() if name in returned}
        columns = tuple(mapping.columns[name] for name in (*names, *clocked))
        row = (*(placeholder(mapping.columns[name].type) for name in names), *clocked.values())
        back = tuple(mapping.columns[name] for name in returned) if returning else ()
        self.statement = Statement(Insert(mapping.table, columns, (row,), None, back))
        self.values = values_getter(names)


class RecordStatements:
    """The statements of one model.

    Args:
        mapping: The model's mapping.

    Attributes:
        missing: Tells of each field that the server can fill in whether it is None among a record's values.
    """

    def __init__(self, mapping: TableMapping) -> None:
        self.mapping = mapping
        by_key = self._by_key()
        self.find = Statement(Select({"columns": mapping.selection, "from_": mapping.table, "where": by_key}))
        self._by_identity = tuple(equals(column) for column in mapping.identity)
        self.delete = Statement(Delete(mapping.table, self._by_identity))
        self._insertions: dict[tuple[tuple[str, ...], bool], Insertion] = {}
        self._updates: dict[tuple[tuple[str, ...], tuple[str, ...]], Statement] = {}
        self._defaulted = tuple(name for name in mapping.names if name in mapping.defaulted)
        self.missing = none_among(self._defaulted)
        self._omitted: dict[tuple[bool, ...], tuple[str, ...]] = {}

    def _by_key(self) -> tuple[Expression[bool], ...]:
        return tuple(equals(column) for column in self.mapping.primary_key)

    def omitted(self, values: Mapping[str, object]) -> tuple[str, ...]:
        """Return the fields that the server is to fill in: those it can, and which are None."""
        return self.omitted_if(self.missing(values))

    def omitted_if(self, missing: tuple[bool, ...]) -> tuple[str, ...]:
        """Return `omitted` of a record of which `missing` is known."""
        found = self._omitted.get(missing)
        if found is None:
            found = tuple(compress(self._defaulted, missing))
            _keep(self._omitted, missing, found)
        return found

    def insertion(self, omitted: tuple[str, ...], returning: bool) -> Insertion:
        """Return the INSERT that leaves some fields to the server."""
        found = self._insertions.get((omitted, returning))
        if found is None:
            names = tuple(name for name in self.mapping.written if name not in omitted)
            found = Insertion(self.mapping, names, (*omitted, *self.mapping.computed), returning)
            _keep(self._insertions, (omitted, returning), found)
        return found

    def update(self, names: tuple[str, ...], clocked: tuple[str, ...] = ()) -> Statement:
        """Return the UPDATE of some fields; its values are theirs, then those of `mapping.identity`.

        Args:
            names: The fields written from the record.
            clocked: Those that the database's clock fills in.
        """
        found = self._updates.get((names, clocked))
        if found is None:
            columns = self.mapping.columns
            given = tuple((columns[name], placeholder(columns[name].type)) for name in names)
            assignments: tuple[tuple[ColumnRef[Any], Node], ...] = (*given, *((columns[name], NOW) for name in clocked))
            found = Statement(Update(self.mapping.table, assignments, self._by_identity))
            _keep(self._updates, (names, clocked), found)
        return found


def equals(column: ColumnRef[Any]) -> Expression[bool]:
    """Return `column = ?`, the value to be given."""
    return Operation("=", (column, Parameter(None, column.type)), BOOLEAN)


def _keep(kept: dict[Any, Any], key: object, value: object) -> None:
    """Keep a statement; a model written in ever new ways does not keep them all."""
    if len(kept) >= MAX_KEPT:
        kept.clear()
    kept[key] = value
