"""SQLite, on Python's own sqlite3."""

from .backend import SQLiteBackend
from .config import SQLiteConnectionConfig

__all__ = ["SQLiteBackend", "SQLiteConnectionConfig"]
