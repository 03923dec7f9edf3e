"""A model under another name, for a query that needs its table twice."""

from __future__ import annotations

from typing import Any

from ..backend.expression.column import ColumnRef, Table


class Alias:
    """The columns of a model under an alias of its table, or of a common table with the same columns.

    Example:
        >>> boss = Employee.alias("boss")
        >>> Employee.query().join_on(boss, Employee.boss_id == boss.id).where(boss.age < 30)
    """

    def __init__(self, model: Any, table: Table | str) -> None:
        own = model.__mapping__.table
        self.__model__ = model
        self.__table__ = Table(own.name, own.schema, table) if isinstance(table, str) else table
        self.__columns__: dict[str, ColumnRef[Any]] = {}

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        found = self.__columns__.get(name)
        if found is None:
            found = self.__columns__[name] = self.__model__.__mapping__.column(name).of(self.__table__)
        return found

    def __repr__(self) -> str:
        return f"<{self.__model__.__name__} as {self.__table__.label}>"
