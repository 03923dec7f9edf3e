"""Relations between models: declared as descriptors, loaded flat."""

from .kinds.belongs_to import BelongsTo
from .kinds.declare import belongs_to, has_many, has_one
from .kinds.has_many import HasMany
from .kinds.has_one import HasOne
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
