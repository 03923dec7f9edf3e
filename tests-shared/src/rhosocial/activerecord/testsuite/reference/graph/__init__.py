"""Random graphs of records, and what each of their relations gives by plain joins of dicts."""

from .joins import RELATIONS, Row, Rows, Tree, joined, loaded, shown, tree_of
from .models import graph_models
from .strategies import graphs, paths

__all__ = [
    "RELATIONS",
    "Row",
    "Rows",
    "Tree",
    "graph_models",
    "graphs",
    "joined",
    "loaded",
    "paths",
    "shown",
    "tree_of",
]
