"""What an item of a field's annotation may say of how its column keeps the field."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar

from ..backend.expression.sql_type import SQLType


class FieldKind(ABC):
    """An item of a field's annotation that decides the type of its column.

    Attributes:
        hidden: Whether the field's value stays out of what a record shows of itself.
    """

    hidden: ClassVar[bool] = False

    @abstractmethod
    def column_type(self, annotation: Any, plain: Callable[[Any], SQLType]) -> SQLType:
        """Return the column's type.

        Args:
            annotation: The field's annotation, without Annotated and None.
            plain: Returns the type that an annotation has without this item.

        Raises:
            ConfigurationError: It does not serve the annotation.
        """
