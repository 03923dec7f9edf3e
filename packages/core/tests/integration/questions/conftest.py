"""One shop for each database, built once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rhosocial.activerecord import create_backend
from rhosocial.activerecord.backend.base import StorageBackend
from rhosocial.activerecord.testsuite import databases

from .shop import ShopRecord, build_shop, drop_shop

PRESENT = {database.name: database.url for database in databases() if database.url}
SERVERS = [pytest.param(name, marks=pytest.mark.xdist_group(f"questions-{name}")) for name in PRESENT]


@pytest.fixture(scope="session", params=SERVERS)
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, StorageBackend]]:
    """A database with the shop in it, and its name."""
    name = request.param
    url = f"sqlite:///{tmp_path_factory.mktemp('shop')}/shop.db" if name == "sqlite" else PRESENT[name]
    backend = create_backend(url)
    build_shop(backend)
    yield name, backend
    ShopRecord.configure(backend)
    drop_shop()
    backend.close()
