"""What a network loses is said to be lost, and nothing is tried again behind the program's back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from rhosocial.activerecord import CommitOutcomeUnknown, ConnectionLost
from rhosocial.activerecord.testsuite import Library, MakeBackend, Runner, served_by
from rhosocial.activerecord.testsuite.proxy import Proxy


@pytest.fixture
def proxy(run: Runner) -> Iterator[Proxy]:
    """A proxy of the server under test."""
    config: Any = run.backend.config
    host, port = getattr(config, "host", None), getattr(config, "port", None)
    if not host or not port or host.startswith("/"):
        pytest.skip("this database is not reached over a network")
    with Proxy(host, port) as made:
        yield made


@pytest.fixture
def authors(library: Library, backends: MakeBackend, proxy: Proxy) -> Any:
    """The authors, read and written through the proxy."""
    return served_by(library.Author, backends(host="127.0.0.1", port=proxy.port, pool_size=1))


async def test_a_commit_whose_answer_is_lost_is_of_unknown_outcome(
    run: Runner, library: Library, authors: Any, proxy: Proxy
) -> None:
    author = authors.build(name="Ann")

    async def write() -> None:
        async with run.transaction(authors.backend()):
            await run(author.save)
            proxy.lose_answers()

    with pytest.raises(CommitOutcomeUnknown):
        await write()
    assert await run(library.Author.query().pluck, "name") == ["Ann"]


async def test_a_write_whose_answer_is_lost_ran_once(run: Runner, library: Library, authors: Any, proxy: Proxy) -> None:
    assert await run(authors.count) == 0
    proxy.lose_answers()
    with pytest.raises(ConnectionLost):
        await run(authors.create, name="Ann")
    assert await run(library.Author.query().pluck, "name") == ["Ann"]
