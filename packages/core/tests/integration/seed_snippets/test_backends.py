"""Backends: the template method, the factory, discovery, pooling, threads."""

# ruff: noqa: UP006, UP035 (snippets stand here as printed)

import inspect
import sqlite3
import threading
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any, Dict

import pytest

import rhosocial.activerecord
from rhosocial.activerecord.backend.base import StorageBackend
from rhosocial.activerecord.backend.impl.sqlite import SQLiteBackend, SQLiteConnectionConfig


def test_backend_layer() -> None:
    class SeedBackend(ABC):
        """Abstract storage backend interface."""

        @abstractmethod
        def execute(self, sql: str, params: Dict[str, Any]) -> Any:
            pass

    for contract in (SeedBackend, StorageBackend):
        assert "sql" in inspect.signature(contract.execute).parameters
        with pytest.raises(TypeError, match="abstract"):
            contract()


def test_implementation_layer() -> None:
    from rhosocial.activerecord.backend.impl.sqlite.backend import SQLiteBackend

    class LoudBackend(SQLiteBackend):
        """SQLite-specific implementation."""

        def execute(self, sql: str, params: Any = None) -> Any:
            statements.append(sql)
            return super().execute(sql, params)

    statements: list[str] = []
    assert issubclass(SQLiteBackend, StorageBackend)
    backend = LoudBackend(SQLiteConnectionConfig(database=":memory:"))
    assert backend.execute("SELECT 6 * 7 AS answer", {})[0] == {"answer": 42}
    assert statements == ["SELECT 6 * 7 AS answer"]
    backend.close()


class TemplateBackend(ABC):
    """Template for query execution."""

    def execute(self, sql: str, params: Dict[str, Any]) -> Any:
        # Template method
        sql = self._prepare_sql(sql, params)
        cursor = self._get_cursor()

        try:
            self._execute_query(cursor, sql, params)
            result = self._fetch_results(cursor)
            self._commit_if_needed()
            return result
        except Exception as e:
            self._handle_error(e)
            raise

    # Hook methods for subclasses
    @abstractmethod
    def _prepare_sql(self, sql: str, params: Dict[str, Any]) -> str: ...

    @abstractmethod
    def _execute_query(self, cursor: Any, sql: str, params: Dict[str, Any]) -> None: ...

    def _get_cursor(self) -> Any:
        return self.connection.cursor()

    def _fetch_results(self, cursor: Any) -> Any:
        return cursor.fetchall()

    def _commit_if_needed(self) -> None:
        self.connection.commit()

    def _handle_error(self, error: Exception) -> None:
        self.errors = [*getattr(self, "errors", []), error]


class PlainSQLite(TemplateBackend):
    """The template's hooks, filled in for a driver's connection."""

    connection: sqlite3.Connection

    def _prepare_sql(self, sql: str, params: Dict[str, Any]) -> str:
        return sql.rstrip("; ")

    def _execute_query(self, cursor: Any, sql: str, params: Dict[str, Any]) -> None:
        cursor.execute(sql, params)


def test_template_method_pattern() -> None:
    backend = PlainSQLite()
    backend.connection = sqlite3.connect(":memory:")
    assert backend.execute("SELECT :a + :b;", {"a": 1, "b": 2}) == [(3,)]
    with pytest.raises(sqlite3.OperationalError):
        backend.execute("SELEKT", {})
    assert [type(error) for error in backend.errors] == [sqlite3.OperationalError]
    backend.connection.close()


def test_template_method_of_the_library() -> None:
    class TemplatedBackend(SQLiteBackend):
        def translate(self, error: Exception, *context: Any) -> Any:
            errors.append(error)
            return super().translate(error, *context)

    errors: list[Exception] = []
    assert TemplatedBackend.execute is StorageBackend.execute
    backend = TemplatedBackend(SQLiteConnectionConfig(database=":memory:"))
    assert backend.execute("SELECT ? + ? AS total", (1, 2))[0] == {"total": 3}
    with pytest.raises(rhosocial.activerecord.DatabaseError) as caught:
        backend.execute("SELEKT")
    assert [type(error) for error in errors] == [sqlite3.OperationalError]
    assert caught.value.__cause__ is errors[0]
    backend.close()


