"""Imports between the layers of the library run one way, and no module needs itself to load."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tools.checks.report import Check, Finding, NothingToRead, command
from tools.checks.rules.layer_table import LayerTable
from tools.checks.rules.layers import LAYERS, PACKAGE
from tools.checks.syntax.circles import circles
from tools.checks.syntax.imports import Import, Moment, imports_of
from tools.checks.syntax.modules import Module, read_modules

TABLE = LayerTable(LAYERS, PACKAGE)


def inspect(roots: Sequence[Path]) -> Iterator[Finding]:
    """Yield modules in no layer, imports that run back, and circles among modules at import time."""
    modules = {module.name: module for module in read_modules(roots) if _within(module.name)}
    if not modules:
        raise NothingToRead(f"layers: no module of {PACKAGE} under {', '.join(map(str, roots))}")
    imports = {name: _inner_imports(module) for name, module in modules.items()}
    for name, module in modules.items():
        yield from _directions(module, imports[name], modules)
    yield from _circles(modules, imports)


def _within(name: str) -> bool:
    return f"{name}.".startswith(f"{PACKAGE}.")


def _inner_imports(module: Module) -> list[Import]:
    return [found for found in imports_of(module) if _within(found.target)]


def _directions(module: Module, imports: Sequence[Import], modules: Mapping[str, Module]) -> Iterator[Finding]:
    importer = TABLE.layer_of(module.name, package_file=module.is_package)
    if importer is None:
        yield Finding(module.path, 1, f"{module.name} is in no layer: name its place in tools/checks/rules/layers.py")
        return
    for found in imports:
        imported = _imported_layer(found.target, modules)
        if imported and not TABLE.may_import(importer, imported):
            below = ", ".join(TABLE.below(importer)) or "no other layer"
            when = "" if found.moment is Moment.LOADING else f" ({found.moment.value})"
            what = found.target.removeprefix(f"{PACKAGE}.")
            message = f"{importer} imports {imported}{when}: {what}; {importer} may import {below}"
            yield Finding(module.path, found.line, message)


def _imported_layer(target: str, modules: Mapping[str, Module]) -> str | None:
    """A place in the table decides first, so that a backend in another wheel is seen without its source."""
    return TABLE.layer_of(target) or TABLE.layer_of(_resolve(target, modules), package_file=True)


def _resolve(target: str, modules: Mapping[str, Module]) -> str:
    """Return the module an imported name comes from: `a.b` for the class `a.b.C`."""
    while target not in modules and target != PACKAGE:
        target = target.rpartition(".")[0]
    return target


def _circles(modules: Mapping[str, Module], imports: Mapping[str, Sequence[Import]]) -> Iterator[Finding]:
    lines = {name: _loaded(modules[name], imports[name], modules) for name in modules}
    for circle in circles(lines):
        first, second = circle[:2]
        yield Finding(modules[first].path, lines[first][second], f"import circle: {' -> '.join(circle)}")


def _loaded(module: Module, imports: Sequence[Import], modules: Mapping[str, Module]) -> dict[str, int]:
    """Return what loads with a module, and the line that asks for it.

    Importing `a.b.c` also runs `a` and `a.b`; packages around the importer itself are running already.
    """
    loaded: dict[str, int] = {}
    for found in imports:
        name = _resolve(found.target, modules) if found.moment is Moment.LOADING else ""
        asked = name
        while name and (name == asked or not f"{module.name}.".startswith(f"{name}.")):
            if name in modules and name != module.name:
                loaded.setdefault(name, found.line)
            name = name.rpartition(".")[0]
    return loaded


CHECK = Check(
    "layers",
    "Imports between the layers of the library run one way, with no circle among modules at import time.",
    ("packages/*/src",),
    inspect,
)

if __name__ == "__main__":
    command(CHECK)()
