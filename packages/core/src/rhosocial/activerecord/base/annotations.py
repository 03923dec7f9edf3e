"""Reading and changing the annotations of a class that is being made, on every Python."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any


def annotations_of(namespace: Mapping[str, Any]) -> dict[str, Any]:
    """Return the annotations in a class's namespace; names that are not defined yet stay forward references."""
    if "__annotations__" in namespace or sys.version_info < (3, 14):
        return dict(namespace.get("__annotations__", {}))
    import annotationlib

    annotate = annotationlib.get_annotate_from_class_namespace(namespace)
    if annotate is None:
        return {}
    return dict(annotationlib.call_annotate_function(annotate, annotationlib.Format.FORWARDREF))


def with_annotations(namespace: dict[str, Any], annotations: dict[str, Any], changed: Mapping[str, Any]) -> None:
    """Put changed annotations into a namespace.

    Args:
        namespace: The class's namespace, changed in place.
        annotations: All annotations, in their order.
        changed: Those to replace or add.
    """
    if not changed:
        return
    if "__annotations__" in namespace or sys.version_info < (3, 14):
        namespace["__annotations__"] = {**annotations, **changed}
        return
    import annotationlib

    annotate = annotationlib.get_annotate_from_class_namespace(namespace)
    namespace["__annotate_func__"] = _changing(annotate, changed)


def _changing(
    annotate: Callable[..., dict[str, Any]] | None, changed: Mapping[str, Any]
) -> Callable[[int], dict[str, Any]]:
    def annotate_changed(format: int) -> dict[str, Any]:
        import annotationlib

        found = {} if annotate is None else annotationlib.call_annotate_function(annotate, annotationlib.Format(format))
        first = {name: value for name, value in changed.items() if name not in found}
        return {**first, **found, **changed}

    return annotate_changed
