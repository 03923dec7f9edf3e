"""pycountry's entries as rows of our tables, in the order in which they can be inserted."""

from collections.abc import Iterable
from datetime import date
from typing import TypeAlias

import pycountry
from pycountry.db import Data

from .models import Country, Currency, HistoricCountry, IsoRecord, Language, Script, Subdivision

Row: TypeAlias = dict[str, object]
Dataset: TypeAlias = dict[type[IsoRecord], list[Row]]


def dataset() -> Dataset:
    """Return the rows of every table, referred-to tables before those that refer to them."""
    return {
        Country: [_country(entry) for entry in pycountry.countries],
        Subdivision: [_subdivision(entry) for entry in _parents_first(pycountry.subdivisions)],
        Currency: [_currency(entry) for entry in pycountry.currencies],
        Language: [_language(entry) for entry in pycountry.languages],
        Script: [_script(entry) for entry in pycountry.scripts],
        HistoricCountry: [_historic_country(entry) for entry in pycountry.historic_countries],
    }


def _country(entry: Data) -> Row:
    return {
        **_pick(entry, "alpha_2", "alpha_3", "name", "official_name", "common_name", "flag"),
        "numeric": int(entry.numeric),
    }


def _subdivision(entry: Data) -> Row:
    return _pick(entry, "code", "name", "type", "country_code", "parent_code")


def _currency(entry: Data) -> Row:
    return {
        **_pick(entry, "alpha_3", "name"),
        "numeric": int(entry.numeric),
        "country_code": issuing_country(entry.alpha_3),
    }


def _language(entry: Data) -> Row:
    return _pick(entry, "alpha_3", "alpha_2", "name", "scope", "type")


def _script(entry: Data) -> Row:
    return {**_pick(entry, "alpha_4", "name"), "numeric": int(entry.numeric)}


def _historic_country(entry: Data) -> Row:
    withdrawn = entry.withdrawal_date
    day = date.fromisoformat(withdrawn) if len(withdrawn) > len("1977") else None
    return {**_pick(entry, "alpha_4", "name"), "withdrawn_year": int(withdrawn[:4]), "withdrawn_on": day}


def issuing_country(currency_code: str) -> str | None:
    """Return the country of a currency: ISO 4217 codes begin with it, but for those like EUR and XAU."""
    country = pycountry.countries.get(alpha_2=currency_code[:2])
    return country.alpha_2 if country else None


def _pick(entry: Data, *names: str) -> Row:
    return {name: getattr(entry, name, None) for name in names}


def _parents_first(subdivisions: Iterable[Data]) -> list[Data]:
    by_code = {entry.code: entry for entry in subdivisions}

    def depth(entry: Data) -> int:
        return 1 + depth(by_code[entry.parent_code]) if entry.parent_code else 0

    return sorted(by_code.values(), key=depth)
