"""Which backend serves a model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rhosocial.activerecord import (
    ActiveRecord,
    BackendNotFoundError,
    BelongsTo,
    ConfigurationError,
    ConnectionError,
    belongs_to,
)
from rhosocial.activerecord.backend.impl.sqlite import SQLiteBackend, SQLiteConnectionConfig


@pytest.fixture
def base() -> Iterator[Any]:
    """A base that stands for ActiveRecord: what it is configured with ends with the test."""

    class Base(ActiveRecord):
        __abstract__ = True
        __backend__ = None

    yield Base
    if Base.__backend__ is not None:
        Base.__backend__.close()


def test_a_model_without_a_backend_says_how_to_configure_one(base: Any) -> None:
    class Thing(base):
        pass

    for use in (Thing.create_table, Thing.query().all, Thing().save, lambda: Thing.find(1), Thing.transaction):
        with pytest.raises(
            ConfigurationError, match=r'Thing has no backend: call ActiveRecord\.configure\("sqlite:///'
        ):
            use()


def test_a_query_can_be_built_without_a_backend(base: Any) -> None:
    class Thing(base):
        n: int = 0

    assert Thing.where(Thing.n > 3).order_by("-n") is not None


def test_by_url(base: Any, tmp_path: Path) -> None:
    base.configure(f"sqlite:///{tmp_path}/x.db", pool_size=3)
    assert base.backend().config == SQLiteConnectionConfig(database=f"{tmp_path}/x.db", pool_size=3)


def test_by_config_and_backend_class(base: Any) -> None:
    base.configure(SQLiteConnectionConfig(database=":memory:"), SQLiteBackend)
    assert isinstance(base.backend(), SQLiteBackend)


def test_by_backend(base: Any) -> None:
    backend = SQLiteBackend()
    base.configure(backend)
    assert base.backend() is backend


def test_anything_else_says_what_it_takes(base: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"takes a URL, a backend, or a config and its backend class; got int"):
        base.configure(5)
    with pytest.raises(ConfigurationError, match="got SQLiteConnectionConfig"):
        base.configure(SQLiteConnectionConfig())


def test_the_nearest_class_wins(base: Any) -> None:
    class Common(base):
        pass

    class Special(base):
        pass

    class MoreSpecial(Special):
        pass

    base.configure("sqlite://")
    Special.configure(special := SQLiteBackend())
    assert Common.backend() is base.backend()
    assert Special.backend() is MoreSpecial.backend() is special
    special.close()


def test_configured_again_the_new_one_serves(base: Any) -> None:
    base.configure("sqlite://")
    first = base.backend()
    base.configure("sqlite://")
    assert base.backend() is not first
    first.close()


def test_a_failed_configure_leaves_the_old_one(base: Any) -> None:
    base.configure("sqlite://")
    before = base.backend()
    with pytest.raises(BackendNotFoundError):
        base.configure("nosuch://x")
    with pytest.raises(ConfigurationError):
        base.configure("sqlite:///x.db", pool_sise=3)
    assert base.backend() is before


def test_nothing_is_connected_by_configuring(base: Any, tmp_path: Path) -> None:
    base.configure(f"sqlite:///{tmp_path}/x.db")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_can_t_be_opened_is_a_connection_error(base: Any, tmp_path: Path) -> None:
    base.configure(f"sqlite:///{tmp_path}/no/such/folder/x.db")
    with pytest.raises(ConnectionError, match="unable to open database file"):
        base.backend().execute("SELECT 1")


def test_a_file_that_is_no_database_is_a_connection_error(base: Any, tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("no database at all, just text " * 100)
    base.configure(f"sqlite:///{tmp_path}/x.db")
    with pytest.raises(ConnectionError, match="file is not a database"):
        base.backend().execute("SELECT 1")


@pytest.mark.parametrize(("setting", "value"), [("journal_mode", "delete"), ("synchronous", "2")])
def test_pragmas_are_set(base: Any, tmp_path: Path, setting: str, value: str) -> None:
    base.configure(f"sqlite:///{tmp_path}/x.db?journal_mode=delete&synchronous=full")
    (row,) = base.backend().execute(f"PRAGMA {setting}")
    assert str(row[setting]) == value


@pytest.mark.parametrize("name", ["shop.db", "data/shop"])
def test_a_file_is_named_by_a_url(base: Any, name: str) -> None:
    with pytest.raises(BackendNotFoundError, match=f'a file is named by a URL: "sqlite:///{name}"'):
        base.configure(name)


def test_a_file_that_can_not_be_opened_is_named(base: Any, tmp_path: Path) -> None:
    class Thing(base):
        pass

    base.configure(f"sqlite:///{tmp_path}/nowhere/x.db")
    with pytest.raises(ConnectionError, match=r"unable to open database file: .*/nowhere/x.db"):
        Thing.count()


def test_one_file_is_one_database_however_it_is_named(
    base: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Country(base):
        name: str

    class City(base):
        country_id: int
        country: BelongsTo[Country] = belongs_to()

    monkeypatch.chdir(tmp_path)
    (tmp_path / "link.db").symlink_to(tmp_path / "x.db")
    base.configure(f"sqlite:///{tmp_path}/x.db")
    base.create_tables(Country, City)
    City.create(country=Country.create(name="Norway"))
    for name in ("x.db", "./x.db", "link.db", f"{tmp_path}/y/../x.db"):
        Country.configure(f"sqlite:///{name}")
        assert City.where(country__name="Norway").count() == 1


def test_a_relation_into_another_database(base: Any, tmp_path: Path) -> None:
    class Country(base):
        name: str

    class City(base):
        country_id: int
        country: BelongsTo[Country] = belongs_to()

    class Town(base):
        country_id: int
        country: BelongsTo[Country] = belongs_to(constraint=False)

    base.configure(f"sqlite:///{tmp_path}/x.db")
    Country.configure(f"sqlite:///{tmp_path}/x.db", pool_size=3)
    base.create_tables(Country, City)
    Country.configure("sqlite://")
    with pytest.raises(ConfigurationError, match=r"City.country leads to Country, which lies in another database"):
        City.create_table()
    Country.create_table()
    Town.create_table()
    town = Town.create(country=Country.create(name="Norway"))
    assert [found.country.name for found in Town.preload("country")] == ["Norway"]
    assert Town.find(town.id).country.name == "Norway"
    for query in (
        lambda: Town.where(country__name="Norway").all(),
        lambda: Town.join("country").all(),
        lambda: Town.preload("country", strategy="join").all(),
    ):
        with pytest.raises(ConfigurationError, match=r"memory, and not sqlite .*x.db\)"):
            query()
