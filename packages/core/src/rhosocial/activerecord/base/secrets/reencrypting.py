"""Bringing encrypted fields under the key that encrypts now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...backend.plan import Plan, arun, atomic_plan, run
from ..writing.sealing import stale_names
from ..writing.updating import write_changes_plan
from .signing import SigningMixin


class ReencryptingMixin(SigningMixin):
    """The class methods that rewrite encrypted fields."""

    @classmethod
    def _reencrypt_plan(cls, size: int) -> Plan[int]:
        keys = yield from cls.query().unscoped()._pluck_plan(cls.__mapping__.primary_key)
        written = 0
        for start in range(0, len(keys) if cls.__mapping__.encrypted else 0, size):
            batch = keys[start : start + size]
            written += yield from atomic_plan(cls.backend(), cls._reencrypt_batch_plan(batch))
        return written

    @classmethod
    def _reencrypt_batch_plan(cls, keys: Sequence[Any]) -> Plan[int]:
        """Rewrite some rows, locked where the server can, so that no newer value is lost."""
        query: Any = cls.query().unscoped().where(cls.__any_key__(keys))
        if cls.backend().capabilities.for_update:
            query = query.for_update()
        written = 0
        for record in (yield from query._all_plan()):
            values = vars(record)
            changes = {name: (values[name], values[name]) for name in stale_names(record)}
            if changes:
                yield from write_changes_plan(record, record.__state__, changes)
                written += 1
        return written

    @classmethod
    def reencrypt(cls, *, size: int = 500) -> int:
        """Write all values that are encrypted under an older key anew, under the ring's first; run no hooks.

        Until it has run, an older key must stay in the ring, and a unique constraint does not see that two
        deterministic values under different keys are the same.

        Args:
            size: How many rows are loaded, and written in one transaction.

        Returns:
            How many rows were written.

        Examples:
            >>> Patient.reencrypt()
            250
        """
        return run(cls._reencrypt_plan(size))

    @classmethod
    async def areencrypt(cls, *, size: int = 500) -> int:
        """Write all values that are encrypted under an older key anew; see `reencrypt`."""
        return await arun(cls._reencrypt_plan(size))
