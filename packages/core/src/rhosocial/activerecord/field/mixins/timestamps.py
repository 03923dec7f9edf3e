"""When a record was made and last changed."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import AwareDatetime, ConfigDict

from ...base.active_record import ActiveRecord
from ..automatic import Automatic


class TimestampMixin(ActiveRecord):
    """Keeps `created_at` and `updated_at`, aware moments in UTC; None until the record is saved.

    Writes of many rows keep them too: `insert_many`, `upsert_many`, `Query.update`. A moment assigned by hand is kept.

    Attributes:
        __database_clock__: Whether the database says the moment, where the clocks of several clients may differ.

    Examples:
        >>> class Article(TimestampMixin, ActiveRecord):
        ...     title: str
        >>> Article.create(title="Mixins").created_at
        datetime.datetime(2026, 1, 5, 8, 15, 0, 123456, tzinfo=TzInfo(0))
    """

    __abstract__ = True
    __database_clock__: ClassVar[bool] = False
    model_config = ConfigDict(defer_build=True)

    created_at: Annotated[AwareDatetime | None, Automatic(on_insert=lambda now: now)] = None
    updated_at: Annotated[
        AwareDatetime | None, Automatic(on_insert=lambda now: now, on_update=lambda old, now: now)
    ] = None
