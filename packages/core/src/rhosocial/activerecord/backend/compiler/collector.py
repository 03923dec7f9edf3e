"""Collects text and parameters apart while a statement is compiled."""

from __future__ import annotations

from typing import Any

from ..compiled import Decoder, Encoder
from ..expression.node import Node
from .literals import literal


class Collector:
    """The state of one compilation.

    Args:
        positions: For each node that holds values, by identity, where they start among the statement's values.
        qualify: Whether columns bear their table's name.
        padded: Whether lists are as long as their padding makes them.

    Attributes:
        scope: The tables of the SELECT that is being written.
        mark: What stands for a parameter, where values are to be written in its place; None where it is to stand.
    """

    __slots__ = ("decoders", "labels", "mark", "padded", "parts", "positions", "qualify", "scope", "slots")

    def __init__(self, positions: dict[int, int], qualify: bool = True, padded: bool = True) -> None:
        self.parts: list[str] = []
        self.slots: list[tuple[int, Encoder | None]] = []
        self.decoders: list[Decoder | None] = []
        self.labels: list[str] = []
        self.positions = positions
        self.qualify = qualify
        self.padded = padded
        self.scope: Any = None
        self.mark: str | None = None

    def write(self, text: str) -> None:
        """Add text."""
        self.parts.append(text)

    def parameter(self, node: Node, placeholder: str, encoder: Encoder | None, offset: int = 0) -> None:
        """Add a placeholder for a value that a node holds, or the value itself."""
        if self.mark is not None:
            self.write(placeholder.replace(self.mark, literal(node, encoder, offset)))
            return
        self.parts.append(placeholder)
        self.slots.append((self.positions[id(node)] + offset, encoder))

    @property
    def is_kept(self) -> bool:
        """Whether the text serves all statements of its shape."""
        return self.padded and self.mark is None

    @property
    def sql(self) -> str:
        """The text so far."""
        return "".join(self.parts)


class PercentCollector(Collector):
    """Doubles each `%` of the text, wherever it comes from, for drivers that take a single one for a placeholder."""

    __slots__ = ()

    def write(self, text: str) -> None:
        super().write(text.replace("%", "%%"))
