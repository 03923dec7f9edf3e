"""Tokens of records: made of what a record is, and followed to it."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import to_jsonable_python

from ...backend.plan import Plan
from ...interface.errors import InvalidToken, QueryError
from .tokens import Claim, claim_of, deadline, digests, secrets_of, sign


def token_of(record: Any, purpose: str, expires_in: timedelta | None, names: Sequence[str]) -> str:
    """Return a token that stands for a record; see `signed_id`."""
    model = type(record)
    mapping, key = model.__mapping__, record._key()
    mapping.check_names(names)
    if key is None:
        raise QueryError(f"this {model.__name__} has no key yet, for a token to stand for: save it first")
    secret = secrets_of(model.__name__, model.__token_secret__)[0]
    unchanged = digests({name: getattr(record, name) for name in names}, names, secret)
    parts: list[Any] = to_jsonable_python(key)
    return sign(Claim(mapping.table.name, parts, purpose, deadline(expires_in), unchanged), secret)


def one_signed_plan(model: Any, token: str, purpose: str) -> Plan[Any]:
    """Load the record that a token stands for; see `one_signed`."""
    mapping, secrets = model.__mapping__, secrets_of(model.__name__, model.__token_secret__)
    claim = claim_of(token, secrets, mapping.table.name, purpose)
    types: list[Any] = [mapping.fields[name].info.annotation for name in mapping.key_names]
    key = tuple(TypeAdapter(kind).validate_python(part) for kind, part in zip(types, claim.key))
    record = yield from model._find_plan(key[0] if len(key) == 1 else key)
    names = list(claim.unchanged)
    values = {name: getattr(record, name) for name in names}
    if not any(_same(digests(values, names, secret), claim.unchanged) for secret in secrets):
        raise InvalidToken(f"this token ended when {' or '.join(names)} changed")
    return record


def _same(found: dict[str, str], expected: dict[str, str]) -> bool:
    return all(hmac.compare_digest(found[name], expected[name]) for name in expected)
