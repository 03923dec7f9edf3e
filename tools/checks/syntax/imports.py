"""Every import a module makes: statements, and `import_module("…")` with a name that can be read off."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum

from tools.checks.syntax.modules import Module
from tools.checks.syntax.nodes import FunctionNode, called_name, last_name

IMPORT_CALLS = frozenset({"import_module", "__import__"})


class Moment(Enum):
    """When an import runs."""

    LOADING = "while the module loads"
    CALLED = "when a function is called"
    TYPING = "only under a type checker"


@dataclass(frozen=True)
class Import:
    """One name that a module imports, as far as it can be a module's name."""

    target: str
    line: int
    moment: Moment


def imports_of(module: Module) -> list[Import]:
    """Return the imports of a module; `from a import b` gives `a.b`, which may be a module or a name in one."""
    return list(_walk(module, module.tree, Moment.LOADING))


def _walk(module: Module, node: ast.AST, moment: Moment) -> Iterator[Import]:
    for target in _targets(module, node):
        yield Import(target, getattr(node, "lineno", 0), moment)
    for child, when in _children(node, moment):
        yield from _walk(module, child, when)


def _children(node: ast.AST, moment: Moment) -> Iterator[tuple[ast.AST, Moment]]:
    guarded: list[ast.stmt] = []
    if isinstance(node, ast.If) and moment is Moment.LOADING:
        guarded = _typing_branch(node)
    inside = Moment.CALLED if moment is Moment.LOADING and isinstance(node, FunctionNode | ast.Lambda) else moment
    for child in ast.iter_child_nodes(node):
        yield child, Moment.TYPING if child in guarded else inside


def _typing_branch(node: ast.If) -> list[ast.stmt]:
    if isinstance(node.test, ast.UnaryOp) and isinstance(node.test.op, ast.Not):
        return node.orelse if last_name(node.test.operand) == "TYPE_CHECKING" else []
    return node.body if last_name(node.test) == "TYPE_CHECKING" else []


def local_names(module: Module, source: str, names: Collection[str]) -> set[str]:
    """Return how `module` spells `names` of the module or package `source`: `execute`, `plan.execute`, or an alias."""
    spelled: set[str] = set()
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.ImportFrom):
            continue
        origin = absolute_name(module, node.level, node.module or "")
        for alias in node.names:
            local = alias.asname or alias.name
            if f"{origin}.{alias.name}" == source:
                spelled |= {f"{local}.{name}" for name in names}
            elif f"{origin}.".startswith(f"{source}.") and alias.name in names:
                spelled.add(local)
    return spelled


def _targets(module: Module, node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        source = absolute_name(module, node.level, node.module or "")
        return [source if alias.name == "*" else f"{source}.{alias.name}" for alias in node.names]
    if isinstance(node, ast.Call) and called_name(node) in IMPORT_CALLS:
        return _named_in_call(module, node)
    return []


def _named_in_call(module: Module, call: ast.Call) -> list[str]:
    first = call.args[0] if call.args else None
    if not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
        return []
    name = first.value.lstrip(".")
    return [absolute_name(module, len(first.value) - len(name), name)]


def absolute_name(module: Module, level: int, name: str) -> str:
    """Return the full name of a relative import with `level` dots, as `module` would resolve it."""
    if not level:
        return name
    package = module.package.split(".")
    start = package[: len(package) - level + 1]
    return ".".join([*start, name] if name else start)
