"""`EncryptedField(keys)`: a field that the database holds encrypted."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

from ...backend.expression.sql_type import SQLType
from ...interface.errors import ConfigurationError
from ..kind import FieldKind
from .column_type import Encrypted
from .keyring import KEY_BYTES, KeyRing, Keys
from .plaintext import coder_of


class EncryptedField(FieldKind):
    """Encrypts a field's values on their way into the database, put into the field's annotation.

    AES-GCM, by the package `cryptography`. A ciphertext opens with its key only, in its table and column only, and in
    its row only; what was changed or moved raises DecryptionError when the record is loaded.

    Args:
        keys: Name to key, or a function that returns that, called once. The first encrypts, all decrypt; see `new_key`.
        deterministic: Whether equal values look equal, by AES-SIV: `==`, `!=` and `in_` then work, and so does a unique
            constraint; whoever sees the table sees which rows are alike, and a value may be moved between rows.
        row: Whether a ciphertext belongs to its row; False lets set-based updates write it.
        place: What it is bound to instead of `table.column`: give the old name after a table or column was renamed.

    Raises:
        ConfigurationError: `cryptography` is missing.

    Examples:
        >>> keys = {"2026": os.environ["APP_KEY"]}
        >>> class Patient(ActiveRecord):
        ...     notes: Annotated[str, EncryptedField(keys)]
        ...     email: Annotated[str, EncryptedField(keys, deterministic=True)]
    """

    hidden = True

    def __init__(self, keys: Keys, *, deterministic: bool = False, row: bool = True, place: str = "") -> None:
        if find_spec("cryptography") is None:
            raise ConfigurationError(
                'EncryptedField needs the package cryptography: pip install "rhosocial-activerecord[encryption]"'
            )
        self._ring = KeyRing(keys)
        self._deterministic = deterministic
        self._row = row and not deterministic
        self._place = place

    @staticmethod
    def new_key() -> str:
        """Return a new key: 32 random bytes as base64. Keep it where the database is not."""
        return base64.urlsafe_b64encode(os.urandom(KEY_BYTES)).decode()

    def column_type(self, annotation: Any, plain: Callable[[Any], SQLType]) -> SQLType:
        """Return the type of the column: bytes."""
        inner = plain(annotation)
        made = Encrypted(inner, coder_of(inner, annotation), self._ring, self._deterministic, self._row)
        return made.placed(self._place)

    def __repr__(self) -> str:
        return f"EncryptedField(deterministic={self._deterministic}, row={self._row})"
