"""The helpers in which a bare `yield` stands, and blocks that commit or roll back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

from ...interface.errors import ConfigurationError, Rollback
from .backend import OpenTransaction, PlanBackend, TransactionOptions
from .operations import Call, Plan, Step

T = TypeVar("T")

LEFT_ELSEWHERE = (
    "this transaction block was left elsewhere than it was entered: by another thread or task, in another context, or "
    "before a block inside it. It was rolled back, and what ran meanwhile was not part of it. A framework may run each "
    "part of a `def` dependency or fixture with `yield` in a context of its own: make it an `async def` with "
    "`async with ….atransaction(): yield`, or open the block inside the function that writes"
)


def step_plan(function: Callable[..., T], afunction: Callable[..., Awaitable[T]], *arguments: Any) -> Plan[T]:
    """Call the blocking or the awaitable form of the same work."""
    result: T = yield Step(function, afunction, *arguments)
    return result


def call_plan(function: Callable[..., object], *arguments: object) -> Plan[object]:
    """Call a hook of the user's, sync or async."""
    return (yield Call(function, *arguments))


def finish_plan(backend: PlanBackend, error: BaseException | None) -> Plan[bool]:
    """End a block: commit it, or roll it back because of an error.

    Returns:
        Whether the error was only there to ask for the rollback.
    """
    callbacks = yield from (backend.commit_plan() if error is None else backend.rollback_plan())
    yield from _callbacks_plan(callbacks)
    return isinstance(error, Rollback)


def leave_plan(backend: PlanBackend, block: Any, error: BaseException | None) -> Plan[bool]:
    """End a block that a user entered, or undo its transaction where it is not open.

    Raises:
        ConfigurationError: It is left elsewhere than it was entered.
    """
    if backend.is_innermost(block):
        return (yield from finish_plan(backend, error))
    yield from abandon_plan(backend, block)
    if error is None or isinstance(error, (Exception, GeneratorExit)):  # others, such as Ctrl-C, go on
        raise ConfigurationError(LEFT_ELSEWHERE)
    return False


def abandon_plan(backend: PlanBackend, block: Any) -> Plan[None]:
    """Undo the transaction of a block that was left elsewhere, or never."""
    callbacks = yield from backend.abandon_plan(block)
    yield from _callbacks_plan(callbacks)


def _callbacks_plan(callbacks: Sequence[Callable[[], object]]) -> Plan[None]:
    """Call every callback in order, even after one raised; the first error is raised at the end."""
    first: Exception | None = None
    for callback in _net(callbacks):
        try:
            yield Call(callback)
        except Exception as error:
            first = first or error
    if first is not None:
        raise first


def _net(callbacks: Sequence[Callable[[], object]]) -> list[Callable[[], object]]:
    """Let the callbacks that can absorb one another, and have one key, become one in the place of the first."""
    found: list[Callable[[], object]] = []
    by_key: dict[object, Any] = {}
    for callback in callbacks:
        key = getattr(callback, "key", None) if hasattr(callback, "absorb") else None
        if key is not None and key in by_key:
            by_key[key].absorb(callback)
            continue
        by_key[key] = callback
        found.append(callback)
    return found


DEFAULTS = TransactionOptions()


def atomic_plan(backend: PlanBackend, body: Plan[T], options: TransactionOptions = DEFAULTS) -> Plan[T]:
    """Run a plan inside a block of its own; without savepoints, in the one around it, which an error then ends."""
    transaction = backend.transaction
    if transaction is not None and not backend.capabilities.savepoints and not options.given():
        return (yield from _joined_plan(transaction, body))
    yield from backend.begin_plan(options)
    try:
        result = yield from body
    except BaseException as error:
        yield from finish_plan(backend, error)
        raise
    yield from finish_plan(backend, None)
    return result


def _joined_plan(transaction: OpenTransaction, body: Plan[T]) -> Plan[T]:
    try:
        return (yield from body)
    except BaseException as error:
        transaction.fail(error)
        raise
