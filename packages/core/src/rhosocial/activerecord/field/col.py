"""The second tier of typing: `age: Col[int]` is a column on the class and an int on a record."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar, overload

from pydantic import Field

from ..backend.expression.column import ColumnRef
from ..backend.expression.expression import Expression
from ..interface.errors import QueryError

T = TypeVar("T")

if TYPE_CHECKING:

    class Col(Generic[T]):
        """A field whose class access is a typed column: `Author.age.in_([1, 2])`."""

        @overload
        def __get__(self, instance: None, owner: object) -> ColumnRef[T]: ...
        @overload
        def __get__(self, instance: object, owner: object) -> T: ...
        def __get__(self, instance: Any, owner: object) -> Any: ...
        def __set__(self, instance: object, value: T) -> None: ...

else:

    class Col:
        """A field whose class access is a typed column: `Author.age.in_([1, 2])`."""

        def __class_getitem__(cls, item: Any) -> Any:
            return Annotated[item, cls]


@overload
def field(*, default: T, **settings: Any) -> Col[T]: ...
@overload
def field(*, default_factory: Callable[[], T], **settings: Any) -> Col[T]: ...
@overload
def field(**settings: Any) -> Col[Any]: ...
def field(**settings: Any) -> Any:
    """Give a `Col` field a default or pydantic's constraints; takes what pydantic's `Field` takes."""
    return Field(**settings)


@overload
def col(value: Expression[T], /) -> ColumnRef[T]: ...
@overload
def col(value: T, /) -> ColumnRef[T]: ...
def col(value: Any, /) -> ColumnRef[Any]:
    """Tell the type checker that a class attribute is a column: `col(Author.name).like("A%")`.

    Raises:
        QueryError: It is none.
    """
    if not isinstance(value, ColumnRef):
        raise QueryError(f"{value!r} is no column; write col(Model.field)")
    return value
