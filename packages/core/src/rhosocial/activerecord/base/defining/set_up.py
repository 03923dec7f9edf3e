"""What happens when a model class is made."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ...backend.expression.column import ColumnRef
from ...field.mapping import TableMapping
from ...field.types import is_hidden
from ...interface.errors import ConfigurationError
from ...query.query import Query
from ...query.scopes import scopes_of
from ...query.verbs import BUILDING, VERBS
from ...relation.definition.registry import register_model
from ...relation.definition.relation import Relation
from ...relation.upkeep.counter_registry import register_counting
from ...relation.writing.hooks import check_collection_hooks
from ..lifecycle.hooks import hooks_of
from ..rows.statements import RecordStatements
from ..validation.incoming import rows_validator
from ..validation.validating import fields_validator, guarded_fields, revalidated_fields
from .inheritance import join_family
from .spelling import refuse_column_settings

_HERE = __name__.rpartition(".defining")[0]
"""Where the classes of records are."""


def finish_class(cls: Any) -> None:
    """Check a new model class and make what follows from its fields."""
    cls.__mapping__ = Deferred("__mapping__", _map)
    cls.__statements__ = Deferred("__statements__", lambda model: RecordStatements(model.__mapping__))
    cls.__fields_validator__ = Deferred("__fields_validator__", fields_validator)
    cls.__rows_validator__ = Deferred("__rows_validator__", rows_validator)
    cls.__revalidated__ = Deferred("__revalidated__", revalidated_fields)
    cls.__query__ = Deferred("__query__", Query)
    refuse_reserved_names(cls.__name__, cls.__module__, {*cls.__pydantic_fields__, *cls.__relations__}, cls.__mro__)
    refuse_column_settings(cls.__name__, cls.__pydantic_fields__.items())
    if cls.__is_abstract__():
        return
    _bind_relations(cls)
    check_collection_hooks(cls)
    _hide_fields(cls)
    _give_access(cls)
    cls.__hooks__ = hooks_of(cls)
    cls.__scopes__ = scopes_of(cls)
    cls.__default_scopes__ = {name: item for name, item in cls.__scopes__.items() if item.default}
    cls.__needs_finish__ = "after_load" in cls.__hooks__
    cls.__dependents__ = tuple(relation for relation in cls.__relations__.values() if relation.dependent)
    cls.__upkeep__ = Deferred("__upkeep__", _upkeep)
    cls.__assigned__ = _assigned(cls)
    join_family(cls)
    register_model(cls)
    register_counting(cls)


def forget_heirs(cls: Any) -> None:
    """Have a model find anew which models share its table, and what its queries load."""
    cls.__query__ = Deferred("__query__", Query)
    cls.__statements__ = Deferred("__statements__", lambda model: RecordStatements(model.__mapping__))
    mapping = vars(cls)["__mapping__"]
    if isinstance(mapping, TableMapping):
        for name in ("selection", "own_rows"):
            vars(mapping).pop(name, None)


class Deferred:
    """A class attribute made when it is first read; each class has its own, so none is inherited."""

    def __init__(self, name: str, make: Callable[[Any], Any]) -> None:
        self._name = name
        self._make = make

    def __get__(self, instance: object, owner: Any) -> Any:
        try:
            made = self._make(owner)
        except AttributeError as error:  # after one of these Python would look for the attribute elsewhere
            raise ConfigurationError(str(error)) from error
        setattr(owner, self._name, made)
        return made


def _map(cls: Any) -> TableMapping:
    if cls.__is_abstract__():
        raise ConfigurationError(f"{cls.__name__} is abstract: it has no table")
    if not cls.__pydantic_complete__:
        cls.model_rebuild()
        refuse_column_settings(cls.__name__, cls.__pydantic_fields__.items())
        _hide_fields(cls)
    return TableMapping(cls)


def _is_reserved(name: str, classes: Iterable[type]) -> bool:
    """Tell whether a name is that of a method or property of a record's own, which a field must not take away."""
    if name.startswith(("_", "model_")) or name in VERBS:
        return False
    return name == "c" or any(name in vars(base) for base in classes)


def refuse_reserved_names(model: str, module: str, names: Iterable[str], classes: Iterable[type]) -> None:
    """Raise if a field or relation is named like something a record has.

    Args:
        model: The model's name.
        module: The module it is defined in.
        names: Its fields and relations.
        classes: It inherits from these.

    Raises:
        ConfigurationError: One is.
    """
    if module.startswith(_HERE):
        return
    own = [base for base in classes if base.__module__.startswith(_HERE)]
    for name in sorted(name for name in names if _is_reserved(name, own)):
        raise ConfigurationError(
            f"{model}.{name}: records have a method of that name; "
            f"rename the field and keep the column: {name}_: Annotated[…, Column(name={name!r})]"
        )


def _bind_relations(cls: Any) -> None:
    """Give a subclass relations of its own, whose owner it is."""
    bound: dict[str, Relation] = {}
    for name, relation in cls.__relations__.items():
        bound[name] = relation if relation.owner is cls else relation.bound_to(cls)
        setattr(cls, name, bound[name])
    cls.__relations__ = bound


def _upkeep(cls: Any) -> tuple[Any, ...]:
    """Return the relations by which a model's writes write to other rows."""
    if not any(relation.needs_upkeep for relation in cls.__relations__.values()):
        return ()
    from ...relation.upkeep.parent_row import upkeep_of  # few models have any

    return upkeep_of(cls)


class FieldAccess:
    """Class access to a field: its column, found without the detour of a metaclass's `__getattr__`."""

    __slots__ = ("_column", "_name", "_owner")

    def __init__(self, name: str, owner: Any) -> None:
        self._name = name
        self._owner = owner
        self._column: ColumnRef[Any] | None = None

    def __get__(self, instance: object, owner: Any) -> Any:
        if instance is not None or self._name in BUILDING.get():
            raise AttributeError(self._name)
        if owner is not self._owner:
            return owner.__mapping__.columns[self._name]
        if self._column is None:
            self._column = owner.__mapping__.columns[self._name]
        return self._column


def _hide_fields(cls: Any) -> None:
    """Keep what must not be shown out of a record's repr and of the errors about it, pydantic's among them."""
    hidden = {name: info for name, info in cls.__pydantic_fields__.items() if is_hidden(info)}
    for info in hidden.values():
        info.repr = False
    cls.__hidden__ = frozenset(hidden)
    if hidden and not cls.model_config.get("hide_input_in_errors"):
        cls.model_config["hide_input_in_errors"] = True
        cls.model_rebuild(force=True, raise_errors=False)


def _give_access(cls: Any) -> None:
    """Let class access to a field find its column; a mixin's default or a verb of the same name gives way."""
    for name in cls.__pydantic_fields__:
        setattr(cls, name, FieldAccess(name, cls))


def _assigned(cls: Any) -> dict[str, Callable[[Any, Any], None]]:
    """Return what handles an assignment instead of pydantic: relations, data descriptors of the user's, guards."""
    found = guarded_fields(cls)
    for base in reversed(cls.__mro__):
        for name, item in vars(base).items():
            if isinstance(item, property) or name.startswith("__") or isinstance(item, (Relation, FieldAccess)):
                continue
            if hasattr(type(item), "__set__") and name not in cls.__pydantic_fields__:
                found[name] = item.__set__
    for name, relation in cls.__relations__.items():
        found[name] = relation.assign
    return found
