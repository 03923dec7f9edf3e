"""What can be done with one record: its changes, and the writes of its row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar, overload

import pydantic

from ..backend.plan import Plan, arun, run
from ..interface.errors import QueryError
from ..relation.kinds.has_many import HasMany
from ..relation.loading.access import load_plan
from ..relation.loading.preload import preload_plan
from ..relation.querying.facade import RelationPath
from ..relation.querying.nesting import any_related
from ..relation.querying.path import path_of
from ..relation.writing.collection import Collection
from .lifecycle.hooks import Hooks
from .model import RecordModel, not_loaded
from .of_record import of_record
from .rows.state import DELETED, NEW, PERSISTED
from .validation.assigning import assign
from .validation.telling import told
from .writing.deleting import delete_plan
from .writing.reloading import reload_plan
from .writing.saving import save_plan
from .writing.touching import increment_plan, lock_plan, touch_plan

T = TypeVar("T")


class BaseActiveRecord(Hooks, RecordModel):
    """A record: a pydantic model with a row."""

    __abstract__ = True

    @property
    def is_new(self) -> bool:
        """Whether the record was never saved."""
        return self.__state__.status is NEW

    @property
    def is_persisted(self) -> bool:
        """Whether the record has a row, as far as it knows."""
        return self.__state__.status is PERSISTED

    @property
    def is_deleted(self) -> bool:
        """Whether the record was deleted."""
        return self.__state__.status is DELETED

    @property
    def changes(self) -> dict[str, tuple[object, object]]:
        """What is not saved yet: name -> (old, new)."""
        return self.__state__.changes(type(self).__mapping__, self.__dict__)

    @property
    def changed(self) -> bool:
        """Whether anything is not saved yet."""
        return bool(self.changes)

    @property
    def saved_changes(self) -> dict[str, tuple[object, object]]:
        """What the last save changed: name -> (old, new)."""
        return self.__state__.saved_changes()

    def was(self, name: str) -> object:
        """Return a field's value as it was last loaded or saved; None for a new record.

        Raises:
            FieldNotFound: There is no such field, or it was not loaded.
        """
        type(self).__mapping__.column(name)
        state = self.__state__
        if state.layout is not None and name not in state.layout.index:
            raise not_loaded(name)
        return None if state.layout is None else state.layout.value(state.row, name)

    def restore_attributes(self) -> None:
        """Give every changed field its saved value back; a new record has none, and stays as it is."""
        layout = self.__state__.layout
        if layout is None:
            return
        for name, (old, _) in self.changes.items():
            if name in layout.index:
                vars(self)[name] = old
            else:
                del vars(self)[name]

    def _save_plan(self) -> Plan[bool]:
        return (yield from save_plan(self))

    def save(self) -> bool:
        """Insert a new record, or update the fields that changed.

        Returns:
            Whether a row was written; False when there was nothing to write.

        Raises:
            ValidationError: A constraint is violated; it is also the IntegrityError of its kind.
            RecordNotSaved: A `before_*` hook returned False, or the record was deleted.
            StaleRecordError: The row is gone.
        """
        return run(self._save_plan())

    async def asave(self) -> bool:
        """Insert a new record, or update the fields that changed; see `save`."""
        return await arun(self._save_plan())

    def _delete_plan(self, hard: bool = False) -> Plan[bool]:
        return (yield from delete_plan(self, hard))

    @of_record
    def delete(self) -> bool:
        """Delete the record's row, and what its relations declare as dependent.

        Raises:
            StaleRecordError: The row is gone already.
        """
        return run(self._delete_plan())

    @of_record
    async def adelete(self) -> bool:
        """Delete the record's row, and what its relations declare as dependent."""
        return await arun(self._delete_plan())

    def _update_plan(self, values: Mapping[str, Any]) -> Plan[bool]:
        assign(self, values, None)
        return (yield from self._save_plan())

    @of_record
    def update(self, /, **values: Any) -> bool:
        """Assign fields, all or none, and save; relations are taken as records, not as data.

        Raises:
            ValidationError: A value is not valid; nothing is assigned. A name is no field, is private, would change
                the key or a counter, or gives a relation data: it is a FieldNotFound, too, then. Or a constraint is
                violated.
        """
        return run(self._update_plan(values))

    @of_record
    async def aupdate(self, /, **values: Any) -> bool:
        """Assign fields, all or none, and save."""
        return await arun(self._update_plan(values))

    def assign(self, values: Mapping[str, Any], *, only: Iterable[str] | None = None) -> None:
        """Assign fields, all or none, without saving.

        Args:
            values: Names and values; may come from a user.
            only: The names that may be assigned; others raise. Private fields, another key, and data for relations
                need to be named here.

        Raises:
            ValidationError: A value is not valid; or a name is no field, or may not be assigned: it is a
                FieldNotFound, too, then.

        Examples:
            >>> author.assign(request.json(), only={"name", "born"})
        """
        assign(self, values, None if only is None else frozenset(only))

    def reload(self) -> None:
        """Load the record's row again; unsaved changes are lost.

        Raises:
            RecordNotSaved: The record is new: it has no row.
            StaleRecordError: The row is gone.
        """
        run(reload_plan(self))

    async def areload(self) -> None:
        """Load the record's row again; unsaved changes are lost."""
        await arun(reload_plan(self))

    def touch(self, *names: str) -> bool:
        """Set `updated_at`, or the moments named, to now and save."""
        return run(touch_plan(self, names))

    async def atouch(self, *names: str) -> bool:
        """Set `updated_at`, or the moments named, to now and save."""
        return await arun(touch_plan(self, names))

    def increment(self, column: str, by: Any = 1) -> None:
        """Add to a number in the database, where concurrent additions all count, and read it back."""
        run(increment_plan(self, column, by))

    async def aincrement(self, column: str, by: Any = 1) -> None:
        """Add to a number in the database, where concurrent additions all count, and read it back."""
        await arun(increment_plan(self, column, by))

    def lock(self) -> None:
        """Lock the record's row until the transaction ends, and load it again.

        Raises:
            QueryError: No transaction is open.
        """
        run(lock_plan(self))

    async def alock(self) -> None:
        """Lock the record's row until the transaction ends, and load it again."""
        await arun(lock_plan(self))

    def load(self, relation: str) -> Any:
        """Load a relation, also for the records loaded together with this one, and return it."""
        run(self._load_plan(relation))
        return getattr(self, relation)

    async def aload(self, relation: str) -> Any:
        """Load a relation, also for the records loaded together with this one, and return it."""
        await arun(self._load_plan(relation))
        return getattr(self, relation)

    @overload
    def related(self, relation: RelationPath[T], /) -> Collection[T]: ...
    @overload
    def related(self, relation: str, /) -> Collection[Any]: ...
    def related(self, relation: Any, /) -> Any:
        """Return the collection of a has_many relation without loading it, to ask or write through it.

        Raises:
            QueryError: The relation has at most one record.

        Examples:
            >>> await author.related(Author.books).acreate(title="Lavinia")
        """
        found = path_of(type(self), relation).last
        if not isinstance(found, HasMany):
            raise QueryError(f"{type(self).__name__}.{found.name} has no collection: it leads to one record")
        return found.collection(self)

    def _load_plan(self, relation: str) -> Plan[None]:
        yield from load_plan(self, path_of(type(self), relation).last)

    def __validate_all__(self) -> None:
        """Validate all fields as they stand; of a partly loaded record those that it has."""
        fields = {name: self.__dict__[name] for name in type(self).model_fields if name in self.__dict__}
        if len(fields) < len(type(self).model_fields):
            assign(self, fields, frozenset(fields))
            return
        try:
            given = type(self).__mapping__.given_as
            valid = type(self).model_validate({given[name]: value for name, value in fields.items()})
        except pydantic.ValidationError as error:
            raise told(type(self), error) from error
        vars(self).update({name: valid.__dict__[name] for name in fields})

    @classmethod
    def __path__(cls, item: object) -> Any:
        return path_of(cls, item)

    @classmethod
    def __any_related__(cls, item: object, conditions: tuple[Any, ...], lookups: dict[str, Any]) -> Any:
        return any_related(path_of(cls, item), conditions, lookups)

    @classmethod
    def __preload_plan__(cls, records: list[Any], options: Mapping[str, Any]) -> Plan[None]:
        yield from preload_plan(records, options["preload"], options.get("joined", ()))

    @classmethod
    def __joined__(cls, query: Any) -> Any:
        from ..relation.joined.query import joined_query  # few programs need it

        return joined_query(query)
