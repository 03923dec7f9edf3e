"""Bad input: what is wrong is said before it reaches the database, and with the nearest right name."""

from collections.abc import Callable
from typing import NamedTuple

from rhosocial.activerecord import ActiveRecordError, UniqueViolation, ValidationError

from .models import Country
from .report import Report

NOWHERE: dict[str, object] = {"alpha_2": "QQ", "alpha_3": "QQQ", "numeric": 1, "name": "Nowhere", "flag": "?"}


class Mistake(NamedTuple):
    """A mistake as it is written, the call itself, and a word that its error must say."""

    code: str
    make: Callable[[], object]
    hint: str


MISTAKES = (
    Mistake("where(nmae='Norway')", lambda: Country.where(nmae="Norway").first(), "'name'"),
    Mistake("where(name__startwith='N')", lambda: Country.where(name__startwith="N").first(), "'startswith'"),
    Mistake("where(numeric='many')", lambda: Country.where(numeric="many").first(), "int"),
    Mistake("where(name == 'a' and …)", lambda: Country.where(Country.name == "a" and Country.flag == "b"), "&"),
    Mistake("order_by('-nmae')", lambda: Country.order_by("-nmae").first(), "'name'"),
    Mistake("create(alpha_2='NOR', …)", lambda: Country.create(**NOWHERE | {"alpha_2": "NOR"}), "alpha_2"),
)


def before_sql(report: Report) -> None:
    """None of these reaches the database."""
    with report.sql.counting() as statements:
        errors = [_error_of(mistake) for mistake in MISTAKES]
    rows = [(mistake.code, type(error).__name__, error) for mistake, error in zip(MISTAKES, errors, strict=True)]
    report.table("Mistakes", ("code", "error", "what it says"), rows)
    for mistake, error in zip(MISTAKES, errors, strict=True):
        report.check(f"{mistake.code} says", mistake.hint, mistake.hint if mistake.hint in str(error) else error)
    report.check("statements that mistakes ran", 0, len(statements))


async def abefore_sql(report: Report) -> None:
    """They are found before there is anything to await."""
    before_sql(report)


def unique(report: Report) -> None:
    """What only the database can know arrives as a validation error of the field."""
    try:
        Country.create(**NOWHERE | {"alpha_3": "NOR"})
    except ValidationError as error:
        _report_unique(report, error)
    report.check("countries with Norway's code", 1, Country.where(alpha_3="NOR").count())


async def aunique(report: Report) -> None:
    """The async twin of `unique`."""
    try:
        await Country.acreate(**NOWHERE | {"alpha_3": "NOR"})
    except ValidationError as error:
        _report_unique(report, error)
    report.check("countries with Norway's code", 1, await Country.where(alpha_3="NOR").acount())


def _error_of(mistake: Mistake) -> Exception | None:
    try:
        mistake.make()
    except (ActiveRecordError, TypeError) as error:
        return error
    return None


def _report_unique(report: Report, error: ValidationError) -> None:
    rows = [(".".join(map(str, problem["loc"])), problem["msg"]) for problem in error.errors()]
    report.table("A country whose code is taken", ("field", "what it says"), rows)
    report.check("a unique violation names its field", ["alpha_3"], [field for field, _ in rows])
    report.check("… and can be caught as UniqueViolation", True, isinstance(error, UniqueViolation))
