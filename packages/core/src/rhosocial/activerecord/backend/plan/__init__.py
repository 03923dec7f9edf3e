"""Plans: what an operation does with the database, written once and run sync or async."""

from .backend import OpenTransaction, PlanBackend, TransactionOptions
from .operations import Call, Operation, Plan, Step
from .plan import abandon_plan, atomic_plan, call_plan, finish_plan, leave_plan, step_plan
from .result import Cursor, Inserted, Result
from .runner import arun, run
from .stream import astream, stream

__all__ = [
    "Call",
    "Cursor",
    "Inserted",
    "OpenTransaction",
    "Operation",
    "Plan",
    "PlanBackend",
    "Result",
    "Step",
    "TransactionOptions",
    "abandon_plan",
    "arun",
    "astream",
    "atomic_plan",
    "call_plan",
    "finish_plan",
    "leave_plan",
    "run",
    "step_plan",
    "stream",
]
