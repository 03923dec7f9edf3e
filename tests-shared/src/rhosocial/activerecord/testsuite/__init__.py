"""What the tests of the core and of every backend share."""

from .databases import Database, DatabaseMissing, databases

__all__ = ["Database", "DatabaseMissing", "databases"]
