"""The ISO standards as records: countries and their subdivisions, currencies, languages, scripts."""

from datetime import date
from enum import Enum
from typing import Annotated

from pydantic import Field

from rhosocial.activerecord import ActiveRecord, BelongsTo, Column, HasMany, belongs_to, has_many

Code2 = Annotated[str, Field(min_length=2, max_length=2)]
Code3 = Annotated[str, Field(min_length=3, max_length=3)]
Code4 = Annotated[str, Field(min_length=4, max_length=4)]
Name = Annotated[str, Field(min_length=1, max_length=120)]
Number = Annotated[int, Field(ge=1, le=999)]


class IsoRecord(ActiveRecord):
    """The base of all tables here: one `configure` on it serves every model below."""

    __abstract__ = True


class Country(IsoRecord):
    """ISO 3166-1. The two-letter code is the key, so it is also what other tables refer to."""

    __table_name__ = "iso_countries"
    alpha_2: Annotated[Code2, Column(primary_key=True)]
    alpha_3: Annotated[Code3, Column(unique=True)]
    numeric: Annotated[Number, Column(unique=True)]
    name: Annotated[Name, Column(index=True)]
    official_name: Name | None = None
    common_name: Name | None = None
    flag: Annotated[str, Field(max_length=8)]

    subdivisions: HasMany["Subdivision"] = has_many(foreign_key="country_code", inverse_of="country")
    currencies: HasMany["Currency"] = has_many(foreign_key="country_code", inverse_of="country")


class Subdivision(IsoRecord):
    """ISO 3166-2: states, provinces, counties. One may lie within another, so the table refers to itself."""

    __table_name__ = "iso_subdivisions"
    code: Annotated[str, Field(max_length=6), Column(primary_key=True)]
    name: Name
    type: Annotated[str, Field(max_length=60), Column(index=True)]
    country_code: Annotated[Code2, Column(index=True)]
    parent_code: Annotated[str | None, Field(max_length=6), Column(index=True)] = None

    country: BelongsTo[Country] = belongs_to(foreign_key="country_code", inverse_of="subdivisions")
    parent: BelongsTo["Subdivision"] = belongs_to(foreign_key="parent_code", inverse_of="children")
    children: HasMany["Subdivision"] = has_many(foreign_key="parent_code", inverse_of="parent")


class Currency(IsoRecord):
    """ISO 4217. It declares no key, so it gets `id`, which the database counts up."""

    __table_name__ = "iso_currencies"
    id: int | None = None
    alpha_3: Annotated[Code3, Column(unique=True)]
    numeric: Annotated[Number, Column(unique=True)]
    name: Name
    country_code: Code2 | None = None

    country: BelongsTo[Country] = belongs_to(foreign_key="country_code", inverse_of="currencies")


class LanguageScope(str, Enum):
    """What an ISO 639-3 code stands for."""

    INDIVIDUAL = "I"
    MACROLANGUAGE = "M"
    SPECIAL = "S"


class LanguageType(str, Enum):
    """Whether a language is spoken today."""

    ANCIENT = "A"
    CONSTRUCTED = "C"
    EXTINCT = "E"
    HISTORICAL = "H"
    LIVING = "L"
    SPECIAL = "S"


class Language(IsoRecord):
    """ISO 639-3, with the two-letter code of ISO 639-1 where there is one."""

    __table_name__ = "iso_languages"
    alpha_3: Annotated[Code3, Column(primary_key=True)]
    alpha_2: Annotated[Code2 | None, Column(unique=True)] = None
    name: Annotated[Name, Column(index=True)]
    scope: LanguageScope
    type: LanguageType


class Script(IsoRecord):
    """ISO 15924: systems of writing."""

    __table_name__ = "iso_scripts"
    alpha_4: Annotated[Code4, Column(primary_key=True)]
    numeric: Annotated[Number, Column(unique=True)]
    name: Name


class HistoricCountry(IsoRecord):
    """ISO 3166-3: countries withdrawn from ISO 3166-1. For some the standard gives only the year."""

    __table_name__ = "iso_historic_countries"
    alpha_4: Annotated[Code4, Column(primary_key=True)]
    name: Name
    withdrawn_year: int
    withdrawn_on: date | None = None
