"""Which databases a run uses is read from its environment, and a wish that can't be met is an error."""

from __future__ import annotations

import pytest

from rhosocial.activerecord.testsuite import DatabaseMissing, databases

MYSQL = {"ACTIVERECORD_TEST_MYSQL_URL": "mysql://root@127.0.0.1/test"}


def _urls(environ: dict[str, str]) -> dict[str, str | None]:
    return {database.name: database.url for database in databases(environ)}


def test_a_server_is_used_when_its_url_is_set() -> None:
    assert _urls(MYSQL) == {
        "sqlite": "sqlite://",
        "postgresql": None,
        "mariadb": None,
        "mysql": "mysql://root@127.0.0.1/test",
    }


def test_an_empty_url_is_none() -> None:
    assert _urls({"ACTIVERECORD_TEST_MYSQL_URL": ""})["mysql"] is None


def test_what_is_absent_says_why() -> None:
    reasons = {database.name: database.why_absent for database in databases(MYSQL)}
    assert reasons["postgresql"] == "ACTIVERECORD_TEST_POSTGRESQL_URL is not set"
    assert reasons["mysql"] == ""


@pytest.mark.parametrize("choice", ["mysql", " mysql ", "mysql,mysql"])
def test_a_choice_leaves_the_others_out(choice: str) -> None:
    environ = {**MYSQL, "ACTIVERECORD_TEST_DATABASES": choice}
    assert [name for name, url in _urls(environ).items() if url] == ["mysql"]
    assert databases(environ)[0].why_absent == "ACTIVERECORD_TEST_DATABASES does not ask for it"


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ("sqlite,postgresql", "asks for postgresql, but ACTIVERECORD_TEST_POSTGRESQL_URL is not set"),
        ("oracle", "asks for oracle; there are sqlite, postgresql, mariadb, mysql"),
    ],
)
def test_a_choice_that_cannot_be_met_is_an_error(choice: str, message: str) -> None:
    with pytest.raises(DatabaseMissing, match=message):
        databases({"ACTIVERECORD_TEST_DATABASES": choice})
