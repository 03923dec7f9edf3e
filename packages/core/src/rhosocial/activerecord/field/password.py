"""`Password`: hashed when it is set, verified by its hash, and never shown."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from typing import TYPE_CHECKING, Any, ClassVar, overload

from pydantic import GetCoreSchemaHandler, SecretStr
from pydantic_core import CoreSchema, core_schema
from typing_extensions import Self

from ..backend.expression.sql_type import SQLType, Wrapped
from ..backend.expression.types import String
from ..interface.errors import MASK, InvalidValue

if TYPE_CHECKING:
    from ..backend.expression.column import ColumnRef

SCHEME = "scrypt"
SALT_BYTES, HASH_BYTES, STORED_LENGTH = 16, 32, 255
NULLS = frozenset({"is_null", "is_not_null"})


class Password:
    """A password as its hash, by scrypt; the annotation of a field.

    What is assigned to the field is hashed there and then, which takes a quarter of a second by intent: in a coroutine,
    hash in a thread (`await asyncio.to_thread(Password.hashed, text)`) and assign the result. A subclass asks for
    other costs or lengths.

    Attributes:
        n: Scrypt's cost of time and memory, a power of two.
        r: Its block size.
        p: How often it is done.
        min_length: How many characters a new password has at least.
        max_length: And at most.

    Args:
        stored: What `hashed` made, as it stands in the database.

    Examples:
        >>> class User(ActiveRecord):
        ...     password: Password
        >>> user = User.create(password="correct horse")
        >>> user.password.verify("battery staple")
        False
    """

    __slots__ = ("stored",)

    n: ClassVar[int] = 2**14
    r: ClassVar[int] = 8
    p: ClassVar[int] = 5
    min_length: ClassVar[int] = 1
    max_length: ClassVar[int] = 1024
    hidden: ClassVar[bool] = True

    def __init__(self, stored: str) -> None:
        self.stored = stored

    if TYPE_CHECKING:  # a field of this type is read as a Password, and set to a text as well

        @overload
        def __get__(self, instance: None, owner: object) -> ColumnRef[Self]: ...
        @overload
        def __get__(self, instance: object, owner: object) -> Self: ...
        def __get__(self, instance: Any, owner: object) -> Any: ...
        def __set__(self, instance: object, value: str | Self) -> None: ...

    @classmethod
    def hashed(cls, text: str) -> Self:
        """Return the password that a text is, hashed with a new salt.

        Raises:
            ValueError: It is the mask that stands for a password where one is shown.
        """
        if text == MASK:
            raise ValueError("this is the mask of a password, not one")
        salt = os.urandom(SALT_BYTES)
        parts = (cls.n, cls.r, cls.p, _encoded(salt), _encoded(_scrypt(text, salt, cls.n, cls.r, cls.p)))
        return cls("$".join([SCHEME, *map(str, parts)]))

    def verify(self, text: str) -> bool:
        """Tell whether a text is the password; what was not hashed by `hashed` is none."""
        try:
            scheme, n, r, p, salt, expected = self.stored.split("$")
            if scheme != SCHEME:
                return False
            found = _scrypt(text, _decoded(salt), int(n), int(r), int(p))
            return hmac.compare_digest(found, _decoded(expected))
        except ValueError:
            return False

    @property
    def needs_rehash(self) -> bool:
        """Whether it was hashed at other costs than this class asks for: assign the text again after `verify`."""
        return self.stored.split("$")[:4] != [SCHEME, str(self.n), str(self.r), str(self.p)]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Password) and hmac.compare_digest(self.stored.encode(), other.stored.encode())

    def __hash__(self) -> int:
        return hash(self.stored)

    def __repr__(self) -> str:
        return f"{type(self).__name__}('{MASK}')"

    @classmethod
    def __column_type__(cls) -> SQLType:
        """Return the column's type: text, of which only NULL can be asked."""
        made = Wrapped(String(STORED_LENGTH), frozenset({cls}), lambda password: password.stored, cls, cls._fitting)
        made.permitted = NULLS
        return made

    @classmethod
    def _fitting(cls, value: object) -> Self:
        if isinstance(value, cls):
            return value
        if not isinstance(value, str):
            raise InvalidValue(f"a {type(value).__name__} is no password")
        return cls.hashed(value)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """A text of the right length is hashed; JSON shows a mask."""

        def validate(value: Any, check: core_schema.ValidatorFunctionWrapHandler) -> Password:
            if isinstance(value, cls):
                return value
            return cls.hashed(check(value.get_secret_value() if isinstance(value, SecretStr) else value))

        return core_schema.no_info_wrap_validator_function(
            validate,
            core_schema.str_schema(min_length=cls.min_length, max_length=cls.max_length),
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda value, info: MASK if info.mode == "json" else value, info_arg=True
            ),
        )


def _scrypt(text: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(text.encode(), salt=salt, n=n, r=r, p=p, maxmem=256 * n * r + 2**20, dklen=HASH_BYTES)


def _encoded(data: bytes) -> str:
    return base64.b64encode(data).decode().rstrip("=")


def _decoded(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
