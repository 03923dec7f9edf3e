"""Loading values in place of records: columns, dicts, keys, and models that are no tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..backend.compiled import CompiledQuery, Row
from ..backend.expression.function import Label
from ..backend.expression.node import Node
from ..backend.plan import Plan, arun, run
from ..interface.errors import QueryError
from .aggregating import AggregatingQuery
from .description import M_co
from .into import B, into_plan
from .naming import result_names
from .typing import typed_apluck, typed_pluck


class ValuesQuery(AggregatingQuery[M_co]):
    """A query whose rows can be had as plain values."""

    __slots__ = ()

    def _rows_plan(self, columns: Sequence[Node]) -> Plan[tuple[CompiledQuery, Sequence[Row]]]:
        result = yield from self.model.backend().execute_plan(self.statement(columns=tuple(columns)))
        return result.compiled, result.decoded()

    def _pluck_plan(self, columns: Sequence[object]) -> Plan[list[Any]]:
        if not columns:
            raise QueryError("pluck() takes the columns to load; all() loads records")
        chosen = [column if isinstance(column, Label) else self._expression(column) for column in columns]
        _, rows = yield from self._rows_plan(chosen)
        return [row[0] for row in rows] if len(columns) == 1 else list(rows)

    @typed_pluck
    def pluck(self, /, *columns: object) -> list[Any]:
        """Load columns as tuples, or as plain values where only one is asked for."""
        return run(self._pluck_plan(columns))

    @typed_apluck
    async def apluck(self, /, *columns: object) -> list[Any]:
        """Load columns as tuples, or as plain values where only one is asked for."""
        return await arun(self._pluck_plan(columns))

    def _values_plan(self, columns: Sequence[object]) -> Plan[list[dict[str, Any]]]:
        chosen = [self._named(column) for column in columns] or list(self.clauses["columns"])
        names = result_names(chosen)
        _, rows = yield from self._rows_plan(chosen)
        return [dict(zip(names, row)) for row in rows]

    def values(self, /, *columns: object) -> list[dict[str, Any]]:
        """Load columns, all where none is named, as dicts.

        Args:
            columns: Names, `customer__name` and `created_at__year` among them, or columns; of several columns with one
                name, those behind relations are named by their path.

        Raises:
            QueryError: Two columns would have one name.
        """
        return run(self._values_plan(columns))

    async def avalues(self, /, *columns: object) -> list[dict[str, Any]]:
        """Load columns, all where none is named, as dicts."""
        return await arun(self._values_plan(columns))

    def into(self, model: type[B]) -> list[B]:
        """Load the rows into any pydantic model, which validates them.

        Fields are matched by name with the query's columns, annotations and relations; a relation's field may be a
        model, a list of models, or nested deeper.

        Examples:
            >>> class AuthorOut(BaseModel):
            ...     name: str
            ...     books: list[BookOut]
            >>> Author.where(age__gt=30).into(AuthorOut)
        """
        return run(into_plan(self, model))

    async def ainto(self, model: type[B]) -> list[B]:
        """Load the rows into any pydantic model, which validates them; see `into`."""
        return await arun(into_plan(self, model))

    def ids(self) -> list[Any]:
        """Load the keys."""
        return run(self._pluck_plan(self.mapping.primary_key))

    async def aids(self) -> list[Any]:
        """Load the keys."""
        return await arun(self._pluck_plan(self.mapping.primary_key))
