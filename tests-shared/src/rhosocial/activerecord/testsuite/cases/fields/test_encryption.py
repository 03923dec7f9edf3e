"""Encrypted fields: nobody who sees or changes the table reads a value, or passes one off for another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field, SecretStr

from rhosocial.activerecord import (
    ActiveRecord,
    BelongsTo,
    Col,
    Column,
    DecryptionError,
    EncryptedField,
    HasMany,
    InvalidValue,
    Normalize,
    QueryError,
    Rollback,
    UniqueViolation,
    UUIDMixin,
    ValidationError,
    belongs_to,
    col,
    func,
    has_many,
)
from rhosocial.activerecord.testsuite import Runner, Tables, examples

OLD, NEW = EncryptedField.new_key(), EncryptedField.new_key()


class Address(BaseModel):
    city: str


async def raw(run: Runner, model: Any, sql: str, *params: Any) -> Any:
    """Run SQL of the case's own on the model's table."""
    return await run(run.backend.execute, sql.replace("TABLE", model.__mapping__.table.name), *params)


def patient(keys: Any) -> Any:
    """A model with encrypted fields of every sort, under the keys given."""

    class Patient(ActiveRecord):
        ssn: Annotated[str, EncryptedField(keys)]
        email: Annotated[
            str | None, Field(max_length=60), Normalize(str.lower), EncryptedField(keys, deterministic=True),
            Column(unique=True),
        ] = None  # fmt: skip
        notes: Annotated[str, EncryptedField(keys, row=False)] = ""

    return Patient


@pytest.fixture
def model(run: Runner, tables: Tables) -> Any:
    made = patient({"old": OLD})
    run.drive(tables.create(made))
    return made


def rotated(model: Any, keys: Any) -> Any:
    """The same table under another ring."""
    made = patient(keys)
    made.__table_name__ = model.__mapping__.table.name
    made.configure(model.backend())
    return made


async def test_the_table_holds_nothing_to_read(run: Runner, model: Any) -> None:
    made = await run(model.create, ssn="123-45-6789", email="Ann@X.org", notes="allergic")
    row = (await raw(run, model, "SELECT * FROM TABLE"))[0]
    for text in (b"123-45", b"ann@x.org", b"allergic"):
        assert not any(text in bytes(value) for name, value in row.items() if name != "id")
    loaded = await run(model.find, made.id)
    assert (loaded.ssn, loaded.email, loaded.notes) == ("123-45-6789", "ann@x.org", "allergic")
    assert not loaded.changed
    assert not made.changed
    assert made.saved_changes["ssn"] == (None, "123-45-6789")


async def test_equal_values_look_different_unless_asked(run: Runner, model: Any) -> None:
    await run(model.insert_many, [{"ssn": "1", "notes": "same"}, {"ssn": "1", "notes": "same"}])
    rows = await raw(run, model, "SELECT ssn, notes FROM TABLE")
    assert len({bytes(row[name]) for row in rows for name in ("ssn", "notes")}) == 4


async def test_changes_are_tracked_and_saved(run: Runner, model: Any) -> None:
    made = await run(model.create, ssn="1")
    loaded = await run(model.find, made.id)
    loaded.ssn = "2"
    assert loaded.changes == {"ssn": ("1", "2")}
    assert await run(loaded.save)
    assert (await run(model.find, made.id)).ssn == "2"
    assert not await run(loaded.save)


async def test_a_deterministic_field_is_searched(run: Runner, model: Any) -> None:
    await run(model.insert_many, [{"ssn": "1", "email": "ann@x.org"}, {"ssn": "2", "email": "ben@x.org"}, {"ssn": "3"}])
    email = col(model.email)
    assert await run(model.where(email="ANN@x.org").pluck, "ssn") == ["1"]
    assert await run(model.where(email.in_(["ann@x.org", "cem@x.org"])).pluck, "ssn") == ["1"]
    assert await run(model.where(email != "ann@x.org").pluck, "ssn") == ["2"]
    assert await run(model.where(email__not_in=["ann@x.org"]).pluck, "ssn") == ["2"]
    assert await run(model.where(email=None).pluck, "ssn") == ["3"]
    assert (await run(model.find_by, email="Ben@x.org")).ssn == "2"
    with pytest.raises(UniqueViolation):
        await run(model.create, ssn="4", email="ANN@x.org")
    await run(model.where(email="ann@x.org").update, email="dan@x.org", notes="by a query")
    assert await run(model.where(email="dan@x.org").pluck, "notes") == ["by a query"]


async def test_what_the_server_can_not_read_is_refused(run: Runner, model: Any) -> None:
    email, ssn = col(model.email), col(model.ssn)
    for condition in (
        email.like("a%"), email.contains("a"), email > "a", email.between("a", "b"), email.is_distinct_from("a"),
        func.lower(email) == "a", email == col(model.notes), email.in_(model.query().only("email")),
    ):  # fmt: skip
        with pytest.raises(QueryError, match="encrypted"):
            await run(model.where(condition).all)
    refusals: list[Callable[[], Any]] = [
        lambda: model.where(ssn="1"), lambda: model.where(ssn.in_(["1"])), lambda: model.where(ssn__startswith="1"),
        lambda: model.order_by("ssn"), lambda: model.order_by(email.desc()),
    ]  # fmt: skip
    for refused in refusals:
        with pytest.raises(QueryError, match="encrypted"):
            await run(refused().all)
    with pytest.raises(InvalidValue, match="belongs to its row"):
        await run(model.where(id=1).update, ssn="2")
    with pytest.raises(QueryError, match=r"ssn: its value belongs to its row, and an upsert on email"):
        await run(model.upsert_many, [{"ssn": "1", "email": "a"}], on="email")
    assert await run(model.where(ssn=None).count) == 0


async def test_a_value_moved_to_another_row_is_found_out(run: Runner, model: Any) -> None:
    first = await run(model.create, ssn="1")
    (second,) = await run(model.insert_many, [{"ssn": "2"}])
    stolen = (await raw(run, model, f"SELECT ssn FROM TABLE WHERE id = {first.id}"))[0]["ssn"]
    await raw(run, model, f"UPDATE TABLE SET ssn = {{ssn}} WHERE id = {second.id}", {"ssn": bytes(stolen)})
    for load in (model.all, model.where(id=second.id).first, second.reload):
        with pytest.raises(DecryptionError, match=r"ssn has a value in the row \d+ that belongs to another row"):
            await run(load)
    assert (await run(model.find, first.id)).ssn == "1"


async def test_a_value_moved_to_another_column_is_found_out(run: Runner, model: Any) -> None:
    await run(model.create, ssn="1", notes="n")
    await raw(run, model, "UPDATE TABLE SET notes = ssn")
    with pytest.raises(DecryptionError, match="notes has a value that the key 'old' does not open"):
        await run(model.all)


@pytest.mark.parametrize("place", [-1, 10, 30])
async def test_a_changed_value_is_found_out(run: Runner, model: Any, place: int) -> None:
    await run(model.create, ssn="123-45-6789")
    sealed = bytearray(bytes((await raw(run, model, "SELECT ssn FROM TABLE"))[0]["ssn"]))
    sealed[place] ^= 1
    await raw(run, model, "UPDATE TABLE SET ssn = {ssn}", {"ssn": bytes(sealed)})
    with pytest.raises(DecryptionError):
        await run(model.all)


@pytest.mark.parametrize("junk", [b"", b"plain", b"\x01", b"\x01\x03old", b"\x02\x03old", b"\x01\x03old" + bytes(40)])
async def test_what_was_never_encrypted_is_an_error_of_ours(run: Runner, model: Any, junk: bytes) -> None:
    await run(model.create, ssn="1")
    await raw(run, model, "UPDATE TABLE SET notes = {junk}", {"junk": junk})
    with pytest.raises(DecryptionError, match="notes has a value"):
        await run(model.all)


async def test_a_wrong_or_missing_key_is_told(run: Runner, model: Any) -> None:
    await run(model.create, ssn="1")
    with pytest.raises(DecryptionError, match="the key 'old' does not open"):
        await run(rotated(model, {"old": NEW}).all)
    with pytest.raises(DecryptionError, match=r"under the key 'old', which the ring lacks \(it has new\)"):
        await run(rotated(model, {"new": NEW}).all)


async def test_keys_rotate(run: Runner, model: Any) -> None:
    ann = await run(model.create, ssn="1", email="ann@x.org", notes="n")
    asked = []

    def keys() -> dict[str, str]:
        asked.append(True)
        return {"new": NEW, "old": OLD}

    both = rotated(model, keys)
    loaded = await run(both.where(email="ann@x.org").one)
    assert (loaded.ssn, loaded.notes) == ("1", "n")
    ben = await run(both.create, ssn="2", email="ben@x.org")
    emails = ["ann@x.org", "ben@x.org"]
    assert await run(both.where(email__in=emails).order_by("id").ids) == [ann.id, ben.id]
    assert await run(both.where(email__ne="ann@x.org").ids) == [ben.id]
    assert await run(both.where(email__not_in=emails).ids) == []
    assert await run(both.reencrypt, size=1) == 1
    assert await run(both.reencrypt) == 0
    only = rotated(model, {"new": NEW})
    assert await run(only.order_by("id").pluck, "ssn", "email", "notes") == [
        ("1", emails[0], "n"),
        ("2", emails[1], ""),
    ]
    assert await run(only.where(email="ann@x.org").ids) == [ann.id]
    assert len(asked) == 3  # once for each field


async def test_values_stay_with_a_row_whose_key_changes(run: Runner, tables: Tables) -> None:
    class Account(UUIDMixin, ActiveRecord):
        secret: Annotated[str, EncryptedField({"k": OLD})]

    class Member(ActiveRecord):
        club: Annotated[str, Field(max_length=9), Column(primary_key=True)]
        number: Annotated[int, Column(primary_key=True)]
        secret: Annotated[str, EncryptedField({"k": OLD})] | None = None

    await tables.create(Account, Member)
    account = await run(Account.create, secret="s")
    assert (await run(Account.find, account.id)).secret == "s"
    await run(Account.upsert_many, [{"id": account.id, "secret": "t"}], on="id")
    assert (await run(Account.find, account.id)).secret == "t"
    member = await run(Member.create, club="chess", number=7, secret="s")
    member.number = 8
    await run(member.save)
    assert (await run(Member.find, ("chess", 8))).secret == "s"


async def test_a_rolled_back_insert_can_be_saved_again(run: Runner, model: Any) -> None:
    made = model(ssn="1")
    async with run.transaction():
        await run(made.save)
        raise Rollback
    assert (made.is_new, made.id) == (True, None)
    await run(made.save)
    assert (await run(model.find, made.id)).ssn == "1"


async def test_nothing_shows_the_value(run: Runner, model: Any) -> None:
    made = await run(model.create, ssn="123-45", email="ann@x.org", notes="secret notes")
    for shown in (repr(made), str(made), repr(EncryptedField({"k": OLD}))):
        assert not any(text in shown for text in ("123-45", "ann@x.org", "secret notes", OLD))
    with pytest.raises(UniqueViolation) as violation:
        await run(model.create, ssn="7", email="ann@x.org")
    assert violation.value.errors()[0]["input"] == "**********"
    assert "ann@x.org" not in repr(violation.value)
    with pytest.raises(ValidationError) as invalid:
        await run(model.create, ssn=["123-45"], email="ann@x.org")
    assert "123-45" not in f"{invalid.value}{invalid.value.__cause__}{invalid.value.errors()}"
    with pytest.raises(InvalidValue) as refused:
        await run(model.where(email=12345).all)
    assert "12345" not in str(refused.value)


KINDS: list[tuple[Any, st.SearchStrategy[Any]]] = [
    (str, st.text(st.characters(exclude_categories=["Cs"]))),
    (bytes, st.binary()),
    (int, st.integers()),
    (Decimal, st.decimals(allow_nan=False, allow_infinity=False)),
    (bool, st.booleans()),
    (dt.datetime, st.datetimes()),
    (dt.timedelta, st.timedeltas(dt.timedelta(-9999), dt.timedelta(9999))),
    (dict[str, Any], st.dictionaries(st.text(max_size=3), st.integers(-9, 9))),
    (Address, st.builds(Address, city=st.text(st.characters(exclude_categories=["Cs"])))),
    (SecretStr, st.text(st.characters(exclude_categories=["Cs"])).map(SecretStr)),
]


@pytest.mark.parametrize(("kind", "values"), KINDS, ids=[str(getattr(kind, "__name__", kind)) for kind, _ in KINDS])
@examples(12)
@given(data=st.data())
async def test_values_of_any_type_come_back(
    run: Runner, vault: Any, kind: Any, values: st.SearchStrategy[Any], data: st.DataObject
) -> None:
    value = data.draw(values)
    made = await run(vault.create, value=value, same=value)
    loaded = await run(vault.find, made.id)
    assert (loaded.value, type(loaded.value)) == (value, type(value))
    assert await run(vault.where(same=value, id=made.id).count) == 1


@pytest.fixture
def vault(run: Runner, tables: Tables, kind: Any) -> Any:
    class Vault(ActiveRecord):
        value: Col[Annotated[kind, EncryptedField({"k": OLD})]]
        same: Annotated[kind, EncryptedField({"k": OLD}, deterministic=True)]

    run.drive(tables.create(Vault))
    return Vault


async def test_every_way_of_loading_records_sees_a_moved_value(run: Runner, tables: Tables) -> None:
    class Clinic(ActiveRecord):
        visits: HasMany[Visit] = has_many()

    class Visit(ActiveRecord):
        clinic_id: int
        notes: Annotated[str, EncryptedField({"k": OLD})]
        clinic: BelongsTo[Clinic] = belongs_to()

    await tables.create(Clinic, Visit)
    clinic = await run(Clinic.create)
    first, second = await run(Visit.insert_many, [{"clinic_id": clinic.id, "notes": text} for text in "ab"])
    ways: list[Callable[[], Any]] = [
        lambda: run(Visit.all),
        lambda: run(Visit.query().select("notes").all),
        lambda: run(Visit.query().validated().all),
        lambda: run(Clinic.query().preload("visits").all),
        lambda: run(Clinic.query().preload("visits", strategy="join").all),
        lambda: run(Visit.find, second.id),
        lambda: run(second.reload),
    ]
    for way in ways:
        await way()
    sealed = bytes((await raw(run, Visit, f"SELECT notes FROM TABLE WHERE id = {first.id}"))[0]["notes"])
    await raw(run, Visit, f"UPDATE TABLE SET notes = {{notes}} WHERE id = {second.id}", {"notes": sealed})
    for way in ways:
        with pytest.raises(DecryptionError, match="belongs to another row"):
            await way()
