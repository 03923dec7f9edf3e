"""The two runners: the only places where a plan meets sync and async."""

from __future__ import annotations

from typing import TypeVar

from .operations import Plan

T = TypeVar("T")


def run(plan: Plan[T]) -> T:
    """Run a plan, blocking where it waits for the database."""
    try:
        operation = plan.send(None)
        while True:
            try:
                result = operation.perform()
            except BaseException as error:
                operation = plan.throw(error)
            else:
                operation = plan.send(result)
    except StopIteration as stop:
        value: T = stop.value
        return value


async def arun(plan: Plan[T]) -> T:
    """Run a plan, awaiting where it waits for the database."""
    try:
        operation = plan.send(None)
        while True:
            try:
                result = await operation.aperform()
            except BaseException as error:
                operation = plan.throw(error)
            else:
                operation = plan.send(result)
    except StopIteration as stop:
        value: T = stop.value
        return value
