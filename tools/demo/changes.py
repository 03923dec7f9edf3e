"""Changing: update of what changed, transactions, savepoints, delete. Together the steps leave the data as it was."""

from rhosocial.activerecord import Rollback, ValidationError

from .models import Country, Currency
from .report import Report
from .sql_log import Statement

TALER = {"alpha_3": "QQT", "numeric": 1, "name": "Taler"}
GULDEN = {"alpha_3": "QQG", "numeric": 2, "name": "Gulden"}


def update(report: Report) -> None:
    """`save` writes the columns that changed, and nothing when there is nothing to write."""
    country = Country.find("NL")
    country.common_name = "Holland"
    changes = country.changes
    with report.sql.counting() as statements:
        written = [country.save(), country.save()]
    _report_update(report, changes, statements, written)
    report.check("a change is read back", "Holland", Country.find("NL").common_name)
    country.update(common_name=None)


async def aupdate(report: Report) -> None:
    """The async twin of `update`."""
    country = await Country.afind("NL")
    country.common_name = "Holland"
    changes = country.changes
    with report.sql.counting() as statements:
        written = [await country.asave(), await country.asave()]
    _report_update(report, changes, statements, written)
    report.check("a change is read back", "Holland", (await Country.afind("NL")).common_name)
    await country.aupdate(common_name=None)


def rollback(report: Report) -> None:
    """`Rollback` ends a block quietly: rows and records are what they were before it."""
    before = Currency.count()
    euro = Currency.where(alpha_3="EUR").one()
    with Currency.transaction():
        euro.delete()
        inside = Currency.count()
        if inside < before:
            raise Rollback
    _report_rollback(report, (before, inside, Currency.count()), euro)


async def arollback(report: Report) -> None:
    """The async twin of `rollback`."""
    before = await Currency.acount()
    euro = await Currency.where(alpha_3="EUR").aone()
    async with Currency.atransaction():
        await euro.adelete()
        inside = await Currency.acount()
        if inside < before:
            raise Rollback
    _report_rollback(report, (before, inside, await Currency.acount()), euro)


def savepoint(report: Report) -> None:
    """A block within a block is a savepoint: what fails there is undone, and the outer block goes on."""
    with Currency.transaction():
        Currency.create(**TALER)
        try:
            with Currency.transaction():
                Currency.create(**GULDEN)
                Currency.create(**TALER | {"numeric": 3})
        except ValidationError as error:
            report.check("what the savepoint failed of", ("alpha_3",), error.errors()[0]["loc"])
    _report_savepoint(report, Currency.where(alpha_3__startswith="QQ").pluck(Currency.name))


async def asavepoint(report: Report) -> None:
    """The async twin of `savepoint`."""
    async with Currency.atransaction():
        await Currency.acreate(**TALER)
        try:
            async with Currency.atransaction():
                await Currency.acreate(**GULDEN)
                await Currency.acreate(**TALER | {"numeric": 3})
        except ValidationError as error:
            report.check("what the savepoint failed of", ("alpha_3",), error.errors()[0]["loc"])
    _report_savepoint(report, await Currency.where(alpha_3__startswith="QQ").apluck(Currency.name))


def delete(report: Report) -> None:
    """A record deletes its own row, and knows it."""
    taler = Currency.where(alpha_3="QQT").one()
    taler.delete()
    report.check("a deleted record knows it", True, taler.is_deleted)
    report.check("… and its row exists", False, Currency.where(alpha_3="QQT").exists())


async def adelete(report: Report) -> None:
    """The async twin of `delete`."""
    taler = await Currency.where(alpha_3="QQT").aone()
    await taler.adelete()
    report.check("a deleted record knows it", True, taler.is_deleted)
    report.check("… and its row exists", False, await Currency.where(alpha_3="QQT").aexists())


def _report_update(report: Report, changes: object, statements: list[Statement], written: list[bool]) -> None:
    rows = [(changes, statement.sql) for statement in statements]
    report.table("Save writes what changed", ("changes", "SQL"), rows, "a second save had nothing to write")
    report.check("two saves of one change write", [True, False], written)
    report.check("… with statements", 1, len(statements))


def _report_rollback(report: Report, counts: tuple[int, int, int], euro: Currency) -> None:
    columns = ("currencies before", "in the block", "after its rollback")
    report.table("The euro, deleted and back again", columns, [counts])
    before = counts[0]
    report.check("currencies before, in and after the block", (before, before - 1, before), counts)
    report.check("the record knows it is back", True, euro.is_persisted)


def _report_savepoint(report: Report, names: list[str]) -> None:
    rows = [(names, "Gulden")]
    report.table("After the inner block failed and the outer one went on", ("kept", "undone"), rows)
    report.check("what the outer block created", ["Taler"], names)
