"""Connections: the pool, transactions, and async for drivers that have none."""

from .halves import AwaitableConnection, BlockingConnection
from .pool import ConnectionPool, Pool, PoolSettings
from .sockets import unread_on
from .threaded import ThreadedConnection
from .transaction import Transaction

__all__ = [
    "AwaitableConnection",
    "BlockingConnection",
    "ConnectionPool",
    "Pool",
    "PoolSettings",
    "ThreadedConnection",
    "Transaction",
    "unread_on",
]
