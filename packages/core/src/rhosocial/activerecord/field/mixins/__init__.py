"""Mixins: what many models have in common, composable in any order."""

from .optimistic_lock import OptimisticLockMixin
from .soft_delete import SoftDeleteMixin
from .timestamps import TimestampMixin
from .uuid_key import UUIDMixin

__all__ = ["OptimisticLockMixin", "SoftDeleteMixin", "TimestampMixin", "UUIDMixin"]
