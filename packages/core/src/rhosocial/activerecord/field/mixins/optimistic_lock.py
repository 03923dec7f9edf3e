"""No update is lost: a writer who has not seen the newest version is told so."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import ConfigDict

from ...backend.expression.function import RawSQL
from ...backend.expression.types import INTEGER
from ...base.active_record import ActiveRecord
from ..automatic import Automatic

_ONE: RawSQL[int] = RawSQL(("1",), (), INTEGER)


def counted_up(version: Any, now: object) -> Any:
    """Return the next version of a number, or of a column."""
    return version + 1 if isinstance(version, int) else version + _ONE


class OptimisticLockMixin(ActiveRecord):
    """Counts a record's versions in `lock_version`; a write that meets another version raises StaleRecordError.

    `delete` holds to it as well. `increment`, `upsert_many` and `Query.update` count the version up.
    A version assigned by hand, as from a form, is the one that the write must meet.

    Examples:
        >>> class Account(OptimisticLockMixin, ActiveRecord):
        ...     balance: int
        >>> first, second = Account.find(1), Account.find(1)
        >>> first.update(balance=10)
        True
        >>> second.update(balance=20)
        Traceback (most recent call last):
        StaleRecordError: Account (1,) was changed or deleted meanwhile: nothing was written. …
    """

    __abstract__ = True
    model_config = ConfigDict(defer_build=True)

    lock_version: Annotated[int, Automatic(on_update=counted_up, guard=True)] = 0
