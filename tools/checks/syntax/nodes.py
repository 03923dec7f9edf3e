"""Questions asked of single nodes of a syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Iterator

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


def last_name(node: ast.AST) -> str:
    """Return the last name of a dotted expression: `run` of `self.backend.run`; empty for anything else."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def called_name(node: ast.AST) -> str:
    """Return the last name of what a call calls; empty for anything but a call of a name."""
    return last_name(node.func) if isinstance(node, ast.Call) else ""


def own_nodes(function: ast.AST) -> Iterator[ast.AST]:
    """Walk a function's body without entering the functions, lambdas and classes defined in it."""
    for child in ast.iter_child_nodes(function):
        yield child
        if not isinstance(child, FunctionNode | ast.Lambda | ast.ClassDef):
            yield from own_nodes(child)


def functions_of(tree: ast.AST) -> Iterator[FunctionNode]:
    """Yield every function in a tree, methods and nested ones included."""
    return (node for node in ast.walk(tree) if isinstance(node, FunctionNode))


def unquoted(annotation: ast.expr) -> ast.expr:
    """Return an annotation as an expression, also where it is written as a string."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        return ast.parse(annotation.value, mode="eval").body
    return annotation


def type_name(annotation: ast.expr | None) -> str:
    """Return the outermost name of an annotation, quoted or not: `Plan` of `plan.Plan[int]`."""
    outer = unquoted(annotation) if annotation else None
    return last_name(outer.value if isinstance(outer, ast.Subscript) else outer) if outer else ""


def parents_of(tree: ast.AST) -> dict[ast.AST, ast.AST]:
    """Return the parent of every node below `tree`."""
    return {child: parent for parent in ast.walk(tree) for child in ast.iter_child_nodes(parent)}
