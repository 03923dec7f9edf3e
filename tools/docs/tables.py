"""Tables made from the code: the tree of errors, and the types of columns."""

from __future__ import annotations

import datetime as dt
import enum
import re
import uuid
from collections.abc import Container, Iterator
from decimal import Decimal
from typing import Annotated, Any, Literal

import pydantic

from rhosocial.activerecord import ActiveRecordError, Column, UnsupportedFeatureError, create_backend
from rhosocial.activerecord.backend.base import ConnectionConfig
from rhosocial.activerecord.backend.base.sql import SQLBackend
from rhosocial.activerecord.field.types import sql_type_of, strip
from rhosocial.activerecord.interface import errors

from .statements import SERVERS

CONFIGURED = {"SQLite": "sqlite", "PostgreSQL": "postgresql", "MySQL and MariaDB": "mysql"}


def settings_tables() -> str:
    """Return a table of the settings of each backend, as the docstrings of their classes say."""
    shared = ConnectionConfig.model_fields
    tables = [_settings_table("All", ConnectionConfig, ())]
    tables += [
        _settings_table(name, create_backend(server).config_class, shared) for name, server in CONFIGURED.items()
    ]
    return "\n".join(["", "\n\n".join(tables), ""])


def _settings_table(title: str, config: type[ConnectionConfig], known: Container[str]) -> str:
    meanings = dict(re.findall(r"^        (\w+): ((?:.|\n            )+)", config.__doc__ or "", re.MULTILINE))
    rows = [
        f"| `{name}` | {_default(info)} | {' '.join(meanings[name].split())} |"
        for name, info in config.model_fields.items()
        if name not in known
    ]
    return "\n".join([f"### {title}", "", "| setting | default | |", "|---|---|---|", *rows])


def _default(info: Any) -> str:
    default = info.get_default(call_default_factory=True)
    return "" if default is None or isinstance(default, pydantic.SecretStr) else f"`{default}`"


class Colour(str, enum.Enum):
    """An example of an enum."""

    RED = "red"
    GREEN = "green"


class Address(pydantic.BaseModel):
    """An example of a model inside a column."""

    city: str


# as written in a model -> the annotation
ANNOTATIONS: dict[str, Any] = {
    "bool": bool,
    "int": int,
    "float": float,
    "Decimal": Decimal,
    "Annotated[Decimal, Field(max_digits=8, decimal_places=2)]": Annotated[
        Decimal, pydantic.Field(max_digits=8, decimal_places=2)
    ],
    "str": str,
    "Annotated[str, Field(max_length=200)]": Annotated[str, pydantic.Field(max_length=200)],
    'Literal["draft", "done"]': Literal["draft", "done"],
    "bytes": bytes,
    "date": dt.date,
    "time": dt.time,
    "datetime": dt.datetime,
    "AwareDatetime": pydantic.AwareDatetime,
    "timedelta": dt.timedelta,
    "UUID": uuid.UUID,
    "Colour (an Enum of texts)": Colour,
    "dict[str, Any]": dict[str, Any],
    "list[int]": list[int],
    "Address (a pydantic model)": Address,
}


def error_tree() -> str:
    """Return the tree of errors, each with the sentence that says what it is."""
    branches = list(_branch(ActiveRecordError))
    width = max(len(name) for name, _ in branches)
    lines = [f"{name:<{width}}  {sentence}" for name, sentence in branches]
    return "\n".join(["```", *lines, "```", ""])


def _branch(error: type[BaseException]) -> Iterator[tuple[str, str]]:
    """Return an error and those below it, drawn as a tree, and their sentences."""
    yield error.__name__, _sentence(error)
    children = [item for item in _public() if error in item.__bases__]
    for child in children:
        edge, below = ("└── ", "    ") if child is children[-1] else ("├── ", "│   ")
        first, *others = _branch(child)
        yield edge + first[0], first[1]
        yield from ((below + name, sentence) for name, sentence in others)


def _public() -> list[type[BaseException]]:
    """Return the errors that users catch: not those that join a violation with ValidationError."""
    named = [getattr(errors, name) for name in errors.__all__]
    kinds = [item for item in named if isinstance(item, type) and issubclass(item, BaseException)]
    return [item for item in kinds if not issubclass(item, errors.ValidationError) or item is errors.ValidationError]


def _sentence(error: type[BaseException]) -> str:
    return (error.__doc__ or "").strip().splitlines()[0]


def column_types() -> str:
    """Return the table of annotations and the column types that they get on each kind of server."""
    backends = {name: create_backend(url) for name, url in SERVERS.items()}
    lines = [f"| annotation | {' | '.join(backends)} |", f"|---|{'---|' * len(backends)}"]
    for label, annotation in ANNOTATIONS.items():
        types = " | ".join(f"`{_type(backend, annotation)}`" for backend in backends.values())
        lines.append(f"| `{label}` | {types} |")
    return "\n" + "\n".join(lines) + "\n\n"


def _type(backend: Any, annotation: Any) -> str:
    assert isinstance(backend, SQLBackend)
    plain, _, metadata = strip(annotation, ())
    try:
        return backend.dialect.codec(sql_type_of(plain, Column(), metadata)).ddl
    except UnsupportedFeatureError as error:
        return str(error)
