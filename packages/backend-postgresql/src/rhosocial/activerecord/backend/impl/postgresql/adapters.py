"""What psycopg is told about types: two loaders of ours."""

from __future__ import annotations

import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import AdaptersMap
from psycopg.types.datetime import IntervalLoader
from psycopg.types.string import TextLoader


class ExactIntervalLoader(IntervalLoader):
    """Loads intervals of days and microseconds; psycopg would take a month for 30 days."""

    def load(self, data: Buffer) -> object:  # type: ignore[override]
        """Return a timedelta, or raise where months or years, which have no length of their own, are in it."""
        text = bytes(data)
        if b"mon" in text or b"year" in text:
            raise psycopg.DataError(f"the interval {text.decode()!r} has months, which no timedelta can hold")
        return super().load(data)


def make_adapters() -> AdaptersMap:
    """Return psycopg's adapters with ours in front: JSON stays text, which pydantic reads faster than psycopg."""
    adapters = AdaptersMap(psycopg.adapters)
    adapters.register_loader("json", TextLoader)
    adapters.register_loader("jsonb", TextLoader)
    adapters.register_loader("interval", ExactIntervalLoader)
    return adapters
