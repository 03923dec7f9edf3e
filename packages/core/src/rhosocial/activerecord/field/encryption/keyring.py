"""The keys of encrypted fields: the first encrypts, all decrypt."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from ...interface.errors import ConfigurationError, DecryptionError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV

KeyMaterial: TypeAlias = "str | bytes"
Keys: TypeAlias = "Mapping[str, KeyMaterial] | Callable[[], Mapping[str, KeyMaterial]]"

KEY_BYTES = 32
MAX_NAME = 60


class Key:
    """One key of a ring; what it serves for has a key of its own, derived from it.

    Args:
        name: What its ciphertexts call it.
        material: 32 random bytes, or their base64.

    Raises:
        ConfigurationError: The name or the bytes are of the wrong length.
    """

    def __init__(self, name: str, material: KeyMaterial) -> None:
        self.name = name
        self.label = name.encode()
        self._secret = _decoded(name, material)
        if not 0 < len(self.label) <= MAX_NAME:
            raise ConfigurationError(f"the name of a key has 1 to {MAX_NAME} bytes; {name!r} has {len(self.label)}")

    def _derived(self, purpose: str, digest: str) -> bytes:
        return hmac.digest(self._secret, f"rhosocial.activerecord/{purpose}".encode(), digest)

    @cached_property
    def random(self) -> AESGCM:
        """AES-GCM, whose ciphertexts never repeat."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return AESGCM(self._derived("random", "sha256"))

    @cached_property
    def deterministic(self) -> AESSIV:
        """AES-SIV, whose ciphertexts are equal for equal values."""
        from cryptography.hazmat.primitives.ciphers.aead import AESSIV

        return AESSIV(self._derived("deterministic", "sha512"))

    @cached_property
    def row(self) -> bytes:
        """The key of the tags that say which row a ciphertext belongs to."""
        return self._derived("row", "sha256")


class KeyRing:
    """The keys of a field, made of what the program gave when one is first needed.

    Args:
        keys: Name to key, or what returns that.
    """

    def __init__(self, keys: Keys) -> None:
        self._given = keys

    @cached_property
    def all(self) -> dict[str, Key]:
        """All keys by name, the one that encrypts first.

        Raises:
            ConfigurationError: There is none, or one is of the wrong form.
        """
        given = self._given() if callable(self._given) else self._given
        if not given:
            raise ConfigurationError("an EncryptedField has no keys: EncryptedField.new_key() makes one")
        return {name: Key(name, material) for name, material in given.items()}

    @property
    def first(self) -> Key:
        """The key that encrypts."""
        return next(iter(self.all.values()))

    def named(self, label: bytes, place: str) -> Key:
        """Return the key that a ciphertext names.

        Raises:
            DecryptionError: It is not in the ring.
        """
        name = label.decode(errors="replace")
        if name not in self.all:
            raise DecryptionError(
                f"{place} has a value under the key {name!r}, which the ring lacks (it has {', '.join(self.all)}): "
                "keep old keys in it until reencrypt() has run"
            )
        return self.all[name]


def _decoded(name: str, material: KeyMaterial) -> bytes:
    try:
        secret = (
            base64.b64decode(material, altchars=b"-_", validate=True) if isinstance(material, str) else bytes(material)
        )
    except ValueError:
        secret = b""
    if len(secret) != KEY_BYTES:
        raise ConfigurationError(
            f"the key {name!r} is not of {KEY_BYTES} random bytes or their base64: EncryptedField.new_key() makes one"
        )
    return secret
