"""A query that brings relations along by join: one statement for all levels."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from ..backend.compiled import CompiledQuery, Row
from ..backend.expression.column import ColumnRef
from ..backend.expression.expression import Order
from ..backend.expression.select import Derived, Join, Select
from ..backend.expression.walk import is_of
from ..interface.errors import FieldNotFound, QueryError
from ..query.query import Query
from .branch import Branch, branch_of, numbered, place_in
from .path import path_named
from .splitting import Part, splitter

Batches = Callable[[CompiledQuery, Sequence[Row]], "list[list[Any]]"]
_INLINE = frozenset({"columns", "from_", "where", "order_by"})
_INNER = frozenset({*_INLINE, "limit", "offset"})


class JoinedQuery(Query[Any]):
    """A query with the joins of what it loads along, whose rows are taken apart again.

    Attributes:
        branches: What it loads along, each behind the one it is loaded for.
        own: How many columns are the query's own.
        key: The columns that tell its records apart.
    """

    __slots__ = ("branches", "key", "own")
    branches: list[Branch]
    own: int
    key: tuple[int, ...]

    def _load(self, compiled: CompiledQuery, rows: Sequence[Row]) -> list[Any]:
        load = compiled.loaders.get(JoinedQuery)
        if load is None:
            load = compiled.loaders[JoinedQuery] = _make_load(self, compiled)
        records: list[Any] = load(rows, self.options)
        return records

    def _batches(self, size: int) -> Batches:
        return Gathering(self, size).take


class Gathering:
    """Gathers the rows of a stream until they are all rows of enough records.

    Args:
        query: The query.
        size: How many records a batch has.
    """

    def __init__(self, query: JoinedQuery, size: int) -> None:
        self._query = query
        self._size = size
        self._key_of = itemgetter(*query.key)
        self._key: Any = None
        self._count = 0
        self._rows: list[Row] = []

    def take(self, compiled: CompiledQuery, rows: Sequence[Row]) -> list[list[Any]]:
        """Return the batches that some more rows complete; fewer than a full chunk of them are the last."""
        batches = []
        for row in rows:
            key = self._key_of(row)
            if not self._rows or key != self._key:
                if self._count == self._size:
                    batches.append(self._query._load(compiled, self._rows))
                    self._rows, self._count = [], 0
                self._key, self._count = key, self._count + 1
            self._rows.append(row)
        if len(rows) < self._size and self._rows:
            batches.append(self._query._load(compiled, self._rows))
        return batches


def joined_query(query: Any) -> JoinedQuery:
    """Return a query with the joins of the relations that it is to load along.

    Raises:
        QueryError: It groups or locks rows.
        FieldNotFound: It leaves out what the relations need.
    """
    clauses, order, key = _source(query)
    columns = list(clauses["columns"])
    joins: list[Join] = []
    made = JoinedQuery(query.model, {}, query.options)
    made.own, made.key, made.branches = len(_names(query)), key, _branches(query)
    for branch in made.branches:
        joined, keys = branch.joins()
        joins += joined
        columns += branch.columns
        order = (*order, *keys)
    made.clauses = {**clauses, "columns": tuple(columns), "joins": tuple(joins), "order_by": order}
    return made


def _source(query: Any) -> tuple[dict[str, Any], tuple[Order, ...], tuple[int, ...]]:
    """Return a query's clauses, its rows' order, and which columns tell its records apart.

    What has joins or cuts its rows becomes a subquery, so that it is about records and not about joined rows.
    """
    for clause in ("group_by", "lock"):
        if clause in query.clauses:
            raise QueryError(f"strategy='join' does not go with {clause} of the query: say strategy='select'")
    table, names = query.mapping.table, _names(query)
    order = query.clauses.get("order_by", ())
    if _is_simple(query) and all(isinstance(item.expression, ColumnRef) for item in order):
        ordered = {id(item.expression) for item in order}
        order = (*order, *(Order(column) for column in query.mapping.primary_key if id(column) not in ordered))
        key = tuple(names.index(name) for name in query.mapping.key_names)
        if _INLINE.issuperset(query.clauses):
            return query.without("order_by"), order, key
        if query.clauses["columns"] is query.mapping.selection:
            return {"columns": query.mapping.selection, "from_": Derived(Select(query.clauses), table)}, order, key
    inner = Select({**query.clauses, "columns": numbered(query)})
    columns = (*query._outer_columns(), place_in(table))
    return {"columns": columns, "from_": Derived(inner, table)}, (Order(place_in(table)),), (len(names),)


def _is_simple(query: Any) -> bool:
    """Tell whether a query reads its own table only, so that no name in it could mean a joined one."""
    table = query.mapping.table
    parts = [part for name, part in query.clauses.items() if name != "columns"]
    return (
        query.clauses["from_"] is table
        and _INNER.issuperset(query.clauses)
        and is_of((*parts, *query.clauses["columns"]), table)
    )


def _names(query: Any) -> list[str]:
    return [getattr(column, "attribute", None) or column.name for column in query.clauses["columns"]]


def _branches(query: Any) -> list[Branch]:
    """Return a branch for each relation, each behind its parent and followed by its own."""
    found: dict[tuple[str, ...], Branch] = {}
    for path in query.options["joined"]:
        for length in range(1, len(path.names) + 1):
            names = path.names[:length]
            found[names] = branch_of(path_named(query.model, names))
    for branch in found.values():
        needed = branch.relation.owner_keys if branch.parent is None else ()
        for name in needed:
            if name not in _names(query):
                label = f"{query.model.__name__}.{branch.names[0]}"
                raise FieldNotFound(f"{label} needs {name!r}, which the query leaves out: select it, too")
    return list(found.values())


def _parts(query: JoinedQuery) -> list[Part]:
    """Return where in a row the records of the query and of each branch stand."""
    parts = [Part(0, query.own, query.key)]
    stop = query.own + (query.key == (query.own,))
    for branch in query.branches:
        start = stop + sum(len(step.key) for step in branch.steps[:-1])
        over, stop = tuple(range(stop, start)), start + len(branch.steps[-1].columns)
        names = list(branch.steps[-1].columns)
        key = tuple(start + names.index(name) for name in branch.steps[-1].mapping.key_names)
        parent = -1 if branch.parent is None else query.branches.index(branch.parent)
        parts.append(Part(start, stop, key, over, parent + 1))
    return parts


def _make_load(query: JoinedQuery, compiled: CompiledQuery) -> Callable[..., list[Any]]:
    """Make the function that turns rows into records with their relations, once for each shape."""
    parts = _parts(query)
    split = splitter(parts)
    pieces = [
        CompiledQuery("", (), compiled.decoders[part.start : part.stop], compiled.labels[part.start : part.stop])
        for part in parts
    ]
    models = [query.model, *(branch.relation.target for branch in query.branches)]
    branches = query.branches

    def load(rows: Sequence[Row], options: Mapping[str, Any]) -> list[Any]:
        found, links = split(rows)
        settings = (options, *({} for _ in branches))
        loaded = [
            dict(zip(item, model.__load__(piece, list(item.values()), setting)))
            for item, model, piece, setting in zip(found, models, pieces, settings)
        ]
        for number, branch in enumerate(branches, 1):
            _fill(branch.relation, loaded[parts[number].parent], loaded[number], links[number])
        return list(loaded[0].values())

    return load


def _fill(relation: Any, records: Mapping[Any, Any], others: Mapping[Any, Any], links: Mapping[Any, Any]) -> None:
    for key, record in records.items():
        relation.fill(record, [others[other] for other in links[key].values()])
    if records:
        relation.forget_on_rollback(list(records.values()))
