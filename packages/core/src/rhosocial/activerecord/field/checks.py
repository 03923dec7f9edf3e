"""The CHECKs of a table, each under a name by which every server tells it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from typing import NamedTuple

from ..backend.schema.nodes import CheckConstraint
from .mapping import TableMapping
from .naming import shortened
from .table import below, declared

_TEXT = r"'(?:[^']|'')*'"


class Check(NamedTuple):
    """A CHECK, its name, and the fields that it is about."""

    name: str
    condition: str
    fields: tuple[str, ...]


def checks(mapping: TableMapping) -> list[Check]:
    """Return the checks of a table; one that was given no name has the table's, its columns' and `check`."""
    columns = {field.name: field.column.name for field in (*mapping.fields.values(), *below(mapping))}
    found: list[Check] = []
    for name, condition, fields in _given(mapping, columns):
        label = "_".join([mapping.table.name, *(columns[field] for field in fields), "check"])
        taken = {check.name for check in found}
        found.append(Check(name or next(made for made in _numbered(label) if made not in taken), condition, fields))
    return found


def _given(mapping: TableMapping, columns: dict[str, str]) -> Iterator[tuple[str | None, str, tuple[str, ...]]]:
    """Return the name, the condition and the fields of what is declared, the fields' own checks first."""
    for field in (*mapping.fields.values(), *below(mapping)):
        if field.spec.check:
            yield None, field.spec.check, (field.name,)
    for _, item in declared(mapping, "__constraints__"):
        check = CheckConstraint(item) if isinstance(item, str) else item
        if isinstance(check, CheckConstraint):
            words = set(re.findall(r"\w+", re.sub(_TEXT, "", check.condition)))
            fields = tuple(name for name, column in columns.items() if column in words)
            yield check.name, check.condition, fields


def _numbered(label: str) -> Iterator[str]:
    yield shortened(label)
    yield from (shortened(f"{label}{number}") for number in count(1))