def test_factory_pattern() -> None:
    from rhosocial.activerecord import create_backend as library_create_backend
    from rhosocial.activerecord import discover_backends

    def create_backend(backend_type: str, **config) -> StorageBackend:
        """Factory for backend creation."""
        backends = {
            "sqlite": SQLiteBackend,
            "mysql": discover_backends().get("mysql"),
            "postgresql": discover_backends().get("postgresql"),
        }

        backend_class = backends.get(backend_type)
        if not backend_class:
            raise ValueError(f"Unknown backend: {backend_type}")

        return backend_class(**config)

    for create in (create_backend, library_create_backend):
        backend = create("sqlite", database=":memory:")
        assert isinstance(backend, SQLiteBackend)
        assert len(backend.execute("SELECT 1")) == 1
        backend.close()
        with pytest.raises(ValueError, match="nonesuch"):
            create("nonesuch", database="x")


def test_backend_discovery() -> None:
    from rhosocial.activerecord import discover_backends as library_discover_backends

    # Dynamic backend loading - no ORM dependencies
    def discover_backends():
        """Discover installed backends."""
        backends = {}

        # Check for installed backends (each uses only native drivers)
        try:
            from rhosocial.activerecord.backend.impl.mysql import MySQLBackend

            backends["mysql"] = MySQLBackend  # Uses mysql-connector-python directly
        except ImportError:
            pass

        try:
            from rhosocial.activerecord.backend.impl.postgresql import PostgreSQLBackend

            backends["postgresql"] = PostgreSQLBackend  # Uses psycopg2 directly
        except ImportError:
            pass

        return backends

    found = library_discover_backends()
    assert found["sqlite"] is SQLiteBackend
    assert {name: found.get(name) for name in discover_backends()} == discover_backends()


def test_connection_pooling(tmp_path: Path) -> None:
    class ConnectionPool:
        def __init__(self, config, size):
            self.config, self.size, self.opened = config, size, []

        def acquire(self):
            if len(self.opened) < self.size:
                self.opened.append(sqlite3.connect(self.config.database))
            return self.opened[-1]

    class PooledBackend(PlainSQLite):
        def __init__(self, config, pool_size=10):
            self.pool = ConnectionPool(config, size=pool_size)

        def get_connection(self):
            return self.pool.acquire()

        connection = property(get_connection)

    backend = PooledBackend(SQLiteConnectionConfig(database=str(tmp_path / "pooled.db")), pool_size=1)
    backend.execute("CREATE TABLE pooled (id INTEGER)", {})
    assert backend.execute("SELECT count(*) FROM pooled", {}) == [(0,)]
    assert len(backend.pool.opened) == 1
    backend.pool.opened[0].close()


def test_thread_safety(tmp_path: Path) -> None:
    class ThreadSafeBackend(PlainSQLite):
        def __init__(self, config):
            self.config = config
            self._local = threading.local()

        def create_connection(self):
            return sqlite3.connect(self.config.database, check_same_thread=False)

        @property
        def connection(self):
            if not hasattr(self._local, "connection"):
                self._local.connection = self.create_connection()
            return self._local.connection

    backend = ThreadSafeBackend(SQLiteConnectionConfig(database=str(tmp_path / "threads.db")))
    backend.execute("CREATE TABLE seen (thread INTEGER)", {})
    connections = [backend.connection]

    def work() -> None:
        backend.execute("INSERT INTO seen VALUES (:thread)", {"thread": threading.get_ident()})
        connections.append(backend.connection)

    worker = threading.Thread(target=work)
    worker.start()
    worker.join()
    assert backend.execute("SELECT thread FROM seen", {}) == [(worker.ident,)]
    assert len({id(connection) for connection in connections}) == 2
    assert backend.connection is connections[0]
    for connection in connections:
        connection.close()


def mysql_available() -> bool:
    from rhosocial.activerecord import discover_backends

    return "mysql" in discover_backends()


@pytest.fixture
def backend_matrix():
    """Test across multiple backends."""
    backends = []

    # Always test SQLite
    backends.append(SQLiteBackend)

    # Test others if available
    if mysql_available():
        from rhosocial.activerecord.backend.impl.mysql import MySQLBackend

        backends.append(MySQLBackend)

    return backends


def test_fixture_pattern(backend_matrix: list[type]) -> None:
    assert backend_matrix[0] is SQLiteBackend
    assert all(issubclass(backend, StorageBackend) for backend in backend_matrix)
