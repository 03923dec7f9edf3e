"""Signed tokens: what they say, and that nobody else said it."""

from __future__ import annotations

import base64
import hmac
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple, TypeAlias

from pydantic_core import from_json, to_json

from ...interface.errors import ConfigurationError, InvalidToken, QueryError

SecretText: TypeAlias = "str | bytes"
Secrets: TypeAlias = "SecretText | Sequence[SecretText] | Callable[[], SecretText | Sequence[SecretText]]"
MIN_SECRET, MAX_TOKEN, MAC_BYTES = 16, 4096, 32


class Claim(NamedTuple):
    """What a token says.

    Attributes:
        table: The table of the record.
        key: The parts of its key, as JSON has them.
        purpose: What the token is good for.
        expires: Until when, in seconds since 1970; None for ever.
        unchanged: Digests of the fields that must be as they were.
    """

    table: str
    key: list[Any]
    purpose: str
    expires: float | None
    unchanged: dict[str, str]


def secrets_of(model: str, given: Any) -> list[bytes]:
    """Return the secrets of a model, the one that signs first.

    Raises:
        ConfigurationError: There is none, or one is too short.
    """
    found = given() if callable(given) else given
    many = [found] if isinstance(found, (str, bytes)) else list(found or ())
    secrets = [item.encode() if isinstance(item, str) else item for item in many]
    if not secrets or any(len(item) < MIN_SECRET for item in secrets):
        raise ConfigurationError(
            f"tokens of {model} need a secret of at least {MIN_SECRET} bytes: __token_secret__ = … on the class or a "
            "base of it, a text, several of which the first signs, or a function that returns either"
        )
    return secrets


def deadline(expires_in: timedelta | None) -> float | None:
    """Return when a token expires.

    Raises:
        QueryError: It is no timedelta.
    """
    if expires_in is None:
        return None
    if not isinstance(expires_in, timedelta):
        raise QueryError(f"expires_in takes a timedelta, not {expires_in!r}")
    return time.time() + expires_in.total_seconds()


def sign(claim: Claim, secret: bytes) -> str:
    """Return the token of a claim, fit for a URL."""
    payload = to_json(claim)
    return f"{_encoded(payload)}.{_encoded(_mac(secret, 'token', payload))}"


def claim_of(token: object, secrets: Sequence[bytes], table: str, purpose: str) -> Claim:
    """Return what a token says.

    Raises:
        InvalidToken: None of the secrets signed it, it is for something else, or it has expired.
    """
    payload, _, mac = token.partition(".") if isinstance(token, str) and len(token) <= MAX_TOKEN else ("", "", "")
    said, signed = _decoded(payload), _decoded(mac)
    if not any(hmac.compare_digest(_mac(secret, "token", said), signed) for secret in secrets):
        raise InvalidToken("this token was not signed here, or was changed")
    claim = Claim(*from_json(said))
    if (claim.table, claim.purpose) != (table, purpose):
        raise InvalidToken(f"this token is not for {purpose!r} of {table}")
    if claim.expires is not None and claim.expires <= time.time():
        raise InvalidToken("this token has expired")
    return claim


def digests(values: Mapping[str, Any], names: Sequence[str], secret: bytes) -> dict[str, str]:
    """Return what fields hold, in a form that tells nobody."""
    stored = {name: getattr(values[name], "stored", values[name]) for name in names}
    return {name: _encoded(_mac(secret, name, to_json(value, fallback=repr)))[:22] for name, value in stored.items()}


def _mac(secret: bytes, what: str, data: bytes) -> bytes:
    return hmac.digest(hmac.digest(secret, f"rhosocial.activerecord/{what}".encode(), "sha256"), data, "sha256")


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _decoded(text: str) -> bytes:
    """Return what a text encodes; nothing where it is not as `_encoded` would have it."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
    except ValueError:
        return b""
    return data if _encoded(data) == text else b""
