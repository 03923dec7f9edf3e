"""The names of backends, which shared code never mentions."""

from __future__ import annotations

BACKEND_NAMES = ("sqlite", "postgresql", "postgres", "psycopg", "mysql", "mariadb", "duckdb")
