"""Records with their related records as plain data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ...interface.errors import FieldNotFound, nearest
from ..loading.access import read

Tree = dict[str, "Tree"]


def tree_of_names(model: Any, names: Iterable[str]) -> Tree:
    """Turn dotted names of relations into a tree of names.

    Raises:
        FieldNotFound: A model has no relation of a name.
    """
    root: Tree = {}
    for path in names:
        level, relation = root, None
        for name in path.split("."):
            owner = model if relation is None else relation.target
            if name not in owner.__relations__:
                raise FieldNotFound(f"{owner.__name__} has no relation {name!r}{nearest(name, owner.__relations__)}")
            level, relation = level.setdefault(name, {}), owner.__relations__[name]
    return root


def dump_relations(record: Any, tree: Tree, options: dict[str, Any]) -> dict[str, Any]:
    """Return the related records named by a tree as dicts and lists of dicts."""
    return {name: _dumped(record, name, below, options) for name, below in tree.items()}


def _dumped(record: Any, name: str, tree: Tree, options: dict[str, Any]) -> Any:
    relation = type(record).__relations__[name]
    related = read(record, relation)
    if relation.to_many:
        return [_with_relations(other, tree, options) for other in related]
    return None if related is None else _with_relations(related, tree, options)


def _with_relations(record: Any, tree: Tree, options: dict[str, Any]) -> dict[str, Any]:
    return {**record.model_dump(**options), **dump_relations(record, tree, options)}
