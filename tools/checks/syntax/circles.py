"""Circles in a directed graph."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping

Graph = Mapping[str, Iterable[str]]


def circles(graph: Graph) -> list[list[str]]:
    """Return one shortest circle for every group of nodes that reach each other, as `[a, b, a]`.

    Example:
        >>> circles({"a": ["b"], "b": ["a"], "c": ["a"]})
        [['a', 'b', 'a']]
    """
    found: list[list[str]] = []
    seen: set[str] = set()
    for start in sorted(graph):
        circle = None if start in seen else shortest_circle(graph, start)
        if circle:
            found.append(circle)
            seen |= _reached(graph, start) & _reached(_reversed(graph), start)
    return found


def shortest_circle(graph: Graph, start: str) -> list[str] | None:
    """Return the shortest way from `start` back to itself, breadth first; None when there is none."""
    ways = deque([[start]])
    seen: set[str] = set()
    while ways:
        way = ways.popleft()
        for target in sorted(graph.get(way[-1], ())):
            if target == start:
                return [*way, start]
            if target not in seen:
                seen.add(target)
                ways.append([*way, target])
    return None


def _reached(graph: Graph, start: str) -> set[str]:
    reached, todo = {start}, [start]
    while todo:
        new = set(graph.get(todo.pop(), ())) - reached
        reached |= new
        todo.extend(new)
    return reached


def _reversed(graph: Graph) -> dict[str, set[str]]:
    backwards: dict[str, set[str]] = {}
    for source, targets in graph.items():
        for target in targets:
            backwards.setdefault(target, set()).add(source)
    return backwards
