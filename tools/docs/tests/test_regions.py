"""What stands beside a call is what the call sends."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.docs.layout import laid_out
from tools.docs.regions import regenerated

PAGE = """\
```python
from rhosocial.activerecord import ActiveRecord


class Author(ActiveRecord):
    name: str


ActiveRecord.configure("sqlite://")
Author.create_table()
```

```python
Author.create(name="Ann")
Author.where(name="Ann").for_update()
```
<!-- sql -->
<!-- /sql -->
"""


@pytest.fixture
def made(tmp_path: Path) -> str:
    page = tmp_path / "page.md"
    page.write_text(PAGE, encoding="utf-8")
    return regenerated(page)


def test_each_kind_of_server_has_its_own_words(made: str) -> None:
    sqlite, postgresql, mysql = made.split("=== ")[1:]
    assert 'INSERT INTO "author" ("name")\n    VALUES (?)\n    -- \'Ann\'' in sqlite
    assert 'VALUES (%s)\n    RETURNING "id"\n' in postgresql
    assert "INSERT INTO `author` (`name`)\n    VALUES (%s)\n    -- 'Ann'" in mysql


def test_a_query_that_is_not_run_is_shown_too(made: str) -> None:
    sqlite, postgresql, mysql = made.split("=== ")[1:]
    assert "FOR UPDATE" in postgresql
    assert "FOR UPDATE" in mysql
    assert "-- UnsupportedFeatureError: " in sqlite


def test_what_was_sent_before_is_not_repeated(made: str) -> None:
    assert "CREATE TABLE" not in made


def test_a_region_that_nothing_makes_is_an_error(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("<!-- nothing -->\n<!-- /nothing -->\n", encoding="utf-8")
    with pytest.raises(ValueError, match="nothing generates nothing"):
        regenerated(page)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 'a FROM b', \"x WHERE y\" FROM t WHERE a IN (SELECT b FROM c WHERE d) AND e IS DISTINCT FROM f",
        "SELECT " + ", ".join(f'"column_{number}"' for number in range(20)) + " FROM t LEFT JOIN u ON a = b",
        "WITH c AS (SELECT " + ", ".join(f"c{number}" for number in range(40)) + " FROM t) SELECT * FROM c",
    ],
)
def test_only_white_space_is_added(sql: str) -> None:
    assert "".join(laid_out(sql, ()).split()) == "".join(sql.split())
