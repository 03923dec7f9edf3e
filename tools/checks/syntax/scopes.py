"""Module and class bodies: the functions that stand side by side in one, and which of them call which."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Set
from dataclasses import dataclass

from tools.checks.syntax.nodes import FunctionNode, called_name


@dataclass(frozen=True)
class Scope:
    """The functions of one body, by name; a name has several where it is overloaded."""

    class_name: str
    functions: dict[str, list[FunctionNode]]

    def callers(self, names: Set[str], methods: Set[str] = frozenset()) -> set[str]:
        """Return the functions that call one of `names`, or one of `methods` on anything, or a neighbour that does."""
        found = {
            name for name in self.functions if any(_is_call_of(each, names, methods) for each in self._calls(name))
        }
        while True:
            more = {name for name in self.functions if found & self._neighbours(name)} - found
            if not more:
                return found
            found |= more

    def label(self, name: str) -> str:
        """Return the qualified name of a function here."""
        return f"{self.class_name}.{name}" if self.class_name else name

    def _calls(self, name: str) -> Iterator[ast.Call]:
        for function in self.functions[name]:
            yield from (node for node in ast.walk(function) if isinstance(node, ast.Call))

    def _neighbours(self, name: str) -> set[str]:
        return {called_name(call) for call in self._calls(name) if self._is_here(call.func)}

    def _is_here(self, called: ast.expr) -> bool:
        """Whether a call reaches for a neighbour: on `self` or `cls` in a class, by plain name in a module."""
        if not self.class_name:
            return isinstance(called, ast.Name)
        owner = called.value if isinstance(called, ast.Attribute) else None
        return isinstance(owner, ast.Name) and owner.id in ("self", "cls")


def _is_call_of(call: ast.Call, names: Set[str], methods: Set[str]) -> bool:
    name = called_name(call)
    return name in names or (isinstance(call.func, ast.Attribute) and name in methods)


def scopes_of(tree: ast.Module) -> Iterator[Scope]:
    """Yield the module's own body and that of every class in it."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef)):
            functions: dict[str, list[FunctionNode]] = {}
            for function in node.body:
                if isinstance(function, FunctionNode):
                    functions.setdefault(function.name, []).append(function)
            yield Scope(node.name if isinstance(node, ast.ClassDef) else "", functions)
