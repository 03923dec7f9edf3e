"""Signed tokens: they lead to their record, for their purpose, in their time, and from nobody else."""

from __future__ import annotations

import base64
import uuid
from datetime import timedelta
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from rhosocial.activerecord import (
    ActiveRecord,
    Column,
    ConfigurationError,
    InvalidToken,
    Password,
    QueryError,
    RecordNotFound,
    UUIDMixin,
)
from rhosocial.activerecord.testsuite import Runner, Tables, examples

SECRET = "thirty-two characters or a few more"


class Quick(Password):
    n = 2**4
    p = 1


@pytest.fixture
def user(run: Runner, tables: Tables) -> Any:
    class User(ActiveRecord):
        __token_secret__ = SECRET
        name: str
        password: Quick = Quick.hashed("one")

    run.drive(tables.create(User))
    return User


async def test_a_token_leads_to_its_record(run: Runner, user: Any) -> None:
    ann, ben = await run(user.insert_many, [{"name": "Ann"}, {"name": "Ben"}])
    token = ann.signed_id(purpose="unsubscribe")
    assert set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")
    assert await run(user.find_signed, token, purpose="unsubscribe") == ann
    assert await run(user.one_signed, ben.signed_id(purpose="unsubscribe"), purpose="unsubscribe") == ben


async def test_another_purpose_or_model_is_refused(run: Runner, user: Any, tables: Tables) -> None:
    class Admin(ActiveRecord):
        __token_secret__ = SECRET
        name: str

    await tables.create(Admin)
    ann = await run(user.create, name="Ann")
    await run(Admin.create, name="Root")
    token = ann.signed_id(purpose="unsubscribe")
    assert await run(user.find_signed, token, purpose="reset") is None
    assert await run(Admin.find_signed, token, purpose="unsubscribe") is None
    with pytest.raises(InvalidToken, match="this token is not for 'reset'"):
        await run(user.one_signed, token, purpose="reset")


async def test_a_token_ends(run: Runner, user: Any) -> None:
    ann = await run(user.create, name="Ann")
    good = ann.signed_id(purpose="reset", expires_in=timedelta(hours=1))
    late = ann.signed_id(purpose="reset", expires_in=timedelta(seconds=-1))
    assert await run(user.find_signed, good, purpose="reset") == ann
    assert await run(user.find_signed, late, purpose="reset") is None
    with pytest.raises(InvalidToken, match="this token has expired"):
        await run(user.one_signed, late, purpose="reset")


async def test_a_token_ends_when_a_field_changes(run: Runner, user: Any) -> None:
    ann = await run(user.create, name="Ann")
    token = ann.signed_id(purpose="reset", unless_changed=["password", "name"])
    assert await run(user.find_signed, token, purpose="reset") == ann
    await run(ann.update, password="two")
    assert await run(user.find_signed, token, purpose="reset") is None
    with pytest.raises(InvalidToken, match="ended when password or name changed"):
        await run(user.one_signed, token, purpose="reset")


async def test_a_record_that_is_gone(run: Runner, user: Any) -> None:
    ann = await run(user.create, name="Ann")
    token = ann.signed_id(purpose="reset")
    await run(ann.delete)
    assert await run(user.find_signed, token, purpose="reset") is None
    with pytest.raises(RecordNotFound):
        await run(user.one_signed, token, purpose="reset")


async def test_keys_of_other_types(run: Runner, tables: Tables) -> None:
    class Account(UUIDMixin, ActiveRecord):
        __token_secret__ = SECRET.encode()

    class Member(ActiveRecord):
        __token_secret__ = SECRET
        club: Annotated[str, Field(max_length=9), Column(primary_key=True)]
        number: Annotated[int, Column(primary_key=True)]

    await tables.create(Account, Member)
    account = await run(Account.create)
    assert isinstance(account.id, uuid.UUID)
    member = await run(Member.create, club="chess", number=7)
    for model, record in ((Account, account), (Member, member)):
        found: Any = await run(model.find_signed, record.signed_id(purpose="p"), purpose="p")
        assert found == record


async def test_secrets_rotate(run: Runner, user: Any) -> None:
    ann = await run(user.create, name="Ann")
    old = ann.signed_id(purpose="p", unless_changed=["name"])
    user.__token_secret__ = lambda: ("a new secret of some length", SECRET)
    new = ann.signed_id(purpose="p")
    for token in (old, new):
        assert await run(user.find_signed, token, purpose="p") == ann
    user.__token_secret__ = "a new secret of some length"
    assert await run(user.find_signed, old, purpose="p") is None
    assert await run(user.find_signed, new, purpose="p") == ann


async def test_what_is_missing_is_told(run: Runner, user: Any) -> None:
    with pytest.raises(QueryError, match="this User has no key yet"):
        user(name="Ann").signed_id(purpose="p")
    ann = await run(user.create, name="Ann")
    with pytest.raises(QueryError, match="has no field 'nme'; did you mean 'name'"):
        ann.signed_id(purpose="p", unless_changed=["nme"])
    with pytest.raises(QueryError, match="expires_in takes a timedelta, not 60"):
        ann.signed_id(purpose="p", expires_in=60)
    for secret in (None, "", "too short", ["thirty-two characters or a few more", "short"]):
        user.__token_secret__ = secret
        with pytest.raises(ConfigurationError, match="tokens of User need a secret of at least 16 bytes"):
            ann.signed_id(purpose="p")
        with pytest.raises(ConfigurationError, match="tokens of User need a secret"):
            await run(user.find_signed, "x", purpose="p")


@examples(60)
@given(data=st.data())
async def test_nobody_else_makes_one(run: Runner, user: Any, data: st.DataObject) -> None:
    ann = await run(user.create, name="Ann")
    token = ann.signed_id(purpose="p", expires_in=timedelta(hours=1))
    payload, mac = token.split(".")
    forged = base64.urlsafe_b64encode(
        base64.urlsafe_b64decode(payload + "==").replace(f"[{ann.id}]".encode(), f"[{ann.id + 1}]".encode())
    ).decode()
    place = data.draw(st.integers(0, 200)) % len(token)
    changed = token[:place] + data.draw(st.sampled_from("ABCDEFGHab01-_.")) + token[place + 1 :]
    pieces = ["", ".", "..", payload, f".{mac}", f"{payload}.", f"{token}=", f"{token}\n", f" {token}", "x" * 9999]
    for bad in {f"{forged.rstrip('=')}.{mac}", data.draw(st.text(max_size=30)), changed, *pieces} - {token}:
        assert await run(user.find_signed, bad, purpose="p") is None
    assert await run(user.find_signed, token, purpose="p") == ann
