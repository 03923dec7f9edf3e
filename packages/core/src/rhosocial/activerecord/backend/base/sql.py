"""The base of every SQL backend: compile, execute, translate errors."""

from __future__ import annotations

from .many_rows import ManyRowsBackend
from .streaming import StreamingBackend


class SQLBackend(ManyRowsBackend, StreamingBackend):
    """Performs statements on pooled connections.

    A subclass says how to connect, what the server can do, and what the driver's errors mean.

    Attributes:
        dialect_class: Its dialect.
        newest: The capabilities assumed before the first connection.
        driver_errors: The driver's exceptions; each is translated, and becomes the `__cause__`.
    """
