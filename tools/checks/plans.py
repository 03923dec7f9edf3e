"""Every plan that is called also runs, and a bare `yield` stands only in the plan module."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path

from tools.checks.report import Check, Finding, command
from tools.checks.rules import plans as rules
from tools.checks.syntax.imports import local_names
from tools.checks.syntax.modules import Module, read_modules
from tools.checks.syntax.nodes import FunctionNode, called_name, functions_of, own_nodes, parents_of
from tools.checks.syntax.plan_shapes import (
    forwards_plan,
    hands_out_values,
    is_generator,
    is_named_plan,
    returns_plan,
    takes_plan,
)

Parents = dict[ast.AST, ast.AST]


def inspect(roots: Sequence[Path]) -> Iterator[Finding]:
    """Yield plans that nothing runs, plans that are misnamed or misdeclared, and stray bare yields."""
    modules = read_modules(roots)
    helpers = {name for module in modules if _is_plan_module(module) for name in _declared_plans(module)}
    takers = rules.RUNNERS.union(*map(_takers, modules))
    for module in modules:
        yield from _calls(module, _spellings(module, helpers), takers)
        for function in functions_of(module.tree):
            yield from _declaration(module, function)
            yield from _bare_yields(module, function)


def _is_plan_module(module: Module) -> bool:
    return f"{module.name}.".startswith(f"{rules.MODULE}.")


def _declared_plans(module: Module) -> set[str]:
    """Return the helpers of the plan module: plans that need no suffix, such as `execute`."""
    return {function.name for function in functions_of(module.tree) if returns_plan(function)}


def _takers(module: Module) -> set[str]:
    """Return the plans that run another one, such as `atomic_plan(body: Plan[T])`."""
    return {each.name for each in functions_of(module.tree) if is_named_plan(each.name) and takes_plan(each)}


def _spellings(module: Module, helpers: set[str]) -> set[str]:
    imported = local_names(module, rules.MODULE, helpers)
    return imported | helpers if _is_plan_module(module) else imported


def _calls(module: Module, helpers: set[str], takers: frozenset[str]) -> Iterator[Finding]:
    parents = parents_of(module.tree)
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and _is_plan(node, helpers) and not _runs(node, parents, takers):
            message = f"plan {ast.unparse(node.func)}() is called but never run: put `yield from` before it"
            yield Finding(module.path, node.lineno, message)


def _is_plan(call: ast.Call, helpers: set[str]) -> bool:
    return is_named_plan(called_name(call)) or ast.unparse(call.func) in helpers


def _runs(call: ast.AST, parents: Parents, takers: frozenset[str]) -> bool:
    node, parent = call, parents[call]
    while isinstance(parent, ast.keyword) or (isinstance(parent, ast.IfExp) and node is not parent.test):
        node, parent = parent, parents[parent]
    if isinstance(parent, ast.Call):
        return node is not parent.func and called_name(parent) in takers
    return isinstance(parent, ast.YieldFrom) or (isinstance(parent, ast.Return) and _is_forwarded(parent, parents))


def _is_forwarded(node: ast.AST, parents: Parents) -> bool:
    while not isinstance(node, FunctionNode):
        node = parents[node]
    return forwards_plan(node)


def _declaration(module: Module, function: FunctionNode) -> Iterator[Finding]:
    named, declared = is_named_plan(function.name), returns_plan(function)
    if declared and not named and not _is_plan_module(module):
        message = f"{function.name} returns a {rules.TYPE}, so its name ends in {rules.SUFFIX}"
        yield Finding(module.path, function.lineno, message)
    if named and isinstance(function, ast.AsyncFunctionDef):
        message = f"{function.name} is async: a plan is a plain generator, and its runner awaits"
        yield Finding(module.path, function.lineno, message)
    elif named and not declared and not is_generator(function):
        message = f"{function.name} is neither a generator nor declared `-> {rules.TYPE}[...]`"
        yield Finding(module.path, function.lineno, message)


def _bare_yields(module: Module, function: FunctionNode) -> Iterator[Finding]:
    if _is_plan_module(module) or hands_out_values(function):
        return
    for node in own_nodes(function):
        if isinstance(node, ast.Yield):
            message = f"bare yield in {function.name}: yield operations through the helpers of {rules.MODULE}"
            yield Finding(module.path, node.lineno, message)


CHECK = Check(
    "plans",
    "Every plan that is called also runs, and a bare `yield` stands only in the plan module.",
    ("packages/*/src",),
    inspect,
)

if __name__ == "__main__":
    command(CHECK)()
