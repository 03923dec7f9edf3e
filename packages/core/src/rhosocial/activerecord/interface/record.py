"""The contract of a record."""

from __future__ import annotations

from abc import ABC, abstractmethod

from pydantic import BaseModel


class IActiveRecord(BaseModel, ABC):
    """A pydantic model that can be written to a database and read back."""

    @abstractmethod
    def save(self) -> bool:
        """Insert the record, or update what changed; return whether a row was written."""

    @abstractmethod
    async def asave(self) -> bool:
        """Insert the record, or update what changed; return whether a row was written."""

    @abstractmethod
    def delete(self) -> bool:
        """Delete the record's row."""

    @abstractmethod
    async def adelete(self) -> bool:
        """Delete the record's row."""

    @abstractmethod
    def reload(self) -> None:
        """Load the record's row again."""

    @abstractmethod
    async def areload(self) -> None:
        """Load the record's row again."""
