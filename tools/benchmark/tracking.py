"""What a loaded record takes, in bytes and nanoseconds, with and without what tracks its changes.

``python -m tools.benchmark.tracking``; ``--json FILE`` keeps the figures for the documentation.
"""

from __future__ import annotations

import argparse
import gc
import json
import tracemalloc
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from rhosocial.activerecord import create_backend
from rhosocial.activerecord.backend.compiled import CompiledQuery
from rhosocial.activerecord.backend.plan import run
from rhosocial.activerecord.base.rows import loader as loaders
from tools.benchmark.contenders.ours_models import Article, Author, Model
from tools.benchmark.dataset import make_dataset

TRACKING = "set_state(record, State(persisted, layout, row, peers))"
"""The line of the generated loader that has a record remember its row and its peers."""
Load = Callable[[Sequence[Any]], list[Any]]


def as_dicts(compiled: CompiledQuery) -> Load:
    """Return what makes a dict of each row, its values converted as a record's are."""
    decoders = [None if decoder is None else decoder.function for decoder in compiled.decoders]

    def load(rows: Sequence[Any]) -> list[Any]:
        return [
            {
                label: value if decode is None or value is None else decode(value)
                for label, decode, value in zip(compiled.labels, decoders, row, strict=True)
            }
            for row in rows
        ]

    return load


def without_tracking(compiled: CompiledQuery) -> Load:
    """Return the generated loader without the line that tracks changes."""
    whole = loaders._SOURCE
    kept = [line for line in whole.splitlines(keepends=True) if line.strip() != TRACKING]
    if len(kept) == len(whole.splitlines()):
        raise LookupError("the loader's source has no such line any more: look at base/loader.py")
    loaders._SOURCE = "".join(kept)
    try:
        return loaders.make_loader(Article, compiled)
    finally:
        loaders._SOURCE = whole


def nanoseconds(load: Load, rows: Sequence[Any], rounds: int, collecting: bool) -> float:
    """Return the median processor time for one row, with Python's collector of cycles on or off meanwhile."""
    times: list[float] = []
    for _ in range(rounds):
        gc.collect()
        if not collecting:
            gc.disable()
        began = process_time()
        loaded = load(rows)
        times.append(process_time() - began)
        gc.enable()
        del loaded
    return median(times) / len(rows) * 1e9


def size(load: Load, fetch: Callable[[], Sequence[Any]]) -> float:
    """Return how many bytes stay for each record once nobody but the records holds the driver's rows."""
    load(fetch())
    gc.collect()
    tracemalloc.start()
    records = load(fetch())
    gc.collect()
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return taken / len(records)


def measure(count: int, rounds: int) -> dict[str, dict[str, int]]:
    """Load as many articles of ten columns in each way, in turns."""
    backend = create_backend("sqlite://")
    Model.configure(backend)
    Model.create_tables(Author, Article)
    data = make_dataset(count)
    Author.insert_many(data.authors)
    Article.insert_many(data.articles)
    statement = Article.query().statement()
    compiled = backend.compile(statement)

    def fetch() -> Sequence[Any]:
        return run(backend.execute_plan(statement)).rows

    ways = {
        "a dict of each row": as_dicts(compiled),
        "a record without tracking": without_tracking(compiled),
        "a record": loaders.make_loader(Article, compiled),
    }
    rows = fetch()
    found = {
        name: {
            "bytes": round(size(load, fetch)),
            "nanoseconds": round(nanoseconds(load, rows, rounds, collecting=False)),
            "nanoseconds_collecting": round(nanoseconds(load, rows, rounds, collecting=True)),
        }
        for name, load in ways.items()
    }
    backend.close()
    return found


def main() -> None:
    """Measure, print, and keep the figures where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000, help="how many records are loaded")
    parser.add_argument("--rounds", type=int, default=21, help="how often each way is timed")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    given = parser.parse_args()
    found = measure(given.rows, given.rounds)
    for name, figures in found.items():
        print(f"{name:26}", *(f"{figure:6} {what.replace('_', ', ')}" for what, figure in figures.items()))
    if given.json:
        kept = {"date": f"{date.today():%Y-%m-%d}", "rows": given.rows, "rounds": given.rounds, "ways": found}
        given.json.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
