"""What all column types share, how one stands for all with the same settings, and types made of others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from ...interface.errors import InvalidValue

S = TypeVar("S", bound="SQLType")


class SQLType:
    """What a column holds.

    Attributes:
        accepts: The Python types whose values may be stored or compared as they are.
        mutable: Whether a value can change without being assigned.
        feature: What a server must have to keep it; none keeps everything else.
        instead: What to do on a server that has not, as the end of a message.
        permitted: The operators that values may stand under; None for all.
        alternatives: The types under which an equal value may be stored, where there are several.
        binds_row: Whether a value is stored for one row only, whose key its encoder must know.
        plain: The same type without the normalizing that this one does; None where it does none.
    """

    accepts: frozenset[type] = frozenset()
    mutable: bool = False
    plain: SQLType | None = None
    permitted: frozenset[str] | None = None
    alternatives: tuple[SQLType, ...] = ()
    binds_row: bool = False
    feature: ClassVar[str] = ""
    instead: ClassVar[str] = "say Column(type=…)"
    annotation: ClassVar[str] = ""
    origin: tuple[Callable[..., Any], tuple[Any, ...]] | None = None
    """How pickle finds it again where it is not known by its settings alone; a type compares by identity."""

    def __reduce__(self) -> Any:
        return self.origin or (restored, (type(self), settings_of(self)))

    @property
    def is_own(self) -> bool:
        """Whether it has functions of its field's own, so that no other is the same."""
        return False

    def placed(self, place: str) -> SQLType:
        """Return the type for a column, `table.column`."""
        return self

    def check(self, value: object) -> object:
        """Return a value that fits, or raise.

        Raises:
            InvalidValue: The value's type does not fit.
        """
        if type(value) in self.accepts or isinstance(value, tuple(self.accepts - {int})):
            return value  # a subclass fits, but True is no int here
        raise InvalidValue(f"{value!r} ({type(value).__name__}) does not fit a column of {self.describe()}")

    def parts(self, value: Any) -> Any:
        """Return a value as validation takes it, with nothing inside that it would pass over as valid already."""
        return value

    def describe(self) -> str:
        """Name the type for an error message."""
        return self.annotation or type(self).__name__

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


class Wrapped(SQLType):
    """A Python type kept as another column type.

    Args:
        storage: The column's type.
        accepts: The Python types it carries.
        dump: Turns a value into the storage's.
        load: Turns the storage's value back.
        check: Accepts or converts a value of another type, or raises InvalidValue.
        parts: Takes a value apart that may have changed inside.
    """

    def __init__(
        self,
        storage: SQLType,
        accepts: frozenset[type],
        dump: Callable[[Any], Any],
        load: Callable[[Any], Any],
        check: Callable[[Any], Any] | None = None,
        parts: Callable[[Any], Any] | None = None,
    ) -> None:
        self.storage = storage
        self.accepts = accepts
        self.dump = dump
        self.load = load
        self.mutable = storage.mutable
        self._check = check
        self._parts = parts

    @property
    def is_own(self) -> bool:
        return True

    def check(self, value: object) -> object:
        return super().check(value) if self._check is None else self._check(value)

    def parts(self, value: Any) -> Any:
        return value if self._parts is None else self._parts(value)

    def describe(self) -> str:
        return " | ".join(sorted(python_type.__name__ for python_type in self.accepts)) or self.storage.describe()


def stored(sql_type: SQLType | None) -> SQLType | None:
    """Return the type that a column really has, whatever Python type is kept in it."""
    return sql_type.storage if isinstance(sql_type, Wrapped) else sql_type


_REGISTRY: dict[Any, SQLType] = {}


def restored(kind: type[SQLType], settings: tuple[tuple[str, Any], ...]) -> SQLType:
    """Return the one type that stands for all of its kind with these settings, so that equal queries have one shape."""
    found = _REGISTRY.get((kind, settings))
    if found is None:
        found = object.__new__(kind)
        vars(found).update(settings)
        found = _REGISTRY.setdefault((kind, settings), found)
    return found


def settings_of(sql_type: SQLType) -> tuple[tuple[str, Any], ...]:
    """Return what a type was made with."""
    return tuple(sorted((name, value) for name, value in vars(sql_type).items() if name != "origin"))


def interned(sql_type: S) -> S:
    """Return the one type of these settings; one with functions of its own stays as it is."""
    if sql_type.is_own:
        return sql_type
    made: Any = restored(type(sql_type), settings_of(sql_type))
    return made  # type: ignore[no-any-return]


def normalizing(plain: SQLType, normalize: Callable[[Any], Any]) -> SQLType:
    """Return a type whose values are brought into one form before they are compared.

    They are stored and loaded as those of the plain type are.
    """

    def check(value: object) -> object:
        try:
            return normalize(plain.check(value))
        except ValueError as error:
            raise InvalidValue(f"a value can't be normalized: {error}") from error

    made = object.__new__(type(plain))
    vars(made).update({**vars(plain), "plain": plain, "accepts": frozenset(), "check": check})
    return made


def without_normalizing(sql_type: SQLType | None) -> SQLType | None:
    """Return the type of what is computed from values of a type."""
    return sql_type if sql_type is None else sql_type.plain or sql_type
