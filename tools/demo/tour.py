"""The whole demo in order, once through sync calls and once through async ones."""

from time import perf_counter

from . import changes, mistakes, queries, relations
from .checks import acheck_data, check_data
from .load import aload, load
from .models import IsoRecord
from .report import Report
from .source import Dataset

STEPS = (
    queries.find,
    queries.where_lookups,
    queries.where_expressions,
    queries.count_and_exists,
    queries.iterate,
    relations.preload,
    relations.nested_preload,
    relations.climb,
    changes.update,
    changes.rollback,
    changes.savepoint,
    changes.delete,
    mistakes.before_sql,
    mistakes.unique,
)

ASYNC_STEPS = (
    queries.afind,
    queries.awhere_lookups,
    queries.awhere_expressions,
    queries.acount_and_exists,
    queries.aiterate,
    relations.apreload,
    relations.anested_preload,
    relations.aclimb,
    relations.aunloaded,
    changes.aupdate,
    changes.arollback,
    changes.asavepoint,
    changes.adelete,
    mistakes.abefore_sql,
    mistakes.aunique,
)


def run(report: Report, dataset: Dataset) -> None:
    """Load, query, change and check, sync."""
    started = _open(report, "sync")
    load(report, dataset)
    for step in STEPS:
        step(report)
    check_data(report, dataset)
    IsoRecord.backend().close()
    _close(report, started)


async def arun(report: Report, dataset: Dataset) -> None:
    """Load, query, change and check, async."""
    started = _open(report, "async")
    await aload(report, dataset)
    for step in ASYNC_STEPS:
        await step(report)
    await acheck_data(report, dataset)
    await IsoRecord.backend().aclose()
    _close(report, started)


def _open(report: Report, mode: str) -> float:
    report.open(mode)
    return perf_counter()


def _close(report: Report, started: float) -> None:
    report.console.print(f"\n{report.sql.total:,} statements so far; this part took {perf_counter() - started:.1f} s")
