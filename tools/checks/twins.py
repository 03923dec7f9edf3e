"""Every public function with I/O has its async twin, and the two have one signature."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from tools.checks.report import Check, Finding, command
from tools.checks.rules import twins
from tools.checks.syntax.modules import read_modules
from tools.checks.syntax.scopes import Scope, scopes_of
from tools.checks.syntax.signatures import returns_async, signature

Fault = tuple[str, str]


def inspect(roots: Sequence[Path]) -> Iterator[Finding]:
    """Yield functions with I/O that have no twin, and twins whose signatures differ."""
    scopes = [(module, scope) for module in read_modules(roots) for scope in scopes_of(module.tree)]
    known = frozenset(name for _, scope in scopes for name in _known(scope) if not name.startswith("_"))
    for module, scope in scopes:
        alone = {name for name in scope.functions if f"{module.name}.{scope.label(name)}" in twins.ALONE}
        faults = (*_without_async(scope, known), *_without_sync(scope), *_differing(scope))
        for name, fault in _excused(faults, alone):
            yield Finding(module.path, scope.functions[name][0].lineno, f"{scope.label(name)} {fault}")


def _excused(faults: Sequence[Fault], alone: set[str]) -> Iterator[Fault]:
    """Leave out the functions that stand alone by right, and name those that no longer do."""
    for name in alone - {name for name, _ in faults}:
        yield name, "has no fault: take it off the list of tools/checks/rules/twins.py"
    yield from ((name, fault) for name, fault in faults if name not in alone)


def _known(scope: Scope) -> Iterator[str]:
    """Yield the functions that a scope itself shows to do I/O: by a runner they call, or by having a twin."""
    yield from scope.callers(twins.SYNC_IO)
    yield from _paired(scope)


def _paired(scope: Scope) -> list[str]:
    """Return the sync functions of a scope that have an async twin beside them."""
    return [name for name in scope.functions if not _is_async(scope, name) and _is_async(scope, async_name(name))]


def _without_async(scope: Scope, known: frozenset[str]) -> Iterator[Fault]:
    """Yield what runs a plan; in a class of twins, also what is known to do I/O or calls a method that is."""
    performing = scope.callers(twins.SYNC_IO)
    if scope.class_name and _paired(scope):
        performing = scope.callers(twins.SYNC_IO, known - twins.AMBIGUOUS) | (known & scope.functions.keys())
    for name in performing:
        twin = None if _is_async(scope, name) else async_name(name)
        if twin and not _is_async(scope, twin):
            yield name, f"does I/O and has no async twin {twin}"


def _without_sync(scope: Scope) -> Iterator[Fault]:
    performing = scope.callers(twins.ASYNC_IO)
    if scope.class_name and _paired(scope):
        performing |= {name for name in scope.functions if _is_async(scope, name)}
    for name in performing:
        twin = sync_name(name)
        if twin and (twin not in scope.functions or _is_async(scope, twin)):
            yield name, f"does async I/O and has no sync twin {twin}"
        elif twin == "":
            yield name, f"does async I/O, so its name is {twins.PREFIX!r} and that of its sync twin"


def _differing(scope: Scope) -> Iterator[Fault]:
    for name in _paired(scope):
        twin = f"{async_name(name)}"
        here, there = ([*map(signature, scope.functions[each])] for each in (name, twin))
        if here != there:
            yield twin, f"differs from {name}: {' '.join(there)} against {' '.join(here)}"


def _is_async(scope: Scope, name: str | None) -> bool:
    return any(map(returns_async, scope.functions.get(name or "", ())))


def async_name(name: str) -> str | None:
    """Return the name an async twin must have; None for a private name or one that can have no twin."""
    return twins.DUNDERS.get(name) or (None if name.startswith("_") else f"{twins.PREFIX}{name}")


def sync_name(name: str) -> str | None:
    """Return the name of an async function's sync twin; empty when it is named for none, None when it needs none."""
    if name.startswith("_"):
        return next((sync for sync, twin in twins.DUNDERS.items() if twin == name), None)
    return name.removeprefix(twins.PREFIX) if name.startswith(twins.PREFIX) else ""


CHECK = Check(
    "twins",
    "Every public sync function with I/O has an async twin of the same signature, and the other way round.",
    ("packages/*/src",),
    inspect,
)

if __name__ == "__main__":
    command(CHECK)()
