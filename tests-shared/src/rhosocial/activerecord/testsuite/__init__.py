"""The conformance suite of rhosocial-activerecord, and what the tests of the core and of every backend share."""

from .databases import Database, DatabaseMissing, databases
from .features import modes, requires, where
from .models import Library
from .observing import StatementLog, statements
from .running import Runner, Signal
from .tables import Tables
from .target import Deviation, Target

__all__ = [
    "Database",
    "DatabaseMissing",
    "Deviation",
    "Library",
    "Runner",
    "Signal",
    "StatementLog",
    "Tables",
    "Target",
    "databases",
    "modes",
    "requires",
    "statements",
    "where",
]
