"""Which columns a query loads, and what a name in it stands for."""

from __future__ import annotations

from typing import Any

from typing_extensions import Self

from ..backend.expression.column import ColumnRef
from ..backend.expression.expression import Expression
from ..backend.expression.function import Label
from ..interface.errors import QueryError
from .description import M_co, QueryDescription
from .naming import named_expression


class ColumnsQuery(QueryDescription[M_co]):
    """A query by what stands in its rows."""

    __slots__ = ()

    def distinct(self) -> Self:
        """Leave out rows that repeat another; a key that only came along with `select` would tell them apart."""
        return self._with(distinct=True, columns=without_implied(self))

    def select(self, /, *columns: object) -> Self:
        """Load only some fields; the key and the annotations come along."""
        chosen = {_name_of(column): column for column in map(self._selected, columns)}
        whole_rows = not (self.clauses.get("distinct") or "group_by" in self.clauses)
        along: dict[str, Any] = {item.attribute: item for item in self.mapping.telling} if whole_rows else {}
        if self.clauses["columns"] is not self.mapping.selection:
            along |= {item.name: item for item in self.clauses["columns"] if isinstance(item, Label)}
        implied = tuple(item for name, item in along.items() if name not in chosen)
        return self._with(columns=tuple((along | chosen).values()))._with_options(implied=implied)

    def _selected(self, column: object) -> ColumnRef[Any] | Label:
        if isinstance(column, str) and (label := self._label(column)) is not None:
            return label
        return column if isinstance(column, Label) else self._column(column)

    def _expression(self, column: object) -> Expression[Any]:
        """Return an expression given as itself, by a field's name, or by an annotation's."""
        if isinstance(column, Expression):
            return column
        if isinstance(column, Label):
            return column.expression
        if not isinstance(column, str):
            return self._column(column)
        if (label := self._label(column)) is not None:
            return label.expression
        listed = self._listed(column)
        return named_expression(self.model, column) if listed is None else listed

    def _named(self, column: object) -> Expression[Any] | Label:
        """Return an expression as it is named in a result: annotations, and what lies behind a field, as asked for."""
        if isinstance(column, Label):
            return column
        label = self._label(column) if isinstance(column, str) else None
        if label is not None:
            return label
        expression = self._expression(column)
        return Label(expression, column) if isinstance(column, str) and "__" in column else expression

    def _label(self, name: str) -> Label | None:
        """Return the annotation of a name."""
        columns = self.clauses["columns"]
        if columns is self.mapping.selection:
            return None
        return next((item for item in columns if isinstance(item, Label) and item.name == name), None)

    def _listed(self, name: str) -> ColumnRef[Any] | None:
        """Return a column of a common table that the query reads from and that has not all the model's."""
        own, columns = self.mapping.table, self.clauses["columns"]
        if self.clauses.get("from_") is own or columns is self.mapping.selection:
            return None
        return next((item for item in columns if isinstance(item, ColumnRef) and item.attribute == name), None)

    def _column(self, column: object) -> ColumnRef[Any]:
        if isinstance(column, ColumnRef):
            return column
        if isinstance(column, str):
            listed = self._listed(column)
            return self.mapping.public_column(column) if listed is None else listed
        raise QueryError(f"{column!r} is no column of {self.model.__name__}")


def without_implied(query: QueryDescription[Any]) -> Any:
    """Return a query's columns without the key that only came along with `select`."""
    columns = query.clauses["columns"]
    implied = {id(column) for column in query.options.get("implied", ())}
    return tuple(column for column in columns if id(column) not in implied) if implied else columns


def _name_of(column: ColumnRef[Any] | Label) -> str:
    return column.name if isinstance(column, Label) else column.attribute
