"""Work in a forked child process."""

from __future__ import annotations

import os
import signal
import sys
import warnings
from collections.abc import Callable

PATIENCE = 20
"""After how many seconds a child that hangs is ended."""


def in_child(work: Callable[[], bool]) -> int:
    """Run a function in a forked child and return its exit status: 0 where it returned True."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of forking with threads, which is the case in point
        child = os.fork()
    if child == 0:
        status = 1
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(PATIENCE)
        try:
            status = 0 if work() else 2
        except BaseException as error:
            sys.__stderr__.write(f"{error!r}\n")  # type: ignore[union-attr]
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
