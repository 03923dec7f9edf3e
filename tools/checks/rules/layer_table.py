"""Reading the table of layers: which layer a module is in, and which layers that one may import."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from tools.checks.rules.layers import Layer


class LayerTable:
    """The layers of one package.

    Raises:
        ValueError: a layer imports one that does not stand above it in the table, so the table could hold a circle.
    """

    def __init__(self, layers: Sequence[Layer], package: str) -> None:
        self.package = package
        self._places = [(place.split("."), layer.name) for layer in layers for place in layer.places]
        self._allowed: dict[str, frozenset[str]] = {}
        for layer in layers:
            self._allowed[layer.name] = frozenset(self._reach(layer))

    def layer_of(self, module: str, *, package_file: bool = False) -> str | None:
        """Return the layer of a dotted name; `package_file` says that it is the `__init__.py` of that name."""
        parts = module.removeprefix(self.package).lstrip(".").split(".") if module != self.package else []
        if package_file:
            parts = [*parts, "__init__"]
        matches = [(len(place), name) for place, name in self._places if _contains(place, parts)]
        return max(matches)[1] if matches else None

    def may_import(self, importer: str, imported: str) -> bool:
        """Return whether the layer `importer` may import the layer `imported`."""
        return imported in self._allowed[importer]

    def below(self, layer: str) -> list[str]:
        """Return the other layers that `layer` may import, lowest first."""
        return [name for name in self._allowed if name in self._allowed[layer] - {layer}]

    def _reach(self, layer: Layer) -> Iterator[str]:
        yield layer.name
        for name in (*layer.on, *layer.uses):
            if name not in self._allowed:
                raise ValueError(f"layer {layer.name} imports {name}, which does not stand above it in the table")
            yield name
        for name in layer.on:
            yield from self._allowed[name]


def _contains(place: Sequence[str], parts: Sequence[str]) -> bool:
    return len(place) <= len(parts) and all(map(fnmatchcase, parts, place))
