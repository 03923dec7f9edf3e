"""Where a benchmark stores its rows, and how SQLite is set for every contender."""

from __future__ import annotations

from pathlib import Path

PRAGMAS = {"journal_mode": "wal", "synchronous": "normal", "foreign_keys": "on"}
PRAGMA_STATEMENTS = tuple(f"PRAGMA {name} = {value}" for name, value in PRAGMAS.items())
FILE_PREFIX = "sqlite:///"
MEMORY = "sqlite://"


class BenchmarkUrlError(ValueError):
    """A URL the benchmark cannot use."""


def contender_url(url: str, contender: str) -> str:
    """Give each contender a database of its own.

    Args:
        url: ``sqlite://`` for memory, ``sqlite:///folder/name.db`` for files.
        contender: The contender's short name, which goes into the file's name.

    Returns:
        ``sqlite://``, or the URL of a file that does not exist yet.

    Raises:
        BenchmarkUrlError: The URL is not SQLite's, or the file exists: the benchmark overwrites nothing.
    """
    if url == MEMORY:
        return url
    if not url.startswith(FILE_PREFIX):
        raise BenchmarkUrlError(f"{url!r} is neither {MEMORY} nor {FILE_PREFIX}<file>")
    path = Path(url.removeprefix(FILE_PREFIX))
    own = path.with_name(f"{path.stem}-{contender}{path.suffix}")
    if own.exists():
        raise BenchmarkUrlError(f"{own} exists, and the benchmark overwrites nothing")
    return f"{FILE_PREFIX}{own}"


def sqlite_path(url: str) -> str:
    """Return what ``sqlite3.connect`` takes for this URL."""
    return ":memory:" if url == MEMORY else url.removeprefix(FILE_PREFIX)
