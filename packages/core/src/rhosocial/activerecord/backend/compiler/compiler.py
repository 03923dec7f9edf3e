"""The default compiler: dispatch, and the whole of a compilation."""

from __future__ import annotations

from ...interface.errors import QueryError
from ..compiled import CompiledQuery
from ..expression.expression import ValueList
from ..expression.node import Node
from ..expression.statement import Statement, too_deep
from .collector import Collector
from .ddl import DDLCompiler
from .expressions import ExpressionCompiler
from .write import WriteCompiler


class Compiler(WriteCompiler, DDLCompiler, ExpressionCompiler):
    """Turns any node into text by the method named after its class: `visit_select` for a `Select`."""

    collector: type[Collector] = Collector

    def compile(self, statement: Statement) -> CompiledQuery:
        """Compile a statement; where padding makes it too long, without, for these values alone.

        Raises:
            UnsupportedFeatureError: The server can't do what the statement asks.
            QueryError: It has more parameters than the server takes, or is nested too deeply.
        """
        limit = self.capabilities.max_parameters
        out = self._collected(statement.node)
        if len(out.slots) > limit:
            out = self._collected(statement.node, padded=False)
        if len(out.slots) > limit:
            raise QueryError(f"{len(out.slots)} values in one statement; this server takes {limit}: split the list")
        return CompiledQuery(out.sql, out.slots, tuple(out.decoders), tuple(out.labels), out.is_kept)

    def _collected(self, node: Node, padded: bool = True) -> Collector:
        out = self.collector(positions_of(node), padded=padded)
        try:
            self.visit(node, out)
        except RecursionError:
            raise too_deep() from None
        return out


def positions_of(node: Node) -> dict[int, int]:
    """Return where the values of each parameter start, in the order in which `Node.shape` walks."""
    parameters: list[Node] = []
    node.shape(parameters)
    positions: dict[int, int] = {}
    start = 0
    for item in parameters:
        positions[id(item)] = start
        start += len(item.items) if isinstance(item, ValueList) else 1
    return positions
