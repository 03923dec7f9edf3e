"""The metaclass: fields as columns on the class, and relations kept from pydantic."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypeVar, get_args, get_origin

from pydantic import BaseModel, PrivateAttr
from typing_extensions import dataclass_transform

from ...field.col import field
from ...field.column import Column
from ...interface.errors import FieldNotFound
from ...query.elsewhere import suggestion
from ...query.verbs import BUILDING, QueryVerbs
from ...relation.definition.relation import Relation
from .annotations import annotations_of, with_annotations
from .inheritance import discriminated
from .set_up import refuse_reserved_names
from .spelling import refuse_other_words

if TYPE_CHECKING:
    from pydantic._internal._model_construction import ModelMetaclass
else:
    ModelMetaclass = type(BaseModel)

M = TypeVar("M")


@dataclass_transform(kw_only_default=True, field_specifiers=(PrivateAttr, field))
class RecordMeta(QueryVerbs, ModelMetaclass):
    """Metaclass of all records."""

    def __new__(mcs, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **settings: Any) -> Any:
        annotations = annotations_of(namespace)
        refuse_other_words(name, namespace, annotations)
        relations = {key: value for key, value in namespace.items() if isinstance(value, Relation)}
        changed: dict[str, Any] = dict.fromkeys(relations, ClassVar[object])
        if _needs_key(bases, namespace, annotations):
            annotations = {"id": int | None, **annotations}
            changed["id"] = int | None
            namespace.setdefault("id", None)
        tagged = discriminated(name, bases, namespace)
        annotations, changed = {**annotations, **tagged}, {**changed, **tagged}
        for key, relation in relations.items():
            relation.annotate(annotations.get(key), namespace.get("__module__", ""), sys._getframe(1))
        inherited = [cls for base in bases for cls in base.__mro__]
        refuse_reserved_names(name, namespace.get("__module__", ""), annotations, inherited)
        with_annotations(namespace, annotations, changed)
        _keep_locals(namespace, settings, sys._getframe(1))
        token = BUILDING.set(_field_names(bases, annotations))
        try:
            cls: Any = super().__new__(mcs, name, bases, namespace, **settings)
        finally:
            BUILDING.reset(token)
        cls.__relations__ = {**_inherited(bases), **relations}
        cls.__finish_class__()
        return cls

    @property
    def c(cls: type[M]) -> M:
        """The model's columns and relations: `Author.c.age`, whatever verbs the class has."""
        return Columns(cls)  # type: ignore[return-value]

    if not TYPE_CHECKING:

        def __getattr__(cls, name: str) -> Any:
            if name[:2] == "__" or name in BUILDING.get():
                return super().__getattr__(name)
            if name in cls.__dict__.get("__pydantic_fields__", ()):
                return cls.__mapping__.columns[name]
            try:
                return super().__getattr__(name)
            except AttributeError:
                raise not_found(cls, name) from None


class Columns:
    """The columns and relations of a model by their names."""

    def __init__(self, model: Any) -> None:
        self._model = model

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if name in self._model.__relations__:
            return getattr(self._model, name)
        columns = self._model.__mapping__.columns
        if name not in columns:
            raise not_found(self._model, name)
        return columns[name]


def not_found(model: Any, name: str) -> FieldNotFound:
    """Return the error for an attribute that a model class does not have."""
    fields = [*model.__dict__.get("__pydantic_fields__", ()), *model.__dict__.get("__relations__", ())]
    return FieldNotFound(f"{model.__name__} has no field {name!r}{suggestion(name, fields)}")


def _field_names(bases: tuple[type, ...], annotations: Mapping[str, object]) -> frozenset[str]:
    inherited = {name for base in bases for name in getattr(base, "__pydantic_fields__", ())}
    mixed_in = {name for base in bases for cls in base.__mro__ for name in inspect.get_annotations(cls)}
    return frozenset(inherited | mixed_in | set(annotations))


def _inherited(bases: tuple[type, ...]) -> dict[str, Relation]:
    found: dict[str, Relation] = {}
    for base in reversed(bases):
        found |= getattr(base, "__relations__", {})
    return found


def _needs_key(bases: tuple[type, ...], namespace: Mapping[str, Any], annotations: Mapping[str, Any]) -> bool:
    """Tell whether the model is a concrete one that declares no key, neither here nor in a base."""
    is_root = not any(isinstance(base, RecordMeta) for base in bases)
    if is_root or namespace.get("__abstract__") or namespace.get("__primary_key__") or "id" in annotations:
        return False
    if any("id" in _field_names((base,), {}) or getattr(base, "__primary_key__", None) for base in bases):
        return False
    inherited = [item.metadata for base in bases for item in getattr(base, "__pydantic_fields__", {}).values()]
    return not any(_is_key(item, namespace) for item in annotations.values()) and not any(
        isinstance(item, Column) and item.primary_key for metadata in inherited for item in metadata
    )


def _is_key(annotation: Any, namespace: Mapping[str, Any]) -> bool:
    """Tell whether an annotation says primary_key=True; a text that can't be evaluated yet is searched."""
    if isinstance(annotation, str):
        module = sys.modules.get(namespace.get("__module__", ""))
        try:
            annotation = eval(annotation, vars(module) if module else {}, dict(namespace))
        except (NameError, AttributeError, TypeError, SyntaxError):
            return "primary_key" in annotation.replace("primary_key=False", "")
    if get_origin(annotation) is Annotated:
        return any(isinstance(item, Column) and item.primary_key for item in get_args(annotation)[1:])
    return any(_is_key(item, namespace) for item in get_args(annotation))


def _keep_locals(namespace: dict[str, Any], settings: dict[str, Any], frame: Any) -> None:
    """Let pydantic resolve names local to the function that defines the model; it looks one frame too near."""
    if settings.get("__pydantic_reset_parent_namespace__", True):
        settings["__pydantic_reset_parent_namespace__"] = False
        local = frame.f_code.co_name != "<module>" and frame.f_locals is not frame.f_globals
        namespace["__pydantic_parent_namespace__"] = dict(frame.f_locals) if local else None
