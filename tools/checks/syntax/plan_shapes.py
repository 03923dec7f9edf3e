"""What a function's text says about plans: whether it is one, takes one, or only hands one on."""

from __future__ import annotations

import ast

from tools.checks.rules import plans as rules
from tools.checks.syntax.nodes import FunctionNode, last_name, own_nodes, type_name


def is_named_plan(name: str) -> bool:
    """Return whether a name ends as a plan's does; a special method's underscores come after that."""
    return name.rstrip("_").endswith(rules.SUFFIX)


def returns_plan(function: FunctionNode) -> bool:
    """Return whether a function is declared `-> Plan[...]`."""
    return type_name(function.returns) == rules.TYPE


def takes_plan(function: FunctionNode) -> bool:
    """Return whether a function has a parameter declared `Plan[...]`."""
    parameters = (node for node in ast.walk(function.args) if isinstance(node, ast.arg))
    return any(type_name(parameter.annotation) == rules.TYPE for parameter in parameters)


def is_generator(function: FunctionNode) -> bool:
    """Return whether a function yields."""
    return any(isinstance(node, (ast.Yield, ast.YieldFrom)) for node in own_nodes(function))


def forwards_plan(function: FunctionNode) -> bool:
    """Return whether a function is declared a plan and does nothing but choose the one it returns.

    What it did besides would be done when the plan is made, not when it runs; a `try` around it would catch nothing.
    """
    if is_generator(function) or not returns_plan(function) or isinstance(function, ast.AsyncFunctionDef):
        return False
    statements = [node for node in own_nodes(function) if isinstance(node, ast.stmt)]
    return all(isinstance(node, (ast.Return, ast.If)) or _is_docstring(node) for node in statements)


def hands_out_values(function: FunctionNode) -> bool:
    """Return whether a generator yields to its caller: an iterator or a context manager, and so no plan."""
    decorators = {last_name(node) for node in function.decorator_list}
    iterates = type_name(function.returns) in rules.ITERATORS or _only_yields(function.returns)
    return (iterates and not is_named_plan(function.name)) or bool(decorators & rules.CONTEXT_MANAGERS)


def _only_yields(returns: ast.expr | None) -> bool:
    """Tell `Generator[T]`, which is sent nothing and returns nothing, from the three arguments that a plan needs."""
    if not isinstance(returns, ast.Subscript) or type_name(returns) != "Generator":
        return False
    return not isinstance(returns.slice, ast.Tuple)


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
