"""MySQL and MariaDB, on Oracle's mysql-connector-python."""

from .backend import MySQLBackend
from .config import MySQLConnectionConfig

__all__ = ["MySQLBackend", "MySQLConnectionConfig"]
