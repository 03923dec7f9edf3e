"""Signatures as text, with what only async ones need taken away."""

from __future__ import annotations

import ast
from typing import TypeVar

from tools.checks.rules import twins as rules
from tools.checks.syntax.nodes import FunctionNode, last_name, unquoted

_N = TypeVar("_N", bound=ast.AST)


def signature(function: FunctionNode) -> str:
    """Return kind, parameters and result of a function as its sync form spells them.

    Example:
        `async def afind(cls, key: K) -> Self` and `def find(cls, key: K) -> Self` give the same text.
    """
    kinds = sorted({last_name(node) for node in function.decorator_list} & rules.KINDS)
    returns = f" -> {ast.unparse(_sync_form(unquoted(function.returns)))}" if function.returns else ""
    return "".join(f"@{kind} " for kind in kinds) + f"({ast.unparse(_sync_form(function.args))}){returns}"


def returns_async(function: FunctionNode) -> bool:
    """Return whether calling the function gives something to await, `async for` or `async with`."""
    if isinstance(function, ast.AsyncFunctionDef):
        return True
    returns = unquoted(function.returns) if function.returns else ast.Constant(None)
    return ast.unparse(returns) != ast.unparse(_sync_form(returns))


def _sync_form(node: _N) -> _N:
    copy = ast.parse(ast.unparse(node), mode="eval").body if isinstance(node, ast.expr) else _copied_arguments(node)
    changed: _N = _SyncForm().visit(copy)
    return changed


def _copied_arguments(node: ast.AST) -> ast.AST:
    function = ast.parse(f"def f({ast.unparse(node)}): ...").body[0]
    assert isinstance(function, ast.FunctionDef)
    return function.args


class _SyncForm(ast.NodeTransformer):
    """Rewrites annotations: `Awaitable[T]` to `T`, `AsyncIterator[T]` to `Iterator[T]`."""

    def visit_arg(self, node: ast.arg) -> ast.arg:
        if node.annotation:
            node.annotation = self.visit(unquoted(node.annotation))
        return node

    def visit_Name(self, node: ast.Name) -> ast.Name:
        node.id = _sync_name(node.id)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        node.attr = _sync_name(node.attr)
        return self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        position = rules.AWAITED.get(last_name(node.value))
        if position is None:
            return self.generic_visit(node)
        arguments = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        value: ast.AST = self.visit(arguments[position])
        return value


def _sync_name(name: str) -> str:
    rest = name.removeprefix(rules.ASYNC_TYPE_PREFIX).replace(f"Abstract{rules.ASYNC_TYPE_PREFIX}", "Abstract")
    return rest if rest[:1].isupper() else name
