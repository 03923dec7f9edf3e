"""The type of an encrypted column."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple

from ...backend.expression.sql_type import SQLType, Wrapped
from ...backend.expression.types import BINARY
from ...interface.errors import DecryptionError, InvalidValue
from .envelope import NO_ROW, opened, row_tag, sealed_alike, sealed_at_random, taken_apart
from .keyring import Key, KeyRing
from .plaintext import Coder

NULLS = frozenset({"is_null", "is_not_null"})
EQUALITY = frozenset({"=", "<>", "in", "not_in"})


class InRow(NamedTuple):
    """A value on its way into a row: with the row's key, or None while the server has yet to number it."""

    value: Any
    key: Sequence[object] | None


class Encrypted(Wrapped):
    """Bytes that only the ring's keys turn into values.

    Args:
        inner: The type that the column would have.
        coder: Turns its values into bytes, and back.
        ring: The keys.
        deterministic: Whether equal values look equal, and can be looked for.
        binds_row: Whether a value opens in its own row only.
    """

    def __init__(self, inner: SQLType, coder: Coder, ring: KeyRing, deterministic: bool, binds_row: bool) -> None:
        accepts: frozenset[type] = frozenset({InRow}) if binds_row else inner.accepts
        super().__init__(BINARY, accepts, self._dump, self._load, self._fitting)
        self.inner = inner
        self.coder = coder
        self.ring = ring
        self.deterministic = deterministic
        self.binds_row = binds_row
        self.mutable = inner.mutable
        self.permitted = NULLS | EQUALITY if deterministic else NULLS
        self.place = ""

    def placed(self, place: str) -> SQLType:
        """Bind the ciphertexts to their column."""
        self.place = self.place or place
        return self

    def describe(self) -> str:
        return f"encrypted {self.inner.describe()}"

    @cached_property
    def alternatives(self) -> tuple[SQLType, ...]:  # type: ignore[override]
        """What an equal value may be stored as: one for each key."""
        older = list(self.ring.all.values())[1:] if self.deterministic else []
        return (self, *[self._under(key) for key in older])

    def _under(self, key: Key) -> SQLType:
        return Wrapped(BINARY, self.accepts, lambda value: self._sealed(key, value), self._load, self._fitting)

    def _dump(self, value: Any) -> bytes:
        return self._sealed(self.ring.first, value)

    def _sealed(self, key: Key, value: Any) -> bytes:
        row = NO_ROW
        if isinstance(value, InRow):
            row = NO_ROW if value.key is None else row_tag(key, self.place, value.key)
            value = value.value
        if value.__class__ not in self.inner.accepts:
            value = self._checked(value)
        data = self.coder.encode(value)
        if self.deterministic:
            return sealed_alike(key, self.place, data)
        return sealed_at_random(key, self.place, row, data)

    def _load(self, sealed: bytes) -> Any:
        return self.coder.decode(opened(self.ring, self.place, sealed))

    def _checked(self, value: object) -> object:
        """Return a value that fits; the message for one that does not, does not show it."""
        try:
            return self.inner.check(value)
        except InvalidValue:
            raise InvalidValue(f"a {type(value).__name__} does not fit a column of {self.describe()}") from None

    def _fitting(self, value: object) -> object:
        if isinstance(value, InRow):
            return value
        if self.binds_row:
            raise InvalidValue(
                "an encrypted value belongs to its row: save it with its record, and compare it in Python. "
                "EncryptedField(…, row=False) can be written by a query, with deterministic=True compared, too"
            )
        return self._checked(value)

    def in_row(self, value: object, key: Sequence[object] | None) -> object:
        """Return a value to be written into the row of a key."""
        return None if value is None else InRow(value, key)

    def verify(self, sealed: bytes | None, key: Sequence[object]) -> None:
        """Raise if a ciphertext was put into the row of a key from elsewhere.

        Raises:
            DecryptionError: It was.
        """
        if sealed is None:
            return
        found = taken_apart(sealed, self.place)
        if found.row != row_tag(self.ring.named(found.label, self.place), self.place, key):
            raise DecryptionError(
                f"{self.place} has a value in the row {', '.join(map(repr, key))} that belongs to another row"
            )

    def is_stale(self, sealed: bytes | None) -> bool:
        """Tell whether a ciphertext is under another key than the one that encrypts now."""
        return sealed is not None and taken_apart(sealed, self.place).label != self.ring.first.label

    def is_unbound(self, sealed: bytes | None) -> bool:
        """Tell whether a ciphertext was written before its row had a key."""
        return sealed is not None and taken_apart(sealed, self.place).row == NO_ROW
