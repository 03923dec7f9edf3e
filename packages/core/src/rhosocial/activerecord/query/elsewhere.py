"""What other libraries call what a query does here, for errors; and which names an error does not offer."""

from __future__ import annotations

from collections.abc import Iterable

from ..interface.errors import nearest

ELSEWHERE = {
    "DoesNotExist": "RecordNotFound, from rhosocial.activerecord",
    "MultipleObjectsReturned": "MultipleRecordsFound, from rhosocial.activerecord",
    "pk": "the key's own field, as in Model.id; Model.find(key) takes its value",
    "add": "create(…)",
    "bulk_create": "insert_many(…)",
    "bulk_update": "where(…).update(…), or upsert_many(…)",
    "create": "Model.create(…), on the class",
    "defer": "select(…) of the other fields",
    "delete_all": "all_rows().delete()",
    "destroy_all": "all_rows().delete()",
    "exclude": "where_not(…)",
    "fetchall": "all()",
    "fetchone": "first()",
    "filter": "where(…)",
    "filter_by": "where(…)",
    "find_each": "iterate()",
    "find_in_batches": "in_batches(…)",
    "get_or_none": "get(key), or find_by(…)",
    "group": "group_by(…)",
    "in_bulk": "find_many(…)",
    "include": "preload(…)",
    "includes": "preload(…)",
    "eager_load": 'preload(…, strategy="join")',
    "joinedload": 'preload(…, strategy="join")',
    "iterator": "iterate()",
    "joins": "join(…)",
    "left_outer_joins": "left_join(…)",
    "objects": "the class itself, as in Model.where(…)",
    "order": "order_by(…)",
    "outerjoin": "left_join(…)",
    "page": "limit(…).offset(…)",
    "paginate": "limit(…).offset(…), or query[20:30]",
    "pick": "pluck(…)",
    "prefetch_related": "preload(…)",
    "raw": "sql(…)",
    "scalars": "pluck(…)",
    "select_for_update": "for_update()",
    "select_related": 'preload(…, strategy="join")',
    "selectinload": "preload(…)",
    "skip": "offset(…)",
    "take": "limit(…)",
    "to_list": "all()",
    "unscope": "unscoped(…)",
    "update_all": "all_rows().update(…)",
    "values_list": "pluck(…)",
    "with_entities": "select(…)",
}
"""The name of a method in Django, Rails, SQLAlchemy, SQLModel or Tortoise to what is said here."""

IMPORTED_ELSEWHERE = {
    "AsyncSession": "none is needed: records save themselves, await record.asave(), in Model.atransaction()",
    "Base": "ActiveRecord",
    "BaseModel": "ActiveRecord, which is a pydantic model",
    "CharField": "an annotation: name: Annotated[str, Column(length=100)]",
    "DateTimeField": "an annotation: at: datetime, or at: AwareDatetime from pydantic",
    "DeclarativeBase": "ActiveRecord",
    "F": "the field itself: Model.field + 1",
    "Field": "pydantic's: from pydantic import Field; what is the column's goes into Annotated[…, Column(…)]",
    "ForeignKey": "an int field and belongs_to(): author_id: int; author: BelongsTo[Author] = belongs_to()",
    "Integer": "an annotation: count: int",
    "IntegerField": "an annotation: count: int",
    "ManyToManyField": 'has_many(through="…")',
    "Mapped": "an annotation: name: str, or name: Col[str]",
    "Model": "ActiveRecord",
    "Q": "conditions with & | ~: (Model.a == 1) | (Model.b == 2)",
    "Relationship": "belongs_to, has_one and has_many",
    "SQLModel": "ActiveRecord",
    "Session": "none is needed: records save themselves, record.save(), in Model.transaction()",
    "String": "an annotation: name: str",
    "and_": "conditions with &",
    "create_engine": "ActiveRecord.configure(url)",
    "desc": "Model.field.desc()",
    "joinedload": 'preload(…, strategy="join")',
    "mapped_column": "Annotated[…, Column(…)]",
    "or_": "conditions with |",
    "relationship": "belongs_to, has_one and has_many",
    "select": "Model.where(…)",
    "selectinload": "preload(…)",
    "sessionmaker": "ActiveRecord.configure(url)",
    "text": 'raw("…"), or Model.sql("…")',
    "transaction": "Model.transaction()",
}
"""What is imported from another library to what serves here."""

INTERNAL = frozenset(("as_column", "as_select", "clauses", "mapping", "model", "options", "statement", "without"))
"""Attributes of a query that serve other parts of this library."""


def suggestion(name: str, known: Iterable[str]) -> str:
    """Return what to say about a wrong name: what is said here instead, or the nearest right one."""
    if name in ELSEWHERE:
        return f"; here it is {ELSEWHERE[name]}"
    names = set(known) - INTERNAL
    return nearest(name, {item for item in names if not _is_twin(item, names)} if name[:1] != "a" else names)


def _is_twin(name: str, names: set[str]) -> bool:
    """Tell whether a name is that of a coroutine, whose twin is among the others."""
    return name[:1] == "a" and name[1:] in names
