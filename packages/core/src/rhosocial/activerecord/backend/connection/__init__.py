"""Connections: the pool, transactions, and async for drivers that have none."""

from .pool import Pool, PoolSettings
from .threaded import ThreadedConnection
from .transaction import Transaction

__all__ = ["Pool", "PoolSettings", "ThreadedConnection", "Transaction"]
