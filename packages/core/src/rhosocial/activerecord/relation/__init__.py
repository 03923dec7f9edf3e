"""Relations between models: declared as descriptors, loaded flat."""

from .kinds.declare import belongs_to, has_many, has_one
from .kinds.descriptors import BelongsTo, HasMany, HasOne
from .querying.facade import RelationPath
from .writing.collection import Collection

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
