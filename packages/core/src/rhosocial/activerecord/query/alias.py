"""A model's table under another name, and queries that stand as tables in others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..backend.expression.column import ColumnRef, Table, column_under
from ..backend.expression.function import Label
from ..backend.expression.node import Node
from ..backend.expression.types import JSON, JsonScalar
from ..interface.errors import FieldNotFound, nearest

Columns = Mapping[str, ColumnRef[Any]]


class Alias:
    """The columns of a model under an alias of its table, or those of a common table.

    Args:
        model: The model.
        table: The table, or an alias for the model's own.
        columns: The columns by name, where they are not the model's.

    Examples:
        >>> boss = Employee.alias("boss")
        >>> Employee.query().join_on(boss, Employee.boss_id == boss.id).where(boss.age < 30)
    """

    def __init__(self, model: Any, table: Table | str, columns: Columns | None = None) -> None:
        own = model.__mapping__.table
        self.__model__ = model
        self.__table__ = Table(own.name, own.schema, table) if isinstance(table, str) else table
        self.__columns__: dict[str, ColumnRef[Any]] = dict(columns or {})
        self.__is_closed__ = columns is not None

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        found = self.__columns__.get(name)
        if found is None:
            if self.__is_closed__:
                raise FieldNotFound(f"{self.__table__.label!r} has no column {name!r}{nearest(name, self.__columns__)}")
            found = self.__columns__[name] = self.__model__.__mapping__.column(name).of(self.__table__)
        return found

    def __reduce__(self) -> Any:
        return Alias, (self.__model__, self.__table__, self.__columns__ if self.__is_closed__ else None)

    def __repr__(self) -> str:
        return f"<{self.__model__.__name__} as {self.__table__.label}>"


def columns_under(table: Table, columns: Iterable[Node]) -> dict[str, ColumnRef[Any]]:
    """Return the columns that a query has once it stands as a table: its fields and its named values."""
    found: dict[str, ColumnRef[Any]] = {}
    for item in columns:
        if isinstance(item, ColumnRef):
            found[item.attribute] = item.of(table)
        elif isinstance(item, Label):
            type = JSON if isinstance(item.type, JsonScalar) else item.type
            found[item.name] = column_under(table, item.name, type)
    return found
