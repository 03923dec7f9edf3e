"""Models whose annotations are text, as `from __future__ import annotations` makes them."""

from __future__ import annotations

from typing import Annotated, Optional

from pydantic import Field

from rhosocial.activerecord import ActiveRecord, BelongsTo, Column, HasMany, belongs_to, has_many


class Shelf(ActiveRecord):
    code: Annotated[str, Column(primary_key=True), Field(max_length=5)]
    label: Optional[str] = None  # noqa: UP045
    volumes: HasMany[Volume] = has_many(inverse_of="shelf")


class Volume(ActiveRecord):
    title: Annotated[str, Column(index=True)]
    shelf_code: str | None = None
    shelf: BelongsTo[Shelf] = belongs_to(foreign_key="shelf_code")
