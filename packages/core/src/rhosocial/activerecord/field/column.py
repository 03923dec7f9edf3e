"""`Column(...)`: what a field's annotation says of its column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..backend.expression.sql_type import SQLType
from ..interface.converter import TypeConverter
from ..interface.slotted import Settings, slotted

if TYPE_CHECKING:
    from typing_extensions import Self


@slotted
class Column(Settings):
    """Settings of a column, put into the field's annotation.

    Pydantic's constraints need not be repeated: `Field(max_length=200)` makes a VARCHAR(200).

    Attributes:
        primary_key: The column belongs to the key.
        unique: No two rows have the same value.
        index: An index covers the column.
        name: Its name in the database; by default the field's.
        type: A column type, or the database's own name for one.
        length: How many characters or bytes it holds.
        precision: How many digits a decimal has in all.
        scale: How many of them stand behind the point.
        server_default: SQL that gives the value where an INSERT names none.
        check: SQL of a condition every value must meet.
        comment: A note kept in the database where it can.
        foreign_key: `"table.column"` that the value must exist in, or True to take it from the belongs_to relation.
        on_delete: What deleting the other row does: cascade, restrict, set null, set default, no action.
        on_update: What changing the other's key does.
        generated: SQL from which the database computes the column.
        collation: The collation of text.
        converter: A TypeConverter for this column alone.
        private: A name in a dict or a keyword does not reach the field: neither conditions and orders, nor `create`,
            `update` and `assign` take it. Code does, as `record.token` and `Model.token`.

    Examples:
        >>> class Author(ActiveRecord):
        ...     email: Annotated[str, Column(unique=True)]
    """

    primary_key: bool = False
    unique: bool = False
    index: bool = False
    name: str | None = None
    type: SQLType | str | None = None
    length: int | None = None
    precision: int | None = None
    scale: int | None = None
    server_default: str | None = None
    check: str | None = None
    comment: str | None = None
    foreign_key: str | bool = False
    on_delete: str | None = None
    on_update: str | None = None
    generated: str | None = None
    collation: str | None = None
    converter: TypeConverter | None = None
    private: bool = False

    def merged(self, other: Column) -> Self:
        """Return these settings with the other's on top, for a field annotated more than once."""
        return self.replaced(**other.given())


DEFAULTS = Column()
