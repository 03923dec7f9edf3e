"""Loaders: generated functions that turn the driver's rows into records without validating them again."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from ...backend.compiled import (
    CompiledQuery,
    Row,
    column_variables,
    decode_sources,
    variables_pattern,
)
from ...backend.unreadable import unreadable
from .state import PERSISTED, Layout, State

Loader = Callable[[Sequence[Row]], list[Any]]

# pydantic's slots are set through their descriptors: `__setattr__` would validate
_SLOTS: dict[str, Any] = {
    "set_dict": vars(BaseModel)["__dict__"].__set__,
    "set_fields_set": vars(BaseModel)["__pydantic_fields_set__"].__set__,
    "set_extra": vars(BaseModel)["__pydantic_extra__"].__set__,
    "set_private": vars(BaseModel)["__pydantic_private__"].__set__,
}

_SOURCE = """
def load(rows):
    records = []
    append = records.append
    peers = records if keep_peers else None
    row = None
    try:
        for row in rows:
            {pattern} = row
            record = new(model)
            set_dict(record, {{{items}}})
            set_fields_set(record, fields_set{copy})
            set_extra(record, {extra})
            set_private(record, None)
            set_state(record, State(persisted, layout, row, peers))
            append(record){after}
    except Exception:
        explain(model, layout, row)
        raise
    return records
"""


_EXTRAS = "\n            record.__state__.extras = {{{items}}}"
_POST_INIT = "\n            record.model_post_init(None)"  # sets private attributes, and does what the user's own does
_FINISH = "\n            record._finish_load()"


def make_loader(model: type[Any], compiled: CompiledQuery, others: frozenset[str] = frozenset()) -> Loader:
    """Generate a loader with the decoders of the columns inlined.

    Args:
        model: The records' model.
        compiled: The query.
        others: Columns that are other models', with which this one shares its table.
    """
    variables = column_variables(len(compiled.labels))
    names, sources = decode_sources(compiled.decoders, variables)
    by_label = dict(zip(compiled.labels, sources))
    own = {label: source for label, source in by_label.items() if label in model.__mapping__.columns}
    extra = {label: source for label, source in by_label.items() if label not in own and label not in others}
    extras = model.model_config.get("extra") == "allow"
    verified, verifiers = _verification(model, own, dict(zip(compiled.labels, variables)))
    source = _SOURCE.format(
        pattern=variables_pattern(variables),
        items=_dict_source(own),
        copy=".copy()" if extras else "",
        extra="{}" if extras else "None",
        after=_EXTRAS.format(items=_dict_source(extra)) * bool(extra)
        + verified
        + _POST_INIT * bool(model.__pydantic_post_init__)
        + _FINISH * model.__needs_finish__,
    )
    names |= {
        **_SLOTS,
        "new": object.__new__,
        "model": model,
        "set_state": model.__set_state__,
        "State": State,
        "persisted": PERSISTED,
        "layout": Layout(compiled.labels, compiled.decoders, skip={*extra, *others}),
        "fields_set": set(own),
        **verifiers,
        "explain": explain,
        "keep_peers": bool(model.__relations__),
    }
    exec(source, names)
    made: Any = names["load"]
    return made  # type: ignore[no-any-return]


def _verification(model: Any, own: Container[str], variables: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    """Return the lines that see that values which belong to a row stand in it, and what they call."""
    mapping = model.__mapping__
    if not all(name in own for name in mapping.key_names):
        return "", {}
    kinds = [(variables[name], kind) for name, kind in mapping.sealed.items() if name in own]
    key = "".join(f"record.__dict__[{name!r}], " for name in mapping.key_names)
    lines = [f"\n            verify_{variable}({variable}, ({key}))" for variable, _ in kinds]
    return "".join(lines), {f"verify_{variable}": kind.verify for variable, kind in kinds}


def explain(model: type[Any], layout: Layout, row: Sequence[object]) -> None:
    """Raise what names the record and the field, if a value of the row can't be read."""
    key = tuple([row[layout.index[name]] for name in model.__mapping__.key_names if name in layout.index])
    whose = f"{model.__name__} {key[0] if len(key) == 1 else key!r}: "
    error = unreadable(layout.names, layout.decoders, [row], lambda row: whose)
    if error is not None:
        raise error


def _dict_source(items: dict[str, str]) -> str:
    """Return the inside of a dict display; labels are written as literals."""
    return ", ".join(f"{label!r}: {source}" for label, source in items.items())
