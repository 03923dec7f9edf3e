"""Errors name the thing, and what was probably meant; they come before any SQL."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rhosocial.activerecord import (
    FieldNotFound,
    InvalidValue,
    LookupNotFound,
    QueryError,
    avg,
    col,
    count,
    rank,
    raw,
    sum_,
)
from rhosocial.activerecord.backend.base import StorageBackend

from .library import Draft, Text, Writer

age, name, born, inside = col(Writer.age), col(Writer.name), col(Writer.born), col(Writer.meta)["a"]

ERRORS: list[tuple[Callable[[], object], type[Exception], str]] = [
    (lambda: Writer.where(agee=1), FieldNotFound, "Writer has no field 'agee'; did you mean 'age'?"),
    (lambda: Writer.where(age__gtt=1), LookupNotFound, "age has no lookup 'gtt'; did you mean 'gt'?"),
    (lambda: Writer.where(name__exact="x"), LookupNotFound, "'exact'; here it is name=… or name__eq=…"),
    (lambda: Writer.where(id__range=(1, 2)), LookupNotFound, "'range'; here it is id__between=(low, high)"),
    (lambda: Writer.where(born__date=1), LookupNotFound, "'date'; here it is born__gte=… with born__lt=…"),
    (lambda: Writer.where(age__contains="1"), LookupNotFound, "'contains': Model.age.cast(str) is text; valid: "),
    (lambda: Writer.where(meta__contains="a"), LookupNotFound, 'match a value inside it, Model.meta["key"]; valid: be'),
    (lambda: Writer.where(born__year__like="1"), LookupNotFound, "has no lookup 'like'"),
    (lambda: age.like("1%"), LookupNotFound, "age holds int, which has no text to match: age.cast(str) is text"),
    (lambda: Writer.where(born__yaer__gt=1), LookupNotFound, "born has no part 'yaer'; did you mean 'year'?"),
    (lambda: Writer.where(texts__titel="x"), FieldNotFound, "Text has no field 'titel'; did you mean 'title'?"),
    (lambda: Writer.order_by("nmae"), FieldNotFound, "Writer has no field 'nmae'; did you mean 'name'?"),
    (lambda: Writer.join("text"), FieldNotFound, "Writer has no relation 'text'; did you mean 'texts'?"),
    (lambda: Writer.where(born__yaer=2000), LookupNotFound, "born has no lookup 'yaer'; did you mean 'year'?"),
    (lambda: born.extract("yeer"), QueryError, "'yeer' is no part of a column of datetime; did you mean"),
    (lambda: Draft.unscoped("visibel"), QueryError, "Draft has no default scope 'visibel' here; it has: visible"),
    (lambda: Writer.query().from_cte("x"), QueryError, "the query has no common table 'x'"),
    (lambda: Writer.query().adultz(), AttributeError, "a query of Writer has no 'adultz'; did you mean 'adults'?"),
    (lambda: Writer.where(age="x"), InvalidValue, "'x' (str) does not fit"),
    (lambda: Writer.where(age=True), InvalidValue, "True (bool) does not fit"),
    (lambda: Writer.limit(-1), QueryError, "limit() takes a number of records, not -1"),
    (lambda: sum_(3), QueryError, "3 is no column: write Model.field, or literal(…) for a value"),
    (lambda: count().over(order_by="age"), QueryError, "'age' is no column: write Model.field"),
    (lambda: Writer.query().update(age=1), QueryError, "say .all_rows().update(…) if you mean it"),
    (lambda: Writer.query().delete(), QueryError, "say .all_rows().delete(…) if you mean it"),
    (lambda: Writer.where(age=1).update(), QueryError, "update() takes the fields to change"),
    (lambda: Writer.where(age=1).update(agee=1), FieldNotFound, "did you mean 'age'?"),
    (lambda: Writer.group_by("age").delete(), QueryError, "delete() writes rows, and this query has group_by"),
    (lambda: Writer.where(count() > 3).to_sql(), QueryError, "count() can't stand in where(): group the query"),
    (lambda: Writer.annotate(n=count()).to_sql(), QueryError, "count() makes one row of many, and 'id' stands"),
    (lambda: Writer.query().only("name", avg(age)).to_sql(), QueryError, "'name' stands beside it: group_by('name')"),
    (lambda: Text.join("writer", "editor").where(Writer.age > 1).to_sql(), QueryError, "by writer and editor"),
    (lambda: Writer.where(Text.length > 1).to_sql(), QueryError, "does not have the table 'text': join it first"),
    (lambda: Writer.select("id").union(Writer.select("name")), QueryError, "queries of as many columns: 1, not 2"),
    (lambda: Writer.annotate(name=count()), QueryError, "'name' can't name an annotation"),
    (lambda: Writer.annotate(n=3), QueryError, "a plain value is literal(3)"),
    (lambda: Writer.annotate(save=age), QueryError, "'save' can't name an annotation: Writer.save would hide it"),
    (lambda: Writer.sum("name"), InvalidValue, "sum adds up numbers, and name holds str: .cast(…) it first"),
    (lambda: avg(name), InvalidValue, "avg adds up numbers, and name holds str"),
    (lambda: Writer.DoesNotExist, FieldNotFound, "here it is RecordNotFound, from rhosocial.activerecord"),
    (lambda: Writer.pk, FieldNotFound, "here it is the key's own field, as in Model.id"),
    (lambda: Writer.filter(age=1), FieldNotFound, "Writer has no field 'filter'; here it is where(…)"),
    (lambda: Writer.query().exclude(age=1), AttributeError, "'exclude'; here it is where_not(…)"),
    (lambda: Writer.query().paginate(2), AttributeError, "here it is limit(…).offset(…), or query[20:30]"),
    (lambda: Writer.query().cluases, AttributeError, "a query of Writer has no 'cluases'; did you mean 'values'?"),
    (lambda: Writer.preload("texts__editor"), FieldNotFound, "of relations stand behind dots, 'texts.editor'"),
    (lambda: Writer.join(Text), QueryError, "Text is a model, and a relation of Writer is needed; name it: 'texts'"),
    (lambda: Text.join(Writer), QueryError, "name it: 'writer' or 'editor'"),
    (lambda: Writer.join(Draft), QueryError, "join_on(Draft, condition) joins any model"),
    (lambda: Writer.where(id__in=3), InvalidValue, "id: in takes a list of values, not 3"),
    (lambda: Writer.aggregate(n=age), QueryError, "aggregate(n=…) takes count(), sum_(…) and such"),
    (Writer.aggregate, QueryError, "aggregate() takes the values to compute"),
    (lambda: Writer.query().__await__(), TypeError, "say await query.aall()"),
    (lambda: Writer.annotate(n=rank().over()).where(n=1).to_sql(), QueryError, "rank().over(…) is known only once"),
    (Writer.delete, TypeError, "for one record: say Writer.where(…).delete(…), or Writer.all_rows().delete"),
    (lambda: Writer.update(age=1), TypeError, "Writer.update() is for one record: say Writer.where(…).update(…)"),
    (lambda: raw("""a @> '{"b": 1}'"""), QueryError, 'is no placeholder: write {{ and }} for braces'),
    (lambda: bool(Writer.query()), TypeError, "say query.exists()"),
    (lambda: Writer.where(3 < 4), TypeError, "is no condition"),
    (lambda: Writer.where(age > 1 and age < 3), TypeError, "write & | ~ for and, or, not"),
    (lambda: Writer.where(1 < age < 3), TypeError, ".between(a, b) for a chained comparison"),
    (lambda: Writer.where("x" in name), TypeError, "column.contains(text)"),
    (lambda: Writer.for_update(nowait=True, skip_locked=True), QueryError, "exclude each other"),
    (lambda: col(Writer.id).in_(Text.select("id", "title")), QueryError, "in_() takes a query of one column, and"),
    (lambda: Text.query().as_scalar(), QueryError, "as_scalar() takes a query of one column, and this has 5"),
    (lambda: Text.query().with_cte("t", Text.query(), recursive=True), QueryError, "recursive takes a function"),
    (lambda: age.extract("year"), QueryError, "'year' is no part of a column of int"),
    (lambda: name - "x", InvalidValue, "- takes numbers, moments and spans, not str"),
    (lambda: born.cast(str), InvalidValue, "datetime is not cast to str alike on all servers"),
    (lambda: Writer.where(inside > True), InvalidValue, "compare with a number or a text, or .cast(…) the value"),
    (lambda: Writer.where(inside < [1]), InvalidValue, "[1] has no order inside JSON"),
    (lambda: Writer.where(inside.between(None, 1)), InvalidValue, "None has no order inside JSON"),
    (lambda: Writer.where(inside >= inside), InvalidValue, "has no order inside JSON"),
    (lambda: Writer.where(inside == age), InvalidValue, "what is inside JSON is compared with a value"),
    (lambda: Writer.where(age == inside), InvalidValue, "what is inside JSON is compared with a value"),
    (lambda: Writer.where(inside + 1 == 2), InvalidValue, "+ takes numbers, moments and spans, not a JSON"),
    (lambda: Writer.where(inside['q"q'] == 1), QueryError, "can't be a key in a JSON path"),
    (lambda: Writer.where(age["a"] == 1), QueryError, "holds no JSON"),
    (lambda: Writer.group_by("age").pluck("name", count()), QueryError, "'name' has many values in a group"),
    (lambda: Writer.group_by("age").sum("age"), QueryError, "annotate it, or name the groups by with_cte"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "kind", "message"), ERRORS, ids=[item[2][:50] for item in ERRORS])
def test_the_message_says_what_is_wrong(
    backend: StorageBackend, call: Callable[[], object], kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind) as caught:
        call()
    assert message in str(caught.value)


def test_an_aggregate_alone_needs_no_group(backend: StorageBackend) -> None:
    assert Writer.query().only(count(), sum_(age)).to_sql()[0] == 'SELECT COUNT(*), SUM("writer"."age") FROM "writer"'
