"""Settings from keywords, URLs and the environment."""

from __future__ import annotations

import pytest

from rhosocial.activerecord import ConfigurationError, create_backend, discover_backends
from rhosocial.activerecord.backend.impl.postgresql import PostgreSQLBackend, PostgreSQLConnectionConfig

from_url = PostgreSQLConnectionConfig.from_url


def test_a_url_says_everything() -> None:
    config = from_url("postgresql://ann%40home:s%3Aecret@db.example:6432/my%20library?sslmode=require&pool_size=3")
    assert config.parameters() == {
        "host": "db.example",
        "port": 6432,
        "user": "ann@home",
        "password": "s:ecret",
        "dbname": "my library",
        "sslmode": "require",
        "connect_timeout": 10,
        "application_name": "rhosocial-activerecord",
        "client_encoding": "utf8",
    }
    assert config.pool_size == 3


def test_what_is_not_given_is_left_to_libpq() -> None:
    assert from_url("postgresql://").parameters().keys() == {"connect_timeout", "application_name", "client_encoding"}


def test_a_url_may_hold_parameters_of_libpq() -> None:
    config = from_url("postgresql:///library?host=/run/postgresql&options=-c%20statement_timeout%3D5s&keepalives=0")
    assert config.host == "/run/postgresql"
    assert config.libpq == {"options": "-c statement_timeout=5s", "keepalives": "0"}
    assert config.parameters()["options"] == "-c statement_timeout=5s"


def test_an_unknown_setting_is_refused_without_showing_the_password() -> None:
    with pytest.raises(ConfigurationError, match="pool_sise") as caught:
        from_url("postgresql://ann:secret@localhost/library?pool_sise=3")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("setting", ["sslmode=maybe", "port=99999", "connect_timeout=0", "prepare_threshold=-1"])
def test_a_setting_out_of_range_is_refused(setting: str) -> None:
    with pytest.raises(ConfigurationError):
        from_url(f"postgresql://localhost/library?{setting}")


@pytest.mark.parametrize(("text", "threshold"), [("none", None), ("", None), ("0", 0), ("7", 7)])
def test_preparing_can_be_turned_off(text: str, threshold: int | None) -> None:
    assert from_url(f"postgresql://localhost/library?prepare_threshold={text}").prepare_threshold == threshold


def test_the_environment_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACTIVERECORD_POSTGRESQL_HOST", "db.example")
    monkeypatch.setenv("ACTIVERECORD_POSTGRESQL_PASSWORD", "secret")
    config = PostgreSQLConnectionConfig.from_environment()
    assert config.parameters()["password"] == "secret"
    assert config.host == "db.example"


def test_secrets_do_not_show() -> None:
    config = from_url("postgresql://ann:secret@localhost/library?sslpassword=hidden")
    assert "secret" not in repr(config)
    assert "hidden" not in repr(config)


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_the_entry_points_lead_here(scheme: str) -> None:
    assert type(create_backend(f"{scheme}://localhost/library")) is PostgreSQLBackend


def test_it_is_listed_among_the_installed_backends() -> None:
    assert discover_backends()["postgresql"] is PostgreSQLBackend


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("postgresql://localhost/x", "postgresql://ann@127.0.0.1:5432/x?sslmode=disable", True),
        ("postgresql://localhost", "postgresql://[::1]/env", True),
        ("postgresql:///x", "postgresql:///x?host=/run/postgresql", False),
        ("postgresql:///x", "postgresql://localhost/x", False),
        ("postgresql://db.example/x?hostaddr=10.0.0.1", "postgresql://db.example/x", False),
        ("postgresql://localhost/x", "postgresql://localhost:5433/x", False),
        ("postgresql:///x?service=a", "postgresql:///x?service=b", False),
    ],
)
def test_a_place_is_what_libpq_makes_of_the_settings(
    monkeypatch: pytest.MonkeyPatch, one: str, other: str, same: bool
) -> None:
    for name in ("PGHOST", "PGHOSTADDR", "PGPORT", "PGSERVICE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PGDATABASE", "env")
    assert (from_url(one).place == from_url(other).place) is same
