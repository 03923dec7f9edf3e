"""Loading relations along with a query, level by level."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ...backend.plan import Plan
from ..definition.held import loaded
from ..definition.relation import Relation
from ..querying.path import Path

Tree = dict[str, tuple[Relation, "Tree"]]


def tree_of(paths: Iterable[Path]) -> Tree:
    """Merge paths into a tree, so that a relation shared by several is loaded once."""
    root: Tree = {}
    for path in paths:
        level = root
        for relation in path.relations:
            level = level.setdefault(relation.name, (relation, {}))[1]
    return root


def preload_plan(records: Sequence[Any], paths: Iterable[Path], joined: Iterable[Path] = ()) -> Plan[None]:
    """Load the relations of all paths for all records: one statement a level, whatever the number of records.

    Args:
        records: The records.
        paths: What to load.
        joined: What came with the records already.
    """
    yield from _level_plan(records, tree_of(paths), tree_of(joined))


def _level_plan(records: Sequence[Any], tree: Tree, joined: Tree) -> Plan[None]:
    if not records:
        return
    for name, (relation, below) in tree.items():
        if name in joined:
            yield from _level_plan(_held(records, relation), below, joined[name][1])
        else:
            related = yield from relation.load_plan(records)
            yield from _level_plan(related, below, {})


def _held(records: Sequence[Any], relation: Relation) -> list[Any]:
    """Return what records hold of a loaded relation, each record once."""
    found: dict[int, Any] = {}
    for record in records:
        held = relation.value(loaded(record)[relation.name])
        for other in held if relation.to_many else (held,):
            if other is not None:
                found[id(other)] = other
    return list(found.values())
