"""The contenders, each a module of its own that is imported only when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import cast

from tools.benchmark.contender import Contender

FLOOR = "floor"
OURS = "ours"

MODULES = {
    FLOOR: "floor:Floor",
    OURS: "rhosocial:Rhosocial",
    "sqlalchemy": "sqlalchemy_orm:SQLAlchemyORM",
    "sqlmodel": "sqlmodel_orm:SQLModelORM",
    "django": "django_orm:DjangoORM",
    "peewee": "peewee_orm:PeeweeORM",
    "pony": "pony_orm:PonyORM",
}
PEERS = tuple(name for name in MODULES if name not in (FLOOR, OURS))


@dataclass(frozen=True, slots=True)
class Missing:
    """A contender whose library cannot be imported here."""

    name: str
    reason: str


def load_contender(name: str) -> Contender[object] | Missing:
    """Import one contender.

    Args:
        name: A key of ``MODULES``.

    Returns:
        The contender, not yet opened; ``Missing`` with the reason where its library is not installed.
    """
    module_name, class_name = MODULES[name].split(":")
    try:
        module = import_module(f"{__name__}.{module_name}")
    except ImportError as error:
        return Missing(name, str(error))
    return cast("Callable[[], Contender[object]]", getattr(module, class_name))()
