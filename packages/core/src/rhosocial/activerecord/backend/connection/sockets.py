"""What a connection's socket tells without asking the server."""

from __future__ import annotations

import select
from collections.abc import Callable


def unread_on(socket: int) -> Callable[[], bool]:
    """Return what tells whether something has arrived on a socket: data, or that the server has hung up."""
    if not hasattr(select, "poll"):  # Windows
        return lambda: bool(select.select([socket], [], [], 0)[0])
    poller = select.poll()
    poller.register(socket, select.POLLIN)
    return lambda: bool(poller.poll(0))
