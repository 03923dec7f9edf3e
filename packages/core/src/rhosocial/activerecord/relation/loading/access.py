"""Reading a relation of a record: what is loaded, or loading it where that is no hidden I/O."""

from __future__ import annotations

import sys
from typing import Any

from ...backend.plan import Plan, run
from ...interface.errors import ConfigurationError, RelationNotLoaded
from ..definition.held import loaded
from ..definition.relation import Relation

LOADING = ("peers", "lazy", "raise")
"""What reading a relation that is not loaded does: load it for all peers, for the one record, or raise."""


def read(record: Any, relation: Relation) -> Any:
    """Return what a relation holds, loading it for all records of the same result at once.

    Raises:
        RelationNotLoaded: It is not loaded, and an event loop runs in this thread.
    """
    if not relation.is_loaded(record):
        if relation.is_known_empty(record):
            relation.fill(record, [])
        elif in_event_loop():
            raise _not_loaded(record, relation)
        else:
            run(_reading_plan(record, relation))
    return relation.value(loaded(record)[relation.name])


def _reading_plan(record: Any, relation: Relation) -> Plan[None]:
    """Load a relation that was read, as its loading mode says."""
    mode = _mode(record, relation)
    if mode == "raise":
        name = f"{type(record).__name__}.{relation.name}"
        raise RelationNotLoaded(
            f"{name} is not loaded, and its loading mode is 'raise': load it with the query by .preload({name}), "
            f"or by record.load({relation.name!r})"
        )
    yield from relation.load_plan([record]) if mode == "lazy" else load_plan(record, relation)


def _mode(record: Any, relation: Relation) -> str:
    """Return the loading mode: the query's, else the relation's, else the model's."""
    peers = record.__state__.peers
    mode: str = peers if isinstance(peers, str) else relation.loading or type(record).__loading__
    if mode not in LOADING:
        raise ConfigurationError(f"loading={mode!r} of {type(record).__name__}: one of {', '.join(LOADING)}")
    return mode


def load_plan(record: Any, relation: Relation) -> Plan[None]:
    """Load a relation for a record and for its peers that lack it."""
    peers = record.__state__.peers
    if not peers or isinstance(peers, str):
        peers = (record,)
    lacking = [peer for peer in peers if peer is record or not relation.is_loaded(peer)]
    if not any(peer is record for peer in lacking):
        lacking = [record]
    yield from relation.load_plan(lacking)


def in_event_loop() -> bool:
    """Tell whether this thread runs an event loop, where loading would block it."""
    asyncio = sys.modules.get("asyncio")  # importing it costs more than the rest of this library
    return asyncio is not None and asyncio._get_running_loop() is not None


def _not_loaded(record: Any, relation: Relation) -> RelationNotLoaded:
    name = f"{type(record).__name__}.{relation.name}"
    return RelationNotLoaded(
        f"{name} is not loaded, and loading it here would block the event loop: "
        f"await record.aload({relation.name!r}), or load it with the query by .preload({name})"
    )
