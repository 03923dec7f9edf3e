"""Entry points that take a value: the SQL is the same whatever it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rhosocial.activerecord import Query, case, coalesce, col, exists, func, literal, outer, raw

from .models import Secret, Target

name = col(Target.name)
Build = Callable[[str], Query[Any]]

TEXT_LOOKUPS = [
    "eq", "ne", "gt", "gte", "lt", "lte", "like", "ilike", "contains", "icontains", "startswith", "istartswith",
    "endswith", "iendswith", "regex", "iregex",
]  # fmt: skip

VALUES: dict[str, Build] = {
    **{f"where {kind}": lambda text, kind=kind: Target.where(**{f"name__{kind}": text}) for kind in TEXT_LOOKUPS},
    "where in": lambda text: Target.where(name__in=[text, "b"]),
    "where not in": lambda text: Target.where(name__not_in=[text]),
    "where between": lambda text: Target.where(name__between=(text, "z")),
    "where_not": lambda text: Target.where_not(name=text),
    "concatenation": lambda text: Target.where(name + text == text),
    "JSON value": lambda text: Target.where(meta__key=text),
    "JSON text": lambda text: Target.where(meta__key__contains=text),
    "JSON order": lambda text: Target.where(meta__key__gt=text),
    "JSON list": lambda text: Target.where(meta__key__in=[text, 1]),
    "raw": lambda text: Target.where(raw("{name} = {value}", name=name, value=text)),
    "raw list": lambda text: Target.where(raw("{name} in ({values})", name=name, values=[text, "b"])),
    "through a relation": lambda text: Target.where(secrets__text=text),
    "any": lambda text: Target.where(Target.secrets.any(Secret.text == text)),
    "function argument": lambda text: Target.where(func.concat(name, text) == text),
    "coalesce": lambda text: Target.where(coalesce(name, text) == "a"),
    "case": lambda text: Target.annotate(kind=case((Target.name == text, text), otherwise=text)),
    "literal": lambda text: Target.annotate(said=literal(text)),
    "having": lambda text: Target.group_by("name").having(name=text),
    "subquery": lambda text: Target.where(col(Target.id).in_(Secret.where(text=text).only("target_id"))),
    "common table": lambda text: Target.query().with_cte("t", Target.where(name=text)).from_cte("t"),
    "join": lambda text: Target.query().join_on(Secret, (Secret.target_id == Target.id) & (Secret.text == text)),
    "union": lambda text: Target.where(name=text).union(Target.where(name=text)),
    "outer": lambda text: Target.where(exists(Secret.where(Secret.text == outer(name) + text))),
}  # fmt: skip
