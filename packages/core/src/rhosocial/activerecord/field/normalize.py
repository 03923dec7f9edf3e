"""`Normalize(str.lower)`: one spelling for a field's values, and for those it is compared with."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from ..interface.errors import ConfigurationError

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema


class Normalize:
    """Brings a field's values into one form, put into its annotation; None stays as it is.

    It is applied where values are validated (construction, assignment, `create`, `insert_many`, `upsert_many`), to
    those of a set-based `update`, and to whole values in conditions: equality, comparison, `in_`, `between`, the key
    of `find`. Not to patterns and parts of text (`like`, `contains`, `regex`), and never to what is loaded.

    Args:
        functions: Each takes a value and returns it in its form, in this order; doing it twice must change nothing. A
            ValueError says that the value has no such form.

    Raises:
        ConfigurationError: There is no function, or one can't be called.

    Examples:
        >>> class Reader(ActiveRecord):
        ...     email: Annotated[str, Normalize(str.strip, str.lower)]
        >>> Reader.find_by(email=" Ann@Example.COM")
    """

    __slots__ = ("functions",)

    def __init__(self, *functions: Callable[[Any], Any]) -> None:
        if not functions or not all(map(callable, functions)):
            raise ConfigurationError(f"Normalize takes functions, such as str.lower; got {functions!r}")
        self.functions = functions

    def __call__(self, value: Any) -> Any:
        """Return a value in its form."""
        if value is None:
            return None
        for function in self.functions:
            value = function(value)
        return value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Normalize after the type's own validation, and before the constraints that stand behind it."""
        from pydantic_core import core_schema

        return core_schema.no_info_after_validator_function(self, handler(source))

    def __repr__(self) -> str:
        return f"Normalize({', '.join(getattr(item, '__qualname__', repr(item)) for item in self.functions)})"


def normalizer_of(metadata: Iterable[Any]) -> Normalize | None:
    """Return what normalizes a field's values: all that its annotation says, in order."""
    functions = [function for item in metadata if isinstance(item, Normalize) for function in item.functions]
    return Normalize(*functions) if functions else None
