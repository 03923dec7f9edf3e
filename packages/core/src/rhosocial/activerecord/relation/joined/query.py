"""A query that brings relations along by join: one statement for all levels."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from ...backend.compiled import CompiledQuery, Row
from ...backend.expression.select import Join
from ...interface.errors import FieldNotFound
from ...query.query import Query
from ..querying.path import Path, path_named
from .branch import Branch, branch_of
from .source import Source, source_of
from .splitting import Part, splitter

Batches = Callable[[CompiledQuery, Sequence[Row]], "list[list[Any]]"]


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
        ConfigurationError: The relations lead to another database.
        FieldNotFound: It leaves out what the relations need.
    """
    source = source_of(query)
    columns, order = list(source.clauses["columns"]), source.order
    joins: list[Join] = []
    made = JoinedQuery(query.model, {}, query.options)
    made.own, made.key, made.branches = len(source.names), source.key, _branches(query)
    for branch in made.branches:
        _check(query, source, branch)
        joined, keys = branch.joins()
        joins += joined
        columns += branch.columns
        order = (*order, *keys)
    made.clauses = {**source.clauses, "columns": tuple(columns), "joins": tuple(joins), "order_by": order}
    return made


def _branches(query: Any) -> list[Branch]:
    """Return a branch for each relation, each behind its parent."""
    found: dict[tuple[str, ...], Branch] = {}
    for path in query.options["joined"]:
        own: Path | None = path if path.root is query.model else path_named(query.model, path.names)
        chain = []
        while own is not None:
            chain.append(own)
            own = own.parent
        found |= {item.names: branch_of(item) for item in reversed(chain)}
    return list(found.values())


def _check(query: Any, source: Source, branch: Branch) -> None:
    """Raise if a query's records lack what names their related ones, or these are in another database."""
    for relation in branch.relation.steps:
        relation.check_within_reach()
    for name in branch.relation.owner_keys if branch.parent is None else ():
        if name not in source.names:
            label = f"{query.model.__name__}.{branch.names[0]}"
            raise FieldNotFound(f"{label} needs {name!r}, which the query leaves out: select it, too")


def _parts(query: JoinedQuery) -> list[Part]:
    """Return where in a row the records of the query and of each branch stand."""
    parts = [Part(0, query.own, query.key)]
    stop = query.own + (query.key == (query.own,))  # a number tells the rows apart, and stands behind the columns
    for branch in query.branches:
        names = list(branch.steps[-1].columns)
        start, stop = stop, stop + len(names)
        key = tuple(start + names.index(name) for name in branch.steps[-1].mapping.key_names)
        parent = -1 if branch.parent is None else query.branches.index(branch.parent)
        parts.append(Part(start, stop, key, parent + 1))
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
        relation.fill(record, [others[other] for other in links[key]])
    if records:
        relation.forget_on_rollback(list(records.values()))
