"""The query verbs on the class: `Author.where(…)` is `Author.query().where(…)`.

They are typed on the metaclass, so that a field may bear a verb's name without a quarrel with the type checker, and
found at run time through a descriptor in the class's own ancestry, so that `super().where(…)` works too.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from ..backend.expression.expression import Expression
from ..backend.expression.raw import template
from .alias import Alias
from .builder import QueryBuilder, Strategy
from .query import Query
from .terminals import TerminalVerbs, query_of

if TYPE_CHECKING:
    from .raw import RawQuery

M = TypeVar("M")

BUILDING: ContextVar[frozenset[str]] = ContextVar("building", default=frozenset())
"""The fields of the model class that is being made: pydantic must not take a verb or a column for a field's default."""


class QueryVerbs(TerminalVerbs, type):
    """What a model class can be asked directly."""

    def query(cls: type[M]) -> Query[M]:
        """Return a query for all records, but for what the default scopes leave out."""
        return query_of(cls)

    def where(
        cls: type[M],
        /,
        *conditions: Expression[bool] | bool | Callable[[M], Expression[bool] | bool],
        **lookups: object,
    ) -> Query[M]:
        """Keep the records that meet all conditions; see `Query.where`."""
        return query_of(cls).where(*conditions, **lookups)

    def where_not(
        cls: type[M],
        /,
        *conditions: Expression[bool] | bool | Callable[[M], Expression[bool] | bool],
        **lookups: object,
    ) -> Query[M]:
        """Keep the records that do not meet the conditions."""
        return query_of(cls).where_not(*conditions, **lookups)

    def order_by(cls: type[M], /, *keys: object) -> Query[M]:
        """Order by fields: names, `-name`, columns."""
        return query_of(cls).order_by(*keys)

    def limit(cls: type[M], number: int, /) -> Query[M]:
        """Keep at most so many records."""
        return query_of(cls).limit(number)

    def offset(cls: type[M], number: int, /) -> Query[M]:
        """Leave out so many records from the start."""
        return query_of(cls).offset(number)

    def distinct(cls: type[M]) -> Query[M]:
        """Leave out rows that repeat another."""
        return query_of(cls).distinct()

    def none(cls: type[M]) -> Query[M]:
        """Match nothing."""
        return query_of(cls).none()

    def select(cls: type[M], /, *columns: object) -> Query[M]:
        """Load only some fields."""
        return query_of(cls).select(*columns)

    def join(cls: type[M], /, *relations: object) -> Query[M]:
        """Join the tables of relations."""
        return query_of(cls).join(*relations)

    def left_join(cls: type[M], /, *relations: object) -> Query[M]:
        """Join the tables of relations, keeping records without a match."""
        return query_of(cls).left_join(*relations)

    def preload(cls: type[M], /, *relations: object, strategy: Strategy = "select") -> Query[M]:
        """Load relations along; see `Query.preload`."""
        return query_of(cls).preload(*relations, strategy=strategy)

    def validated(cls: type[M]) -> Query[M]:
        """Have pydantic validate every record as it is loaded."""
        return query_of(cls).validated()

    def loading(cls: type[M], mode: Literal["peers", "lazy", "raise"], /) -> Query[M]:
        """Say what reading a relation of the records does where it is not loaded."""
        return query_of(cls).loading(mode)

    def all_rows(cls: type[M]) -> Query[M]:
        """Allow `update` and `delete` of all records: `Author.all_rows().delete()`."""
        return query_of(cls).all_rows()

    def only(cls: type[M], /, *columns: object) -> Query[M]:
        """Let the query, used inside another, have just these columns."""
        return query_of(cls).only(*columns)

    def readonly(cls: type[M]) -> Query[M]:
        """Load records that refuse to be saved."""
        return query_of(cls).readonly()

    def unscoped(cls: type[M], /, *names: str) -> Query[M]:
        """Take default scopes away; all of them where none is named."""
        return query_of(cls).unscoped(*names)

    def reverse(cls: type[M]) -> Query[M]:
        """Turn the order round: by key, last first."""
        return query_of(cls).reverse()

    def group_by(cls: type[M], /, *keys: object) -> Query[M]:
        """Make one row of all rows with the same values."""
        return query_of(cls).group_by(*keys)

    def having(cls: type[M], /, *conditions: Expression[bool] | bool, **lookups: object) -> Query[M]:
        """Keep the groups that meet all conditions."""
        return query_of(cls).having(*conditions, **lookups)

    def annotate(cls: type[M], /, **expressions: Any) -> Query[M]:
        """Add named values to each row."""
        return query_of(cls).annotate(**expressions)

    def join_on(cls: type[M], target: Any, condition: Any, *, kind: str = "inner") -> Query[M]:
        """Join a model or an alias on a condition of one's own."""
        return query_of(cls).join_on(target, condition, kind=kind)

    def with_cte(cls: type[M], name: str, query: Any, *, recursive: Any = None) -> Query[M]:
        """Name a query, for use as a table in this one."""
        return query_of(cls).with_cte(name, query, recursive=recursive)

    def union(cls: type[M], /, *others: QueryBuilder[Any]) -> Query[M]:
        """The records of any of the queries, each once."""
        return query_of(cls).union(*others)

    def union_all(cls: type[M], /, *others: QueryBuilder[Any]) -> Query[M]:
        """The records of all queries."""
        return query_of(cls).union_all(*others)

    def intersect(cls: type[M], /, *others: QueryBuilder[Any]) -> Query[M]:
        """The records that all queries have."""
        return query_of(cls).intersect(*others)

    def except_(cls: type[M], /, *others: QueryBuilder[Any]) -> Query[M]:
        """The records that none of the others has."""
        return query_of(cls).except_(*others)

    def merge(cls: type[M], other: QueryBuilder[Any], /) -> Query[M]:
        """Add another query's conditions."""
        return query_of(cls).merge(other)

    def for_update(cls: type[M], *, nowait: bool = False, skip_locked: bool = False, of: object = ()) -> Query[M]:
        """Lock the rows for writing."""
        return query_of(cls).for_update(nowait=nowait, skip_locked=skip_locked, of=of)

    def for_share(cls: type[M], *, nowait: bool = False, skip_locked: bool = False, of: object = ()) -> Query[M]:
        """Lock the rows against writers."""
        return query_of(cls).for_share(nowait=nowait, skip_locked=skip_locked, of=of)

    def tag(cls: type[M], /, **tags: object) -> Query[M]:
        """Send an SQL comment along."""
        return query_of(cls).tag(**tags)

    def sql(cls: type[M], sql: Any, /, **values: object) -> RawQuery[M]:
        """Return a statement of your own whose rows become records.

        Args:
            sql: Its text, where `{name}` becomes a parameter and `{name:id}` a quoted identifier; or a t-string.
            values: The values.

        Examples:
            >>> Author.sql("select * from authors where age > {age}", age=30).all()
        """
        from .raw import RawQuery  # few programs need it

        return RawQuery(cls, *template(sql, values))

    def alias(cls: type[M], name: str) -> M:
        """Return the model's columns under an alias of its table, for a query that needs the table twice."""
        return cast(M, Alias(cls, name))


class Verb:
    """A verb in a class's ancestry; gives way to a field of the same name, and on a record to an annotation."""

    gives_way = True

    def __init__(self, name: str, function: Any) -> None:
        self.name = name
        self.function = function
        self.__doc__ = function.__doc__

    def __get__(self, instance: Any, owner: Any) -> Any:
        if self.name in BUILDING.get():
            raise AttributeError(self.name)
        extras = None if instance is None else instance.__state__.extras
        if extras is not None and self.name in extras:
            return extras[self.name]
        return self.function.__get__(owner)


VERBS = {name: verb for name, verb in {**vars(TerminalVerbs), **vars(QueryVerbs)}.items() if not name.startswith("_")}
"""The functions behind the verbs."""


def install_verbs(cls: type) -> None:
    """Give a class a descriptor for each verb."""
    for name, function in VERBS.items():
        setattr(cls, name, Verb(name, function))
