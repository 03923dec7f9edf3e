"""Type converters of the user's."""

from .registry import TypeRegistry, registry

__all__ = ["TypeRegistry", "registry"]
