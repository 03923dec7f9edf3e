"""A query pickles, and is the same query in another process: same SQL, same shape, so the same compiled text."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys

import pytest

from rhosocial.activerecord.backend.base import StorageBackend

from .library import QUERIES

OTHER_PROCESS = f"""
import json, pickle, sys
from {QUERIES["recursive"].__module__} import QUERIES
queries = pickle.load(sys.stdin.buffer)
same = {{name: query.statement().shape == QUERIES[name]().statement().shape for name, query in queries.items()}}
print(json.dumps(same))
"""


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("name", QUERIES)
def test_a_copy_has_the_same_shape_and_values(name: str, protocol: int) -> None:
    query = QUERIES[name]()
    copy = pickle.loads(pickle.dumps(query, protocol))
    ours, theirs = query.statement(), copy.statement()
    assert (theirs.shape, list(theirs.values), theirs.comment) == (ours.shape, list(ours.values), ours.comment)
    assert copy.options.keys() == query.options.keys()


def test_a_default_scope_can_be_taken_away_from_a_copy(backend: StorageBackend) -> None:
    copy = pickle.loads(pickle.dumps(QUERIES["default scope"]()))
    assert "hidden" not in copy.unscoped("visible").to_sql()[0].partition("WHERE")[2]


def test_another_process_finds_the_same_shapes() -> None:
    pickled = pickle.dumps({name: build() for name, build in QUERIES.items()})
    done = subprocess.run(
        [sys.executable, "-c", OTHER_PROCESS], input=pickled, capture_output=True, timeout=60, check=True
    )
    assert json.loads(done.stdout) == dict.fromkeys(QUERIES, True)
