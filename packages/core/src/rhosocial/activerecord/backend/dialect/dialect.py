"""A dialect is the default compiler with a table of types and the capabilities of a server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from ...interface.capabilities import Capabilities
from ..compiled import Decoder, Encoder
from ..compiler.compiler import Compiler
from ..expression.column import ColumnRef
from ..expression.sql_type import SQLType
from .codec import Codec, CodecFactory, CodecTable


class Dialect(Compiler):
    """Base of all dialects; a subclass overrides what its server says otherwise.

    Args:
        capabilities: What the connected server can do.
    """

    types: ClassVar[Mapping[type[SQLType], CodecFactory]] = {}
    parameter: str = "?"

    def __init__(self, capabilities: Capabilities) -> None:
        self.capabilities = capabilities
        self.codecs = CodecTable(dict(self.types))

    def codec(self, sql_type: SQLType) -> Codec:
        """Return how a type is stored."""
        return self.codecs[sql_type]

    def encoder(self, sql_type: SQLType) -> Encoder | None:
        """Return how values of a type reach the driver; None where they go as they are."""
        return self.codecs[sql_type].encode

    def store_encoder(self, sql_type: SQLType) -> Encoder | None:
        """Return how values of a type enter a column; stricter than `encoder` where the server would round or cut."""
        codec = self.codecs[sql_type]
        return codec.store or codec.encode

    def decoder(self, sql_type: SQLType) -> Decoder | None:
        """Return how values of a type come back; None where the driver's are right."""
        return self.codecs[sql_type].decode

    def placeholder(self, sql_type: SQLType | None) -> str:
        """Return the text that stands for a parameter of a type."""
        return self.parameter if sql_type is None else f"{self.parameter}{self.codecs[sql_type].cast}"

    def cast_type(self, sql_type: SQLType) -> str:
        """Return a type's name in CAST."""
        return self.codecs[sql_type].ddl

    def column_type(self, column: ColumnRef[object]) -> str:
        """Return the type of a column in CREATE TABLE."""
        return self.codecs[column.type].ddl
