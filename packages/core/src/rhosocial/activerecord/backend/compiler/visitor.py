"""What every part of the compiler leans on, and what a dialect must say."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from ...interface.capabilities import Capabilities
from ...interface.errors import QueryError, UnsupportedFeatureError
from ..compiled import Decoder, Encoder
from ..expression.node import Node
from ..expression.sql_type import SQLType
from .collector import Collector
from .operators import OPERATORS, PRIMARY, Operator

if TYPE_CHECKING:
    from ..expression.column import ColumnRef, Table


class Visitor(ABC):
    """Dispatches nodes and quotes names.

    Attributes:
        capabilities: What the connected server can do.
        operators: Operator name to text and precedence.
        functions: Canonical function name to this dialect's.
        to_integer: The text around what is cast to a whole number, by its type, where the server would round it.
        result_casts: Function name and type of its result to the SQL type to cast to, where the server gives another.
    """

    capabilities: Capabilities
    operators: dict[str, Operator] = OPERATORS
    functions: Mapping[str, str] = {}
    to_integer: Mapping[type[SQLType], tuple[str, str]] = {}
    result_casts: Mapping[tuple[str, type[SQLType]], str] = {}
    quote_character: str = '"'

    @abstractmethod
    def encoder(self, sql_type: SQLType) -> Encoder | None:
        """Return how values of a type reach the driver; None where they go as they are."""

    @abstractmethod
    def store_encoder(self, sql_type: SQLType) -> Encoder | None:
        """Return how values of a type enter a column."""

    @abstractmethod
    def decoder(self, sql_type: SQLType) -> Decoder | None:
        """Return how values of a type come back; None where the driver's are right."""

    @abstractmethod
    def placeholder(self, sql_type: SQLType | None) -> str:
        """Return the text that stands for a parameter of a type."""

    @abstractmethod
    def column_type(self, column: ColumnRef[object]) -> str:
        """Return the type of a column in CREATE TABLE."""

    @abstractmethod
    def cast_type(self, sql_type: SQLType) -> str:
        """Return a type's name in CAST."""

    def table_name(self, table: Table) -> str:
        """Return a table's quoted name with its schema."""
        name = self.quote(table.name)
        return f"{self.quote(table.schema)}.{name}" if table.schema else name

    def visit(self, node: Node, out: Collector) -> None:
        """Compile one node."""
        method = getattr(self, f"visit_{type(node).__name__.lower()}", None)
        if method is None:
            raise QueryError(f"{type(self).__name__} does not know how to compile {type(node).__name__}")
        method(node, out)

    def visit_all(self, nodes: Iterable[Node], out: Collector, separator: str = ", ") -> None:
        """Compile nodes with a separator between them."""
        for number, node in enumerate(nodes):
            if number:
                out.write(separator)
            self.visit(node, out)

    def precedence(self, node: Node) -> int:
        """Return how tightly a node's text binds."""
        operator = getattr(node, "operator", None)
        known = None if operator is None else self.operators.get(operator)
        return PRIMARY if known is None else known.precedence

    def operand(self, node: Node, out: Collector, loosest: int) -> None:
        """Compile a node, in parentheses where it binds less tightly than `loosest`."""
        if self.precedence(node) >= loosest:
            self.visit(node, out)
            return
        out.write("(")
        self.visit(node, out)
        out.write(")")

    def quote(self, name: str) -> str:
        """Quote an identifier.

        Raises:
            QueryError: It is empty, too long, or holds a control character.
        """
        if not name or not name.isprintable():
            raise QueryError(f"{name!r} can't be the name of a table or column")
        if self.name_length(name) > self.capabilities.max_identifier:
            raise QueryError(
                f"the name {name!r} is longer than the {self.capabilities.max_identifier} this server allows"
            )
        quote = self.quote_character
        return f"{quote}{name.replace(quote, quote * 2)}{quote}"

    def name_length(self, name: str) -> int:
        """Return how long a name is as the server counts: in bytes of UTF-8 where it does not say otherwise."""
        return len(name.encode())

    def require(self, feature: str, instead: str) -> None:
        """Raise unless the server has a capability.

        Args:
            feature: The capability's name.
            instead: What the user can do, as the end of the message.

        Raises:
            UnsupportedFeatureError: It does not.
        """
        if not getattr(self.capabilities, feature):
            raise UnsupportedFeatureError(f"this server has no {feature.replace('_', ' ')}: {instead}")
