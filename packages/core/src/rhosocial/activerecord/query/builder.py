"""The builder: every call returns a new query."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, Literal, NoReturn, TypeVar

from typing_extensions import Self

from ..backend.expression.column import ColumnRef, Table
from ..backend.expression.expression import Expression, Order, Parameter, and_, condition, not_, predicate
from ..backend.expression.function import Label
from ..backend.expression.node import Node
from ..backend.expression.select import Lock, Select
from ..backend.expression.statement import Statement
from ..backend.expression.types import INTEGER
from ..field.mapping import TableMapping
from ..interface.errors import ActiveRecordError, QueryError
from .alias import Alias
from .elsewhere import suggestion
from .lookups import lookup_condition, of_field
from .naming import named_expression
from .scopes import without_scopes
from .tags import comment_of

M = TypeVar("M")
M_co = TypeVar("M_co", covariant=True)
Strategy = Literal["select", "join"]
_STRATEGIES = {"select": "preload", "join": "joined"}
"""How relations are loaded along, and the option that keeps those of each kind."""


class QueryBuilder(Generic[M_co]):
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

    def distinct(self) -> Self:
        """Leave out rows that repeat another; a key that only came along with `select` would tell them apart."""
        return self._with(distinct=True, columns=without_implied(self))

    def none(self) -> Self:
        """Match nothing."""
        return self._with(where=(*self.clauses.get("where", ()), predicate("false")))

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

    def statement(self, **clauses: Any) -> Statement:
        """Return the query as a statement, with some clauses replaced."""
        if "group_by" in self.clauses:
            self._check_grouped(clauses.get("columns", self.clauses["columns"]))
        return self._statement(Select({**self.clauses, **clauses} if clauses else self.clauses))

    def _check_grouped(self, columns: Iterable[Any]) -> None:
        """Refuse a column of which a group has many values, where some servers would take any of them.

        Raises:
            QueryError: There is one.
        """
        keys = {(key.table.key, key.name) for key in self.clauses["group_by"] if isinstance(key, ColumnRef)}
        own = self.mapping.table
        if all((own.key, column.name) in keys for column in self.mapping.primary_key):
            return
        for column in columns:
            if isinstance(column, ColumnRef) and column.table is own and (own.key, column.name) not in keys:
                raise QueryError(
                    f"{column.attribute!r} has many values in a group: group_by({column.attribute!r}), "
                    f"or take one by max_({column.attribute}) or another aggregate"
                )

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
        """Return the SQL and its parameters, in the driver's form; nothing is sent."""
        statement = self._complete().statement()
        compiled = self.model.backend().compile(statement)
        return compiled.sql + statement.comment, compiled.bind(statement.values)

    def __bool__(self) -> bool:
        raise TypeError("a query has no truth value: say query.exists(), or query.count() for a number")

    def __str__(self) -> str:
        """Return the SQL and its parameters as `to_sql` does, where a backend is configured and can say it."""
        try:
            sql, parameters = self.to_sql()
        except ActiveRecordError:
            return repr(self)
        return f"{sql}\n-- {', '.join(map(repr, parameters))}" if parameters else sql

    def __repr__(self) -> str:
        return f"<query of {self.model.__name__}: {', '.join(self.clauses)}>"


def without_implied(query: QueryBuilder[Any]) -> Any:
    """Return a query's columns without the key that only came along with `select`."""
    columns = query.clauses["columns"]
    implied = {id(column) for column in query.options.get("implied", ())}
    return tuple(column for column in columns if id(column) not in implied) if implied else columns


def _name_of(column: ColumnRef[Any] | Label) -> str:
    return column.name if isinstance(column, Label) else column.attribute


def initial_clauses(mapping: TableMapping) -> dict[str, Any]:
    """Return the clauses of a query for all records."""
    clauses = {"columns": mapping.selection, "from_": mapping.table}
    return clauses | {"where": mapping.own_rows} if mapping.own_rows else clauses


def _count(name: str, number: int) -> Parameter[int]:
    if type(number) is not int or number < 0:
        raise QueryError(f"{name}() takes a number of records, not {number!r}")
    return Parameter(number, INTEGER)
