"""The layers of `rhosocial.activerecord`, lowest first, and what each may import."""

from __future__ import annotations

from dataclasses import dataclass

PACKAGE = "rhosocial.activerecord"


@dataclass(frozen=True)
class Layer:
    """A part of the package and the parts below it.

    `places` are dotted names below the package, each standing for all it contains; `*` and `?` match within one name,
    and `__init__` is a package's own file alone. The longest matching place decides.
    `on` names the layers this one stands on: it may import them and whatever they may import.
    `uses` names layers it may import without taking over what they import.
    """

    name: str
    places: tuple[str, ...]
    on: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()


LAYERS = (
    Layer("namespace", ("backend.__init__", "backend.impl.__init__")),
    Layer("interface", ("interface",)),
    Layer("observation", ("backend.observation", "backend.budget", "backend.place"), on=("interface",)),
    Layer("convert", ("backend.convert",), on=("interface",)),
    Layer("expression", ("backend.expression",), on=("interface",), uses=("convert",)),
    Layer("compiled", ("backend.compiled", "backend.recent", "backend.unreadable"), on=("interface",)),
    Layer("plan", ("backend.plan",), on=("expression", "compiled")),
    Layer("schema", ("backend.schema",), on=("plan", "convert")),
    Layer("compiler", ("backend.compiler",), on=("expression", "compiled"), uses=("schema",)),
    Layer("dialect", ("backend.dialect",), on=("compiler", "convert"), uses=("schema",)),
    Layer("connection", ("backend.connection",), on=("dialect", "plan"), uses=("observation",)),
    Layer("backend", ("backend.base*",), on=("connection", "schema"), uses=("observation",)),
    Layer("impl", ("backend.impl",), on=("backend",)),
    Layer("discovery", ("backend.discovery",), on=("interface",), uses=("backend", "impl")),
    Layer("field", ("field",), on=("expression", "convert"), uses=("schema",)),
    Layer("query", ("query",), on=("field", "plan")),
    Layer("relation.definition", ("relation.definition",), on=("query",)),
    Layer("relation.querying", ("relation.querying",), on=("relation.definition",)),
    Layer("relation.joined", ("relation.joined",), on=("relation.querying",)),
    Layer("relation.loading", ("relation.loading",), on=("relation.querying",), uses=("relation.joined",)),
    Layer("relation.data", ("relation.data",), on=("relation.definition",), uses=("relation.loading",)),
    Layer("relation.writing", ("relation.writing",), on=("relation.definition",), uses=("relation.loading",)),
    Layer("relation.kinds", ("relation.kinds",), on=("relation.loading", "relation.data", "relation.writing")),
    Layer("relation.upkeep", ("relation.upkeep",), on=("relation.kinds",)),
    Layer("relation", ("relation",), on=("relation.upkeep",), uses=("relation.joined",)),
    Layer("base.rows", ("base.rows",), on=("relation",)),
    Layer("base.lifecycle", ("base.lifecycle",), on=("relation",)),
    Layer("base.validation", ("base.validation",), on=("base.rows",)),
    Layer("base.writing", ("base.writing",), on=("base.validation", "base.lifecycle")),
    Layer("base.defining", ("base.defining",), on=("base.validation", "base.lifecycle")),
    Layer("base.transactions", ("base.transactions",), on=("relation",)),
    Layer(
        "base",
        ("base",),
        on=("base.writing", "base.defining", "base.transactions"),
        uses=("schema", "discovery", "backend"),
    ),
    Layer("mixins", ("field.mixins",), on=("base",)),
    Layer("public", ("__init__",), on=("mixins", "backend"), uses=("discovery", "observation")),
)
