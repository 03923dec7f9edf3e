"""Dialects: the compiler's overrides, the table of types and the capabilities of one kind of server."""

from .codec import Codec, CodecFactory
from .dialect import Dialect

__all__ = ["Codec", "CodecFactory", "Dialect"]
