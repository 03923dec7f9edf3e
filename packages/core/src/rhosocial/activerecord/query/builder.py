"""The builder: every call returns a new query."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, NoReturn

from typing_extensions import Self

from ..backend.expression.column import Table
from ..backend.expression.expression import Expression, Order, Parameter, and_, condition, not_, predicate
from ..backend.expression.select import Lock
from ..backend.expression.types import INTEGER
from ..interface.errors import QueryError
from .alias import Alias
from .columns import ColumnsQuery
from .description import M_co
from .elsewhere import suggestion
from .lookups import lookup_condition, of_field
from .scopes import without_scopes

Strategy = Literal["select", "join"]
_STRATEGIES = {"select": "preload", "join": "joined"}
"""How relations are loaded along, and the option that keeps those of each kind."""


class QueryBuilder(ColumnsQuery[M_co]):
    """An immutable description of the records wanted; every call returns a new one."""

    __slots__ = ()

    def where(
        self,
        /,
        *conditions: Expression[bool] | bool | Callable[[M_co], Expression[bool] | bool],
        **lookups: object,
    ) -> Self:
        """Keep the records that meet all conditions.

        Args:
            conditions: Conditions such as `Author.age >= 18`, or functions of the model: `lambda a: a.age >= 18`.
            lookups: Field names, each with a lookup behind two underscores if it is not equality: `age__gte=18`.

        Raises:
            FieldNotFound: A keyword names no field.
            LookupNotFound: A keyword names no lookup.
            InvalidValue: A value does not fit its column.
            TypeError: A condition is a bool, as from `and` or from comparing two values.
        """
        return self._with(where=(*self.clauses.get("where", ()), *self._conditions(conditions, lookups)))

    def where_not(
        self,
        /,
        *conditions: Expression[bool] | bool | Callable[[M_co], Expression[bool] | bool],
        **lookups: object,
    ) -> Self:
        """Keep the records that do not meet all of the conditions; where the database knows neither, none is kept."""
        given = self._conditions(conditions, lookups)
        if not given:
            raise QueryError("where_not() needs a condition")
        return self._with(where=(*self.clauses.get("where", ()), not_(and_(*given))))

    def _conditions(self, conditions: tuple[Any, ...], lookups: Mapping[str, object]) -> list[Expression[bool]]:
        made = [item if isinstance(item, Expression) else self._condition(item) for item in conditions]
        if lookups:
            all_columns = self.clauses["columns"] is self.mapping.selection  # then no keyword names an annotation
            made += [
                lookup_condition(self.model, key, value) if all_columns else self._lookup(key, value)
                for key, value in lookups.items()
            ]
        return made

    def _condition(self, item: Any) -> Expression[bool]:
        return condition(item(self.model.c) if callable(item) and not isinstance(item, type) else item)

    def _lookup(self, key: str, value: object) -> Expression[bool]:
        name, *rest = key.split("__")
        label = self._label(name)
        named = self._listed(name) if label is None else label.expression
        return lookup_condition(self.model, key, value) if named is None else of_field(named, rest, value)

    def order_by(self, /, *keys: object) -> Self:
        """Order by fields, after what the query is already ordered by.

        Args:
            keys: Names, with `-` in front for descending, columns, or `column.desc().nulls_last()`.
        """
        return self._with(order_by=(*self.clauses.get("order_by", ()), *map(self._order, keys)))

    def _order(self, key: object) -> Order:
        if isinstance(key, Order):
            return key
        if isinstance(key, Expression):
            return Order(key)
        if not isinstance(key, str):
            raise QueryError(f"{key!r} is no key to order by; give a field's name, '-name', or Model.field.desc()")
        descending = key.startswith("-")
        return Order(self._expression(key[1:] if descending else key), descending)

    def reverse(self) -> Self:
        """Turn the order round; a query without one is ordered by its key, last first."""
        keys = self.clauses.get("order_by") or tuple(Order(column) for column in self.mapping.primary_key)
        return self._with(order_by=tuple(key.reversed() for key in keys))

    def limit(self, number: int, /) -> Self:
        """Keep at most so many records."""
        return self._with(limit=_count("limit", number))

    def offset(self, number: int, /) -> Self:
        """Leave out so many records from the start."""
        return self._with(offset=_count("offset", number))

    def __getitem__(self, part: slice) -> Self:
        """`query[20:30]` leaves out 20 and keeps at most 10."""
        if not isinstance(part, slice) or part.step not in (None, 1):  # type: ignore[redundant-expr]
            raise TypeError("a query takes slices such as query[20:30]; one record is query.offset(20).first()")
        start = part.start or 0
        made = self.offset(start) if start else self._with()
        return made if part.stop is None else made.limit(max(part.stop - start, 0) if part.stop >= 0 else part.stop)

    def none(self) -> Self:
        """Match nothing."""
        return self._with(where=(*self.clauses.get("where", ()), predicate("false")))

    def join(self, /, *relations: object) -> Self:
        """Join the tables of relations; records without a match are left out."""
        return self._joined("inner", relations)

    def left_join(self, /, *relations: object) -> Self:
        """Join the tables of relations; records without a match stay."""
        return self._joined("left", relations)

    def _joined(self, kind: str, relations: tuple[object, ...]) -> Self:
        joins = list(self.clauses.get("joins", ()))
        for item in relations:
            path = self.model.__path__(item)
            joins += path.joins(kind)
        return self._with(joins=tuple(joins))

    def for_update(self, *, nowait: bool = False, skip_locked: bool = False, of: object = ()) -> Self:
        """Lock the rows for writing until the transaction ends.

        Args:
            nowait: Raise LockTimeout where another transaction holds a row.
            skip_locked: Leave such rows out.
            of: The models, aliases or relations whose rows to lock; all of the query's where not given.
        """
        return self._with(lock=self._lock("update", nowait, skip_locked, of))

    def for_share(self, *, nowait: bool = False, skip_locked: bool = False, of: object = ()) -> Self:
        """Lock the rows against writers until the transaction ends; see `for_update`."""
        return self._with(lock=self._lock("share", nowait, skip_locked, of))

    def _lock(self, strength: str, nowait: bool, skip_locked: bool, of: object) -> Lock:
        if nowait and skip_locked:
            raise QueryError("nowait and skip_locked exclude each other")
        items = of if isinstance(of, (tuple, list)) else (of,)
        return Lock(strength, nowait, skip_locked, tuple(map(self._table, items)))

    def _table(self, item: Any) -> Table:
        """Return the table of a model, an alias or a relation."""
        if isinstance(item, Alias):
            return item.__table__
        mapping = getattr(item, "__mapping__", None) if isinstance(item, type) else None
        table: Table = self.model.__path__(item).table if mapping is None else mapping.table
        return table

    def preload(self, /, *relations: object, strategy: Strategy = "select") -> Self:
        """Load relations along.

        Args:
            relations: Names, dotted for relations of relations (`"books.reviews"`), or `Author.books`.
            strategy: `select` sends one statement for each relation, whatever the number of records; `join` loads them
                with the query itself, in one statement.

        Raises:
            FieldNotFound: There is no such relation.
            QueryError: There is no such strategy.

        Examples:
            >>> Author.query().preload("books.reviews", strategy="join").all()
        """
        if strategy not in _STRATEGIES:
            raise QueryError(f"preload(strategy={strategy!r}): one of {', '.join(_STRATEGIES)}")
        option = _STRATEGIES[strategy]
        paths = tuple(self.model.__path__(item) for item in relations)
        return self._with_options(**{option: (*self.options.get(option, ()), *paths)})

    def loading(self, mode: Literal["peers", "lazy", "raise"], /) -> Self:
        """Say what reading a relation of the records does where it is not loaded.

        Args:
            mode: `lazy` loads it for the one record, `raise` raises RelationNotLoaded, `peers` leaves it to the
                relation and the model.
        """
        if mode not in ("peers", "lazy", "raise"):
            raise QueryError(f"loading({mode!r}): one of peers, lazy, raise")
        return self._with_options(loading=mode)

    def validated(self) -> Self:
        """Have pydantic validate every record as it is loaded."""
        return self._with_options(validated=True)

    def readonly(self) -> Self:
        """Load records that refuse to be saved."""
        return self._with_options(readonly=True)

    def unscoped(self, /, *names: str) -> Self:
        """Take default scopes away; all of them where none is named."""
        made: Self = without_scopes(self, names)
        return made

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            scopes = self.model.__scopes__
            if name not in scopes:
                known = [*scopes, *(verb for verb in dir(type(self)) if not verb.startswith("_"))]
                raise AttributeError(f"a query of {self.model.__name__} has no {name!r}{suggestion(name, known)}")
            return partial(scopes[name].apply, self)

        def __await__(self) -> NoReturn:
            raise TypeError("a query is not awaited itself: say await query.aall(), or another verb with an a in front")

    else:

        def __getattr__(self, name: str) -> Callable[..., Self]:
            raise NotImplementedError

    def tag(self, /, **tags: object) -> Self:
        """Send an SQL comment along, for the server's logs: `tag(route="/authors")`."""
        return self._with_options(tags={**self.options.get("tags", {}), **tags})

    def all_rows(self) -> Self:
        """Allow `update` and `delete` without a condition."""
        return self._with_options(all_rows=True)


def _count(name: str, number: int) -> Parameter[int]:
    if type(number) is not int or not 0 <= number < 2**63:
        raise QueryError(f"{name}() takes a number of records, not {number!r}")
    return Parameter(number, INTEGER)
