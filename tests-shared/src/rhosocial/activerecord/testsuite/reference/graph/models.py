"""Models with every kind of relation."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from rhosocial.activerecord import (
    ActiveRecord,
    BelongsTo,
    HasMany,
    HasOne,
    Query,
    belongs_to,
    default_scope,
    has_many,
    has_one,
)

from ...tables import Tables


def graph_models(tables: Tables) -> dict[str, Any]:
    """Make the models, and the one of the bare table between novels and subjects, by name."""
    about = tables.name("about")

    class Shelf(ActiveRecord):
        __primary_key__ = ("room", "place")
        room: Annotated[str, Field(max_length=5)]
        place: int
        novels: HasMany[Novel] = has_many(foreign_key=("room", "place"), order_by="id")

    class Writer(ActiveRecord):
        name: Annotated[str, Field(max_length=5)]
        mentor_id: int | None = None
        mentor: BelongsTo[Writer | None] = belongs_to()
        pupils: HasMany[Writer] = has_many(foreign_key="mentor_id", order_by="-id")
        novels: HasMany[Novel] = has_many(inverse_of="writer", order_by=("-pages", "id"))
        longest: HasMany[Novel] = has_many(order_by=("-pages", "id"), limit=2)
        short: HasMany[Novel] = has_many(scope=lambda novels: novels.where(pages__lt=3), order_by="id")
        portrait: HasOne[Portrait] = has_one(order_by="id")
        reviews: HasMany[Review] = has_many(through="novels", order_by=("stars", "id"))
        subjects: HasMany[Subject] = has_many(through="novels", order_by=("name", "id"))

    class Portrait(ActiveRecord):
        writer_id: int
        writer: BelongsTo[Writer] = belongs_to()

    class Novel(ActiveRecord):
        writer_id: int | None = None
        room: Annotated[str | None, Field(max_length=5)] = None
        place: int | None = None
        pages: int
        writer: BelongsTo[Writer | None] = belongs_to(inverse_of="novels")
        shelf: BelongsTo[Shelf | None] = belongs_to(foreign_key=("room", "place"))
        reviews: HasMany[Review] = has_many(inverse_of="novel", order_by="-id")
        subjects: HasMany[Subject] = has_many(through=about, order_by=("-name", "id"))

    class Review(ActiveRecord):
        novel_id: int
        stars: int
        novel: BelongsTo[Novel] = belongs_to(inverse_of="reviews")

        @default_scope
        def shown(query: Query[Any]) -> Query[Any]:  # noqa: N805
            return query.where(stars__lt=4)

    class Subject(ActiveRecord):
        name: Annotated[str, Field(max_length=5)]
        novels: HasMany[Novel] = has_many(through=about, order_by="-id")

    named = {model.__name__: model for model in (Shelf, Writer, Portrait, Novel, Review, Subject)}
    for model in named.values():
        tables.adopt(model)
    return {**named, "About": Novel.__relations__["subjects"].steps[0].target}
