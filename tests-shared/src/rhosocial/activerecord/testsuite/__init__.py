"""What the tests of the core and of every backend share."""

from .databases import Database, databases

__all__ = ["Database", "databases"]
