"""Backends by name and by URL."""

from __future__ import annotations

import pytest

from rhosocial.activerecord import BackendNotFoundError, ConfigurationError, create_backend, discover_backends
from rhosocial.activerecord.backend import discovery
from rhosocial.activerecord.backend.impl.sqlite import SQLiteBackend


@pytest.fixture
def only_sqlite(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if no other distribution were installed."""
    monkeypatch.setattr(discovery, "_entry_points", lambda: dict(discovery._OWN))


def test_sqlite_is_always_there() -> None:
    assert discover_backends()["sqlite"] is SQLiteBackend


def test_a_backend_by_name_and_settings() -> None:
    backend = create_backend("sqlite", database="x.db", pool_size=2)
    assert isinstance(backend, SQLiteBackend)
    assert (backend.config.database, backend.config.pool_size) == ("x.db", 2)


def test_a_backend_by_url_with_settings_on_top() -> None:
    backend = create_backend("sqlite:///x.db?pool_size=2", pool_timeout=1.0)
    assert isinstance(backend, SQLiteBackend)
    assert (backend.config.pool_size, backend.config.pool_timeout) == (2, 1.0)


def test_a_scheme_s_case_and_its_driver_do_not_matter() -> None:
    assert isinstance(create_backend("SQLite+pysqlite:///x.db"), SQLiteBackend)


@pytest.mark.usefixtures("only_sqlite")
@pytest.mark.parametrize("name", ["sqlte", "sqlte:///x.db"])
def test_an_unknown_name_names_the_nearest(name: str) -> None:
    with pytest.raises(BackendNotFoundError, match=r"no backend 'sqlte' is installed; did you mean 'sqlite'\?"):
        create_backend(name)


@pytest.mark.usefixtures("only_sqlite")
@pytest.mark.parametrize(
    ("name", "extra"),
    [("postgresql", "postgresql"), ("postgres", "postgresql"), ("mysql", "mysql"), ("mariadb", "mysql")],
)
def test_one_that_is_not_installed_says_how_to_install_it(name: str, extra: str) -> None:
    with pytest.raises(BackendNotFoundError) as caught:
        create_backend(f"{name}://host/x")
    assert f'is installed, only sqlite; pip install "rhosocial-activerecord[{extra}]"' in str(caught.value)


def test_an_unknown_setting_by_keyword_is_a_configuration_error() -> None:
    with pytest.raises(ConfigurationError, match=r"there is no 'databse'; did you mean 'database'\?"):
        create_backend("sqlite", databse="x.db")


def test_an_unknown_setting_on_top_of_a_url_is_a_configuration_error() -> None:
    with pytest.raises(ConfigurationError, match="pool_sise"):
        create_backend("sqlite:///x.db", pool_sise=2)


def test_a_wrong_setting_on_top_of_a_url_is_a_configuration_error() -> None:
    with pytest.raises(ConfigurationError, match="pool_size"):
        create_backend("sqlite:///x.db", pool_size=0)
