"""Creates the tables and fills them, showing how far it is."""

from collections.abc import Iterator

from rich.progress import Progress

from .models import Country, Currency, HistoricCountry, IsoRecord, Language, Script, Subdivision
from .report import Report
from .source import Dataset, Row

MODELS: tuple[type[IsoRecord], ...] = (Country, Subdivision, Currency, Language, Script, HistoricCountry)
BATCH = 1_000


def load(report: Report, dataset: Dataset) -> None:
    """Create the tables anew and insert all rows in one transaction: all of them are kept, or none."""
    for model in reversed(MODELS):
        model.drop_table(if_exists=True)
    IsoRecord.create_tables(*MODELS)
    with report.progress() as progress, IsoRecord.transaction():
        for model, rows in dataset.items():
            for batch in _batches(progress, model, rows):
                model.insert_many(batch)


async def aload(report: Report, dataset: Dataset) -> None:
    """Do what `load` does, without blocking the event loop."""
    for model in reversed(MODELS):
        await model.adrop_table(if_exists=True)
    await IsoRecord.acreate_tables(*MODELS)
    with report.progress() as progress:
        async with IsoRecord.atransaction():
            for model, rows in dataset.items():
                for batch in _batches(progress, model, rows):
                    await model.ainsert_many(batch)


def _batches(progress: Progress, model: type[IsoRecord], rows: list[Row]) -> Iterator[list[Row]]:
    bar = progress.add_task(model.__name__, total=len(rows))
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        yield batch
        progress.advance(bar, len(batch))
