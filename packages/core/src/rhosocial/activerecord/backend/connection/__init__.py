"""Connections: the pool, transactions, and async for drivers that have none."""

from .halves import AwaitableConnection, BlockingConnection
from .pool import ConnectionPool, Pool, PoolSettings
from .sockets import unread_on
from .threaded import ThreadedConnection, open_on_thread
from .transaction import Transaction

__all__ = [
    "AwaitableConnection",
    "BlockingConnection",
    "ConnectionPool",
    "Pool",
    "PoolSettings",
    "ThreadedConnection",
    "Transaction",
    "open_on_thread",
    "unread_on",
]
