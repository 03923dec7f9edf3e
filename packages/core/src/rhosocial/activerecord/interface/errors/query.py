"""Errors in a query, all raised before any SQL is sent."""

from __future__ import annotations

from .base import ActiveRecordError


class QueryError(ActiveRecordError):
    """A query that can't be built or compiled."""


class FieldNotFound(QueryError, AttributeError):
    """A name that is no field or relation of the model."""


class LookupNotFound(QueryError):
    """A keyword lookup (`age__gtt=3`) that does not exist."""


class InvalidValue(QueryError, TypeError):
    """A value whose type does not fit the column it is compared with or stored in."""


class UnsupportedFeatureError(QueryError):
    """Something the connected server can't do; the message names the feature and the way round."""
