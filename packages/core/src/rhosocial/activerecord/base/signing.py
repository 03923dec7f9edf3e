"""Tokens that stand for a record: in a link, for a purpose, for a while."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, ClassVar

from pydantic import TypeAdapter
from pydantic_core import to_jsonable_python
from typing_extensions import Self

from ..backend.plan import Plan, arun, run
from ..interface.errors import InvalidToken, QueryError, RecordNotFound
from .counting import CountingMixin
from .tokens import Claim, Secrets, claim_of, deadline, digests, secrets_of, sign


class SigningMixin(CountingMixin):
    """What makes tokens of records, and finds records by them."""

    __token_secret__: ClassVar[Secrets | None] = None

    def signed_id(
        self, *, purpose: str, expires_in: timedelta | None = None, unless_changed: Iterable[str] = ()
    ) -> str:
        """Return a token that stands for this record; whoever has it can read the key and the purpose in it.

        Args:
            purpose: What it is good for; `find_signed` must name the same.
            expires_in: For how long; None for ever.
            unless_changed: Fields that end it as soon as one has another value, as a password that was reset by it.

        Raises:
            ConfigurationError: The model has no `__token_secret__`.
            QueryError: The record has no key yet.

        Example:
            >>> token = user.signed_id(purpose="reset", expires_in=timedelta(minutes=15), unless_changed=["password"])
        """
        model, names = type(self), list(unless_changed)
        mapping, key = model.__mapping__, self._key()
        mapping.check_names(names)
        if key is None:
            raise QueryError(f"this {model.__name__} has no key yet, for a token to stand for: save it first")
        secret = secrets_of(model.__name__, model.__token_secret__)[0]
        values = {name: getattr(self, name) for name in names}
        unchanged = digests(values, names, secret)
        parts: list[Any] = to_jsonable_python(key)
        return sign(Claim(mapping.table.name, parts, purpose, deadline(expires_in), unchanged), secret)

    @classmethod
    def _one_signed_plan(cls, token: str, purpose: str) -> Plan[Self]:
        mapping, secrets = cls.__mapping__, secrets_of(cls.__name__, cls.__token_secret__)
        claim = claim_of(token, secrets, mapping.table.name, purpose)
        types: list[Any] = [mapping.fields[name].info.annotation for name in mapping.key_names]
        key = tuple(TypeAdapter(kind).validate_python(part) for kind, part in zip(types, claim.key))
        record = yield from cls._find_plan(key[0] if len(key) == 1 else key)
        names = list(claim.unchanged)
        values = {name: getattr(record, name) for name in names}
        if not any(_same(digests(values, names, secret), claim.unchanged) for secret in secrets):
            raise InvalidToken(f"this token ended when {' or '.join(names)} changed")
        return record

    @classmethod
    def _find_signed_plan(cls, token: str, purpose: str) -> Plan[Self | None]:
        try:
            return (yield from cls._one_signed_plan(token, purpose))
        except (InvalidToken, RecordNotFound):
            return None

    @classmethod
    def find_signed(cls, token: str, /, *, purpose: str) -> Self | None:
        """Load the record that a token of `signed_id` stands for; None where it is not good, or the record is gone.

        Args:
            token: The token, which may come from anybody.
            purpose: What it must have been made for.

        Raises:
            ConfigurationError: The model has no `__token_secret__`.
        """
        return run(cls._find_signed_plan(token, purpose))

    @classmethod
    async def afind_signed(cls, token: str, /, *, purpose: str) -> Self | None:
        """Load the record that a token stands for, or None; see `find_signed`."""
        return await arun(cls._find_signed_plan(token, purpose))

    @classmethod
    def one_signed(cls, token: str, /, *, purpose: str) -> Self:
        """Load the record that a token of `signed_id` stands for.

        Raises:
            InvalidToken: It was not signed here, was changed, is for another purpose, or has ended.
            RecordNotFound: The record is gone.
        """
        return run(cls._one_signed_plan(token, purpose))

    @classmethod
    async def aone_signed(cls, token: str, /, *, purpose: str) -> Self:
        """Load the record that a token stands for; see `one_signed`."""
        return await arun(cls._one_signed_plan(token, purpose))


def _same(found: dict[str, str], expected: dict[str, str]) -> bool:
    return all(hmac.compare_digest(found[name], expected[name]) for name in expected)
