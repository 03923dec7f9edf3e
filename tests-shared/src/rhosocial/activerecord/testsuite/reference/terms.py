"""Terms: an expression for the database and its value in Python, side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from rhosocial.activerecord import case, coalesce, col, literal
from rhosocial.activerecord.backend.expression.expression import Expression

from . import logic
from .sample import Row, Sample

Made = Expression[Any]


@dataclass(frozen=True, repr=False)
class Term:
    """One term of a random tree.

    Attributes:
        text: How to read it.
        build: Makes the expression for a model.
        value: Evaluates it on a row.
    """

    text: str
    build: Callable[[type[Sample]], Made]
    value: Callable[[Row], Any]

    def __repr__(self) -> str:
        return self.text


def column(name: str) -> Term:
    """A column of the sample."""
    return Term(name, lambda model: col(getattr(model, name)), lambda row: row[name])


def constant(value: object) -> Term:
    """A value."""
    return Term(repr(value), lambda model: literal(value), lambda row: value)


def binary(symbol: str, build: Callable[[Made, Made], Made], value: Callable[[Any, Any], Any]) -> Callable[..., Term]:
    """Make a combination of two terms."""

    def combine(left: Term, right: Term) -> Term:
        return Term(
            f"({left} {symbol} {right})",
            lambda model: build(left.build(model), right.build(model)),
            lambda row: value(left.value(row), right.value(row)),
        )

    return combine


def unary(symbol: str, build: Callable[[Made], Made], value: Callable[[Any], Any]) -> Callable[[Term], Term]:
    """Make a change of one term."""

    def change(inner: Term) -> Term:
        return Term(f"{symbol}{inner}", lambda model: build(inner.build(model)), lambda row: value(inner.value(row)))

    return change


def between(value: Term, low: Term, high: Term) -> Term:
    """`value.between(low, high)`"""
    return Term(
        f"{value}.between({low}, {high})",
        lambda model: value.build(model).between(low.build(model), high.build(model)),
        lambda row: logic.between(value.value(row), low.value(row), high.value(row)),
    )


def member(value: Term, values: Sequence[object]) -> Term:
    """`value.in_([…])`"""
    return Term(
        f"{value}.in_({values})",
        lambda model: value.build(model).in_(values),
        lambda row: logic.member(value.value(row), values),
    )


def no_member(value: Term, values: Sequence[object]) -> Term:
    """`value.not_in([…])`"""
    return Term(
        f"{value}.not_in({values})",
        lambda model: value.build(model).not_in(values),
        lambda row: logic.not_(logic.member(value.value(row), values)),
    )


def search(method: str, value: Term, text: str, matches: Callable[[str, str], bool]) -> Term:
    """`value.contains("text")` and its kin."""
    return Term(
        f"{value}.{method}({text!r})",
        lambda model: getattr(value.build(model), method)(text),
        lambda row: logic.strict(matches)(value.value(row), text),
    )


def choice(condition: Term, then: Term, otherwise: Term | None) -> Term:
    """`case((condition, then), otherwise=otherwise)`"""

    def build(model: type[Sample]) -> Made:
        last = None if otherwise is None else otherwise.build(model)
        return case((condition.build(model), then.build(model)), otherwise=last)

    def value(row: Row) -> Any:
        if condition.value(row) is True:
            return then.value(row)
        return None if otherwise is None else otherwise.value(row)

    return Term(f"case(({condition}, {then}), otherwise={otherwise})", build, value)


def known(first: Term, second: Term) -> Term:
    """`coalesce(first, second)`"""
    return Term(
        f"coalesce({first}, {second})",
        lambda model: coalesce(first.build(model), second.build(model)),
        lambda row: logic.first_known(first.value(row), second.value(row)),
    )
