"""Which backend serves a model, and transactions on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from ..backend.base import ConnectionConfig, StorageBackend
from ..backend.discovery import create_backend
from ..backend.plan import TransactionOptions, arun, run
from ..interface.errors import ConfigurationError
from .transactions.retrying import AsyncClosure, Closure, retrying_plan
from .transactions.transaction import TransactionBlock

if TYPE_CHECKING:
    from .record import BaseActiveRecord as Record
else:
    Record = object  # the mixins above the record are plain classes: each pydantic class costs a millisecond at import

T = TypeVar("T")


class ConfiguringMixin(Record):
    """The class methods that concern the backend."""

    __backend__: ClassVar[StorageBackend | None] = None

    @classmethod
    def configure(
        cls,
        target: str | ConnectionConfig | StorageBackend,
        backend_class: type[StorageBackend] | None = None,
        **settings: Any,
    ) -> None:
        """Say which database serves this model and its subclasses; nothing is connected yet.

        Args:
            target: A URL, a config object together with `backend_class`, or a backend.
            backend_class: The class of the backend that a config object is for.
            settings: Settings on top of a URL's.

        Raises:
            ConfigurationError: The arguments do not fit together, or a setting is not valid.

        Examples:
            >>> ActiveRecord.configure("sqlite:///library.db")
            >>> User.configure(SQLiteConnectionConfig(database="app.db"), SQLiteBackend)
        """
        if isinstance(target, str):
            cls.__backend__ = create_backend(target, **settings)
        elif isinstance(target, StorageBackend):
            cls.__backend__ = target
        elif backend_class is not None:
            cls.__backend__ = backend_class(target)
        else:
            raise ConfigurationError(
                f"configure() takes a URL, a backend, or a config and its backend class; got {type(target).__name__}"
            )

    @classmethod
    def backend(cls) -> StorageBackend:
        """Return the backend in force: this class's own, or the nearest base's.

        Raises:
            ConfigurationError: None is configured.
        """
        backend = cls.__backend__
        if backend is None:
            raise ConfigurationError(
                f'{cls.__name__} has no backend: call ActiveRecord.configure("sqlite:///file.db") '
                f"or {cls.__name__}.configure(…) first"
            )
        return backend

    @classmethod
    def transaction(cls, *, isolation: str | None = None, read_only: bool = False) -> TransactionBlock:
        """Return a block whose statements are saved together or not at all; inside another it is a savepoint.

        Args:
            isolation: The isolation level, such as "serializable".
            read_only: Whether writes are refused.

        Examples:
            >>> with Author.transaction():
            ...     author.save()
            ...     book.save()
        """
        return TransactionBlock(cls.backend(), TransactionOptions(isolation, read_only))

    @classmethod
    def run_in_transaction(
        cls, function: Closure[T], *, retries: int = 3, isolation: str | None = None, read_only: bool = False
    ) -> T:
        """Run a function in a transaction, and run it again after a deadlock or serialization failure.

        At a server's default level two that read a row and then write it may both succeed, and one write is lost: say
        `isolation="serializable"`, or lock the row.

        Args:
            function: What to run; it must do nothing outside the database that can't be done twice.
            retries: How often it is run again at most.
            isolation: The isolation level, such as "serializable"; as `read_only` only for the outermost block.
            read_only: Whether writes are refused.

        Returns:
            What the function returned.
        """
        options = TransactionOptions(isolation, read_only)
        result: T = run(retrying_plan(cls.backend(), function, retries, options))
        return result

    @classmethod
    async def arun_in_transaction(
        cls, function: AsyncClosure[T], *, retries: int = 3, isolation: str | None = None, read_only: bool = False
    ) -> T:
        """Run a coroutine function in a transaction, and again after a conflict; see `run_in_transaction`."""
        options = TransactionOptions(isolation, read_only)
        result: T = await arun(retrying_plan(cls.backend(), function, retries, options))
        return result

    @classmethod
    def atransaction(cls, *, isolation: str | None = None, read_only: bool = False) -> TransactionBlock:
        """Return the block for `async with`; see `transaction`."""
        return TransactionBlock(cls.backend(), TransactionOptions(isolation, read_only))
