"""Which columns a unique key covers: the server names only the key."""

from __future__ import annotations

import re
from typing import NamedTuple

from rhosocial.activerecord.backend.connection import ThreadedConnection

from .driver import DRIVER_ERRORS

_KEY = re.compile(r" for key '(.+)'\Z", re.S)
_NAME = r"(?:`((?:[^`]|``)+)`|(\w+))"
_TARGET = re.compile(rf"(?:INTO|UPDATE)\s+(?:{_NAME}\.)?{_NAME}", re.I)
_COLUMNS = (
    "SELECT column_name FROM information_schema.statistics "
    "WHERE table_schema = COALESCE(%s, DATABASE()) AND table_name = %s AND index_name = %s ORDER BY seq_in_index"
)


class Key(NamedTuple):
    """A unique key: its table and columns where they could be found out."""

    name: str
    table: str | None = None
    columns: tuple[str, ...] = ()


def find_key(connection: ThreadedConnection, message: str, sql: str) -> Key | None:
    """Look up the key that a duplicate-key error names; None where it names none.

    Args:
        connection: Where the error occurred.
        message: The server's, which ends in `for key 'table.key'` or `for key 'key'`.
        sql: The statement, which names the table.
    """
    found = _KEY.search(message)
    if found is None:
        return None
    schema, table = _target(sql)
    name = found[1].rpartition(" for key '")[2].removeprefix(f"{table}.")
    if table is None:
        return Key(name)
    try:
        rows = connection.execute(_COLUMNS, (schema, table, name)).rows
    except DRIVER_ERRORS:
        rows = ()
    return Key(name, table, tuple(row[0] for row in rows if row[0] is not None))  # None is an expression


def _target(sql: str) -> tuple[str | None, str | None]:
    """Return the schema and the table that a statement writes, as far as it names them."""
    found = _TARGET.search(sql)
    if found is None:
        return None, None
    quoted_schema, schema, quoted_table, table = found.groups()
    return schema or _unquoted(quoted_schema), table or _unquoted(quoted_table)


def _unquoted(name: str | None) -> str | None:
    return None if name is None else name.replace("``", "`").replace("%%", "%")
