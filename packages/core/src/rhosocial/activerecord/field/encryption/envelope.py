"""What stands in the column: which key and which row a ciphertext belongs to, and the ciphertext.

mode (1 byte), length of the key's name (1), the name, then
RANDOM: the row's tag (16), nonce (12), AES-GCM of the value, over all that stands before the nonce, and the place;
DETERMINISTIC: AES-SIV of the value, over all that stands before it, and the place.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from typing import NamedTuple

from ...interface.errors import DecryptionError
from .keyring import Key, KeyRing

RANDOM, DETERMINISTIC = 1, 2
TAG_BYTES, NONCE_BYTES = 16, 12
NO_ROW = bytes(TAG_BYTES)


class Envelope(NamedTuple):
    """A ciphertext taken apart."""

    mode: int
    label: bytes
    row: bytes
    header: bytes
    body: bytes


def taken_apart(sealed: bytes, place: str) -> Envelope:
    """Take a ciphertext apart, trusting nothing of it yet.

    Raises:
        DecryptionError: It is none.
    """
    sealed = bytes(sealed)
    mode = sealed[0] if sealed else 0
    start = 2 + (sealed[1] if len(sealed) > 1 else 0)
    end = start + (TAG_BYTES if mode == RANDOM else 0)
    if mode not in (RANDOM, DETERMINISTIC) or len(sealed) <= end:
        raise DecryptionError(f"{place} has a value that was never encrypted by an EncryptedField")
    return Envelope(mode, sealed[2:start], sealed[start:end], sealed[:end], sealed[end:])


def sealed_at_random(key: Key, place: str, row: bytes, data: bytes) -> bytes:
    """Encrypt so that equal values look different."""
    header = bytes([RANDOM, len(key.label)]) + key.label + row
    nonce = os.urandom(NONCE_BYTES)
    return header + nonce + key.random.encrypt(nonce, data, header + place.encode())


def sealed_alike(key: Key, place: str, data: bytes) -> bytes:
    """Encrypt so that equal values look equal."""
    header = bytes([DETERMINISTIC, len(key.label)]) + key.label
    return header + key.deterministic.encrypt(data, [header, place.encode()])


def opened(ring: KeyRing, place: str, sealed: bytes) -> bytes:
    """Decrypt.

    Raises:
        DecryptionError: The ring's key of that name is another, the value was changed, or it was moved here.
    """
    from cryptography.exceptions import InvalidTag

    found = taken_apart(sealed, place)
    key = ring.named(found.label, place)
    try:
        if found.mode == DETERMINISTIC:
            return key.deterministic.decrypt(found.body, [found.header, place.encode()])
        nonce, body = found.body[:NONCE_BYTES], found.body[NONCE_BYTES:]
        return key.random.decrypt(nonce, body, found.header + place.encode())
    except (InvalidTag, ValueError):  # ValueError: too short to be one
        raise DecryptionError(
            f"{place} has a value that the key {key.name!r} does not open: the key is another than the one that "
            "encrypted it, or the value was changed, or moved here from another column"
        ) from None


def row_tag(key: Key, place: str, row: Sequence[object]) -> bytes:
    """Return what marks the ciphertexts of a row, without telling its key."""
    parts = [part for value in (place, *row) for part in (str(len(str(value))), str(value))]
    return hashlib.blake2b(":".join(parts).encode(), key=key.row, digest_size=TAG_BYTES).digest()
