"""What each relation of the models gives, by plain joins of dicts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

Row = dict[str, Any]
Rows = Mapping[str, list[Row]]
Tree = dict[str, "Tree"]
Related = Callable[[Rows, Row], list[Row]]


def _having(kind: str, *pairs: tuple[str, str]) -> Related:
    """Return the rows of a kind whose columns equal those of the row, which are not None."""

    def related(rows: Rows, row: Row) -> list[Row]:
        return [
            other
            for other in rows[kind]
            if all(row[mine] is not None and row[mine] == other[theirs] for mine, theirs in pairs)
        ]

    return related


def _ordered(related: Related, *keys: str) -> Related:
    """Return the same rows in an order."""

    def in_order(rows: Rows, row: Row) -> list[Row]:
        found = related(rows, row)
        for key in reversed(keys):
            found = sorted(found, key=lambda other: other[key.lstrip("-")], reverse=key.startswith("-"))
        return found

    return in_order


def _over(first: Related, second: Related) -> Related:
    """Return the rows that the rows of one relation lead to by another, once for each way."""
    return lambda rows, row: [other for between in first(rows, row) for other in second(rows, between)]


def _only(related: Related, choose: Callable[[list[Row]], list[Row]]) -> Related:
    return lambda rows, row: choose(related(rows, row))


_NOVELS = _ordered(_having("Novel", ("id", "writer_id")), "-pages", "id")
_REVIEWS = _only(_having("Review", ("id", "novel_id")), lambda found: [row for row in found if row["stars"] < 4])
_SUBJECTS = _over(_having("About", ("id", "novel_id")), _having("Subject", ("subject_id", "id")))
_WRITER = _having("Writer", ("writer_id", "id"))

RELATIONS: Mapping[str, Mapping[str, tuple[str, Related]]] = {
    "Shelf": {"novels": ("Novel", _ordered(_having("Novel", ("room", "room"), ("place", "place")), "id"))},
    "Writer": {
        "mentor": ("Writer", _having("Writer", ("mentor_id", "id"))),
        "pupils": ("Writer", _ordered(_having("Writer", ("id", "mentor_id")), "-id")),
        "novels": ("Novel", _NOVELS),
        "longest": ("Novel", _only(_NOVELS, lambda found: found[:2])),
        "short": ("Novel", _ordered(_only(_NOVELS, lambda found: [row for row in found if row["pages"] < 3]), "id")),
        "portrait": ("Portrait", _only(_having("Portrait", ("id", "writer_id")), lambda found: found[:1])),
        "reviews": ("Review", _ordered(_over(_NOVELS, _REVIEWS), "stars", "id")),
        "subjects": ("Subject", _ordered(_over(_NOVELS, _SUBJECTS), "name", "id")),
    },
    "Portrait": {"writer": ("Writer", _WRITER)},
    "Novel": {
        "writer": ("Writer", _WRITER),
        "shelf": ("Shelf", _having("Shelf", ("room", "room"), ("place", "place"))),
        "reviews": ("Review", _ordered(_REVIEWS, "-id")),
        "subjects": ("Subject", _ordered(_SUBJECTS, "-name", "id")),
    },
    "Review": {"novel": ("Novel", _having("Novel", ("novel_id", "id")))},
    "Subject": {
        "novels": (
            "Novel",
            _ordered(_over(_having("About", ("id", "subject_id")), _having("Novel", ("novel_id", "id"))), "-id"),
        )
    },
}
"""For each model and relation the model on the other side, and the related rows."""


def shown(rows: Rows, kind: str) -> list[Row]:
    """Return the rows of a kind that its default scope leaves, by key."""
    if kind == "Shelf":
        return sorted(rows[kind], key=lambda row: (row["room"], row["place"]))
    return [row for row in rows[kind] if kind != "Review" or row["stars"] < 4]


def tree_of(names: Iterable[str]) -> Tree:
    """Turn dotted names into a tree."""
    root: Tree = {}
    for path in names:
        level = root
        for name in path.split("."):
            level = level.setdefault(name, {})
    return root


def joined(rows: Rows, kind: str, row: Row, tree: Tree) -> Row:
    """Return a row with its related rows, by plain joins."""
    found: Row = dict(row)
    for name, below in tree.items():
        target, related = RELATIONS[kind][name]
        found[name] = [joined(rows, target, other, below) for other in related(rows, row)]
    return found


def loaded(record: Any, tree: Tree) -> Row:
    """Return a record's values with those of its related records, as `joined` does."""
    found: Row = record.model_dump(exclude_unset=False)
    for name, below in tree.items():
        related = getattr(record, name)
        others = related if type(record).__relations__[name].to_many else [] if related is None else [related]
        found[name] = [loaded(other, below) for other in others]
    return found
