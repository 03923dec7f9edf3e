"""rhosocial-activerecord: the Active Record pattern, standalone, on pydantic alone."""

__path__ = __import__("pkgutil").extend_path(__path__, __name__)

from typing import TYPE_CHECKING

from .backend.convert import TypeRegistry
from .backend.convert import registry as type_registry
from .backend.discovery import create_backend, discover_backends
from .backend.expression.expression import not_, outer
from .backend.expression.function import (
    avg,
    case,
    coalesce,
    count,
    dense_rank,
    func,
    lag,
    lead,
    literal,
    max_,
    min_,
    rank,
    row_number,
    sum_,
)
from .backend.expression.raw import raw
from .base import ActiveRecord
from .base.lifecycle.hooks import hook
from .field import Col, Column, Index, col, field
from .field.automatic import Automatic
from .field.json import JSON
from .field.normalize import Normalize
from .interface.converter import TypeConverter
from .interface.errors import (
    ActiveRecordError,
    BackendNotFoundError,
    CheckViolation,
    CommitOutcomeUnknown,
    ConfigurationError,
    ConnectionError,
    ConnectionLost,
    DatabaseError,
    DataError,
    Deadlock,
    DecryptionError,
    DiskFull,
    FieldNotFound,
    ForeignKeyViolation,
    IntegrityError,
    InvalidToken,
    InvalidValue,
    LockTimeout,
    LookupNotFound,
    MultipleRecordsFound,
    NotNullViolation,
    OperationalError,
    PoolTimeout,
    ProgrammingError,
    QueryError,
    QueryTimeout,
    ReadOnlyError,
    ReadOnlyRecordError,
    RecordNotFound,
    RecordNotSaved,
    RelationNotLoaded,
    Rollback,
    SerializationFailure,
    StaleRecordError,
    UniqueViolation,
    UnsupportedFeatureError,
    ValidationError,
)
from .query import Query, default_scope, exists, scope
from .relation import BelongsTo, Collection, HasMany, HasOne, belongs_to, has_many, has_one

if TYPE_CHECKING:
    from .backend.budget import assert_queries
    from .backend.expression.ranges import Range
    from .field.encryption import EncryptedField
    from .field.mixins import OptimisticLockMixin, SoftDeleteMixin, TimestampMixin, UUIDMixin
    from .field.native import Array, NativeEnum
    from .field.password import Password
else:
    _LATE = {
        "Array": "field.native",
        "EncryptedField": "field.encryption",
        "NativeEnum": "field.native",
        "OptimisticLockMixin": "field.mixins",
        "Password": "field.password",
        "Range": "backend.expression.ranges",
        "SoftDeleteMixin": "field.mixins",
        "TimestampMixin": "field.mixins",
        "UUIDMixin": "field.mixins",
        "assert_queries": "backend.budget",
    }

    def __getattr__(name: str) -> object:
        """Import what many programs do without when it is asked for."""
        from importlib import import_module

        from .query.elsewhere import IMPORTED_ELSEWHERE

        if name in IMPORTED_ELSEWHERE:  # ImportError, since `from … import` does not show an AttributeError's message
            raise ImportError(f"there is no {name!r} in {__name__}; here it is {IMPORTED_ELSEWHERE[name]}", name=name)
        if name not in _LATE:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{_LATE[name]}"), name)

    def __dir__() -> list[str]:
        return sorted({*globals(), *_LATE})


__all__ = [
    "JSON",
    "ActiveRecord",
    "ActiveRecordError",
    "Array",
    "Automatic",
    "BackendNotFoundError",
    "BelongsTo",
    "CheckViolation",
    "Col",
    "Collection",
    "Column",
    "CommitOutcomeUnknown",
    "ConfigurationError",
    "ConnectionError",
    "ConnectionLost",
    "DataError",
    "DatabaseError",
    "Deadlock",
    "DecryptionError",
    "DiskFull",
    "EncryptedField",
    "FieldNotFound",
    "ForeignKeyViolation",
    "HasMany",
    "HasOne",
    "Index",
    "IntegrityError",
    "InvalidToken",
    "InvalidValue",
    "LockTimeout",
    "LookupNotFound",
    "MultipleRecordsFound",
    "NativeEnum",
    "Normalize",
    "NotNullViolation",
    "OperationalError",
    "OptimisticLockMixin",
    "Password",
    "PoolTimeout",
    "ProgrammingError",
    "Query",
    "QueryError",
    "QueryTimeout",
    "Range",
    "ReadOnlyError",
    "ReadOnlyRecordError",
    "RecordNotFound",
    "RecordNotSaved",
    "RelationNotLoaded",
    "Rollback",
    "SerializationFailure",
    "SoftDeleteMixin",
    "StaleRecordError",
    "TimestampMixin",
    "TypeConverter",
    "TypeRegistry",
    "UUIDMixin",
    "UniqueViolation",
    "UnsupportedFeatureError",
    "ValidationError",
    "assert_queries",
    "avg",
    "belongs_to",
    "case",
    "coalesce",
    "col",
    "count",
    "create_backend",
    "default_scope",
    "dense_rank",
    "discover_backends",
    "exists",
    "field",
    "func",
    "has_many",
    "has_one",
    "hook",
    "lag",
    "lead",
    "literal",
    "max_",
    "min_",
    "not_",
    "outer",
    "rank",
    "raw",
    "row_number",
    "scope",
    "sum_",
    "type_registry",
]
