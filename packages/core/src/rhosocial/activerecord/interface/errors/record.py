"""Errors in the life of a record."""

from __future__ import annotations

from .base import ActiveRecordError


class RecordNotSaved(ActiveRecordError):
    """A `before_*` hook returned False, or the record can't be written."""


class StaleRecordError(ActiveRecordError):
    """The row was changed or deleted by somebody else since it was loaded."""


class ReadOnlyRecordError(ActiveRecordError):
    """A record that was loaded for reading only was to be written."""


class DecryptionError(ActiveRecordError):
    """An encrypted value that the keys at hand do not open: another key, or it was changed or moved."""


class InvalidToken(ActiveRecordError):
    """A token that stands for no record: not signed here, changed, for another purpose, or ended."""


class RelationNotLoaded(ActiveRecordError):
    """A relation was read where loading it would be hidden I/O."""


class MultipleRecordsFound(ActiveRecordError):
    """One record was asked for and several match."""


class Rollback(ActiveRecordError):
    """Raise it inside a transaction block to roll the block back and leave it quietly."""
