"""Entry points that take a name, path, alias, direction or type: it is refused, or quoted and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rhosocial.activerecord import Query, col, func, literal, raw, row_number

from .models import Scoped, Secret, Target

Build = Callable[[Any], Query[Any]]
at, meta = col(Target.at), col(Target.meta)


def _joined(alias: Any) -> Query[Target]:
    return Target.query().join_on(alias, Target.id == alias.id).where(alias.name == "x")


def _aliased(name: str) -> Query[Target]:
    query = Target.query().with_cte("of no alias's name", Target.where(age=1))
    table = query.cte("of no alias's name", name)
    return query.join_on(table, Target.id == table.id)


def _common(name: str) -> Query[Target]:
    query = Target.query().with_cte("t", Target.where(age=1))
    return query.from_(query.cte("t")).where(getattr(query.cte("t"), name) == "x")


NAMES: dict[str, Build] = {
    "where": lambda name: Target.where(**{name: "1"}),
    "where lookup": lambda name: Target.where(**{f"name__{name}": "1"}),
    "where relation": lambda name: Target.where(**{f"secrets__{name}": "1"}),
    "where date part": lambda name: Target.where(**{f"at__{name}": 1}),
    "where_not": lambda name: Target.where_not(**{name: "1"}),
    "having": lambda name: Target.group_by("name").having(**{name: "1"}),
    "order_by": Target.order_by,
    "order_by descending": lambda name: Target.order_by(f"-{name}"),
    "group_by": Target.group_by,
    "select": Target.select,
    "only": lambda name: Target.query().only(name),
    "join": Target.join,
    "left_join": Target.left_join,
    "join kind": lambda name: Target.join_on(Secret, Secret.target_id == Target.id, kind=name),
    "join common table": lambda name: Target.join_on(name, lambda table: table.id == Target.id),
    "preload": Target.preload,
    "preload strategy": lambda name: Target.preload("secrets", strategy=name),
    "loading": lambda name: Target.query().loading(name),
    "column": lambda name: Target.where(getattr(Target.c, name) == "x"),
    "relation's column": lambda name: Target.where(getattr(Target.secrets, name) == "x"),
    "alias's column": lambda name: Target.where(getattr(Target.alias("t"), name) == "x"),
    "common table's column": _common,
    "raw identifier": lambda name: Target.where(raw("{n:id} is not null", n=name)),
    "JSON order": lambda name: Target.where(meta[name] > 1),
    "JSON text": lambda name: Target.where(meta[name]["b"].text.like("x")),
    "unscoped": Scoped.unscoped,
    "annotate": lambda name: Target.annotate(**{name: literal(1)}),
    "with_cte": lambda name: Target.query().with_cte(name, Target.where(age=1)).from_cte(name),
    "with_cte alias": _aliased,
    "alias": lambda name: _joined(Target.alias(name)),
    "for_update of": lambda name: Target.for_update(of=name),
    "func": lambda name: Target.annotate(x=getattr(func, name)(at)),
    "date part": lambda name: Target.annotate(x=at.extract(name)),
    "cast": lambda name: Target.annotate(x=at.cast(name)),
    "window frame": lambda name: Target.annotate(x=row_number().over(order_by=at, rows=(name, 0))),
    "limit": Target.limit,
    "offset": Target.offset,
    "JSON key": lambda name: Target.where(meta[name] == 1),
    "JSON lookup": lambda name: Target.where(**{f"meta__{name}": 1}),
    "nested value": lambda name: Target.where(name={name: 1}),
    "listed value": lambda name: Target.where(age=[name]),
    "nested in": lambda name: Target.where(age__in=[{name: 1}]),
    "tag name": lambda name: Target.tag(**{name: "v"}),
    "tag value": lambda name: Target.tag(route=name),
}
