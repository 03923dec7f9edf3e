"""What `after_commit` and `after_rollback` learn: once for each record, the net of all its writes in a transaction."""

from __future__ import annotations

from typing import Any

from .hooks import HookMethod

Changes = dict[str, tuple[object, object]]


class Outcome:
    """A hook to be called at the end of a transaction, for one write of a record.

    Args:
        record: The record.
        method: The hook.
        kind: What the write does: create, update or delete; None once it came to nothing.
        committed: Whether the hook follows a commit, and is told the net change as `saved_changes`.
    """

    __slots__ = ("changes", "committed", "kind", "method", "record")

    def __init__(self, record: Any, method: HookMethod, kind: str, committed: bool) -> None:
        self.record = record
        self.method = method
        self.kind: str | None = kind
        self.committed = committed
        self.changes: Changes = {}

    @property
    def key(self) -> tuple[object, ...]:
        """What the outcomes of one record for one hook have in common."""
        return id(self.record), self.method.name, self.committed

    def absorb(self, later: Any) -> None:
        """Take over what a later write of the same record did."""
        if later.kind is None:
            return
        if self.committed and self.kind == "create" and later.kind == "delete":
            self.kind = None
        elif self.kind != "create" or later.kind == "delete":
            self.kind = later.kind
        first, last = self.changes, later.changes
        net = last | {name: (old, last[name][1] if name in last else new) for name, (old, new) in first.items()}
        self.changes = {name: change for name, change in net.items() if change[0] != change[1]}

    def __call__(self) -> Any:
        if self.kind not in self.method.kinds:
            return None
        if self.committed and self.kind != "delete":
            self.record.__state__.saved = self.changes
        return getattr(self.record, self.method.name)()

    def __repr__(self) -> str:
        return f"{type(self.record).__name__}.{self.method.name}"


def register_outcomes(record: Any, kind: str) -> list[Outcome]:
    """Have a record's after_commit and after_rollback called at the end of the transaction."""
    hooks, transaction = type(record).__hooks__, type(record).backend().transaction
    made: list[Outcome] = []
    for event, register in (("after_commit", transaction.after_commit), ("after_rollback", transaction.after_rollback)):
        for method in hooks.get(event, ()):
            made.append(Outcome(record, method, kind, event == "after_commit"))
            register(made[-1])
    return made


def settle(outcomes: list[Outcome], written: bool) -> None:
    """Tell outcomes what their write came to."""
    for outcome in outcomes:
        outcome.kind = outcome.kind if written else None
        outcome.changes = outcome.record.saved_changes if written else {}
