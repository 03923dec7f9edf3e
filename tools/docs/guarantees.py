"""The table of what the library promises; each test that it names is looked up in its file."""

from __future__ import annotations

from collections.abc import Iterator

from .pages import DOCS
from .promises import FOLDERS, PROMISES, SERVERS, Promise


def promises_table() -> str:
    """Return the table of promises, and below it the tests and what is missing.

    Raises:
        LookupError: A test that is named does not exist.
    """
    head = [f"| | promise | {' | '.join(SERVERS)} |", f"|---:|---|{'---|' * len(SERVERS)}"]
    rows = [
        f"| {number} | {promise.says} | {' | '.join(_state(promise, server) for server in SERVERS)} |"
        for number, promise in enumerate(PROMISES, 1)
    ]
    return "\n" + "\n".join([*head, *rows, "", *_details()]) + "\n\n"


def _state(promise: Promise, server: str) -> str:
    tested = any(server in FOLDERS[test.partition(":")[0]][1] for test in promise.tests)
    if not tested:
        return "not yet"
    return "partly" if promise.missing else "tested"


def _details() -> Iterator[str]:
    for number, promise in enumerate(PROMISES, 1):
        shown = [f"`{_found(test)}`" for test in promise.tests]
        parts = [", ".join(shown)] if shown else []
        if promise.missing:
            parts.append(f"not proved yet: {promise.missing}")
        yield f"{number}. {'; '.join(parts)}"


def _found(test: str) -> str:
    """Return a test's name after making sure that there is one.

    Raises:
        LookupError: There is none.
    """
    folder, _, rest = test.partition(":")
    path, _, name = rest.partition("::")
    file = DOCS.parent / FOLDERS[folder][0] / path
    if not file.is_file() or f"def {name}(" not in file.read_text(encoding="utf-8"):
        raise LookupError(f"{file} has no {name}")
    return f"{file.name}::{name}"
