"""Finding records by key or by values, and making them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pydantic
from typing_extensions import Self

from ..backend.compiled import CompiledQuery, Row
from ..backend.expression.column import ColumnRef
from ..backend.expression.expression import Expression, and_, or_
from ..backend.plan import Plan, arun, run
from ..interface.errors import ConfigurationError, InvalidValue, RecordNotFound
from .configuring import ConfiguringMixin
from .defining.inheritance import loader_of
from .rows.state import DELETED
from .validation.refusing import refused_in_new
from .validation.telling import refusal, told
from .writing.journal import journal


class FindingMixin(ConfiguringMixin):
    """The class methods that return records."""

    @classmethod
    def __key_parts__(cls, key: object) -> tuple[object, ...]:
        """Return a key's parts, checked against the columns.

        Raises:
            InvalidValue: It has too few or too many parts, or one does not fit.
        """
        columns = cls.__mapping__.primary_key
        parts = tuple(key) if len(columns) > 1 and isinstance(key, (tuple, list)) else (key,)
        if len(parts) != len(columns):
            names = ", ".join(cls.__mapping__.key_names)
            raise InvalidValue(f"the key of {cls.__name__} is ({names}); {key!r} does not fit it")
        return tuple(
            part if part.__class__ in column.type.accepts else _fitting(part, column)
            for part, column in zip(parts, columns)
        )

    @classmethod
    def __key_conditions__(cls, key: object) -> tuple[Expression[bool], ...]:
        pairs = zip(cls.__mapping__.primary_key, cls.__key_parts__(key))
        return tuple(column == part for column, part in pairs)

    @classmethod
    def __any_key__(cls, keys: Sequence[Any]) -> Expression[bool]:
        """Hold for the rows of some keys, each a tuple, or the value of a key of one column."""
        columns = cls.__mapping__.primary_key
        if len(columns) == 1:
            matches: Expression[bool] = columns[0].in_([key[0] if isinstance(key, tuple) else key for key in keys])
            return matches
        return or_(*(and_(*cls.__key_conditions__(key)) for key in keys))

    @classmethod
    def __load__(cls, compiled: CompiledQuery, rows: Sequence[Row], options: Mapping[str, Any]) -> list[Self]:
        """Make records of a compiled query's rows."""
        records: list[Self] = loader_of(cls, compiled)(rows)
        if options.get("validated"):
            for record in records:
                record.__validate_all__()
        if options.get("loading", "peers") != "peers":
            for record in records:
                record.__state__.peers = options["loading"]
        if options.get("readonly"):
            for record in records:
                record.__state__.readonly = True
        return records

    @classmethod
    def __mark_deleted__(cls, records: Sequence[Self]) -> None:
        """Let records know that a set-based write removed their rows."""
        for record in records:
            journal(record, record.__state__, ())
            record.__state__.status = DELETED

    def _finish_load(self) -> None:
        """Call `after_load`, which can't be a coroutine: loading many records awaits once, not for each."""
        for method in type(self).__hooks__["after_load"]:
            result = getattr(self, method.name)()
            if hasattr(result, "close") and hasattr(result, "send"):
                result.close()
                raise ConfigurationError(
                    f"{type(self).__name__}.{method.name} must be a plain function: it is after_load"
                )

    @classmethod
    def _find_plan(cls, key: object) -> Plan[Self]:
        if cls.__default_scopes__ or cls.__mapping__.own_rows:
            return (yield from cls.query()._find_plan(key))
        statement = cls.__statements__.find.with_values(cls.__key_parts__(key))
        result = yield from cls.backend().execute_plan(statement)
        if not result.rows:
            raise RecordNotFound(f"no {cls.__name__} has the key {key!r}")
        return loader_of(cls, result.compiled)(result.rows)[0]  # type: ignore[no-any-return]

    @classmethod
    def find(cls, key: object, /) -> Self:
        """Load the record of a key.

        Args:
            key: Its value, or a tuple for a composite key.

        Raises:
            RecordNotFound: There is none.
            InvalidValue: The key is of the wrong type.
        """
        return run(cls._find_plan(key))

    @classmethod
    async def afind(cls, key: object, /) -> Self:
        """Load the record of a key; see `find`."""
        return await arun(cls._find_plan(key))

    @classmethod
    def _find_many_plan(cls, keys: Iterable[object]) -> Plan[list[Self]]:
        wanted = [cls.__key_parts__(key) for key in keys]
        found: dict[tuple[object, ...], Self] = {}
        names = cls.__mapping__.key_names
        for start in range(0, len(wanted), 500):
            condition = cls.__any_key__(wanted[start : start + 500])
            for record in (yield from cls.query().where(condition)._all_plan()):
                found[tuple(getattr(record, name) for name in names)] = record
        missing = [key for key in wanted if key not in found]
        if missing:
            shown = ", ".join(repr(key[0] if len(key) == 1 else key) for key in missing[:10])
            raise RecordNotFound(f"{len(missing)} of {len(wanted)} keys have no {cls.__name__}: {shown}")
        return [found[key] for key in wanted]

    @classmethod
    def find_many(cls, keys: Iterable[object], /) -> list[Self]:
        """Load the records of many keys, in their order.

        Raises:
            RecordNotFound: Any of them is missing.
        """
        return run(cls._find_many_plan(keys))

    @classmethod
    async def afind_many(cls, keys: Iterable[object], /) -> list[Self]:
        """Load the records of many keys, in their order."""
        return await arun(cls._find_many_plan(keys))

    @classmethod
    def find_by(cls, /, **values: object) -> Self | None:
        """Load the first record with these values, by key; None where there is none."""
        return cls.query().where(**values).first()

    @classmethod
    async def afind_by(cls, /, **values: object) -> Self | None:
        """Load the first record with these values, by key; None where there is none."""
        return await cls.query().where(**values).afirst()

    @classmethod
    def build(cls, /, **values: Any) -> Self:
        """Make a record that is not saved yet.

        Records that belong to it may be given as dicts; one that it belongs to only as a record, or by its key.

        Raises:
            ValidationError: A value is not valid, or a name does not exist or is not taken from outside: it is a
                FieldNotFound, too, then.
        """
        refused = refused_in_new(cls, values)
        if refused:
            raise refusal(cls, refused, values)
        try:
            return cls(**values)
        except pydantic.ValidationError as error:
            raise told(cls, error) from error

    @classmethod
    def _create_plan(cls, values: Mapping[str, Any]) -> Plan[Self]:
        record = cls.build(**values)
        yield from record._save_plan()
        return record

    @classmethod
    def create(cls, /, **values: Any) -> Self:
        """Make a record and save it; see `build` for what it takes.

        Raises:
            ValidationError: A value or a name is not valid, or a constraint is violated.
        """
        return run(cls._create_plan(values))

    @classmethod
    async def acreate(cls, /, **values: Any) -> Self:
        """Make a record and save it."""
        return await arun(cls._create_plan(values))


def _fitting(part: object, column: ColumnRef[Any]) -> object:
    """Check a part of a key whose type is not the usual one."""
    try:
        return column.type.check(part)
    except InvalidValue as error:
        raise InvalidValue(f"{column.attribute}: {error}") from None
