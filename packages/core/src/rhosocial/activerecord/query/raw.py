"""Records, dicts and models from SQL of the programmer's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

import pydantic
from pydantic import BaseModel

from ..backend.compiled import CompiledQuery
from ..backend.plan import Plan, arun, run
from ..interface.errors import QueryError

M_co = TypeVar("M_co", covariant=True)
B = TypeVar("B", bound=BaseModel)


class RawQuery(Generic[M_co]):
    """A statement of one's own whose rows become records of a model.

    Args:
        model: The model.
        sql: The text; `{name}` becomes a parameter, `{name:id}` a quoted identifier.
        values: The values.
    """

    def __init__(self, model: type[M_co], sql: str, values: Mapping[str, object]) -> None:
        self.model: Any = model
        self.sql = sql
        self.values_ = values

    def _rows_plan(self) -> Plan[Any]:
        return (yield from self.model.backend().raw_plan(self.sql, dict(self.values_)))

    def _all_plan(self) -> Plan[list[M_co]]:
        result = yield from self._rows_plan()
        compiled = self._compiled(result.columns)
        records: list[M_co] = self.model.__load__(compiled, result.rows, {})
        return records

    def _compiled(self, columns: tuple[str, ...]) -> CompiledQuery:
        """Say how the columns are decoded: those of the model by their types, others as the driver gives them."""
        mapping, backend = self.model.__mapping__, self.model.backend()
        labels = tuple(mapping.by_column.get(name, name) for name in columns)
        missing = [name for name in mapping.key_names if name not in labels]
        if missing:
            raise QueryError(
                f"the statement must return the key of {self.model.__name__}: {', '.join(missing)} is missing"
            )
        decoders = tuple(
            backend.decoder(mapping.columns[label].type) if label in mapping.columns else None for label in labels
        )
        return CompiledQuery("", (), decoders, labels)

    def all(self) -> list[M_co]:
        """Load all records; columns that are no fields become attributes."""
        return run(self._all_plan())

    async def aall(self) -> list[M_co]:
        """Load all records; columns that are no fields become attributes."""
        return await arun(self._all_plan())

    def first(self) -> M_co | None:
        """Load the records and return the first; None where there is none."""
        return next(iter(self.all()), None)

    async def afirst(self) -> M_co | None:
        """Load the records and return the first; None where there is none."""
        return next(iter(await self.aall()), None)

    def _values_plan(self) -> Plan[list[dict[str, Any]]]:
        result = yield from self._rows_plan()
        return list(result)

    def values(self) -> list[dict[str, Any]]:
        """Load the rows as dicts, in the driver's form."""
        return run(self._values_plan())

    async def avalues(self) -> list[dict[str, Any]]:
        """Load the rows as dicts, in the driver's form."""
        return await arun(self._values_plan())

    def into(self, model: type[B]) -> list[B]:
        """Load the rows into any pydantic model, which validates them."""
        return pydantic.TypeAdapter(list[model]).validate_python(self.values())  # type: ignore[valid-type]

    async def ainto(self, model: type[B]) -> list[B]:
        """Load the rows into any pydantic model, which validates them."""
        return pydantic.TypeAdapter(list[model]).validate_python(await self.avalues())  # type: ignore[valid-type]
