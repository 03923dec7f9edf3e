"""The contenders, each a module of its own that is imported only when it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from time import perf_counter

from tools.benchmark.runner import Clock, Runner, make_runner

FLOOR = "floor"
OURS = "ours"
OURS_ASYNC = "ours-async"

MODULES = {
    FLOOR: "floor:Floor",
    OURS: "ours:Rhosocial",
    OURS_ASYNC: "ours_async:AsyncRhosocial",
    "sqlalchemy": "sqlalchemy_orm:SQLAlchemyORM",
    "sqlmodel": "sqlmodel_orm:SQLModelORM",
    "django": "django_orm:DjangoORM",
    "peewee": "peewee_orm:PeeweeORM",
    "pony": "pony_orm:PonyORM",
}
PEERS = tuple(name for name in MODULES if name not in (FLOOR, OURS, OURS_ASYNC))


@dataclass(frozen=True, slots=True)
class Missing:
    """A contender whose library cannot be imported here."""

    name: str
    reason: str


def load_contender(name: str, clock: Clock = perf_counter) -> Runner | Missing:
    """Import one contender.

    Args:
        name: A key of ``MODULES``.
        clock: What tells the seconds.

    Returns:
        What runs the contender, not yet opened; ``Missing`` with the reason where its library is not installed.
    """
    module_name, class_name = MODULES[name].split(":")
    try:
        module = import_module(f"{__name__}.{module_name}")
    except ImportError as error:
        return Missing(name, str(error))
    return make_runner(getattr(module, class_name)(), clock)
