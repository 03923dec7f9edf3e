"""Tokens that stand for a record: in a link, for a purpose, for a while."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from typing_extensions import Self

from ...backend.plan import Plan, arun, run
from ...interface.errors import InvalidToken, RecordNotFound
from ..counting import CountingMixin

if TYPE_CHECKING:
    from .tokens import Secrets


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

        Examples:
            >>> token = user.signed_id(purpose="reset", expires_in=timedelta(minutes=15), unless_changed=["password"])
        """
        from .signed import token_of  # few programs have tokens

        return token_of(self, purpose, expires_in, list(unless_changed))

    @classmethod
    def _one_signed_plan(cls, token: str, purpose: str) -> Plan[Self]:
        from .signed import one_signed_plan

        record: Self = yield from one_signed_plan(cls, token, purpose)
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
