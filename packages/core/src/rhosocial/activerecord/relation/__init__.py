"""Relations between models: declared as descriptors, loaded flat."""

from .collection import Collection
from .declare import belongs_to, has_many, has_one
from .descriptors import BelongsTo, HasMany, HasOne
from .facade import RelationPath

__all__ = [
    "BelongsTo",
    "Collection",
    "HasMany",
    "HasOne",
    "RelationPath",
    "belongs_to",
    "has_many",
    "has_one",
]
