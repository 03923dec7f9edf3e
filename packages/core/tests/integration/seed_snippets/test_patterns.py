"""Active record, protocol, mixin, builder and registry."""

# ruff: noqa: UP006, UP035, UP045 (snippets stand here as printed)

from datetime import datetime
from typing import Any, List, Optional, Protocol, runtime_checkable

from pydantic import Field

from rhosocial.activerecord import ActiveRecord, TypeRegistry
from rhosocial.activerecord import TypeConverter as LibraryTypeConverter


def test_active_record_pattern() -> None:
    class User(ActiveRecord):
        __table_name__ = "users"

        name: str
        email: str

    User.create_table()

    # Usage
    user = User(name="John", email="john@example.com")
    user.save()  # Persists to database

    assert user.id is not None
    assert User.find(user.id).email == "john@example.com"


def test_protocol_pattern() -> None:
    @runtime_checkable
    class TypeConverter(Protocol):
        """Type conversion protocol."""

        def can_handle(self, value: Any) -> bool: ...
        def to_database(self, value: Any) -> Any: ...
        def from_database(self, value: Any) -> Any: ...

    for protocol in (TypeConverter, LibraryTypeConverter):
        assert isinstance(ComplexConverter(), protocol)
        assert not isinstance(object(), protocol)


def test_mixin_pattern() -> None:
    class TimestampMixin:
        """Add timestamp tracking."""

        created_at: datetime = Field(default_factory=datetime.now)
        updated_at: Optional[datetime] = None

    class SoftDeleteMixin:
        """Add soft delete capability."""

        deleted_at: Optional[datetime] = None

        def delete(self) -> bool:
            self.deleted_at = datetime.now()
            return self.save()

    # Composition
    class Article(TimestampMixin, SoftDeleteMixin, ActiveRecord):
        __table_name__ = "articles"
        title: str
        content: str

    Article.create_table()
    begun = datetime.now()
    kept = Article.create(title="Mixins", content="compose")
    gone = Article.create(title="Deletes", content="are soft")
    assert gone.delete()
    stored = Article.find(gone.id)
    assert stored.deleted_at == gone.deleted_at >= stored.created_at >= begun
    assert stored.updated_at is None
    assert Article.where(Article.deleted_at == None).all() == [kept]  # noqa: E711
    assert Article.order_by("-created_at").first() == gone


def test_builder_pattern() -> None:
    class QueryBuilder:
        def __init__(self, model_class):
            self.model_class = model_class
            self.conditions = {}
            self.ordering = []

        def where(self, **conditions):
            self.conditions.update(conditions)
            return self

        def order_by(self, *fields):
            self.ordering.extend(fields)
            return self

        def build(self):
            return self.model_class.where(**self.conditions).order_by(*self.ordering)

    class User(ActiveRecord):
        age: int
        created_at: datetime

    User.create_table()
    for age in (17, *range(18, 30)):
        User.create(age=age, created_at=datetime(2026, 1, age % 28 + 1))

    # Usage
    users = User.where(age__gte=18).order_by("-created_at").limit(10)

    assert [user.age for user in users] == [27, 26, 25, 24, 23, 22, 21, 20, 19, 18]
    assert QueryBuilder(User).where(age__gte=18).order_by("-created_at").build().limit(10).all() == users.all()


def test_registry_pattern() -> None:
    class SeedRegistry:
        """Central registry for type converters."""

        def __init__(self):
            self._converters: List[LibraryTypeConverter] = []

        def register(self, converter: LibraryTypeConverter):
            self._converters.append(converter)
            self._converters.sort(key=lambda c: c.priority, reverse=True)

        def find_converter(self, value: Any) -> Optional[LibraryTypeConverter]:
            for converter in self._converters:
                if converter.can_handle(value):
                    return converter
            return None

    for registry in (SeedRegistry(), TypeRegistry()):
        general, particular = ComplexConverter(priority=1), ComplexConverter(priority=2)
        registry.register(general)
        registry.register(particular)
        assert registry.find_converter(3 + 4j) is particular
        assert registry.find_converter(object()) is None


class ComplexConverter:
    """Keeps a complex number as text."""

    def __init__(self, priority: int = 0) -> None:
        self.priority = priority

    def can_handle(self, value: Any) -> bool:
        return value is complex or isinstance(value, complex)

    def to_database(self, value: Any) -> Any:
        return str(value)

    def from_database(self, value: Any) -> Any:
        return complex(value)
