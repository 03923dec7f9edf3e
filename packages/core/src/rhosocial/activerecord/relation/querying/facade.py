"""Relations on the class, as the programmer sees them: `Author.books` in joins, preloads and conditions."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from ...backend.expression.expression import Expression, not_
from ...backend.expression.function import avg, count, max_, min_, sum_
from ...query.lookups import lookup_condition
from .nesting import aggregate_related, any_related
from .path import Path

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
        return facade_of(path.further(name)) if name in path.last.target.__relations__ else path.column(name)

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
        return not_(any_related(self.__path__, conditions, lookups))

    def count(self, /, *conditions: Any, **lookups: object) -> Expression[int]:
        """The number of related records, as a value of the query around: `Author.books.count() > 3`."""
        return aggregate_related(self.__path__, count, None, conditions, lookups)

    def sum(self, column: Any, /, *conditions: Any, **lookups: object) -> Expression[Any]:
        """The sum over related records; NULL where there is none."""
        return aggregate_related(self.__path__, sum_, column, conditions, lookups)

    def avg(self, column: Any, /, *conditions: Any, **lookups: object) -> Expression[Any]:
        """The average over related records; NULL where there is none."""
        return aggregate_related(self.__path__, avg, column, conditions, lookups)

    def min(self, column: Any, /, *conditions: Any, **lookups: object) -> Expression[Any]:
        """The smallest value among related records; NULL where there is none."""
        return aggregate_related(self.__path__, min_, column, conditions, lookups)

    def max(self, column: Any, /, *conditions: Any, **lookups: object) -> Expression[Any]:
        """The largest value among related records; NULL where there is none."""
        return aggregate_related(self.__path__, max_, column, conditions, lookups)

    def __repr__(self) -> str:
        return f"<relation {self.__path__!r}>"


def facade_of(path: Path) -> RelationPath[Any]:
    """Return what the programmer sees of a path, made once for each."""
    found: RelationPath[Any] | None = path.facade
    if found is None:
        found = path.facade = RelationPath(path)
    return found
