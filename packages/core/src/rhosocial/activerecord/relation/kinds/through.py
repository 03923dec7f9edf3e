"""Relations that lead over others: many-to-many by a model or a bare table, and chains of any depth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from ...backend.plan import Plan
from ...interface.errors import QueryError, RecordNotFound, RecordNotSaved
from ..definition.relation import Relation
from ..querying.nesting import onward
from .belongs_to import BelongsTo
from .has_many import HasMany
from .has_one import HasOne
from .steps import steps_of

T = TypeVar("T")
Key = tuple[object, ...]


class Through(Relation):
    """What relations that lead over others share: how they are loaded, and asked.

    Args:
        through: A relation of the owner's by name, a model that belongs to both sides, or the name of a bare table.
        source: The relation by which the one in between leads on, where names leave that open.
        settings: What has_many takes.
    """

    def __init__(self, *, through: Any, source: str | None = None, **settings: Any) -> None:
        super().__init__(**settings)
        self.through = through
        self.source = source
        self._steps: tuple[Relation, ...] | None = None

    def bound_to(self, owner: type[Any]) -> Relation:
        made: Any = super().bound_to(owner)
        made._steps = None
        return made  # type: ignore[no-any-return]

    @property
    def steps(self) -> tuple[Relation, ...]:
        if self._steps is None:
            self._steps = steps_of(self)
        return self._steps

    def find_keys(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return self.steps[0].owner_keys, ()

    @property
    def inverse(self) -> None:
        return None

    @property
    def is_whole(self) -> bool:
        return False

    def belongs(self, record: Any, other: Any) -> bool:
        return True

    def reached_from(self, record: Any) -> Any:
        """Return the query for what a record reaches, each record once."""
        query = self.steps[0].query_of(record)
        for before, step in zip(self.steps, self.steps[1:]):
            query = step.narrowed(onward(query, before, step))
        return self._own(query)

    def _own(self, query: Any) -> Any:
        """Narrow a query of the last step as this relation says; its own order takes the place of that step's."""
        return self.narrowed(query._with_clauses(**query.without("order_by")) if self.order_by else query)

    def queries_for_all(self) -> list[Any]:
        *between, last = [step.queries_for_all()[-1] for step in self.steps]
        return [*between, self._own(last)]

    def load_plan(self, records: Sequence[Any]) -> Plan[list[Any]]:
        """Load the relation for all records: one statement for each step; each record once, whatever leads to it."""
        reached: list[list[Any]] = [[record] for record in records]
        found: list[Any] = list(records)
        for step in self.steps:
            last = step is self.steps[-1]
            related, found = yield from step.related_plan(found, self._own if last else None)
            reached = [_each_once(related.get(step.key_of(one), ()) for one in ones) for ones in reached]
        places = {id(other): place for place, other in enumerate(found)}
        for record, others in zip(records, reached):
            self.fill(record, sorted(others, key=lambda other: places[id(other)]))
        if records:
            self.forget_on_rollback(records)
        return found

    def unwritable(self) -> RecordNotSaved:
        """Return the error for a relation over what alone can be written."""
        over = " and ".join(step.name for step in self.steps[:-1])
        return RecordNotSaved(f"{self.owner.__name__}.{self.name} is read over {over}: change these instead")


class HasManyThrough(Through, HasMany[T], Generic[T]):
    """The records that one reaches over others."""

    def query_of(self, record: Any) -> Any:
        query = self.reached_from(record)
        return query if self.limit is None else query.limit(self.limit)

    def load_plan(self, records: Sequence[Any]) -> Plan[list[Any]]:
        """Load the relation for all records: one statement for each step, or in all where each has only the first."""
        if self.limit is None or not records:
            return (yield from super().load_plan(records))
        from ..loading.limiting_over import first_over_plan, key_over  # few relations have both

        try:
            found, loaded = yield from first_over_plan(self, records)
        except QueryError:  # a scope that can't be joined, or a server without windows: all are loaded then, and cut
            return (yield from super().load_plan(records))
        for record in records:
            self.fill(record, found.get(key_over(self, record), []))
        self.forget_on_rollback(records)
        return loaded

    def fill(self, record: Any, related: list[Any]) -> None:
        super().fill(record, related[: self.limit])

    def build(self, record: Any, values: Mapping[str, Any]) -> Any:
        return self.target.build(**values)

    def link(self, record: Any, other: Any) -> None:
        """Nothing to do in memory: the record in between is written when they are saved."""

    def unlink(self, other: Any) -> None:
        """Nothing to do in memory: the record in between goes when the change is saved."""

    def _ends(self) -> tuple[Relation, Relation]:
        """Return the two relations of a record in between.

        Raises:
            RecordNotSaved: The relation leads over something else, which alone can be written.
        """
        if len(self.steps) != 2 or self.steps[0].holds_key or not isinstance(self.steps[1], BelongsTo):
            raise self.unwritable()
        return self.steps[0], self.steps[1]

    def _between(self, record: Any, other: Any) -> dict[str, Any]:
        """Return the values of the record in between."""
        first, second = self._ends()
        here = zip(first.target_keys, first.key_of(record))
        return {**dict(here), **dict(zip(second.owner_keys, second.key_there(other)))}

    def attach_plan(self, record: Any, other: Any) -> Plan[None]:
        self._ends()
        if other.is_new:
            yield from other._save_plan()
        values, model = self._between(record, other), self.steps[0].target
        if not (yield from model.query().where(**values)._exists_plan()):
            yield from model._create_plan(values)

    def detach_plan(self, record: Any, other: Any) -> Plan[None]:
        query = self.steps[0].target.query().where(**self._between(record, other))
        if not (yield from _delete_between_plan(query)):
            raise RecordNotFound(f"{other!r} is not among {self.name} of this {self.owner.__name__}")

    def dependent_plan(self, record: Any) -> Plan[None]:
        """Delete the records in between; those on the other side stay."""
        first, _ = self._ends()
        yield from _delete_between_plan(first.query_of(record))
        self.forget(record)


class HasOneThrough(Through, HasOne[T], Generic[T]):
    """The first of the records that one reaches over others; it is only read."""

    def query_of(self, record: Any) -> Any:
        return self.reached_from(record)

    def assign(self, record: Any, value: Any) -> None:
        """Refuse: what lies between is what can be written.

        Raises:
            RecordNotSaved: Always.
        """
        raise self.unwritable()


def _each_once(several: Iterable[Sequence[Any]]) -> list[Any]:
    """Put lists of loaded records together, each record once."""
    return list({id(other): other for others in several for other in others}.values())


def _delete_between_plan(query: Any) -> Plan[int]:
    """Delete records in between: in one statement, or one by one where others count them."""
    if not query.model.__upkeep__:
        deleted: int = yield from query._delete_plan()
        return deleted
    records = yield from query._all_plan()
    for record in records:
        yield from record._delete_plan()
    return len(records)


OVER: dict[Any, Any] = {HasMany: HasManyThrough, HasOne: HasOneThrough}
"""What stands for a kind of relation where that leads over others."""
