"""Every plan that is called also runs, and a bare `yield` stands only in the plan module."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path

from tools.checks.report import Check, Finding, command
from tools.checks.rules import plans as rules
from tools.checks.syntax.imports import local_names
from tools.checks.syntax.modules import Module, read_modules
from tools.checks.syntax.nodes import (
    Function,
    FunctionNode,
    called_name,
    last_name,
    own_nodes,
    parents_of,
    type_name,
)


def inspect(roots: Sequence[Path]) -> Iterator[Finding]:
    """Yield plans that nothing runs, plans that are misnamed or misdeclared, and stray bare yields."""
    modules = read_modules(roots)
    helpers = {name for module in modules if _is_plan_module(module) for name in _declared_plans(module)}
    takers = rules.RUNNERS.union(*map(_takers, modules))
    for module in modules:
        yield from _calls(module, _spellings(module, helpers), takers)
        for function in ast.walk(module.tree):
            if isinstance(function, Function):
                yield from _declaration(module, function)
                yield from _bare_yields(module, function)


def _is_plan_module(module: Module) -> bool:
    return f"{module.name}.".startswith(f"{rules.MODULE}.")


def _declared_plans(module: Module) -> Iterator[str]:
    """Yield the helpers of the plan module, such as `execute`: plans that need no suffix."""
    for node in module.tree.body:
        if isinstance(node, Function) and type_name(node.returns) == rules.TYPE:
            yield node.name


def _takers(module: Module) -> Iterator[str]:
    """Yield the plans that run another one, such as `atomic_plan(body: Plan[T])`."""
    for node in ast.walk(module.tree):
        if isinstance(node, Function) and _is_named_plan(node.name):
            parameters = [each for each in ast.walk(node.args) if isinstance(each, ast.arg)]
            if any(type_name(each.annotation) == rules.TYPE for each in parameters):
                yield node.name


def _is_named_plan(name: str) -> bool:
    """Whether a name ends as a plan's does; a special method's underscores come after that."""
    return name.rstrip("_").endswith(rules.SUFFIX)


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
    return _is_named_plan(called_name(call)) or ast.unparse(call.func) in helpers


def _runs(call: ast.AST, parents: dict[ast.AST, ast.AST], takers: frozenset[str]) -> bool:
    node, parent = call, parents[call]
    while isinstance(parent, ast.keyword) or (isinstance(parent, ast.IfExp) and node is not parent.test):
        node, parent = parent, parents[parent]
    if isinstance(parent, ast.Call):
        return node is not parent.func and called_name(parent) in takers
    return isinstance(parent, ast.YieldFrom) or (isinstance(parent, ast.Return) and _forwards(parent, parents))


def _forwards(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> bool:
    """Whether the function around `node` is declared a plan and hands on another one instead of yielding."""
    while not isinstance(node, Function):
        node = parents[node]
    return type_name(node.returns) == rules.TYPE and isinstance(node, ast.FunctionDef) and not _is_generator(node)


def _is_generator(function: FunctionNode) -> bool:
    return any(isinstance(node, (ast.Yield, ast.YieldFrom)) for node in own_nodes(function))


def _declaration(module: Module, function: FunctionNode) -> Iterator[Finding]:
    named, declared = _is_named_plan(function.name), type_name(function.returns) == rules.TYPE
    if declared and not named and not _is_plan_module(module):
        message = f"{function.name} returns a {rules.TYPE}, so its name ends in {rules.SUFFIX}"
        yield Finding(module.path, function.lineno, message)
    if named and isinstance(function, ast.AsyncFunctionDef):
        message = f"{function.name} is async: a plan is a plain generator, and its runner awaits"
        yield Finding(module.path, function.lineno, message)
    elif named and not declared and not _is_generator(function):
        message = f"{function.name} is neither a generator nor declared `-> {rules.TYPE}[...]`"
        yield Finding(module.path, function.lineno, message)


def _bare_yields(module: Module, function: FunctionNode) -> Iterator[Finding]:
    if _is_plan_module(module) or _hands_out_values(function):
        return
    for node in own_nodes(function):
        if isinstance(node, ast.Yield):
            message = f"bare yield in {function.name}: yield operations through the helpers of {rules.MODULE}"
            yield Finding(module.path, node.lineno, message)


def _hands_out_values(function: FunctionNode) -> bool:
    decorators = {last_name(node) for node in function.decorator_list}
    iterates = type_name(function.returns) in rules.ITERATORS and not _is_named_plan(function.name)
    return iterates or bool(decorators & rules.CONTEXT_MANAGERS)


CHECK = Check(
    "plans",
    "Every plan that is called also runs, and a bare `yield` stands only in the plan module.",
    ("packages/*/src",),
    inspect,
)

if __name__ == "__main__":
    command(CHECK)()
