"""Finding a record or making it, whoever else does the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from typing_extensions import Self

from ..backend.plan import Plan, arun, atomic_plan, run
from ..interface.errors import QueryError, UniqueViolation, ValidationError
from .finding import FindingMixin
from .transactions.retrying import pause_plan

ATTEMPTS = 5


class FindOrCreateMixin(FindingMixin):
    """The class methods that find or make."""

    @classmethod
    def _get_or_create_plan(cls, defaults: Mapping[str, Any], values: Mapping[str, Any]) -> Plan[tuple[Self, bool]]:
        """Look, insert, and where somebody else was quicker, look again; the unique constraint is the judge."""
        if not values:
            raise QueryError(f"{cls.__name__}: name the values to look for, beside the defaults of a new record")
        backend, query = cls.backend(), cls.query().where(**values)
        found = yield from query._first_plan()
        if found is not None:
            return found, False
        attempts = ATTEMPTS if backend.transaction is None else 1
        for attempt in range(attempts):
            try:
                return (yield from atomic_plan(backend, cls._create_plan({**values, **defaults}))), True
            except UniqueViolation as violation:
                found = yield from cls._quicker_plan(query)
                if found is not None:
                    return found, False
                if attempt == attempts - 1 or not _concerns(violation, values):
                    raise
            yield from pause_plan(attempt)  # it was deleted again, or is there and not yet to be seen
        raise AssertionError("unreachable")  # pragma: no cover

    @classmethod
    def _quicker_plan(cls, query: Any) -> Plan[Self | None]:
        """Return the record that stood in the way of a new one."""
        backend = cls.backend()
        if backend.transaction is not None and backend.capabilities.for_update:
            query = query.for_update()  # a plain read could still see the snapshot from before the other's commit
        return (yield from query._first_plan())  # type: ignore[no-any-return]

    @classmethod
    def get_or_create(cls, /, defaults: Mapping[str, Any] | None = None, **values: Any) -> tuple[Self, bool]:
        """Find the record with these values, or make it; of many callers at once one makes it, and all get it.

        Args:
            defaults: Further values for a new record.
            values: The values to look for, at least one; a unique constraint should cover them.

        Returns:
            The record, and whether it was made.

        Raises:
            QueryError: No value to look for is given.
            ValidationError: A new record is not valid, or another constraint is violated.
        """
        return run(cls._get_or_create_plan(defaults or {}, values))

    @classmethod
    async def aget_or_create(cls, /, defaults: Mapping[str, Any] | None = None, **values: Any) -> tuple[Self, bool]:
        """Find the record with these values, or make it; see `get_or_create`."""
        return await arun(cls._get_or_create_plan(defaults or {}, values))

    @classmethod
    def _update_or_create_plan(cls, defaults: Mapping[str, Any], values: Mapping[str, Any]) -> Plan[tuple[Self, bool]]:
        record, created = yield from cls._get_or_create_plan(defaults, values)
        if not created:
            yield from record._update_plan(defaults)
        return record, created

    @classmethod
    def update_or_create(cls, /, defaults: Mapping[str, Any] | None = None, **values: Any) -> tuple[Self, bool]:
        """Find the record with these values and update it with `defaults`, or make it with both.

        Returns:
            The record, and whether it was made.
        """
        return run(cls._update_or_create_plan(defaults or {}, values))

    @classmethod
    async def aupdate_or_create(cls, /, defaults: Mapping[str, Any] | None = None, **values: Any) -> tuple[Self, bool]:
        """Find the record with these values and update it, or make it; see `update_or_create`."""
        return await arun(cls._update_or_create_plan(defaults or {}, values))


def _concerns(violation: UniqueViolation, names: Iterable[str]) -> bool:
    """Tell whether a violation is of the values looked for, as far as it is known of which."""
    details = violation.errors() if isinstance(violation, ValidationError) else []
    return not details or any(detail["loc"][:1] == (name,) for detail in details for name in names)
