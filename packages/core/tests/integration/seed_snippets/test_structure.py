"""The parts the sketch names: packages, layers, class tree, dependencies, errors."""

# ruff: noqa: PIE790 (snippets stand here as printed)

import subprocess
import sys
from abc import ABC, abstractmethod
from importlib.metadata import metadata
from pathlib import Path

import pytest
from pydantic import BaseModel

import rhosocial.activerecord
from rhosocial.activerecord import ActiveRecord
from rhosocial.activerecord.backend.base import NoSQLBackend, SQLBackend, StorageBackend
from rhosocial.activerecord.backend.impl.sqlite import SQLiteBackend
from rhosocial.activerecord.interface import record as interface


def test_namespace_extension(tmp_path: Path) -> None:
    # Core package __init__.py
    snippet = "__path__ = __import__('pkgutil').extend_path(__path__, __name__)\n"

    leaf = tmp_path / "rhosocial/activerecord/backend/impl/acme"
    leaf.mkdir(parents=True)
    (leaf / "__init__.py").write_text("name = 'acme'\n")
    for package in list(leaf.parents)[:4]:
        (package / "__init__.py").write_text(snippet)
    program = (
        f"import sys; sys.path.append({str(tmp_path)!r})\n"
        "import rhosocial.activerecord.backend.impl.acme as acme, rhosocial.activerecord as core\n"
        "print(acme.name, core.ActiveRecord.__name__)"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert shown.split() == ["acme", "ActiveRecord"]


def test_interface_layer() -> None:
    class IActiveRecord(BaseModel, ABC):
        """Core ActiveRecord interface."""

        @abstractmethod
        def save(self) -> bool:
            """Save record to database."""
            pass

        @abstractmethod
        def delete(self) -> bool:
            """Delete record from database."""
            pass

    for contract in (IActiveRecord, interface.IActiveRecord):
        assert issubclass(contract, BaseModel)
        assert {"save", "delete"} <= contract.__abstractmethods__
        with pytest.raises(TypeError, match="abstract"):
            contract()
    assert issubclass(ActiveRecord, interface.IActiveRecord)


def test_model_layer() -> None:
    from rhosocial.activerecord.base.active_record import QueryMixin, RelationManagementMixin
    from rhosocial.activerecord.base.record import BaseActiveRecord

    class ActiveRecord(
        RelationManagementMixin,  # Relationship handling
        QueryMixin,  # Query capabilities
        BaseActiveRecord,  # Core CRUD
    ):
        __abstract__ = True

    class Post(ActiveRecord):
        title: str

    Post.configure("sqlite:///:memory:")
    Post.create_table()
    assert Post(title="Composition").save()
    assert [post.title for post in Post.where(title="Composition")] == ["Composition"]
    Post.backend().close()


def test_class_hierarchy() -> None:
    from rhosocial.activerecord.base.active_record import QueryMixin, RelationManagementMixin
    from rhosocial.activerecord.base.record import BaseActiveRecord

    class User(ActiveRecord):
        name: str

    drawn = [
        User,
        ActiveRecord,
        RelationManagementMixin,
        QueryMixin,
        BaseActiveRecord,
        interface.IActiveRecord,
        BaseModel,
    ]
    assert [cls for cls in User.__mro__ if cls in drawn] == drawn
    assert issubclass(SQLBackend, StorageBackend)
    assert issubclass(NoSQLBackend, StorageBackend)
    assert issubclass(SQLiteBackend, SQLBackend)


def test_core_and_optional_dependencies() -> None:
    dependencies = [
        "pydantic>=2.0.0",  # Data validation and model definition
        "typing_extensions>=4.0.0",  # Backported typing features for Python 3.8
    ]
    extras_require = {
        "mysql": ["mysql-connector-python>=8.0.0"],  # MySQL backend
        "postgresql": ["psycopg2>=2.9.0"],  # PostgreSQL backend
        "dev": ["pytest", "black", "mypy"],  # Development tools
    }
    core = metadata("rhosocial-activerecord")
    required = [line for line in core.get_all("Requires-Dist", []) if "extra ==" not in line]
    named = sorted(line.split(">=")[0].replace("-", "_") for line in required)
    assert named == sorted(line.split(">=")[0] for line in dependencies)
    assert set(core.get_all("Provides-Extra", [])) >= set(extras_require) - {"dev"}


def test_exception_hierarchy() -> None:
    class ActiveRecordError(Exception):
        """Base exception for all ActiveRecord errors."""

    class DatabaseError(ActiveRecordError):
        """Database operation errors."""

    class ValidationError(ActiveRecordError):
        """Data validation errors."""

    class RecordNotFound(DatabaseError):
        """Record not found in database."""

    for printed in (ActiveRecordError, DatabaseError, ValidationError, RecordNotFound):
        own = getattr(rhosocial.activerecord, printed.__name__)
        assert {base.__name__ for base in printed.__mro__} <= {base.__name__ for base in own.__mro__}

    class User(ActiveRecord):
        name: str

    User.create_table()
    with pytest.raises(rhosocial.activerecord.ActiveRecordError) as caught:
        User.find(1)
    assert isinstance(caught.value, rhosocial.activerecord.RecordNotFound)
