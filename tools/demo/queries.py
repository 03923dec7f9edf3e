"""Asking: lookups by keyword, conditions as expressions, order, counts, single columns, iteration."""

from collections import Counter

import pycountry

from .models import Country, Language, LanguageScope, LanguageType, Subdivision
from .report import Report


def find(report: Report) -> None:
    """By key, and by any other field."""
    by_key = Country.find("NO")
    by_field = Country.find_by(alpha_3="NOR")
    report.check("what find_by finds, as find does", by_key.name, by_field and by_field.name)


async def afind(report: Report) -> None:
    """The async twin of `find`."""
    by_key = await Country.afind("NO")
    by_field = await Country.afind_by(alpha_3="NOR")
    report.check("what find_by finds, as find does", by_key.name, by_field and by_field.name)


def where_lookups(report: Report) -> None:
    """Keyword lookups: a field, two underscores, what to ask of it."""
    countries = Country.where(name__startswith="South", numeric__lt=800).order_by("-numeric").all()
    _report_southern(report, countries)


async def awhere_lookups(report: Report) -> None:
    """The async twin of `where_lookups`."""
    countries = await Country.where(name__startswith="South", numeric__lt=800).order_by("-numeric").aall()
    _report_southern(report, countries)


def where_expressions(report: Report) -> None:
    """Conditions built from fields combine with & and | into one value."""
    wanted = (Subdivision.type == "State") | (Subdivision.type == "Province")
    codes = Subdivision.where(wanted & (Subdivision.country_code != "US")).pluck(Subdivision.code)
    _report_states(report, codes)


async def awhere_expressions(report: Report) -> None:
    """The async twin of `where_expressions`."""
    wanted = (Subdivision.type == "State") | (Subdivision.type == "Province")
    codes = await Subdivision.where(wanted & (Subdivision.country_code != "US")).apluck(Subdivision.code)
    _report_states(report, codes)


def count_and_exists(report: Report) -> None:
    """A query is a value: each call returns a new one, and it runs only when asked."""
    living = Language.where(type=LanguageType.LIVING)
    in_two_letters = living.where(alpha_2__isnull=False)
    _report_living(report, living.count(), in_two_letters.count(), living.where(alpha_3="lat").exists())


async def acount_and_exists(report: Report) -> None:
    """The async twin of `count_and_exists`."""
    living = Language.where(type=LanguageType.LIVING)
    in_two_letters = living.where(alpha_2__isnull=False)
    latin_lives = await living.where(alpha_3="lat").aexists()
    _report_living(report, await living.acount(), await in_two_letters.acount(), latin_lives)


def iterate(report: Report) -> None:
    """A query is iterable: each row comes as a record."""
    initials: Counter[str] = Counter()
    for language in Language.where(scope=LanguageScope.MACROLANGUAGE):
        initials[language.name[0]] += 1
    _report_initials(report, initials)


async def aiterate(report: Report) -> None:
    """The async twin of `iterate`, over the same kind of query."""
    initials: Counter[str] = Counter()
    async for language in Language.where(scope=LanguageScope.MACROLANGUAGE):
        initials[language.name[0]] += 1
    _report_initials(report, initials)


def _report_southern(report: Report, countries: list[Country]) -> None:
    rows = [(country.flag, country.alpha_2, country.name, country.numeric) for country in countries]
    report.table("Countries in the South by name, highest number first", ("", "code", "name", "number"), rows)
    southern = [entry for entry in pycountry.countries if entry.name.startswith("South")]
    numbers = sorted((int(entry.numeric) for entry in southern if int(entry.numeric) < 800), reverse=True)
    report.check("numbers of countries in the South, in order", numbers, [country.numeric for country in countries])


def _report_states(report: Report, codes: list[str]) -> None:
    per_country = Counter(code[:2] for code in codes)
    report.table("States and provinces outside the US", ("country", "how many"), per_country.most_common(5))
    entries = (entry for entry in pycountry.subdivisions if entry.type in {"State", "Province"})
    expected = [entry.code for entry in entries if entry.country_code != "US"]
    report.check("states and provinces outside the US", len(expected), len(codes))
    report.check("… whose codes are unlike pycountry's", set(), set(expected) ^ set(codes))


def _report_living(report: Report, living: int, in_two_letters: int, latin_lives: bool) -> None:
    rows = [(living, in_two_letters, "yes" if latin_lives else "no")]
    report.table("Living languages", ("all", "with a two-letter code", "is Latin one?"), rows)
    entries = [entry for entry in pycountry.languages if entry.type == "L"]
    report.check("living languages", len(entries), living)
    report.check(
        "living languages with a two-letter code", sum(hasattr(entry, "alpha_2") for entry in entries), in_two_letters
    )
    report.check("Latin is a living language", False, latin_lives)


def _report_initials(report: Report, initials: Counter[str]) -> None:
    report.table("Macrolanguages by initial", ("initial", "how many"), initials.most_common(5))
    expected = Counter(entry.name[0] for entry in pycountry.languages if entry.scope == "M")
    report.check("most frequent initial of macrolanguages", expected.most_common(1), initials.most_common(1))
    report.check("macrolanguages", expected.total(), initials.total())
