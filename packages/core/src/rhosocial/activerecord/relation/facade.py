"""Relations on the class, as the programmer sees them: `Author.books` in joins, preloads and conditions."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from ..backend.expression.expression import Expression, Outer, not_
from ..backend.expression.function import ANYTHING, Function, avg, count, max_, min_, sum_
from ..backend.expression.select import Exists, ScalarQuery, Select
from ..interface.errors import QueryError
from ..query.lookups import lookup_condition
from .path import Path, path_through
from .relation import Relation

T_co = TypeVar("T_co", covariant=True)


class RelationPath(Generic[T_co]):
    """A relation of a model's, or relations one behind the other.

    Its attributes are the target's: columns, whose joins a query adds by itself, and further relations.
    """

    def __init__(self, path: Path) -> None:
        self.__path__ = path

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        path = self.__path__
        return RelationPath(path.further(name)) if name in path.last.target.__relations__ else path.column(name)

    def __eq__(self, other: object) -> Expression[bool]:  # type: ignore[override]
        """Compare with a record or None: `Book.author == jane` is `where(author=jane)`."""
        return lookup_condition(self.__path__.root, "__".join(self.__path__.names), other)

    def __ne__(self, other: object) -> Expression[bool]:  # type: ignore[override]
        return not_(self == other)

    __hash__ = object.__hash__

    def any(self, /, *conditions: Any, **lookups: object) -> Expression[bool]:
        """Hold where at least one related record meets all conditions."""
        return any_related(self.__path__, conditions, lookups)

    def none(self, /, *conditions: Any, **lookups: object) -> Expression[bool]:
        """Hold where no related record meets all conditions."""
        return Exists(_related(self.__path__, conditions, lookups), negated=True)

    def count(self, /, *conditions: Any, **lookups: object) -> Expression[int]:
        """The number of related records, as a value of the query around: `Author.books.count() > 3`."""
        return _aggregate(self.__path__, count(), conditions, lookups)

    def sum(self, column: Any, /, *conditions: Any, **lookups: object) -> Expression[Any]:
        """The sum over related records; NULL where there is none."""
        return _aggregate(self.__path__, sum_(column), conditions, lookups)

    def avg(self, column: Any, /, *conditions: Any, **lookups: object) -> Expression[Any]:
        """The average over related records; NULL where there is none."""
        return _aggregate(self.__path__, avg(column), conditions, lookups)

    def min(self, column: Any, /, *conditions: Any, **lookups: object) -> Expression[Any]:
        """The smallest value among related records; NULL where there is none."""
        return _aggregate(self.__path__, min_(column), conditions, lookups)

    def max(self, column: Any, /, *conditions: Any, **lookups: object) -> Expression[Any]:
        """The largest value among related records; NULL where there is none."""
        return _aggregate(self.__path__, max_(column), conditions, lookups)

    def __repr__(self) -> str:
        return f"<relation {self.__path__!r}>"


def any_related(path: Path, conditions: tuple[Any, ...], lookups: dict[str, Any]) -> Expression[bool]:
    """Hold where at least one record at the end of a path meets all conditions."""
    return Exists(_related(path, conditions, lookups))


def _related(path: Path, conditions: tuple[Any, ...], lookups: dict[str, Any]) -> Select:
    """Return the query for related records, tied to the row of the query around it."""
    relations = path.plain.relations
    first, rest = relations[0], relations[1:]
    query = first.narrowed(first.target.query(), ordered=False).where(*_ties(path.root, first))
    if rest:
        query = query.where(any_related(path_through(first.target, rest), conditions, lookups))
    elif conditions or lookups:
        query = query.where(*conditions, **lookups)
    return Select({**query.clauses, "columns": (ANYTHING,)})


def _ties(root: Any, relation: Relation) -> list[Expression[bool]]:
    """Return the conditions that tie the target's rows to the row of the query around."""

    def mine(name: str) -> Expression[Any]:
        column = root.__mapping__.column(name)
        return Outer(column, column.type)

    return relation.ties(relation.target.__mapping__.column, mine)


def _aggregate(
    path: Path, function: Function[Any], conditions: tuple[Any, ...], lookups: dict[str, Any]
) -> Expression[Any]:
    if len(path.plain.relations) > 1:
        raise QueryError(f"{path!r}: aggregate over one relation, or join and group")
    select = _related(path, conditions, lookups)
    return ScalarQuery(Select({**select.clauses, "columns": (function,)}), function.type)
