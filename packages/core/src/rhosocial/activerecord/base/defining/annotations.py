"""Reading and changing the annotations of a class that is being made, on every Python."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

LAZY: bool = sys.version_info >= (3, 14)
"""Whether a class's annotations are computed when they are asked for (PEP 649)."""


def annotations_of(namespace: Mapping[str, Any]) -> dict[str, Any]:
    """Return the annotations in a class's namespace; names that are not defined yet stay forward references."""
    if "__annotations__" in namespace or not LAZY:
        return dict(namespace.get("__annotations__", {}))
    library = import_module("annotationlib")
    annotate = library.get_annotate_from_class_namespace(namespace)
    return {} if annotate is None else dict(library.call_annotate_function(annotate, library.Format.FORWARDREF))


def with_annotations(namespace: dict[str, Any], annotations: dict[str, Any], changed: Mapping[str, Any]) -> None:
    """Put changed annotations into a namespace.

    Args:
        namespace: The class's namespace, changed in place.
        annotations: All annotations, in their order.
        changed: Those to replace or add.
    """
    if not changed:
        return
    if "__annotations__" in namespace or not LAZY:
        namespace["__annotations__"] = {**annotations, **changed}
        return
    annotate = import_module("annotationlib").get_annotate_from_class_namespace(namespace)
    namespace["__annotate_func__"] = _changing(annotate, changed)


def _changing(annotate: Callable[..., Any] | None, changed: Mapping[str, Any]) -> Callable[[int], dict[str, Any]]:
    def annotate_changed(form: int) -> dict[str, Any]:
        library = import_module("annotationlib")
        found = {} if annotate is None else library.call_annotate_function(annotate, library.Format(form))
        first = {name: value for name, value in changed.items() if name not in found}
        return {**first, **found, **changed}

    return annotate_changed
