"""What a query is: a model, the clauses of a SELECT, and options; and the statement that it makes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from typing_extensions import Self

from ..backend.expression.node import Node
from ..backend.expression.select import Select
from ..backend.expression.statement import Statement
from ..field.mapping import TableMapping
from ..interface.errors import ActiveRecordError
from ..interface.errors.database import redact_all
from .grouping import check_grouped
from .tags import comment_of

M_co = TypeVar("M_co", covariant=True)


class QueryDescription(Generic[M_co]):
    """An immutable description of the records wanted.

    Attributes:
        model: The model.
        clauses: The clauses of its SELECT, by name.
        options: What to do with the rows: `preload`, `joined`, `validated`, `readonly`, `all_rows`.
    """

    __slots__ = ("clauses", "model", "options")

    def __init__(
        self, model: type[M_co], clauses: Mapping[str, Any] | None = None, options: Mapping[str, Any] | None = None
    ) -> None:
        self.model: Any = model
        self.clauses = initial_clauses(self.mapping) if clauses is None else clauses
        self.options = options or {}

    @property
    def mapping(self) -> TableMapping:
        """The model's mapping."""
        mapping: TableMapping = self.model.__mapping__
        return mapping

    def _with(self, **clauses: Any) -> Self:
        """Return a query with some clauses replaced."""
        made = object.__new__(type(self))
        made.model = self.model
        made.clauses = {**self.clauses, **clauses}
        made.options = self.options
        return made

    def _with_clauses(self, **clauses: Any) -> Self:
        """Return a query with these clauses only."""
        made = self._with()
        made.clauses = clauses
        return made

    def _with_options(self, **options: Any) -> Self:
        made = self._with()
        made.options = {**self.options, **options}
        return made

    def __reduce__(self) -> Any:
        return type(self), (self.model, self.clauses, self.options)

    def statement(self, **clauses: Any) -> Statement:
        """Return the query as a statement, with some clauses replaced."""
        if "group_by" in self.clauses:
            check_grouped(self.model, self.clauses, clauses.get("columns", self.clauses["columns"]))
        return self._statement(Select({**self.clauses, **clauses} if clauses else self.clauses))

    def _statement(self, node: Node) -> Statement:
        """Make a node a statement that carries the query's tags."""
        tags = self.options.get("tags")
        return Statement(node) if tags is None else Statement(node, comment=comment_of(tags))

    def without(self, *names: str) -> dict[str, Any]:
        """Return the clauses but some."""
        return {name: clause for name, clause in self.clauses.items() if name not in names}

    def _complete(self) -> Self:
        """Return the query as it is sent: with the joins of what is loaded along by join."""
        made: Self = self.model.__joined__(self) if self.options.get("joined") else self
        return made

    def to_sql(self) -> tuple[str, tuple[object, ...]]:
        """Return the SQL and its parameters, in the driver's form; nothing is sent.

        The values are all there, a secret among them too: `str(query)` is what to log.
        """
        statement = self._complete().statement()
        compiled = self.model.backend().compile(statement)
        return compiled.sql + statement.comment, compiled.bind(statement.values)

    def __bool__(self) -> bool:
        raise TypeError("a query has no truth value: say query.exists(), or query.count() for a number")

    def __str__(self) -> str:
        """Return the SQL where a backend can say it, and of its parameters what errors and logs tell: type and size."""
        try:
            sql, parameters = self.to_sql()
        except ActiveRecordError:
            return repr(self)
        return f"{sql}\n-- {', '.join(redact_all(parameters))}" if parameters else sql

    def __repr__(self) -> str:
        return f"<query of {self.model.__name__}: {', '.join(self.clauses)}>"


def initial_clauses(mapping: TableMapping) -> dict[str, Any]:
    """Return the clauses of a query for all records."""
    clauses = {"columns": mapping.selection, "from_": mapping.table}
    return clauses | {"where": mapping.own_rows} if mapping.own_rows else clauses
