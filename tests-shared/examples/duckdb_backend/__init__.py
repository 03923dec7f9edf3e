"""DuckDB for rhosocial-activerecord: an example of a backend, written on the public interfaces alone."""

from .backend import DuckDBBackend, DuckDBConnectionConfig

__all__ = ["DuckDBBackend", "DuckDBConnectionConfig"]
