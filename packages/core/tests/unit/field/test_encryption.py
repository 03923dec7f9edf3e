"""What an EncryptedField asks of the program: keys, a package, a field it can serve."""

from __future__ import annotations

import base64
import pickle
import sys
from typing import Annotated, Any

import pytest
from pydantic import Field

from rhosocial.activerecord import ActiveRecord, Column, ConfigurationError, EncryptedField
from rhosocial.activerecord.field.encryption.envelope import NO_ROW, opened, row_tag, sealed_alike, sealed_at_random
from rhosocial.activerecord.field.encryption.keyring import Key, KeyRing

KEY = base64.urlsafe_b64encode(bytes(range(32))).decode()


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({}, "has no keys"),
        ({"k": "too short"}, "'k' is not of 32 random bytes"),
        ({"k": b"x" * 31}, "'k' is not of 32 random bytes"),
        ({"k": KEY + "!"}, "'k' is not of 32 random bytes"),
        ({"": KEY}, "the name of a key has 1 to 60 bytes"),
        ({"k" * 61: KEY}, "the name of a key has 1 to 60 bytes"),
    ],
)
def test_a_ring_that_can_not_serve_is_refused(keys: Any, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        KeyRing(lambda: keys).first  # noqa: B018
    if keys:
        with pytest.raises(ConfigurationError) as told:
            KeyRing(keys).first  # noqa: B018
        assert "x" * 31 not in str(told.value)


def test_the_error_names_the_package_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cryptography", None)
    with pytest.raises(ConfigurationError, match=r'pip install "rhosocial-activerecord\[encryption\]"'):
        EncryptedField({"k": KEY})


def test_new_keys_differ_and_fit() -> None:
    made = {EncryptedField.new_key() for _ in range(20)}
    assert len(made) == 20
    assert all(KeyRing({"k": key}).first for key in made)


def test_a_key_is_no_encrypted_field() -> None:
    class Account(ActiveRecord):
        number: Annotated[str, EncryptedField({"k": KEY}, deterministic=True), Column(primary_key=True)]

    with pytest.raises(ConfigurationError, match=r"Account\.number: a key can't be encrypted str"):
        Account.__mapping__  # noqa: B018


class Safe(ActiveRecord):
    secret: Annotated[str, Field(max_length=20), EncryptedField({"k": KEY}, deterministic=True)]


def test_a_query_with_an_encrypted_value_is_pickled_as_any_other() -> None:
    query = Safe.where(secret="s")
    copy = pickle.loads(pickle.dumps(query))
    assert copy.clauses["where"][0].operands[1].type is Safe.__mapping__.columns["secret"].type


def test_a_place_is_part_of_what_is_authenticated() -> None:
    ring = KeyRing({"k": KEY})
    for seal in (
        lambda: sealed_alike(ring.first, "a.b", b"v"),
        lambda: sealed_at_random(ring.first, "a.b", NO_ROW, b"v"),
    ):
        assert opened(ring, "a.b", seal()) == b"v"
        with pytest.raises(Exception, match="does not open"):
            opened(ring, "a.c", seal())


def test_tags_of_rows_differ() -> None:
    key = Key("k", KEY)
    rows = [(1,), (2,), (1, 2), (12,), ("1:1", "2"), ("1", "1:2"), ("",), ("", "")]
    assert len({row_tag(key, "a.b", row) for row in rows} | {row_tag(key, "a.c", (1,))}) == len(rows) + 1
