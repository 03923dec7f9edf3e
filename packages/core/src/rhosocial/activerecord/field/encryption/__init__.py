"""Fields that the database holds encrypted."""

from .kind import EncryptedField

__all__ = ["EncryptedField"]
