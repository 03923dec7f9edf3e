"""Loading relations along with a query, level by level."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ..backend.plan import Plan
from .path import Path
from .relation import Relation

Tree = dict[str, tuple[Relation, "Tree"]]


def tree_of(paths: Iterable[Path]) -> Tree:
    """Merge paths into a tree, so that a relation shared by several is loaded once."""
    root: Tree = {}
    for path in paths:
        level = root
        for relation in path.relations:
            level = level.setdefault(relation.name, (relation, {}))[1]
    return root


def preload_plan(records: Sequence[Any], paths: Iterable[Path]) -> Plan[None]:
    """Load the relations of all paths for all records: one statement a level, whatever the number of records."""
    yield from _level_plan(records, tree_of(paths))


def _level_plan(records: Sequence[Any], tree: Tree) -> Plan[None]:
    if not records:
        return
    for relation, below in tree.values():
        related = yield from relation.load_plan(records)
        yield from _level_plan(related, below)
