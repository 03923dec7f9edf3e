"""The record's core: identity, state, and the writes of one record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, overload

import pydantic
from pydantic import ConfigDict
from pydantic_core import to_json
from typing_extensions import Self

from ..backend.plan import Plan, arun, run
from ..field.family import Family
from ..field.mapping import TableMapping
from ..interface.errors import FieldNotFound, QueryError, ValidationError
from ..interface.record import IActiveRecord
from ..query.query import Query
from ..query.scopes import Scope
from ..relation.access import load_plan
from ..relation.collection import Collection
from ..relation.descriptors import HasMany
from ..relation.dumping import dump_relations, tree_of_names
from ..relation.facade import RelationPath
from ..relation.nested import keys_of, related_values, validate_all
from ..relation.nesting import any_related
from ..relation.path import path_of
from ..relation.preload import preload_plan
from ..relation.relation import Relation
from .assigning import assign, refuse_private
from .deleting import delete_plan
from .hooks import HookMethod, Hooks
from .metaclass import RecordMeta
from .of_record import RecordMethod, of_record
from .set_up import finish_class, forget_heirs
from .state import DELETED, NEW, PERSISTED, State
from .statements import RecordStatements
from .touching import increment_plan, lock_plan, touch_plan
from .writing import reload_plan, save_plan

T = TypeVar("T")
_new = object.__new__


class BaseActiveRecord(Hooks, IActiveRecord, metaclass=RecordMeta):
    """A record: a pydantic model with a row."""

    model_config = ConfigDict(
        validate_assignment=True, extra="forbid", defer_build=True, ignored_types=(Scope, RecordMethod)
    )
    __slots__ = ("__state__",)
    __abstract__: ClassVar[bool] = True
    __relations__: ClassVar[dict[str, Relation]] = {}
    __scopes__: ClassVar[dict[str, Scope[Any, Any]]] = {}
    __default_scopes__: ClassVar[dict[str, Scope[Any, Any]]] = {}
    __hooks__: ClassVar[Mapping[str, tuple[HookMethod, ...]]] = {}
    __dependents__: ClassVar[tuple[Relation, ...]] = ()
    __upkeep__: ClassVar[tuple[Any, ...]] = ()
    __needs_finish__: ClassVar[bool] = False
    __hidden__: ClassVar[frozenset[str]] = frozenset()
    __loading__: ClassVar[str] = "peers"

    __discriminator__: ClassVar[str | None] = None
    __family__: ClassVar[Family | None] = None
    __mapping__: ClassVar[TableMapping]
    __statements__: ClassVar[RecordStatements]
    __query__: ClassVar[Query[Any]]

    if TYPE_CHECKING:
        id: Any = None

        @property
        def __state__(self) -> State: ...

    if not TYPE_CHECKING:  # a checker takes the arguments from it

        def __new__(cls, /, *_: Any, **__: Any) -> Self:
            made = _new(cls)
            _set_state(made, State())
            return made

    def __init__(self, /, **values: Any) -> None:
        relations = type(self).__relations__
        if relations and not relations.keys().isdisjoint(values):
            self.__initialize__(values, frozenset())
        else:
            super().__init__(**values)

    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]  # validation need not call it

    def __initialize__(self, values: Mapping[str, Any], omitted: frozenset[str]) -> None:
        """Validate values together with those of related records, and take them over.

        Args:
            values: Fields, and relations as records or nested dicts.
            omitted: Foreign keys that need no value yet.
        """
        relations = type(self).__relations__
        errors: list[Any] = []
        given = {name: values[name] for name in relations if name in values}
        related = related_values(type(self), given, errors)
        known, unknown = keys_of(relations, given, related)
        fields = {**known, **{name: value for name, value in values.items() if name not in relations}}
        validate_all(self, fields, omitted | unknown, errors)
        for name, value in related.items():
            setattr(self, name, value)

    @classmethod
    def __draft__(cls, values: Mapping[str, Any], omitted: frozenset[str]) -> Self:
        """Make a record whose foreign keys may be missing, because their record is not saved yet."""
        refuse_private(cls, values)
        made = cls.__new__(cls)
        made.__initialize__(values, omitted)
        return made

    @classmethod
    def __build_without__(cls, values: Mapping[str, Any], omitted: frozenset[str]) -> Self:
        try:
            return cls.__draft__(values, omitted)
        except pydantic.ValidationError as error:
            raise ValidationError.from_pydantic(error, hidden=cls.__hidden__) from error

    @classmethod
    def __finish_class__(cls) -> None:
        finish_class(cls)

    @classmethod
    def __forget_heirs__(cls) -> None:
        forget_heirs(cls)

    @classmethod
    def __is_abstract__(cls) -> bool:
        return bool(cls.__dict__.get("__abstract__"))

    if not TYPE_CHECKING:  # a checker that sees it allows any name to be assigned

        def __getattr__(self, name: str) -> Any:
            extras = _get_state(self).extras
            if extras is not None and name in extras:
                return extras[name]
            if name in type(self).__pydantic_fields__:
                raise not_loaded(name)
            return super().__getattr__(name)

        def __setattr__(self, name: str, value: Any) -> None:
            descriptor = type(self).__assigned__.get(name)
            if descriptor is None:
                super().__setattr__(name, value)
            else:
                descriptor(self, value)

    __assigned__: ClassVar[dict[str, Callable[[Any, Any], None]]] = {}

    def __eq__(self, other: object) -> bool:
        """Records are equal that are the same row: of one class and with one key."""
        if self is other:
            return True
        if not isinstance(other, BaseActiveRecord):
            return NotImplemented
        key = self._key() if type(self) is type(other) else None
        return key is not None and key == other._key()

    def __hash__(self) -> int:
        key = self._key()
        return object.__hash__(self) if key is None else hash((type(self), key))

    def _key(self) -> tuple[object, ...] | None:
        """The key, or None while a part of it is missing."""
        values = self.__dict__
        key = tuple([values.get(name) for name in type(self).__mapping__.key_names])
        return None if None in key else key

    def __getstate__(self) -> dict[Any, Any]:
        return {**super().__getstate__(), "__state__": self.__state__.pickled()}

    def __setstate__(self, state: dict[Any, Any]) -> None:
        state = dict(state)
        standing = state.pop("__state__")
        super().__setstate__(state)
        _set_state(self, State.unpickled(*standing))

    def __copy__(self) -> Self:
        made = super().__copy__()
        _set_state(made, self.__state__.copy())
        return made

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        made = super().__deepcopy__(memo)
        _set_state(made, self.__state__.copy())
        return made

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a new, unsaved record with the same values; what is a row's own, such as a generated key, starts anew.

        Args:
            update: Values to change, validated.
            deep: Whether mutable values are copied too.
        """
        made = super().model_copy(deep=deep)
        _set_state(made, State())
        mapping = type(self).__mapping__
        for name in mapping.own_to_a_row:
            vars(made)[name] = mapping.fields[name].info.get_default(call_default_factory=True)
        assign(made, update or {}, frozenset(update or ()))
        return made

    def model_dump(self, *, include_relations: Iterable[str] = (), **options: Any) -> dict[str, Any]:
        """Return the fields as a dict, and on request related records as nested dicts.

        Args:
            include_relations: Names of relations, dotted for relations of relations; they are read as attributes are.
            options: Those of pydantic's model_dump; `mode`, `by_alias`, `round_trip` and the exclusions of unset
                values, defaults and None hold for related records too.

        Raises:
            FieldNotFound: There is no such relation.
            RelationNotLoaded: One is not loaded, and reading it does not load it here.

        Examples:
            >>> author.model_dump(include_relations=["books.reviews"])
            {'id': 1, 'name': 'Ann', 'books': [{'id': 1, …, 'reviews': [{…}]}]}
        """
        values = super().model_dump(**options)
        tree = tree_of_names(type(self), include_relations)
        passed = {name: value for name, value in options.items() if name not in ("include", "exclude")}
        return values | dump_relations(self, tree, passed) if tree else values

    def model_dump_json(
        self, *, include_relations: Iterable[str] = (), indent: int | None = None, **options: Any
    ) -> str:
        """Return the fields as JSON, and on request related records within; see `model_dump`."""
        names = tuple(include_relations)
        if not names:
            return super().model_dump_json(indent=indent, **options)
        values = self.model_dump(mode="json", include_relations=names, **options)
        return to_json(values, indent=indent).decode()

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
        assign(self, values, None, nested=True)
        return (yield from self._save_plan())

    @of_record
    def update(self, /, **values: Any) -> bool:
        """Assign fields, all or none, and save.

        Raises:
            FieldNotFound: A name is no field, is private, or would change the key.
            ValidationError: A value is not valid; nothing is assigned. Or a constraint is violated.
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
            only: The names that may be assigned; others raise. Relations, private fields and another key need to be
                named here.

        Raises:
            FieldNotFound: A name is no field, or may not be assigned.
            ValidationError: A value is not valid.

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
            >>> await author.related("books").acreate(title="Lavinia")
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
            raise ValidationError.from_pydantic(error, hidden=type(self).__hidden__) from error
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
        from ..relation.joined import joined_query  # few programs need it

        return joined_query(query)


_get_state: Any = vars(BaseActiveRecord)["__state__"].__get__
_set_state: Any = vars(BaseActiveRecord)["__state__"].__set__
BaseActiveRecord.__set_state__ = staticmethod(_set_state)  # type: ignore[attr-defined]


def not_loaded(name: str) -> FieldNotFound:
    """Return the error for a field that a partly loaded record lacks."""
    return FieldNotFound(f"{name!r} was not loaded: this record has only some fields. reload() loads all")
