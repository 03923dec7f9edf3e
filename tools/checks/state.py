"""No function changes what its module holds, unless that is a registry; state of a task lives in a ContextVar."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path

from tools.checks.report import Check, Finding, command
from tools.checks.rules import forbidden as rules
from tools.checks.syntax.modules import read_modules
from tools.checks.syntax.nodes import FunctionNode, called_name, functions_of

LITERALS = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)


def inspect(roots: Sequence[Path]) -> Iterator[Finding]:
    """Yield every place where a function rebinds a module's name or changes a module's container."""
    for module in read_modules(roots):
        containers = set() if _is_registry(module.name) else set(_containers(module.tree))
        for function in functions_of(module.tree):
            for line, name in _changes(function, containers - _bound(function)):
                message = f"{function.name} changes {name}, which the module holds: only registries may change"
                yield Finding(module.path, line, message)


def _containers(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if not isinstance(node, (ast.Assign, ast.AnnAssign)):
            continue
        if isinstance(node.value, LITERALS) or (node.value and called_name(node.value) in rules.CONTAINERS):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (target.id for target in targets if isinstance(target, ast.Name) and not _is_registry(target.id))


def _is_registry(name: str) -> bool:
    return rules.REGISTRY in name.lower()


def _bound(function: FunctionNode) -> set[str]:
    """Return the names a function binds itself, which hide the module's."""
    parameters = {node.arg for node in ast.walk(function.args) if isinstance(node, ast.arg)}
    return parameters | {node.id for node in ast.walk(function) if isinstance(node, ast.Name) and _is_store(node)}


def _is_store(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Store)


def _changes(function: FunctionNode, containers: set[str]) -> Iterator[tuple[int, str]]:
    for node in ast.walk(function):
        if isinstance(node, ast.Global):
            yield from ((node.lineno, name) for name in node.names if not _is_registry(name))
        elif name := _changed(node, containers):
            yield getattr(node, "lineno", 1), name


def _changed(node: ast.AST, containers: set[str]) -> str:
    """Return the container that is changed by a subscript or by calling one of its methods; empty when none is."""
    if isinstance(node, ast.Attribute):
        changes = node.attr in rules.CHANGES
    else:
        changes = isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load)
    owner = node.value if changes and isinstance(node, (ast.Attribute, ast.Subscript)) else None
    return owner.id if isinstance(owner, ast.Name) and owner.id in containers else ""


CHECK = Check(
    "state",
    "No function changes what its module holds, unless that is a registry.",
    ("packages/*/src", "tests-shared/src"),
    inspect,
)

if __name__ == "__main__":
    command(CHECK)()
