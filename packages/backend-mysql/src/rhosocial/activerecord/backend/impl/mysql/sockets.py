"""The driver's socket, which tells whether the server has hung up."""

from __future__ import annotations

import ctypes
import os
import stat
from typing import Any

from .driver import Driver

_FIELDS_BEFORE = 5
"""In the C client's MYSQL, which begins with its NET: the pointers before the socket, in every release since 4.0."""


def socket_of(driver: Driver) -> int | None:
    """Return the descriptor of a connection's socket, or None where it can't be told.

    The C extension keeps it to itself, so it is read from its memory. Only whether something has arrived is ever asked
    of it, and the answer only decides about a ping: a wrong descriptor could do no harm.
    """
    native: Any = driver
    inner = getattr(native, "_cmysql", None)
    if inner is None:
        found: int = native._socket.sock.fileno()
        return found
    place = id(inner) + object.__basicsize__ + _FIELDS_BEFORE * ctypes.sizeof(ctypes.c_void_p)
    descriptor = ctypes.c_int.from_address(place).value
    return descriptor if _is_socket(descriptor) else None


def _is_socket(descriptor: int) -> bool:
    try:
        return stat.S_ISSOCK(os.fstat(descriptor).st_mode)
    except OSError:
        return False
