"""Models: configuring, querying, and what a user's class may add."""

# ruff: noqa: ERA001, N805, UP006, UP035, UP045 (snippets stand here as printed)

import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, Dict, Optional

import pydantic
import pytest
from pydantic import field_validator

from rhosocial.activerecord import ActiveRecord
from rhosocial.activerecord.backend.impl.sqlite import SQLiteBackend, SQLiteConnectionConfig


def test_configuration_flow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    # 1. User configures model
    from rhosocial.activerecord import ActiveRecord

    class User(ActiveRecord):
        __table_name__ = "users"
        name: str

    # 2. Configure backend
    config = SQLiteConnectionConfig(database="app.db")
    User.configure(config, SQLiteBackend)

    # 3. Backend initialized and attached
    # User.__backend__ = SQLiteBackend(config)
    assert isinstance(User.__backend__, SQLiteBackend)
    assert User.backend() is User.__backend__ is not ActiveRecord.backend()

    User.create_table()
    User.create(name="John")
    User.backend().close()
    with sqlite3.connect(tmp_path / "app.db") as written:
        assert written.execute("SELECT name FROM users").fetchall() == [("John",)]
    written.close()


def test_query_execution_flow() -> None:
    class User(ActiveRecord):
        name: str

    User.create_table()
    john, _ = User.create(name="John"), User.create(name="Jane")

    query = User.where(name="John")
    sql, parameters = query.to_sql()
    assert "John" not in sql
    assert parameters == ("John",)
    assert [type(user) for user in query] == [User]
    assert query.all() == [john]


def test_custom_fields() -> None:
    class Field:
        """A field that keeps its value beside itself, in the column `<name>_stored`."""

        def __set_name__(self, owner, name):
            self.stored = f"{name}_stored"

        def __set__(self, instance, value):
            setattr(instance, self.stored, value)

        def __get__(self, instance, owner):
            return getattr(instance, self.stored)

    def encrypt(value):
        return value[::-1]

    decrypt = encrypt

    class EncryptedField(Field):
        """Custom encrypted field type."""

        def __set__(self, instance, value):
            encrypted = encrypt(value)
            super().__set__(instance, encrypted)

        def __get__(self, instance, owner):
            value = super().__get__(instance, owner)
            return decrypt(value) if value else None

    class Secret(ActiveRecord):
        word_stored: str = ""
        word: ClassVar[Any] = EncryptedField()

    Secret.create_table()
    secret = Secret()
    assert secret.word is None
    secret.word = "open"
    secret.save()
    assert Secret.pluck(Secret.word_stored) == ["nepo"]
    assert Secret.find(secret.id).word == "open"


def test_custom_validators() -> None:
    class User(ActiveRecord):
        email: str

        @field_validator("email")
        def validate_email(cls, v):
            if "@" not in v:
                raise ValueError("Invalid email")
            return v.lower()

    User.create_table()
    User.create(email="John@Example.COM")
    assert User.pluck(User.email) == ["john@example.com"]
    user = User.first()
    with pytest.raises(pydantic.ValidationError, match="Invalid email"):
        user.email = "nowhere"
    with pytest.raises(ValueError, match="Invalid email"):
        User.create(email="nowhere")
    assert User.count() == 1


def test_custom_query_methods() -> None:
    class UserQueryMixin:
        @classmethod
        def find_by_email(cls, email: str):
            return cls.where(email=email).first()

        @classmethod
        def active_users(cls):
            return cls.where(is_active=True)

    class User(UserQueryMixin, ActiveRecord):
        email: str
        is_active: bool = True

    User.create_table()
    ada, bob = User.create(email="ada@example.org"), User.create(email="bob@example.org", is_active=False)
    assert User.find_by_email("bob@example.org") == bob
    assert User.find_by_email("eve@example.org") is None
    assert User.active_users().all() == [ada]


def test_event_hooks() -> None:
    class Cache:
        def __init__(self):
            self.invalidated = []

        def invalidate(self, key):
            self.invalidated.append(key)

    cache = Cache()

    class User(ActiveRecord):
        name: str
        updated_at: Optional[datetime] = None

        def before_save(self):
            """Called before saving."""
            self.updated_at = datetime.now()

        def after_save(self):
            """Called after saving."""
            cache.invalidate(f"user:{self.id}")

    User.create_table()
    user = User.create(name="John")
    assert user.updated_at is not None
    first_update = user.updated_at
    assert User.find(user.id).updated_at == first_update
    user.name = "Johnny"
    user.save()
    assert User.find(user.id).updated_at == user.updated_at > first_update
    assert cache.invalidated == [f"user:{user.id}"] * 2


def test_query_caching() -> None:
    class CachedQueryMixin:
        _query_cache: ClassVar[Dict[Any, Any]] = {}

        @classmethod
        def where(cls, **conditions):
            cache_key = (cls.__name__, frozenset(conditions.items()))

            if cache_key in cls._query_cache:
                return cls._query_cache[cache_key]

            result = super().where(**conditions)
            cls._query_cache[cache_key] = result
            return result

    class User(CachedQueryMixin, ActiveRecord):
        name: str

    User.create_table()
    john = User.create(name="John")
    query = User.where(name="John")
    assert User.where(name="John") is query
    assert User.where(name="Jane") is not query
    assert query.all() == [john]


def test_lazy_loading() -> None:
    class Book(ActiveRecord):
        author_id: int
        title: str

    class RelationDescriptor:
        def __set_name__(self, owner, name):
            self.name = name

        def load(self, instance):
            loads.append(instance.id)
            return Book.where(author_id=instance.id).all()

        def __get__(self, instance, owner):
            if not hasattr(instance, "_relation_cache"):
                instance._relation_cache = {}

            if self.name not in instance._relation_cache:
                # Load relation only when accessed
                instance._relation_cache[self.name] = self.load(instance)

            return instance._relation_cache[self.name]

    class Author(ActiveRecord):
        name: str
        books: ClassVar[Any] = RelationDescriptor()

    loads: list[int] = []
    ActiveRecord.create_tables(Author, Book)
    author = Author.create(name="Ursula")
    book = Book.create(author_id=author.id, title="Lavinia")
    assert loads == []
    assert author.books == [book]
    assert author.books is author.books
    assert loads == [author.id]
