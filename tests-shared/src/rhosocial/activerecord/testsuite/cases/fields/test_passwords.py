"""Passwords: hashed when set, verified by their hash, never shown and never compared by the server."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from rhosocial.activerecord import ActiveRecord, InvalidValue, Password, QueryError, ValidationError, col
from rhosocial.activerecord.testsuite import Runner, Tables, examples


class Quick(Password):
    """Cheap, so that cases do not wait."""

    n = 2**4
    p = 1


class Longer(Quick):
    n = 2**5
    min_length = 12


@pytest.fixture
def user(run: Runner, tables: Tables) -> Any:
    class User(ActiveRecord):
        name: str
        password: Quick
        pin: Longer | None = None

    run.drive(tables.create(User))
    return User


async def test_a_password_is_hashed_and_verified(run: Runner, user: Any) -> None:
    made = await run(user.create, name="Ann", password="correct horse")
    row = (await run(run.backend.execute, f"SELECT password, pin FROM {user.__mapping__.table.name}"))[0]
    assert row["password"].startswith("scrypt$16$8$1$")
    assert row["pin"] is None
    loaded = await run(user.find, made.id)
    for record in (made, loaded, copy.deepcopy(loaded)):
        assert record.password.verify("correct horse")
        assert not record.password.verify("battery staple")
        assert not record.changed
    assert pickle.loads(pickle.dumps(loaded.password)) == made.password


async def test_a_new_password_is_a_change(run: Runner, user: Any) -> None:
    made = await run(user.create, name="Ann", password="one")
    made.password = "two"
    assert list(made.changes) == ["password"]
    await run(made.save)
    await run(made.update, pin=SecretStr("twelve letters"))
    loaded = await run(user.find, made.id)
    assert (loaded.password.verify("two"), loaded.pin.verify("twelve letters")) == (True, True)
    await run(user.where(name="Ann").update, password="three")
    assert (await run(user.find, made.id)).password.verify("three")


async def test_equal_passwords_have_different_hashes(run: Runner, user: Any) -> None:
    records = await run(user.insert_many, [{"name": name, "password": "same"} for name in ("Ann", "Ben")])
    assert len({record.password.stored for record in records}) == 2


async def test_a_hash_of_other_costs_tells_so(run: Runner, user: Any) -> None:
    class Now(Quick):
        p = 2

    made = await run(user.create, name="Ann", password="one")
    old = Now(made.password.stored)
    assert (made.password.needs_rehash, old.needs_rehash, old.verify("one")) == (False, True, True)
    assert not Now.hashed("one").needs_rehash


async def test_nothing_shows_it(run: Runner, user: Any) -> None:
    made = await run(user.create, name="Ann", password="correct horse")
    shown = [repr(made), made.model_dump_json(), repr(made.model_dump()), repr(made.password), str(made.changes)]
    for text in shown:
        assert "correct horse" not in text
        assert "scrypt" not in text
    assert made.model_dump(mode="json")["password"] == "**********"
    with pytest.raises(ValidationError) as short:
        await run(user.create, name="Ann", password="x", pin="short pin")
    assert "short pin" not in f"{short.value}{short.value.errors()}{short.value.__cause__}"
    with pytest.raises(ValidationError, match="mask of a password"):
        await run(made.update, password=made.model_dump(mode="json")["password"])


async def test_the_server_compares_none(run: Runner, user: Any) -> None:
    await run(user.create, name="Ann", password="correct horse")
    for condition in (col(user.password) == "correct horse", col(user.password).in_(["x"]), col(user.pin).like("s%")):
        with pytest.raises(QueryError, match=r"(password|pin) holds \w+, which the server can't read"):
            await run(user.where(condition).all)
    assert await run(user.where(pin=None).count) == 1
    with pytest.raises(InvalidValue, match="a int is no password"):
        await run(user.where(name="Ann").update, password=3)


@pytest.mark.parametrize(
    "stored",
    ["", "plain", "scrypt$", "scrypt$16$8$1$x$y", "scrypt$15$8$1$AAAA$AAAA", "bcrypt$1$2$3$4$5", "scrypt$a$8$1$AAAA$"],
)
async def test_what_is_no_hash_verifies_nothing(run: Runner, user: Any, stored: str) -> None:
    made = await run(user.create, name="Ann", password="one")
    table = user.__mapping__.table.name
    await run(run.backend.execute, f"UPDATE {table} SET password = {{stored}}", {"stored": stored})
    await run(made.reload)
    assert (made.password.verify(""), made.password.verify("one")) == (False, False)


@examples(20)
@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40), other=st.text(max_size=5))
async def test_a_password_is_verified_by_itself_alone(run: Runner, text: str, other: str) -> None:
    if text != "**********":
        assert Quick.hashed(text).verify(text)
        assert Quick.hashed(text).verify(other) == (text == other)
