"""The program that measures what a loaded record takes."""

from __future__ import annotations

from tools.benchmark.tracking import measure


def test_tracking_takes_memory_and_a_record_less_than_two_of_it() -> None:
    found = measure(count=100, rounds=1)
    plain, tracked = found["a record without tracking"]["bytes"], found["a record"]["bytes"]
    assert plain < tracked < 2 * plain
    assert all(figures["nanoseconds"] > 0 for figures in found.values())
