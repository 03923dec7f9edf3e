"""What the library knows of a record beside its fields, in one slot."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from enum import Enum
from typing import Any

from ..backend.compiled import Decoder
from ..field.mapping import TableMapping


class Status(Enum):
    """Where a record is in its life."""

    NEW = "new"
    PERSISTED = "persisted"
    DELETED = "deleted"


class Layout:
    """Which field stands where in a remembered row, and how to read it.

    Attributes:
        names: The fields, in the order of the row.
        index: Where each field stands.
        known: How many of the names are fields.
    """

    __slots__ = ("_skip", "decoders", "index", "known", "names")

    def __init__(self, names: Sequence[str], decoders: Sequence[Decoder | None], skip: Container[str] = ()) -> None:
        self.names = tuple(names)
        self._skip = skip
        self.decoders: tuple[Callable[[Any], Any] | None, ...] = tuple(
            None if decoder is None else decoder.function for decoder in decoders
        )
        self.index = {name: number for number, name in enumerate(self.names)}
        self.known = sum(name not in skip for name in self.names)

    def extended(self, names: Sequence[str], decoders: Sequence[Decoder | None]) -> Layout:
        """Return a layout with further fields at the end."""
        made = Layout((*self.names, *names), (), self._skip)
        more = [None if decoder is None else decoder.function for decoder in decoders]
        made.decoders = (*self.decoders, *more)
        return made

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
        peers: The records loaded together with this one, itself among them.
        saved: What the last save changed.
        readonly: Whether saving is refused.
        extras: The values that `annotate` added; None while there are none.
    """

    __slots__ = ("extras", "layout", "peers", "readonly", "relations", "row", "saved", "status")

    def __init__(
        self,
        status: Status = Status.NEW,
        layout: Layout | None = None,
        row: Sequence[object] = (),
        peers: Sequence[Any] | None = None,
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

    def copy(self) -> State:
        """Return a state with the same contents, of a record of its own."""
        made = State(self.status, self.layout, self.row)
        made.readonly = self.readonly
        return made

    def restore(self, other: State) -> None:
        """Take over another state's standing, as after a rollback."""
        self.status, self.layout, self.row = other.status, other.layout, other.row
        self.saved = other.saved


def _unknown(layout: Layout, mapping: TableMapping, values: Mapping[str, object]) -> dict[str, tuple[object, object]]:
    """Return the fields assigned to a record that was loaded without them; not the key that a server kept to itself."""
    names = [name for name in values if name not in layout.index and name in mapping.columns]
    return {name: (None, values[name]) for name in names if values[name] is not None or name not in mapping.defaulted}
