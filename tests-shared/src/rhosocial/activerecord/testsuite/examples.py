"""How many random examples Hypothesis tries in a case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, settings


def examples(number: int) -> Callable[[Any], Any]:
    """Try so many examples, the same in every run; a case's tables serve all of them.

    Examples:
        >>> @examples(100)
        ... @given(condition=conditions())
        ... async def test_conditions(run: Runner, tables: Tables, condition: Term) -> None: ...
    """
    made: Callable[[Any], Any] = settings(
        max_examples=number,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[phase for phase in Phase if phase is not Phase.explain],
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    return made
