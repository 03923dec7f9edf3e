"""Changing: insert, update of what changed, delete, transactions, savepoints. Each step leaves the data as it was."""

from rhosocial.activerecord import Rollback

from .models import Country, Currency
from .report import Report
from .sql_log import Statement

KEPT = {"alpha_3": "QQK", "numeric": 1, "name": "Kept by the outer block"}
UNDONE = {"alpha_3": "QQU", "numeric": 2, "name": "Undone with the savepoint"}


def update(report: Report) -> None:
    """`save` writes the columns that changed, and nothing when there is nothing to write."""
    country = Country.find("NL")
    country.common_name = "Holland"
    changes = country.changes
    with report.sql.counting() as statements:
        written = [country.save(), country.save()]
    _report_update(report, changes, statements, written)
    report.check("the change is read back", "Holland", Country.find("NL").common_name)
    country.update(common_name=None)


async def aupdate(report: Report) -> None:
    """The async twin of `update`."""
    country = await Country.afind("NL")
    country.common_name = "Holland"
    changes = country.changes
    with report.sql.counting() as statements:
        written = [await country.asave(), await country.asave()]
    _report_update(report, changes, statements, written)
    report.check("the change is read back", "Holland", (await Country.afind("NL")).common_name)
    await country.aupdate(common_name=None)


def rollback(report: Report) -> None:
    """`Rollback` ends a block quietly; the rows and the records are what they were before it."""
    before = Currency.count()
    euro = Currency.where(alpha_3="EUR").one()
    with Currency.transaction():
        euro.delete()
        report.check("inside, the euro is gone", before - 1, Currency.count())
        raise Rollback
    report.check("after the rollback it is back", before, Currency.count())
    report.check("… and its record knows", True, euro.is_persisted)


async def arollback(report: Report) -> None:
    """The async twin of `rollback`."""
    before = await Currency.acount()
    euro = await Currency.where(alpha_3="EUR").aone()
    async with Currency.atransaction():
        await euro.adelete()
        report.check("inside, the euro is gone", before - 1, await Currency.acount())
        raise Rollback
    report.check("after the rollback it is back", before, await Currency.acount())
    report.check("… and its record knows", True, euro.is_persisted)


def savepoint(report: Report) -> None:
    """A block within a block is a savepoint: it can be undone alone."""
    with Currency.transaction():
        Currency.create(**KEPT)
        with Currency.transaction():
            Currency.create(**UNDONE)
            raise Rollback
    _report_savepoint(report, Currency.where(alpha_3__startswith="QQ").pluck(Currency.alpha_3))


async def asavepoint(report: Report) -> None:
    """The async twin of `savepoint`."""
    async with Currency.atransaction():
        await Currency.acreate(**KEPT)
        async with Currency.atransaction():
            await Currency.acreate(**UNDONE)
            raise Rollback
    _report_savepoint(report, await Currency.where(alpha_3__startswith="QQ").apluck(Currency.alpha_3))


def delete(report: Report) -> None:
    """A record deletes its own row, and knows it."""
    currency = Currency.where(alpha_3="QQK").one()
    currency.delete()
    report.check("the record is deleted", True, currency.is_deleted)
    report.check("… and its row is gone", False, Currency.where(alpha_3="QQK").exists())


async def adelete(report: Report) -> None:
    """The async twin of `delete`."""
    currency = await Currency.where(alpha_3="QQK").aone()
    await currency.adelete()
    report.check("the record is deleted", True, currency.is_deleted)
    report.check("… and its row is gone", False, await Currency.where(alpha_3="QQK").aexists())


def _report_update(report: Report, changes: object, statements: list[Statement], written: list[bool]) -> None:
    rows = [(changes, statement.sql) for statement in statements]
    report.table("Save writes what changed", ("changes", "SQL"), rows, "a second save had nothing to write")
    report.check("two saves of one change write", [True, False], written)
    report.check("… with statements", 1, len(statements))


def _report_savepoint(report: Report, codes: list[str]) -> None:
    report.table("After an inner block was undone and the outer one kept", ("currencies created",), [(codes,)])
    report.check("the outer block's currency stays", ["QQK"], codes)
