"""Settings from URLs, keywords and the environment; secrets are never shown."""

from __future__ import annotations

import pytest
from pydantic import SecretStr, ValidationError

from rhosocial.activerecord import ConfigurationError
from rhosocial.activerecord.backend.base.config import ConnectionConfig, masked
from rhosocial.activerecord.backend.impl.sqlite import SQLiteConnectionConfig


class ServerConfig(ConnectionConfig):
    """Settings such as a server's."""

    environment_prefix = "TEST_SERVER_"
    host: str = "localhost"
    port: int = 1
    user: str | None = None
    password: SecretStr | None = None
    database: str | None = None


def test_every_part_of_a_url_is_a_setting() -> None:
    config = ServerConfig.from_url("server://ann:s%40fe@db.example:5/li%20brary?pool_size=3&pool_timeout=0.5")
    assert (config.host, config.port, config.user, config.database) == ("db.example", 5, "ann", "li brary")
    assert config.password is not None
    assert config.password.get_secret_value() == "s@fe"
    assert (config.pool_size, config.pool_timeout) == (3, 0.5)


def test_what_a_url_leaves_out_has_its_default() -> None:
    assert ServerConfig.from_url("server:///library") == ServerConfig(database="library")


def test_four_slashes_lead_to_an_absolute_path() -> None:
    assert ServerConfig.from_url("files:////var/library.db").database == "/var/library.db"


def test_an_ipv6_host_is_read() -> None:
    assert ServerConfig.from_url("server://[::1]:7/x").host == "::1"


@pytest.mark.parametrize("query", ["pool_sise=3", "pool_size=0", "pool_size=many", "pool_timeout=0"])
def test_a_wrong_setting_is_named_and_the_password_is_not_shown(query: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        ServerConfig.from_url(f"server://ann:secret@host/x?{query}")
    assert query.partition("=")[0] in str(caught.value)
    assert "secret" not in str(caught.value)
    assert "server://ann:***@host/x" in str(caught.value)


@pytest.mark.parametrize("url", ["server://ann:secret@host:port/x", "server://ann:secret@[::1/x"])
def test_a_url_that_can_t_be_read_does_not_show_its_password(url: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        ServerConfig.from_url(url)
    assert "secret" not in str(caught.value)


def test_a_password_with_a_percent_sign_is_masked_as_written() -> None:
    assert masked("x://u:p%2Fw@h/d") == "x://u:***@h/d"
    assert masked("x://u@h/d") == "x://u@h/d"


def test_secrets_are_not_in_the_repr() -> None:
    config = ServerConfig(password=SecretStr("secret"))
    assert "secret" not in repr(config)
    assert "secret" not in str(config)


def test_settings_can_t_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        ServerConfig().pool_size = 3  # type: ignore[misc]


def test_the_environment_s_variables_are_read_by_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_SERVER_HOST", "db.example")
    monkeypatch.setenv("TEST_SERVER_POOL_SIZE", "4")
    monkeypatch.setenv("OTHER_PORT", "9")
    assert ServerConfig.from_environment() == ServerConfig(host="db.example", pool_size=4)
    assert ServerConfig.from_environment("OTHER_") == ServerConfig(port=9)


def test_a_wrong_variable_is_named_without_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_SERVER_POOL_SIZE", "secret")
    with pytest.raises(ConfigurationError, match=r"TEST_SERVER_\* can't be used: pool_size") as caught:
        ServerConfig.from_environment()
    assert "secret" not in str(caught.value)


SQLITE_URLS = [
    ("sqlite:///library.db", "library.db"),
    ("sqlite:///data/my%20library.db", "data/my library.db"),
    ("sqlite:////var/library.db", "/var/library.db"),
    ("sqlite://", ":memory:"),
    ("sqlite:///:memory:", ":memory:"),
]


@pytest.mark.parametrize(("url", "database"), SQLITE_URLS)
def test_a_sqlite_url_names_a_file(url: str, database: str) -> None:
    config = SQLiteConnectionConfig.from_url(url)
    assert config.database == database
    assert config.in_memory == (database == ":memory:")


def test_a_sqlite_url_with_settings() -> None:
    config = SQLiteConnectionConfig.from_url("sqlite:///x.db?busy_timeout=0.5&journal_mode=DELETE")
    assert (config.database, config.busy_timeout, config.journal_mode) == ("x.db", 0.5, "DELETE")


@pytest.mark.parametrize("url", ["sqlite://library.db", "sqlite:library.db", "sqlite:/library.db"])
def test_other_than_three_slashes_before_a_sqlite_file_are_explained(url: str) -> None:
    with pytest.raises(ConfigurationError, match="three slashes before a relative path"):
        SQLiteConnectionConfig.from_url(url)


@pytest.mark.parametrize("setting", ["journal_mode=wal;drop", "synchronous=maybe", "busy_timeout=-1"])
def test_a_pragma_takes_only_its_words(setting: str) -> None:
    with pytest.raises(ConfigurationError, match=setting.partition("=")[0]):
        SQLiteConnectionConfig.from_url(f"sqlite:///x.db?{setting}")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("server://localhost/x", "server://127.0.0.1:1/x?pool_size=3", True),
        ("server://ann:a@[::1]/x", "server://ben:b@LOCALHOST/x", True),
        ("server://DB.example/x", "server://db.example/x", True),
        ("server://db.example/x", "server://db/x", False),
        ("server://localhost:1/x", "server://localhost:2/x", False),
        ("server://localhost/x", "server://localhost/X", False),
        ("server://localhost/x", "server://localhost", False),
    ],
)
def test_settings_that_surely_reach_one_database_have_one_place(one: str, other: str, same: bool) -> None:
    places = [ServerConfig.from_url(url).place for url in (one, other)]
    assert (places[0] == places[1]) is same
    assert "ann" not in str(places)
