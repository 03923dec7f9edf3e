"""A reference in plain Python: conditions that can be evaluated on a row as well as built for the database."""

from .sample import ROWS, Row, Sample, sample_model
from .strategies import conditions
from .terms import Term

__all__ = ["ROWS", "Row", "Sample", "Term", "conditions", "sample_model"]
