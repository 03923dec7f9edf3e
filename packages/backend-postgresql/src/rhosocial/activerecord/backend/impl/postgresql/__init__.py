"""PostgreSQL, on psycopg 3: blocking and async."""

from .backend import PostgreSQLBackend
from .config import PostgreSQLConnectionConfig

__all__ = ["PostgreSQLBackend", "PostgreSQLConnectionConfig"]
