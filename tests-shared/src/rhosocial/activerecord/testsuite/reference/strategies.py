"""Random conditions, for Hypothesis."""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal

from hypothesis import strategies as st

from rhosocial.activerecord.backend.expression.expression import Expression

from . import logic, terms
from .terms import Term

Terms = st.SearchStrategy[Term]

_LEAVES = 4

_ARITHMETIC = [
    terms.binary("+", operator.add, logic.strict(operator.add)),
    terms.binary("-", operator.sub, logic.strict(operator.sub)),
    terms.binary("*", operator.mul, logic.strict(operator.mul)),
]
_NEGATE = terms.unary("-", operator.neg, logic.strict(operator.neg))
_COMPARISONS = [
    terms.binary("==", operator.eq, logic.strict(operator.eq)),
    terms.binary("!=", operator.ne, logic.strict(operator.ne)),
    terms.binary("<", operator.lt, logic.strict(operator.lt)),
    terms.binary("<=", operator.le, logic.strict(operator.le)),
    terms.binary(">", operator.gt, logic.strict(operator.gt)),
    terms.binary(">=", operator.ge, logic.strict(operator.ge)),
    terms.binary(".is_distinct_from ", Expression.is_distinct_from, logic.distinct),
    terms.binary(".is_ ", Expression.is_, lambda left, right: not logic.distinct(left, right)),
]
_EQUALITIES = [_COMPARISONS[0], _COMPARISONS[1], *_COMPARISONS[6:]]
_NULL_TESTS = [
    terms.unary("is_null ", Expression.is_null, lambda value: value is None),
    terms.unary("is_not_null ", Expression.is_not_null, lambda value: value is not None),
]
_AND = terms.binary("&", operator.and_, logic.and_)
_OR = terms.binary("|", operator.or_, logic.or_)
_NOT = terms.unary("~", operator.invert, logic.not_)
_REMAINDER = terms.binary("%", operator.mod, logic.strict(logic.remainder))
_QUOTIENT = terms.binary("/", operator.truediv, logic.strict(logic.quotient))
_CONCAT = terms.binary("+", operator.add, logic.strict(operator.add))

_SEARCHES: list[tuple[str, Callable[[str, str], bool]]] = [
    ("contains", lambda value, text: text in value),
    ("startswith", str.startswith),
    ("endswith", str.endswith),
    ("icontains", lambda value, text: text.lower() in value.lower()),
    ("istartswith", lambda value, text: value.lower().startswith(text.lower())),
    ("iendswith", lambda value, text: value.lower().endswith(text.lower())),
]
_TEXTS = st.sampled_from(["", "a", "A", "b", "%", "_", "\\", "'", "a_b", "ab%"])


def _columns(*names: str) -> Terms:
    return st.sampled_from([terms.column(name) for name in names])


def _constants(*values: object) -> Terms:
    return st.sampled_from([terms.constant(value) for value in values])


def _computed(leaves: Terms, also: Callable[[Terms], Terms] | None = None) -> Terms:
    """Arithmetic over leaves, a few levels deep."""

    def extend(inner: Terms) -> Terms:
        combined = st.builds(
            lambda combine, left, right: combine(left, right), st.sampled_from(_ARITHMETIC), inner, inner
        )
        made = combined | st.builds(_NEGATE, inner)
        return made if also is None else made | also(inner)

    return st.recursive(leaves, extend, max_leaves=_LEAVES)


def _chosen(inner: Terms) -> Terms:
    """CASE and COALESCE over terms of one type."""
    when = st.deferred(lambda: conditions(2))
    return st.builds(terms.choice, when, inner, inner | st.none()) | st.builds(terms.known, inner, inner)


INTEGERS = _computed(
    _columns("a", "b") | _constants(-3, 0, 2), lambda inner: st.builds(_REMAINDER, inner, inner) | _chosen(inner)
)
_WHOLE = _columns("a", "b") | _constants(-3, 0, 2)
FLOATS = _computed(
    _columns("x") | _constants(-0.5, 2.5) | st.builds(_QUOTIENT, _WHOLE, _WHOLE),
    lambda inner: st.builds(_QUOTIENT, inner, inner) | _chosen(inner),
)
DECIMALS = _computed(_columns("d") | _constants(Decimal("-0.01"), Decimal("9.9"), Decimal("10")), _chosen)
TEXTS = st.recursive(
    _columns("s") | _constants("", "a", "it's"),
    lambda inner: st.builds(_CONCAT, inner, inner) | _chosen(inner),
    max_leaves=_LEAVES,
)


def _compared(values: Terms, comparisons: list[Callable[..., Term]]) -> Terms:
    return st.builds(lambda compare, left, right: compare(left, right), st.sampled_from(comparisons), values, values)


def _memberships() -> Terms:
    numbers = st.lists(st.sampled_from([-2, 0, 1, 3, 7, None]), max_size=12)
    return st.builds(terms.member, INTEGERS, numbers) | st.builds(terms.no_member, INTEGERS, numbers)


def _searches() -> Terms:
    return st.builds(
        lambda found, text: terms.search(found[0], terms.column("s"), text, found[1]),
        st.sampled_from(_SEARCHES),
        _TEXTS,
    )


def conditions(depth: int = 8) -> Terms:
    """Random conditions: comparisons of arithmetic joined by & | ~, and compared with one another.

    Args:
        depth: How many simple conditions one has at most.
    """
    simple = (
        _compared(INTEGERS, _COMPARISONS)
        | _compared(FLOATS, _COMPARISONS)
        | _compared(DECIMALS, _COMPARISONS)
        | _compared(TEXTS, _EQUALITIES)
        | st.builds(lambda test, value: test(value), st.sampled_from(_NULL_TESTS), INTEGERS | _columns("s", "flag"))
        | st.builds(terms.between, INTEGERS, INTEGERS, INTEGERS)
        | st.builds(terms.between, FLOATS, FLOATS, FLOATS)
        | st.builds(terms.between, DECIMALS, DECIMALS, DECIMALS)
        | _memberships()
        | _searches()
        | _columns("flag")
    )
    return st.recursive(simple, _joined, max_leaves=depth)


def _joined(inner: Terms) -> Terms:
    return (
        st.builds(_AND, inner, inner)
        | st.builds(_OR, inner, inner)
        | st.builds(_NOT, inner)
        | _compared(inner, _EQUALITIES)
    )
