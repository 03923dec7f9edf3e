"""Bad input: what is wrong is said before it reaches the database, and with the nearest right name."""

from collections.abc import Callable
from typing import NamedTuple

import pydantic

from rhosocial.activerecord import ActiveRecordError, UniqueViolation, ValidationError

from .models import Country
from .report import Report

REFUSALS = (ActiveRecordError, pydantic.ValidationError, TypeError)


class Mistake(NamedTuple):
    """A mistake as it would be written, the call itself, and what its error should say."""

    code: str
    make: Callable[[], object]
    hint: str


MISTAKES = (
    Mistake("where(nmae='Norway')", lambda: Country.where(nmae="Norway").first(), "name"),
    Mistake("where(name__startwith='N')", lambda: Country.where(name__startwith="N").first(), "startswith"),
    Mistake("where(numeric='many')", lambda: Country.where(numeric="many").first(), "numeric"),
    Mistake("where(name == 'a' and …)", lambda: Country.where(Country.name == "a" and Country.flag == "b"), "&"),
    Mistake("order_by('-nmae')", lambda: Country.query().order_by("-nmae").first(), "name"),
    Mistake("Country(alpha_2='NOR', …)", lambda: Country(**_country(alpha_2="NOR")), "alpha_2"),
)


def before_sql(report: Report) -> None:
    """None of these reaches the database."""
    with report.sql.counting() as statements:
        rows = [(mistake.code, *_refusal(mistake)) for mistake in MISTAKES]
    report.table("Mistakes", ("code", "error", "what it says"), rows)
    for mistake, (_, _, message) in zip(MISTAKES, rows, strict=True):
        report.check(f"the error of {mistake.code} says", True, mistake.hint in message)
    report.check("statements run by mistakes", 0, len(statements))


async def abefore_sql(report: Report) -> None:
    """They are found while a query is built, so there is nothing to await."""
    before_sql(report)


def unique(report: Report) -> None:
    """What only the database can know arrives as a validation error of the field."""
    try:
        Country.create(**_country(alpha_3="NOR"))
    except ValidationError as error:
        _report_unique(report, error)
    report.check("the second Norway is not there", 1, Country.where(alpha_3="NOR").count())


async def aunique(report: Report) -> None:
    """The async twin of `unique`."""
    try:
        await Country.acreate(**_country(alpha_3="NOR"))
    except ValidationError as error:
        _report_unique(report, error)
    report.check("the second Norway is not there", 1, await Country.where(alpha_3="NOR").acount())


def _country(**values: str) -> dict[str, object]:
    return {"alpha_2": "QZ", "alpha_3": "QZZ", "numeric": 1, "name": "Nowhere", "flag": "?"} | values


def _refusal(mistake: Mistake) -> tuple[str, str]:
    try:
        mistake.make()
    except REFUSALS as error:
        return type(error).__name__, str(error)
    return "none", "was accepted"


def _report_unique(report: Report, error: ValidationError) -> None:
    rows = [(".".join(map(str, problem["loc"])), problem["msg"]) for problem in error.errors()]
    report.table("A country whose code is taken", ("field", "what it says"), rows)
    report.check("a unique violation names its field", ["alpha_3"], [field for field, _ in rows])
    report.check("… and is also caught as a UniqueViolation", True, isinstance(error, UniqueViolation))
