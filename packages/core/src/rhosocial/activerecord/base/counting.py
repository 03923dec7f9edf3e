"""Counting anew what counter caches hold."""

from __future__ import annotations

from typing import Any

from ..backend.expression.column import ColumnRef, Table
from ..backend.expression.expression import Expression, Outer, and_
from ..backend.expression.function import Label, coalesce, count
from ..backend.expression.select import Derived, ScalarQuery, Select
from ..backend.expression.statement import Statement
from ..backend.expression.types import INTEGER
from ..backend.expression.write import Update
from ..backend.plan import Plan, arun, run
from ..interface.errors import ConfigurationError
from ..relation.upkeep.counter_registry import counters_of
from .find_or_create import FindOrCreateMixin
from .upserting import UpsertingMixin


class CountingMixin(FindOrCreateMixin, UpsertingMixin):
    """The class methods that repair counters."""

    @classmethod
    def _verify_counters_plan(cls) -> Plan[dict[str, int]]:
        counters = counters_of(cls)
        if not counters:
            raise ConfigurationError(
                f"nothing counts in {cls.__name__}: no belongs_to of a model that is imported leads to it "
                "and has a counter_cache"
            )
        corrected: dict[str, int] = {}
        for name, relations in counters.items():
            column = cls.__mapping__.columns[name]
            total = sum((_counted(relation) for relation in relations[1:]), _counted(relations[0]))
            wrong = (*cls.__mapping__.own_rows, column.is_distinct_from(total))
            node = Update(cls.__mapping__.table, ((column, total),), wrong)
            result = yield from cls.backend().execute_plan(Statement(node))
            if result.rowcount:
                corrected[name] = result.rowcount
        return corrected

    @classmethod
    def verify_counters(cls) -> dict[str, int]:
        """Count anew what every `counter_cache` counts in this model's rows, in one statement for each counter.

        Needed after writes that count nothing: those of many rows, by other programs, or from before there was a
        counter. Records in memory learn of it by `reload()`.

        Returns:
            How many rows each wrong counter was corrected in: `{"books_count": 2}`; empty where all were right.

        Raises:
            ConfigurationError: Nothing counts in this model.
        """
        return run(cls._verify_counters_plan())

    @classmethod
    async def averify_counters(cls) -> dict[str, int]:
        """Count anew what every `counter_cache` counts in this model's rows; see `verify_counters`."""
        return await arun(cls._verify_counters_plan())


def _counted(relation: Any) -> Expression[int]:
    """Return how many records of a relation belong to the row around it.

    They are counted for all rows at once, in a derived table: MySQL would not read a table that it writes otherwise.
    """
    child, parent = relation.owner.__mapping__, relation.target.__mapping__
    keys = tuple(child.columns[name] for name in relation.owner_keys)
    conditions = [*child.own_rows, *(child.columns[name] == value for name, value in relation.kind.items())]
    if child.automatic is not None and child.automatic.deletion:
        conditions.append(child.columns[child.automatic.deletion].is_null())
    clauses: dict[str, Any] = {"columns": (*keys, Label(count(), "counted")), "from_": child.table}
    if conditions:
        clauses["where"] = tuple(conditions)
    table = Table("by_parent")
    counted = Derived(Select({**clauses, "group_by": keys}), table)
    number: ColumnRef[int] = ColumnRef(table, "counted", INTEGER, "counted", False, None)
    pairs = zip(keys, (parent.columns[name] for name in relation.target_keys))
    ties = and_(*(here.of(table) == Outer(there, there.type) for here, there in pairs))
    return coalesce(ScalarQuery(Select({"columns": (number,), "from_": counted, "where": (ties,)}), INTEGER), 0)
