"""Models, and a query of each kind; importable, so that another process can unpickle them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from rhosocial.activerecord import (
    ActiveRecord,
    BelongsTo,
    HasMany,
    Query,
    belongs_to,
    case,
    col,
    count,
    default_scope,
    exists,
    func,
    has_many,
    not_,
    outer,
    row_number,
    scope,
    sum_,
)


class Writer(ActiveRecord):
    name: str
    age: int | None = None
    born: datetime | None = None
    meta: dict[str, Any] | None = None
    texts: HasMany[Text] = has_many(foreign_key="writer_id", inverse_of="writer")

    @scope
    def adults(query: Any, since: int = 18) -> Any:  # noqa: N805  # a scope takes the query
        return query.where(age__gte=since)


class Text(ActiveRecord):
    writer_id: int
    editor_id: int | None = None
    title: str
    length: int = 0
    writer: BelongsTo[Writer] = belongs_to(foreign_key="writer_id", inverse_of="texts")
    editor: BelongsTo[Writer | None] = belongs_to(foreign_key="editor_id")


class Draft(ActiveRecord):
    title: str
    hidden: bool = False

    @default_scope
    def visible(query: Any) -> Any:  # noqa: N805
        return query.where(hidden=False)


class Sketch(ActiveRecord):
    draft_id: int
    draft: BelongsTo[Draft] = belongs_to(foreign_key="draft_id")


name, age, length = col(Writer.name), col(Writer.age), col(Text.length)


def _recursive() -> Query[Text]:
    start = Text.where(id=1)
    return (
        Text.query()
        .with_cte("chain", start, recursive=lambda chain: Text.query().join_on(chain, Text.id == chain.editor_id))
        .from_cte("chain")
    )


def _ranked() -> Query[Text]:
    place = row_number().over(partition_by=col(Text.writer_id), order_by=length.desc())
    return Text.query().with_cte("ranked", Text.annotate(place=place)).from_cte("ranked").where(place__lte=3)


def _boss() -> Query[Text]:
    other = Text.alias("other")
    return Text.query().join_on(other, Text.editor_id == other.id).where(other.length > 3)


QUERIES: dict[str, Callable[[], Query[Any]]] = {
    "all": Writer.query,
    "where": lambda: Writer.where(Writer.age > 3, name="x", name__contains="y"),
    "or": lambda: Writer.where((age > 3) | ((name == "x") & not_(age.between(1, 2)))),
    "in": lambda: Writer.where(age__in=[1, 2, None], name__not_in=["a"]),
    "order": lambda: Writer.order_by("-age", name.asc().nulls_last()).limit(3).offset(2),
    "distinct": lambda: Writer.select("name").distinct(),
    "dates": lambda: Writer.where(born__year=2000).where(col(Writer.born) + timedelta(days=1) < datetime(2020, 1, 1)),
    "json": lambda: Writer.where(meta__a__b="x", meta__c__contains="y"),
    "join": lambda: Text.join(Text.writer).where(Text.writer.age > 3),
    "implied join": lambda: Text.where(writer__name__startswith="A", editor__age=3),
    "any": lambda: Writer.where(Writer.texts.any(Text.length > 3)),
    "count": lambda: Writer.where(Writer.texts.count() > 3),
    "group": lambda: Text.group_by("writer_id").annotate(n=count(), s=sum_(length).filter(length > 1)).having(n__gt=1),
    "case": lambda: Writer.annotate(kind=case((age < 18, "minor"), otherwise="adult")).order_by("kind"),
    "function": lambda: Writer.where(func.lower(name) == "x").annotate(n=func.length(name, type=int)),
    "exists": lambda: Writer.where(exists(Text.where(Text.writer_id == outer(Writer.id), length__gt=2))),
    "subquery": lambda: Writer.where(col(Writer.id).in_(Text.where(length__gt=3).only("writer_id"))),
    "scalar": lambda: Text.where(Text.length > Text.query().only(func.avg(length)).as_scalar()),
    "alias": _boss,
    "recursive": _recursive,
    "ranked": _ranked,
    "union": lambda: Writer.where(age=1).union(Writer.where(age=2)).order_by("id"),
    "lock": lambda: Text.join(Text.writer).for_update(of=Text.writer),
    "scope": lambda: Writer.adults(21).tag(route="/writers"),
    "default scope": lambda: Draft.where(title="x"),
    "default scope at a join": lambda: Sketch.join("draft").where(draft__title="x"),
    "default scope at an implied join": lambda: Sketch.where(Sketch.draft.title == "x").order_by(Sketch.draft.id),
    "preload": lambda: Writer.preload(Writer.texts, "texts.editor").readonly(),
    "none": lambda: Writer.query().none(),
}  # fmt: skip
