"""The end of the demo: what the database holds, against what pycountry itself says."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

import pycountry

from .load import MODELS
from .models import Country, Currency, HistoricCountry, IsoRecord, Language, LanguageType, Script, Subdivision
from .report import Report
from .source import Dataset, Row


@dataclass(frozen=True)
class Facts:
    """Counts and sums that say much about the data in few numbers."""

    countries: int
    sum_of_country_numbers: int
    subdivisions: int
    subdivisions_within_others: int
    countries_with_subdivisions: int
    currencies: int
    sum_of_currency_numbers: int
    languages: int
    languages_with_two_letters: int
    extinct_languages: int
    letters_in_language_names: int
    scripts: int
    sum_of_script_numbers: int
    historic_countries: int
    countries_withdrawn_before_1990: int


def facts_of_pycountry() -> Facts:
    """Work the facts out of pycountry's own objects."""
    languages = list(pycountry.languages)
    return Facts(
        countries=len(pycountry.countries),
        sum_of_country_numbers=sum(int(entry.numeric) for entry in pycountry.countries),
        subdivisions=len(pycountry.subdivisions),
        subdivisions_within_others=sum(entry.parent_code is not None for entry in pycountry.subdivisions),
        countries_with_subdivisions=len({entry.country_code for entry in pycountry.subdivisions}),
        currencies=len(pycountry.currencies),
        sum_of_currency_numbers=sum(int(entry.numeric) for entry in pycountry.currencies),
        languages=len(languages),
        languages_with_two_letters=sum(hasattr(entry, "alpha_2") for entry in languages),
        extinct_languages=sum(entry.type == "E" for entry in languages),
        letters_in_language_names=sum(len(entry.name) for entry in languages),
        scripts=len(pycountry.scripts),
        sum_of_script_numbers=sum(int(entry.numeric) for entry in pycountry.scripts),
        historic_countries=len(pycountry.historic_countries),
        countries_withdrawn_before_1990=sum(entry.withdrawal_date < "1990" for entry in pycountry.historic_countries),
    )


def facts_of_database() -> Facts:
    """Ask the database for the same facts."""
    return Facts(
        countries=Country.count(),
        sum_of_country_numbers=Country.sum(Country.numeric),
        subdivisions=Subdivision.count(),
        subdivisions_within_others=Subdivision.where(parent_code__isnull=False).count(),
        countries_with_subdivisions=len(Subdivision.query().distinct().pluck(Subdivision.country_code)),
        currencies=Currency.count(),
        sum_of_currency_numbers=Currency.sum(Currency.numeric),
        languages=Language.count(),
        languages_with_two_letters=Language.where(alpha_2__isnull=False).count(),
        extinct_languages=Language.where(type=LanguageType.EXTINCT).count(),
        letters_in_language_names=sum(map(len, Language.pluck(Language.name))),
        scripts=Script.count(),
        sum_of_script_numbers=Script.sum(Script.numeric),
        historic_countries=HistoricCountry.count(),
        countries_withdrawn_before_1990=HistoricCountry.where(withdrawn_year__lt=1990).count(),
    )


async def afacts_of_database() -> Facts:
    """The async twin of `facts_of_database`."""
    return Facts(
        countries=await Country.acount(),
        sum_of_country_numbers=await Country.asum(Country.numeric),
        subdivisions=await Subdivision.acount(),
        subdivisions_within_others=await Subdivision.where(parent_code__isnull=False).acount(),
        countries_with_subdivisions=len(await Subdivision.query().distinct().apluck(Subdivision.country_code)),
        currencies=await Currency.acount(),
        sum_of_currency_numbers=await Currency.asum(Currency.numeric),
        languages=await Language.acount(),
        languages_with_two_letters=await Language.where(alpha_2__isnull=False).acount(),
        extinct_languages=await Language.where(type=LanguageType.EXTINCT).acount(),
        letters_in_language_names=sum(map(len, await Language.apluck(Language.name))),
        scripts=await Script.acount(),
        sum_of_script_numbers=await Script.asum(Script.numeric),
        historic_countries=await HistoricCountry.acount(),
        countries_withdrawn_before_1990=await HistoricCountry.where(withdrawn_year__lt=1990).acount(),
    )


def check_data(report: Report, dataset: Dataset) -> None:
    """Compare the facts, and then every row with the one it was made from."""
    _check_facts(report, facts_of_database())
    for model in MODELS:
        _check_rows(report, model, dataset[model], model.all())


async def acheck_data(report: Report, dataset: Dataset) -> None:
    """The async twin of `check_data`."""
    _check_facts(report, await afacts_of_database())
    for model in MODELS:
        _check_rows(report, model, dataset[model], await model.aall())


def _check_facts(report: Report, found: Facts) -> None:
    values = asdict(found)
    for name, expected in asdict(facts_of_pycountry()).items():
        report.check(name.replace("_", " "), expected, values[name])


def _check_rows(report: Report, model: type[IsoRecord], rows: list[Row], records: Iterable[IsoRecord]) -> None:
    names = rows[0].keys()
    found = {_signature(record.model_dump(mode="json", include=set(names))) for record in records}
    expected = {_signature(row) for row in rows}
    report.check(f"rows of {model.__name__} unlike their source", 0, len(expected ^ found))


def _signature(row: Row) -> frozenset[tuple[str, str]]:
    return frozenset((name, str(value)) for name, value in row.items())
