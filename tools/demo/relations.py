"""Following relations: preloaded in one statement a level, however many records there are."""

from collections import Counter

import pycountry

from rhosocial.activerecord import RelationNotLoaded

from .models import Country, Subdivision
from .report import Report

SEVERAL_CURRENCIES = ("BO", "CH", "CL", "MX", "UY")
PLACE = "FR-67"


def preload(report: Report) -> None:
    """Countries, their subdivisions, and their currencies: three statements, not one per country."""
    with report.sql.counting() as statements:
        query = Country.where(alpha_2__in=SEVERAL_CURRENCIES).order_by("alpha_2")
        countries = query.preload(Country.subdivisions, Country.currencies).all()
        rows = [_country_row(country) for country in countries]
    _report_countries(report, rows, len(statements))


async def apreload(report: Report) -> None:
    """The async twin of `preload`."""
    with report.sql.counting() as statements:
        query = Country.where(alpha_2__in=SEVERAL_CURRENCIES).order_by("alpha_2")
        countries = await query.preload(Country.subdivisions, Country.currencies).aall()
        rows = [_country_row(country) for country in countries]
    _report_countries(report, rows, len(statements))


def nested_preload(report: Report) -> None:
    """All countries, all their subdivisions, the children of each: still three statements."""
    with report.sql.counting() as statements:
        countries = Country.preload("subdivisions.children").all()
        children = sum(len(part.children) for country in countries for part in country.subdivisions)
    _report_children(report, children, len(statements))


async def anested_preload(report: Report) -> None:
    """The async twin of `nested_preload`."""
    with report.sql.counting() as statements:
        countries = await Country.preload("subdivisions.children").aall()
        children = sum(len(part.children) for country in countries for part in country.subdivisions)
    _report_children(report, children, len(statements))


def climb(report: Report) -> None:
    """A relation read for the first time loads itself: here from a place up to what it lies in."""
    place: Subdivision | None = Subdivision.find(PLACE)
    path = []
    while place:
        path.append(place.name)
        place = place.parent
    _report_path(report, path)


async def aclimb(report: Report) -> None:
    """In async code nothing loads unasked: reading `parent` would raise, so it is awaited by name."""
    place: Subdivision | None = await Subdivision.afind(PLACE)
    path = []
    while place:
        path.append(place.name)
        place = await place.aload("parent")
    _report_path(report, path)


async def aunloaded(report: Report) -> None:
    """What the event loop says to a relation that nobody loaded."""
    norway = await Country.afind("NO")
    try:
        answer = f"{len(norway.subdivisions)} subdivisions"
    except RelationNotLoaded as error:
        answer = str(error)
    report.table("Reading an unloaded relation in async code", ("what it says",), [(answer,)])
    report.check("an unloaded relation says how to load it", "aload", "aload" if "aload" in answer else answer)


def _country_row(country: Country) -> tuple[object, ...]:
    currencies = ", ".join(sorted(currency.alpha_3 for currency in country.currencies))
    return country.flag, country.name, len(country.subdivisions), currencies


def _report_countries(report: Report, rows: list[tuple[object, ...]], statements: int) -> None:
    note = f"{statements} statements for {len(rows)} countries"
    report.table("Countries with several currencies", ("", "name", "subdivisions", "currencies"), rows, note)
    subdivisions = Counter(entry.country_code for entry in pycountry.subdivisions)
    expected = [subdivisions[code] for code in SEVERAL_CURRENCIES]
    report.check("subdivisions of those with several currencies", expected, [row[2] for row in rows])
    report.check("statements for countries and two relations", 3, statements)


def _report_children(report: Report, children: int, statements: int) -> None:
    columns = ("countries", "parts of subdivisions", "statements")
    report.table("A relation of a relation", columns, [(len(pycountry.countries), children, statements)])
    expected = sum(entry.parent_code is not None for entry in pycountry.subdivisions)
    report.check("subdivisions reached through their parents", expected, children)
    report.check("statements for three levels", 3, statements)


def _report_path(report: Report, path: list[str]) -> None:
    report.table("From a place to what it lies in", ("path",), [(" → ".join(path),)])
    by_code = {entry.code: entry for entry in pycountry.subdivisions}
    inner = by_code[PLACE]
    outer = by_code[inner.parent_code]
    report.check("a place within another within a third", [inner.name, outer.name, outer.parent.name], path)
