"""From pydantic fields to columns."""

from .col import Col, col, field
from .column import Column
from .mapping import TableMapping

__all__ = ["Col", "Column", "TableMapping", "col", "field"]
