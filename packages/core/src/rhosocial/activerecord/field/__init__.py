"""From pydantic fields to columns."""

from .col import Col, col, field
from .column import Column
from .index import Index
from .mapping import TableMapping

__all__ = ["Col", "Column", "Index", "TableMapping", "col", "field"]
