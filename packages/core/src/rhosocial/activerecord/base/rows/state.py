"""What the library knows of a record beside its fields, in one slot."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from copy import deepcopy
from enum import Enum
from typing import Any

from ...backend.compiled import Decoder
from ...field.mapping import TableMapping

INSERTED: dict[str, tuple[object, object]] = {}
"""Stands for the changes of a record just inserted, which its row tells: all of it."""


class Status(Enum):
    """Where a record is in its life."""

    NEW = "new"
    PERSISTED = "persisted"
    DELETED = "deleted"


NEW, PERSISTED, DELETED = Status  # an enum looks its members up slowly


class Layout:
    """Which field stands where in a remembered row, and how to read it.

    Attributes:
        names: The fields, in the order of the row.
        index: Where each field stands.
        known: How many of the names are fields.
        portable: Whether the row came with a pickled record, as Python values.
    """

    __slots__ = ("_skip", "decoders", "index", "known", "names", "portable")

    def __init__(self, names: Sequence[str], decoders: Sequence[Decoder | None], skip: Container[str] = ()) -> None:
        self.names = tuple(names)
        self._skip = skip
        self.decoders: tuple[Callable[[Any], Any] | None, ...] = tuple(
            None if decoder is None else decoder.function for decoder in decoders
        )
        self.index = {name: number for number, name in enumerate(self.names)}
        self.portable = False
        self.known = sum(name not in skip for name in self.names)

    def extended(self, names: Sequence[str], decoders: Sequence[Decoder | None]) -> Layout:
        """Return a layout that reads some fields by other decoders; those that it does not have come at the end."""
        made = Layout((*self.names, *[name for name in names if name not in self.index]), (), self._skip)
        functions = [None if decoder is None else decoder.function for decoder in decoders]
        by_name = {**dict(zip(self.names, self.decoders)), **dict(zip(names, functions))}
        made.decoders = tuple(by_name.values())
        made.portable = self.portable
        return made

    @classmethod
    def of_values(cls, names: Sequence[str]) -> Layout:
        """Return the layout of a row of Python values, as a pickled record remembers it."""
        made = cls(names, ())
        made.decoders, made.portable = (deepcopy,) * len(made.names), True
        return made

    def fields(self) -> list[str]:
        """Return the names that are fields; the others were added by `annotate`."""
        return [name for name in self.names if name not in self._skip]

    def value(self, row: Sequence[object], name: str) -> object:
        """Return a field's value as it was when the row was remembered."""
        number = self.index[name]
        raw, decode = row[number], self.decoders[number]
        return raw if decode is None or raw is None else decode(raw)

    def changes(self, row: Sequence[object], values: Mapping[str, object]) -> dict[str, tuple[object, object]]:
        """Return name -> (old, new) for each field whose value is no longer that of the row."""
        found: dict[str, tuple[object, object]] = {}
        for name, raw, decode in zip(self.names, row, self.decoders):
            if name in self._skip:
                continue
            new = values[name]
            if raw is new:
                continue
            old = raw if decode is None or raw is None else decode(raw)
            if old != new:
                found[name] = (old, new)
        return found


class State:
    """A record's state.

    Attributes:
        status: New, persisted or deleted.
        layout: How to read the row; None while there is none.
        row: The row as last loaded or saved, in the driver's form.
        relations: Loaded relations by name; None while there are none.
        peers: The records loaded together with this one, itself among them; or the loading mode that the query said.
        saved: What the last save changed.
        readonly: Whether saving is refused.
        extras: The values that `annotate` added; None while there are none.
        formers: The records that it has belonged to; unset on most.
    """

    __slots__ = ("extras", "formers", "layout", "peers", "readonly", "relations", "row", "saved", "status")

    def __init__(
        self,
        status: Status = NEW,
        layout: Layout | None = None,
        row: Sequence[object] = (),
        peers: Sequence[Any] | str | None = None,
    ) -> None:
        self.status = status
        self.layout = layout
        self.row = row
        self.relations: dict[str, Any] | None = None
        self.peers = peers
        self.saved: dict[str, tuple[object, object]] | None = None
        self.readonly = False
        self.extras: dict[str, Any] | None = None

    def changes(self, mapping: TableMapping, values: Mapping[str, object]) -> dict[str, tuple[object, object]]:
        """Return name -> (old, new) of what is not saved; for a new record every value that is not None is."""
        layout = self.layout
        if layout is not None:
            found = layout.changes(self.row, values)
            if len(values) > layout.known:
                found |= _unknown(layout, mapping, values)
            return found
        return {name: (None, values[name]) for name in mapping.names if values.get(name) is not None}

    def saved_changes(self) -> dict[str, tuple[object, object]]:
        """Return name -> (old, new) of what the last save changed."""
        if self.saved is not INSERTED or self.layout is None:
            return dict(self.saved or {})
        values = {name: self.layout.value(self.row, name) for name in self.layout.fields()}
        return {name: (None, value) for name, value in values.items() if value is not None}

    def pickled(self) -> tuple[Status, dict[str, object] | None, dict[str, Any] | None]:
        """Return the standing, the row as Python values, which need no decoders of a backend's, and the extras."""
        layout = self.layout
        row = None if layout is None else {name: layout.value(self.row, name) for name in layout.fields()}
        return self.status, row, self.extras

    @classmethod
    def unpickled(cls, status: Status, row: Mapping[str, object] | None, extras: dict[str, Any] | None) -> State:
        """Return a state from what `pickled` returned."""
        made = cls(status) if row is None else cls(status, Layout.of_values(tuple(row)), list(row.values()))
        made.extras = extras
        return made

    def copy(self) -> State:
        """Return a state with the same contents, of a record of its own."""
        made = State(self.status, self.layout, self.row)
        made.readonly, made.extras = self.readonly, self.extras
        return made

    def restore(self, other: State) -> None:
        """Take over another state's standing, as after a rollback."""
        self.status, self.layout, self.row = other.status, other.layout, other.row
        self.saved = other.saved


def _unknown(layout: Layout, mapping: TableMapping, values: Mapping[str, object]) -> dict[str, tuple[object, object]]:
    """Return the fields assigned to a record that was loaded without them; not the key that a server kept to itself."""
    names = [name for name in values if name not in layout.index and name in mapping.columns]
    return {name: (None, values[name]) for name in names if values[name] is not None or name not in mapping.defaulted}
