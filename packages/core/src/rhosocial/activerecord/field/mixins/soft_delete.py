"""Deleting by a mark, which can be taken away again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AwareDatetime, ConfigDict
from typing_extensions import Self

from ...backend.plan import Plan, arun, run
from ...base.active_record import ActiveRecord
from ...base.of_record import of_record
from ...interface.errors import RecordNotSaved
from ...query.query import Query
from ...query.scopes import default_scope, scope
from ..automatic import Automatic


class SoftDeleteMixin(ActiveRecord):
    """Marks deleted records by `deleted_at` and leaves them out of queries and relations; their rows stay.

    `delete()` on a record or a query marks; `delete(hard=True)` removes the row with what depends on it.
    Deleting softly runs the hooks of deletion, and leaves what depends on the record as it is.

    Examples:
        >>> class Article(SoftDeleteMixin, ActiveRecord):
        ...     title: str
        >>> article = Article.create(title="Mixins")
        >>> article.delete(), Article.count(), Article.with_deleted().count()
        (True, 0, 1)
        >>> article.restore(), Article.count()
        (True, 1)
    """

    __abstract__ = True
    model_config = ConfigDict(defer_build=True)

    deleted_at: Annotated[AwareDatetime | None, Automatic(on_delete=lambda now: now)] = None

    if TYPE_CHECKING:

        @classmethod
        def with_deleted(cls) -> Query[Self]:
            """Return a query that leaves deleted records in."""
            ...

        @classmethod
        def only_deleted(cls) -> Query[Self]:
            """Return a query for the deleted records."""
            ...

    else:

        @default_scope
        @staticmethod
        def not_deleted(query: Query[Any]) -> Query[Any]:
            """Leave deleted records out."""
            return query.where(deleted_at=None)

        @scope
        @staticmethod
        def with_deleted(query: Query[Any]) -> Query[Any]:
            """Return a query that leaves deleted records in."""
            return query.unscoped("not_deleted") if "not_deleted" in query.options.get("scoped", {}) else query

        @scope
        @staticmethod
        def only_deleted(query: Query[Any]) -> Query[Any]:
            """Return a query for the deleted records."""
            return query.with_deleted().where(deleted_at__isnull=False)

    @property
    def is_deleted(self) -> bool:
        """Whether the record was deleted, softly or for good."""
        return super().is_deleted or self.deleted_at is not None

    @of_record
    def delete(self, *, hard: bool = False) -> bool:
        """Mark the record as deleted.

        Args:
            hard: Whether its row is removed instead, with what depends on it.

        Returns:
            Whether anything was written; False for a record that is marked already.

        Raises:
            StaleRecordError: The row is gone.
        """
        return run(self._delete_plan(hard))

    @of_record
    async def adelete(self, *, hard: bool = False) -> bool:
        """Mark the record as deleted; see `delete`."""
        return await arun(self._delete_plan(hard))

    def _restore_plan(self) -> Plan[bool]:
        if super().is_deleted:
            raise RecordNotSaved(f"this {type(self).__name__} was deleted for good: there is no row to restore")
        self.deleted_at = None
        return (yield from self._save_plan())

    def restore(self) -> bool:
        """Take the mark of deletion away, and save.

        Returns:
            Whether a row was written; False for a record that is not deleted.

        Raises:
            RecordNotSaved: The row was removed by `delete(hard=True)`.
        """
        return run(self._restore_plan())

    async def arestore(self) -> bool:
        """Take the mark of deletion away, and save; see `restore`."""
        return await arun(self._restore_plan())
