"""No file that is called utils, no branch on a database's name, no error that is swallowed."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path

from tools.checks.report import Check, Finding, command
from tools.checks.rules import forbidden as rules
from tools.checks.rules.backends import BACKEND_NAMES
from tools.checks.syntax.modules import read_modules
from tools.checks.syntax.nodes import called_name, last_name

Fault = tuple[int, str]

BRANCH = "branches on which database this is: ask its capabilities, or let the dialect override"
SWALLOWED = "swallows every error: catch the one that is meant"


def inspect(roots: Sequence[Path]) -> Iterator[Finding]:
    """Yield every forbidden file name and spelling below the roots."""
    for module in read_modules(roots):
        if module.path.name in rules.FILES:
            yield Finding(module.path, 1, f"{module.path.name} says nothing: name the file after its one idea")
        names = frozenset() if rules.BACKEND_FOLDER in module.name.split(".") else frozenset(BACKEND_NAMES)
        for node in ast.walk(module.tree):
            for line, fault in (*_branches(node, names), *_swallowed(node)):
                yield Finding(module.path, line, fault)


def _branches(node: ast.AST, names: frozenset[str]) -> Iterator[Fault]:
    if isinstance(node, ast.Compare):
        asked = [_is_identity(side) for side in _sides(node)]
        told = any(_names_backend(side, names) for side in _sides(node))
        if told or (any(asked) and not all(asked)):
            yield node.lineno, f"{ast.unparse(node)} {BRANCH}"
    elif isinstance(node, ast.Match):
        patterns = [value for case in node.cases for value in ast.walk(case.pattern) if isinstance(value, ast.Constant)]
        if _is_identity(node.subject) or any(_names_backend(value, names) for value in patterns):
            yield node.lineno, f"match {ast.unparse(node.subject)} {BRANCH}"


def _sides(node: ast.Compare) -> list[ast.expr]:
    """Return what is compared for equality; membership counts only in a literal, a cache may be asked for a dialect."""
    compared = [(op, side) for op, side in zip(node.ops, node.comparators, strict=True)]
    equal = [side for op, side in compared if isinstance(op, (ast.Eq, ast.NotEq)) or _is_literal_membership(op, side)]
    return [node.left, *equal] if equal else []


def _is_literal_membership(op: ast.cmpop, side: ast.expr) -> bool:
    return isinstance(op, (ast.In, ast.NotIn)) and isinstance(side, (ast.Tuple, ast.List, ast.Set))


def _is_identity(node: ast.expr) -> bool:
    if isinstance(node, ast.Attribute) and node.attr == "name":
        return last_name(node.value) in rules.NAMED
    return last_name(node) in rules.IDENTITIES


def _names_backend(node: ast.expr, names: frozenset[str]) -> bool:
    values = node.elts if isinstance(node, (ast.Tuple, ast.List, ast.Set)) else [node]
    return any(isinstance(value, ast.Constant) and value.value in names for value in values)


def _swallowed(node: ast.AST) -> Iterator[Fault]:
    if isinstance(node, ast.ExceptHandler) and _catches_all(node.type) and all(map(_does_nothing, node.body)):
        yield node.lineno, f"except {ast.unparse(node.type)} {SWALLOWED}" if node.type else f"except {SWALLOWED}"
    elif isinstance(node, ast.Call) and called_name(node) == "suppress" and any(map(_catches_all, node.args)):
        yield node.lineno, f"{ast.unparse(node)} {SWALLOWED}"


def _catches_all(caught: ast.expr | None) -> bool:
    if isinstance(caught, ast.Tuple):
        return any(map(_catches_all, caught.elts))
    return caught is None or last_name(caught) in rules.EVERYTHING


def _does_nothing(node: ast.stmt) -> bool:
    return isinstance(node, (ast.Pass, ast.Continue)) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    )


CHECK = Check(
    "forbidden",
    "No file called utils.py, no branch on a database's name, no error swallowed.",
    ("packages/*/src", "tests-shared/src", "tools"),
    inspect,
)

if __name__ == "__main__":
    command(CHECK)()
