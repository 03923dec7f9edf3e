"""Running a case sync or async: one text, two runners."""

from .asynchronous import AsyncRunner
from .runner import Runner, Signal
from .synchronous import SyncRunner

RUNNERS: dict[str, type[Runner]] = {"sync": SyncRunner, "async": AsyncRunner}

__all__ = ["RUNNERS", "AsyncRunner", "Runner", "Signal", "SyncRunner"]
