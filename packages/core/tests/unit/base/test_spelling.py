"""What other libraries write is refused when a class is defined, with the spelling of this one."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest

from rhosocial.activerecord import ActiveRecord, ConfigurationError
from rhosocial.activerecord.backend.impl.sqlite import SQLiteBackend

HEAD = """
from typing import Annotated, Optional
from pydantic import Field
from rhosocial.activerecord import *
class Shop(ActiveRecord):
    name: str
"""
LAZY = "from __future__ import annotations\n"
WRONG = {
    "__tablename__ = 'things'": "__tablename__: write __table_name__ = 'things'",
    "code: str = Column(unique=True)": "Column is no default; write code: Annotated[str, Column(…)]",
    "code: str = Field(unique=True)": "Thing.code: Field takes no unique; write Annotated[…, Column(unique=True)]",
    "code: Annotated[int, Field(primary_key=True)]": "write Annotated[…, Column(primary_key=True)]",
    "code: Col[str] = field(default='', index=True)": "write Annotated[…, Column(index=True)]",
    "shop: BelongsTo[Shop]": "Thing.shop declares no relation yet; write shop: BelongsTo[Shop] = belongs_to()",
    "shop: BelongsTo[Shop | None] = None": "write shop: BelongsTo[Shop | None] = belongs_to()",
    "shops: HasMany['Shop']": "= has_many()",
    "shop: Shop = belongs_to()": "a relation needs its annotation; write shop: BelongsTo[Shop] = belongs_to(…)",
    "shop = belongs_to()": "a relation needs its annotation; write shop: BelongsTo[Model] = belongs_to(…)",
    "shops: list[Shop] = has_many()": "write shops: HasMany[Shop] = has_many(…)",
    "shops: BelongsTo[Shop] = has_many()": "write shops: HasMany[Shop] = has_many(…)",
    "shops: HasMany[Shop] = has_many(dependent='cascade')": "dependent='cascade': one of delete, destroy, nullify",
    "c: int = 0": "Thing.c: records have a method of that name",
}


def _defined(source: str) -> dict[str, Any]:
    """Run a module's text, without what this one says of annotations."""
    module = ModuleType("spelt")
    sys.modules["spelt"] = module
    try:
        exec(compile(source, "spelt", "exec", dont_inherit=True), vars(module))
    finally:
        del sys.modules["spelt"]
    return vars(module)


@pytest.mark.parametrize("lazy", [False, True], ids=["plain", "lazy"])
@pytest.mark.parametrize("line", WRONG)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_another_spelling_is_refused(line: str, lazy: bool) -> None:
    source = f"{LAZY * lazy}{HEAD}class Thing(ActiveRecord):\n    {line}\n"
    with pytest.raises(ConfigurationError) as caught:
        _defined(source)
    assert WRONG[line] in str(caught.value)


def test_a_missing_other_side_is_told_with_the_table() -> None:
    line = "shop: BelongsTo[Shop] = belongs_to(inverse_of='x')"
    names = _defined(f"{HEAD}class Thing(ActiveRecord):\n    shop_id: int\n    {line}\n")
    names["Thing"].configure(SQLiteBackend(database=":memory:"))
    with pytest.raises(ConfigurationError, match=r"Thing.shop has inverse_of='x', and Shop has no such relation"):
        names["Thing"].create_table()


def test_what_a_schema_says_is_no_column_setting() -> None:
    from pydantic import Field

    class Thing(ActiveRecord):
        code: str = Field(json_schema_extra={"examples": ["a"], "type": "code"})

    assert Thing.model_json_schema()["properties"]["code"]["examples"] == ["a"]
