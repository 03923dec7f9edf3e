"""The record as a pydantic model: made and validated, compared, copied, pickled and dumped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import pydantic
from pydantic import ConfigDict
from pydantic_core import to_json
from typing_extensions import Self

from ..field.family import Family
from ..field.mapping import TableMapping
from ..interface.errors import FieldNotFound
from ..interface.record import IActiveRecord
from ..query.query import Query
from ..query.scopes import Scope
from ..relation.data.dumping import dump_relations, tree_of_names
from ..relation.data.nested import keys_of, related_values, validate_all
from ..relation.definition.relation import Relation
from .defining.metaclass import RecordMeta
from .defining.set_up import finish_class, forget_heirs
from .lifecycle.hooks import HookMethod
from .of_record import RecordMethod
from .rows.state import State
from .rows.statements import RecordStatements
from .validation.assigning import assign
from .validation.refusing import refused_in_new
from .validation.telling import refusal_within, told

T = TypeVar("T")


class RecordModel(IActiveRecord, metaclass=RecordMeta):
    """A pydantic model that knows the state of its row, its relations and which record it is."""

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
    __assigned__: ClassVar[dict[str, Callable[[Any, Any], None]]] = {}
    __annotations__.clear()  # no field is among them, and pydantic would evaluate all of them for each model

    if TYPE_CHECKING:
        id: Any = None

        @property
        def __state__(self) -> State: ...

    def __init__(self, /, **values: Any) -> None:
        _set_state(self, State())
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
        refused = refused_in_new(cls, values)
        if refused:
            raise refusal_within(cls, refused, values)
        made = cls.__new__(cls)
        made.__initialize__(values, omitted)
        return made

    @classmethod
    def __build_without__(cls, values: Mapping[str, Any], omitted: frozenset[str]) -> Self:
        try:
            return cls.__draft__(values, omitted)
        except pydantic.ValidationError as error:
            raise told(cls, error) from error

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
            if name == "__state__":  # pydantic made the record without `__init__`
                _set_state(self, state := State())
                return state
            extras = self.__state__.extras
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

    def __eq__(self, other: object) -> bool:
        """Records are equal that are the same row: of one class and with one key."""
        if self is other:
            return True
        if not isinstance(other, RecordModel):
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


_set_state: Any = vars(RecordModel)["__state__"].__set__
RecordModel.__set_state__ = staticmethod(_set_state)  # type: ignore[attr-defined]


def not_loaded(name: str) -> FieldNotFound:
    """Return the error for a field that a partly loaded record lacks."""
    return FieldNotFound(f"{name!r} was not loaded: this record has only some fields. reload() loads all")
