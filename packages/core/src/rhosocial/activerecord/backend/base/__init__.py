"""The bases of backends: StorageBackend, and SQLBackend and NoSQLBackend below it."""

from .config import ConnectionConfig, known_host
from .sql import SQLBackend
from .storage import NoSQLBackend, QueryResult, StorageBackend

__all__ = ["ConnectionConfig", "NoSQLBackend", "QueryResult", "SQLBackend", "StorageBackend", "known_host"]
