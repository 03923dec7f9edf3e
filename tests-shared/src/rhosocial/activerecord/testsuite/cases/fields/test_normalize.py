"""Normalizers: values as they are validated and as they are looked for have one spelling; rows stay as they are."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from rhosocial.activerecord import ActiveRecord, Col, Column, InvalidValue, Normalize, ValidationError, col, field
from rhosocial.activerecord.testsuite import Runner, Tables, examples


def digits_of(text: str) -> str:
    """A normalizer that refuses."""
    digits = "".join(filter(str.isdigit, text))
    if not digits:
        raise ValueError("no digits")
    return digits


@pytest.fixture
def reader(run: Runner, tables: Tables) -> Any:
    class Reader(ActiveRecord):
        email: Annotated[str, Field(max_length=80), Normalize(str.strip, str.lower), Column(unique=True)]
        nick: Annotated[str | None, Normalize(str.title)] = None
        phone: Annotated[str, Normalize(digits_of)] | None = None
        fee: Annotated[Decimal, Normalize(abs), Normalize(lambda fee: round(fee, 1))] = Decimal("0")
        town: Col[Annotated[str, Normalize(str.upper)]] = field(default="OSLO")

    run.drive(tables.create(Reader))
    return Reader


async def test_every_way_in_normalizes(run: Runner, reader: Any) -> None:
    made = await run(reader.create, email="  Ann@X.org ", nick="ann LEE", fee=Decimal("-1.26"), town="bergen")
    assert (made.email, made.nick, made.fee, made.town) == ("ann@x.org", "Ann Lee", Decimal("1.3"), "BERGEN")
    made.nick = "BEN"
    assert made.nick == "Ben"
    await run(made.update, email="BEN@x.org")
    await run(reader.insert_many, [{"email": "CEM@x.org"}])
    await run(reader.upsert_many, [{"email": "Cem@X.org", "nick": "cem"}], on="email")
    assert await run(reader.order_by("id").pluck, "email", "nick") == [("ben@x.org", "Ben"), ("cem@x.org", "Cem")]


async def test_values_in_conditions_are_normalized(run: Runner, reader: Any) -> None:
    ann = await run(reader.create, email="ann@x.org", nick="Ann", phone="12", fee=Decimal("2.5"))
    email, fee = col(reader.email), col(reader.fee)
    for condition in (
        email == " ANN@x.org",
        ~(email != "ANN@x.org"),
        email.in_(["ANN@X.ORG ", "nobody"]),
        ~email.not_in([" Ann@x.org"]),
        email.between("ANN", "ANO"),
        email >= "ANN@X.ORG",
        email.is_("ANN@x.org"),
        fee == Decimal("-2.51"),
        col(reader.phone) == "(1) 2",
        reader.town == "oslo",
    ):
        assert await run(reader.where(condition).ids) == [ann.id]
    lookups: list[dict[str, Any]] = [
        {"email": "ANN@X.org"}, {"email__in": ["ANN@X.org"]}, {"email__ne": "BEN@x.org"},
        {"email__between": ("ANN", "ANO")}, {"nick__lte": "ANN"}, {"phone": "1-2"}, {"town": "oslo"},
    ]  # fmt: skip
    for lookup in lookups:
        assert await run(reader.where(**lookup).ids) == [ann.id]
    assert (await run(reader.find_by, email="ANN@x.org")) == ann
    assert (await run(reader.get_or_create, email=" ANN@x.org"))[1] is False


async def test_patterns_are_left_alone(run: Runner, reader: Any) -> None:
    await run(reader.create, email="ann@x.org")
    assert await run(reader.where(email__contains="ANN").count) == 0
    assert await run(reader.where(email__icontains="ANN").count) == 1
    assert await run(reader.where(email__startswith="ann").count) == 1


async def test_computed_values_are_left_alone(run: Runner, reader: Any) -> None:
    await run(reader.create, email="ann@x.org", fee=Decimal("2.5"))
    assert await run(reader.where(col(reader.fee) - 3 == Decimal("-0.5")).count) == 1
    assert await run(reader.where(col(reader.email) + "X" == "ann@x.orgX").count) == 1
    assert await run(reader.where(-col(reader.fee) == Decimal("-2.5")).count) == 1


async def test_a_set_based_update_normalizes(run: Runner, reader: Any) -> None:
    ann = await run(reader.create, email="ann@x.org")
    await run(reader.where(email="Ann@x.org").update, nick="ANN", town="bergen")
    await run(ann.reload)
    assert (ann.nick, ann.town) == ("Ann", "BERGEN")


async def test_rows_are_loaded_as_they_are(run: Runner, reader: Any) -> None:
    await run(reader.create, email="ann@x.org", nick="Ann")
    loaded = await run(reader.where(email="ann@x.org").one)
    table = reader.__mapping__.table.name
    await run(run.backend.execute, f"UPDATE {table} SET nick = 'ANN' WHERE email = 'ann@x.org'")
    await run(loaded.reload)
    assert (loaded.nick, loaded.changed) == ("ANN", False)
    await run(loaded.update, town="bergen")
    assert await run(reader.query().pluck, "nick") == ["ANN"]


async def test_what_can_not_be_normalized_is_refused(run: Runner, reader: Any) -> None:
    with pytest.raises(ValidationError, match="phone: Value error, no digits"):
        await run(reader.create, email="a", phone="none")
    with pytest.raises(InvalidValue, match="phone: a value can't be normalized: no digits"):
        await run(reader.where(phone="none").all)
    with pytest.raises(InvalidValue, match=r"email: 3 \(int\) does not fit a column of str"):
        await run(reader.where(email=3).all)


async def test_a_key_is_found_in_any_spelling(run: Runner, tables: Tables) -> None:
    class Country(ActiveRecord):
        code: Annotated[str, Field(max_length=2), Normalize(str.upper), Column(primary_key=True)]

    await tables.create(Country)
    await run(Country.create, code="no")
    assert (await run(Country.find, "no")).code == "NO"
    assert [country.code for country in await run(Country.find_many, ["No"])] == ["NO"]


@examples(20)
@given(stored=st.text("aAbB ", max_size=4), wanted=st.text("aAbB ", max_size=4))
async def test_two_spellings_meet_exactly_when_they_normalize_alike(
    run: Runner, reader: Any, stored: str, wanted: str
) -> None:
    await run(reader.where(id__gt=0).delete)
    await run(reader.create, email=stored)
    assert await run(reader.where(email=wanted).exists) == (stored.strip().lower() == wanted.strip().lower())
