"""The conformance suite of rhosocial-activerecord, and what the tests of the core and of every backend share."""

from .databases import Database, DatabaseMissing, databases
from .environment import MakeBackend
from .examples import examples
from .features import modes, requires, where
from .models import Library, Models
from .observing import StatementLog, statements
from .running import Runner, Signal
from .server_target import ServerTarget
from .sessions import Sessions
from .tables import Tables, served_by
from .target import Deviation, Target

__all__ = [
    "Database",
    "DatabaseMissing",
    "Deviation",
    "Library",
    "MakeBackend",
    "Models",
    "Runner",
    "ServerTarget",
    "Sessions",
    "Signal",
    "StatementLog",
    "Tables",
    "Target",
    "databases",
    "examples",
    "modes",
    "requires",
    "served_by",
    "statements",
    "where",
]
