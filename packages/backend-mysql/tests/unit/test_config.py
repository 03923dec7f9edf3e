"""Settings from keywords, URLs and the environment."""

from __future__ import annotations

import pytest

from rhosocial.activerecord.backend.discovery import create_backend, discover_backends
from rhosocial.activerecord.backend.impl.mysql import MySQLBackend, MySQLConnectionConfig
from rhosocial.activerecord.interface.errors import ConfigurationError

URL = "mysql://ann:s%40cret@db.example:3307/library?lock_timeout=5&ssl_ca=ca.pem&ssl_verify_cert=true"


def test_a_url_says_everything() -> None:
    config = MySQLConnectionConfig.from_url(URL)
    assert (config.host, config.port, config.user, config.database) == ("db.example", 3307, "ann", "library")
    assert config.password.get_secret_value() == "s@cret"
    assert (config.lock_timeout, config.ssl_ca, config.ssl_verify_cert) == (5, "ca.pem", True)


def test_the_password_is_masked() -> None:
    config = MySQLConnectionConfig.from_url(URL)
    assert "s@cret" not in repr(config)
    assert "s@cret" not in str(config.model_dump())
    assert "s@cret" not in config.model_dump_json()


def test_the_driver_gets_what_was_given() -> None:
    settings = MySQLConnectionConfig(user="ann", password="secret", database="library").driver_settings
    assert settings["password"] == "secret"
    assert settings["connection_timeout"] == 10
    assert "unix_socket" not in settings
    assert "ssl_ca" not in settings


def test_without_tls_nothing_is_said_of_certificates() -> None:
    settings = MySQLConnectionConfig(ssl_disabled=True, ssl_ca="ca.pem").driver_settings
    assert settings["ssl_disabled"] is True
    assert not any(name.startswith("ssl_") for name in settings if name != "ssl_disabled")


def test_the_environment_says_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACTIVERECORD_MYSQL_HOST", "db.example")
    monkeypatch.setenv("ACTIVERECORD_MYSQL_PORT", "3310")
    config = MySQLConnectionConfig.from_environment()
    assert (config.host, config.port) == ("db.example", 3310)


@pytest.mark.parametrize("query", ["port=0", "lock_timeout=0", "charset=latin1", "ssl_verify_cert=perhaps"])
def test_a_wrong_setting_is_refused_without_the_password(query: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        MySQLConnectionConfig.from_url(f"mysql://ann:hidden@db.example/library?{query}")
    assert "hidden" not in str(caught.value)


def test_both_names_find_the_backend() -> None:
    found = discover_backends()
    assert found["mysql"] is found["mariadb"] is MySQLBackend
    assert isinstance(create_backend("mariadb://ann@db.example/library"), MySQLBackend)


def test_the_backend_says_which_driver_it_uses() -> None:
    assert "(pure Python)" in MySQLBackend(use_pure=True).driver  # type: ignore[attr-defined]


def test_a_socket_is_a_place_of_its_own() -> None:
    places = [
        MySQLConnectionConfig.from_url(f"mysql://{rest}").place
        for rest in ("localhost/x?unix_socket=/run/a.sock", "db/x?unix_socket=/run/a.sock", "localhost/x")
    ]
    assert places == ["/run/a.sock/x", "/run/a.sock/x", "localhost:3306/x"]
