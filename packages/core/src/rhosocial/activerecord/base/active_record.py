"""ActiveRecord: everything a model inherits."""

from __future__ import annotations

from ..query.verbs import install_verbs
from .record import BaseActiveRecord
from .schema import SchemaMixin


class QueryMixin(SchemaMixin):
    """The query verbs on the class: `Author.where(…)`."""


install_verbs(QueryMixin)


class RelationManagementMixin:
    """The relations of a model."""


class ActiveRecord(RelationManagementMixin, QueryMixin, BaseActiveRecord):
    """A model: a pydantic class whose instances are rows of a table.

    Examples:
        >>> class Author(ActiveRecord):
        ...     __table_name__ = "authors"
        ...     name: str
        >>> ActiveRecord.configure("sqlite:///library.db")
        >>> Author.create_table()
        >>> Author.create(name="Ann").id
        1
    """

    __abstract__ = True


ActiveRecord.model_config["defer_build"] = False  # models are built when they are made; it has no instances itself
