"""The mapping of a model to its table, made once and then only read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from operator import itemgetter
from typing import Any

from ..backend.expression.column import ColumnRef, Table
from ..backend.expression.expression import Expression
from ..backend.expression.select import Selection
from ..backend.expression.types import Integer
from ..interface.errors import ConfigurationError, FieldNotFound, QueryError, nearest
from .family import Family
from .mapped import automatic_fields, key_names, mapped_field
from .naming import snake_case


def selection_of(model: type[Any]) -> Selection:
    """Return all columns of a model; they are pickled as a call of this."""
    found: Selection = model.__mapping__.selection
    return found


class TableMapping:
    """Which field is which column.

    Args:
        model: The model's class, its pydantic fields complete.

    Attributes:
        table: The table.
        fields: Field name to field, in the order of the columns.
        columns: Field name to column.
        names: The names of the fields.
        family: The models that share the table; None for a table of one.
        paths: The relation paths that queries have named, by their names.
        lookups: The columns and lookups behind the keywords that queries have used.
        upsert_keys: The fields by which upserts can find a row, as far as they were looked for.
        drafts: Validators for which some foreign keys need no value yet, by the names of these.
        primary_key: The key's columns.
        automatic: The fields that the library fills in; None where there are none.
    """

    def __init__(self, model: type[Any]) -> None:
        self.model = model
        self.family: Family | None = getattr(model, "__family__", None)
        self.table = self._table()
        self.fields = {name: mapped_field(model, self.table, name, info) for name, info in model.model_fields.items()}
        self.columns = {name: field.column for name, field in self.fields.items()}
        self.names = tuple(self.columns)
        self.by_column = {column.name: name for name, column in self.columns.items()}
        self.paths: dict[tuple[str, ...], Any] = {}
        self.lookups: dict[str, Any] = {}
        self.upsert_keys: set[tuple[str, ...]] = set()
        self.drafts: dict[frozenset[str], Any] = {}
        self.primary_key = tuple(map(self.column, key_names(model, self.fields)))
        self._check_key()
        self.key_names = tuple(column.attribute for column in self.primary_key)
        self.automatic = automatic_fields(model, self.fields)

    def _table(self) -> Table:
        if self.family is not None and self.family.root is not self.model:
            table: Table = self.family.root.__mapping__.table
            return table
        return Table(table_name(self.model), getattr(self.model, "__schema__", None))

    @cached_property
    def selection(self) -> Selection:
        """All columns, as a SELECT loads them: also those of the models that inherit from this one in its table."""
        below = () if self.family is None else [field.column for field in self.family.fields_below(self.model)]
        return Selection((*self.columns.values(), *below), (selection_of, (self.model,)))

    @cached_property
    def own_rows(self) -> tuple[Expression[bool], ...]:
        """The condition that a row of a shared table is the model's; none for a table of its own, and for its root."""
        if self.family is None or self.family.root is self.model:
            return ()
        column: ColumnRef[Any] = self.columns[self.family.discriminator]
        tags = self.family.tags_of(self.model)
        return (column == tags[0] if len(tags) == 1 else column.in_(tags),)

    def _check_key(self) -> None:
        for column in self.primary_key:
            if column.type.permitted is not None:
                raise ConfigurationError(
                    f"{self.model.__name__}.{column.attribute}: a key can't be {column.type.describe()}"
                )

    def column(self, name: str) -> ColumnRef[Any]:
        """Return a field's column.

        Raises:
            FieldNotFound: The model has no such field; the message names the nearest.
        """
        try:
            return self.columns[name]
        except KeyError:
            raise self.not_found(name) from None

    def not_found(self, name: str, others: Iterable[str] = ()) -> FieldNotFound:
        """Return the error for a name that is none of the fields, nor of the `others` that would do."""
        model = self.model.__name__
        if name in self.private:
            return FieldNotFound(f"{model}.{name} is private, and not reached by a name: say {model}.{name} in code")
        return FieldNotFound(f"{model} has no field {name!r}{nearest(name, [*self.public, *others])}")

    def public_column(self, name: str) -> ColumnRef[Any]:
        """Return the column of a field that may be named in a text.

        Raises:
            FieldNotFound: The model has no such field, or it is private.
        """
        try:
            return self.public[name]
        except KeyError:
            raise self.not_found(name) from None

    @cached_property
    def private(self) -> frozenset[str]:
        """The names of the fields that only code reaches."""
        return frozenset(name for name, field in self.fields.items() if field.spec.private)

    @cached_property
    def public(self) -> Mapping[str, ColumnRef[Any]]:
        """The columns of the other fields by name."""
        return {name: column for name, column in self.columns.items() if name not in self.private}

    @cached_property
    def key_of(self) -> Any:
        """A function from a record's values to its key: a value, or a tuple for a composite key."""
        return itemgetter(*self.key_names)

    @cached_property
    def generated_key(self) -> str | None:
        """The name of the single integer key that the server numbers; None where there is none."""
        if len(self.primary_key) != 1:
            return None
        field = self.fields[self.key_names[0]]
        numbered = isinstance(field.column.type, Integer) and not field.spec.foreign_key
        return field.name if numbered and field.spec.server_default is None and field.spec.generated is None else None

    @cached_property
    def identity(self) -> tuple[ColumnRef[Any], ...]:
        """What a record must know for its row to be written: the key, and the values that a write must meet."""
        return (*self.primary_key, *(self.columns[name] for name in self.guards))

    @cached_property
    def telling(self) -> tuple[ColumnRef[Any], ...]:
        """What is loaded with any part of a record: its identity, and in a shared table what it is."""
        return (*self.identity, self.columns[self.family.discriminator]) if self.family else self.identity

    @cached_property
    def guards(self) -> tuple[str, ...]:
        """The fields whose values a write must meet."""
        return self.automatic.guards if self.automatic else ()

    @cached_property
    def clocked(self) -> Mapping[str, Expression[Any]]:
        """The fields of a new row that the database's clock fills in, with what says it."""
        return self.automatic.clocked if self.automatic else {}

    @cached_property
    def own_to_a_row(self) -> tuple[str, ...]:
        """The fields that a copy of a record does not share: generated keys, and what the library fills in."""
        made = [name for name in self.key_names if self.fields[name].info.default_factory is not None]
        generated = [self.generated_key] if self.generated_key else []
        return (*generated, *made, *(self.automatic.names if self.automatic else ()))

    @cached_property
    def written(self) -> tuple[str, ...]:
        """The names of the fields that an INSERT writes: all but those that the server computes."""
        return tuple(name for name, field in self.fields.items() if field.spec.generated is None)

    @cached_property
    def defaulted(self) -> frozenset[str]:
        """The names of the fields that the server fills in where they are None: its key, and server defaults."""
        names = {name for name, field in self.fields.items() if field.spec.server_default is not None}
        names |= self.clocked.keys()
        return frozenset(names | ({self.generated_key} if self.generated_key else set()))

    @cached_property
    def computed(self) -> tuple[str, ...]:
        """The names of the fields that the server computes at every write."""
        return tuple(name for name, field in self.fields.items() if field.spec.generated is not None)

    def refuse_computed(self, names: Iterable[str]) -> None:
        """Raise if a field is to be written that the server computes.

        Raises:
            QueryError: One is.
        """
        written = [name for name in names if name in self.computed] if self.computed else []
        if written:
            raise QueryError(
                f"{self.model.__name__}.{written[0]} is computed by the database: write the fields that it follows from"
            )

    @cached_property
    def mutable(self) -> frozenset[str]:
        """The names of the fields whose values can change in place."""
        return frozenset(name for name, column in self.columns.items() if column.type.mutable)

    @cached_property
    def given_as(self) -> Mapping[str, str]:
        """The name under which validation takes each field: its alias, where it takes no other."""
        config = self.model.model_config
        by_name = config.get("populate_by_name") or config.get("validate_by_name")
        aliases = {name: field.info.validation_alias for name, field in self.fields.items()}
        return {name: alias if isinstance(alias, str) and not by_name else name for name, alias in aliases.items()}

    @cached_property
    def encrypted(self) -> Mapping[str, Any]:
        """The fields that the database holds encrypted, with their types."""
        return {name: column.type for name, column in self.columns.items() if hasattr(column.type, "is_stale")}

    @cached_property
    def sealed(self) -> Mapping[str, Any]:
        """Those of them whose values belong to their row."""
        return {name: sql_type for name, sql_type in self.encrypted.items() if sql_type.binds_row}

    def check_names(self, names: Iterable[str]) -> None:
        """Raise unless every name is a field.

        Raises:
            FieldNotFound: One is not.
        """
        for name in names:
            if name not in self.columns:
                raise self.not_found(name)


def table_name(model: type[Any]) -> str:
    """Return the table's name: `__table_name__` where the class itself has one, else the class's name in snake_case."""
    declared = getattr(model, "__table_name__", None)
    if isinstance(declared, str):
        return declared
    return snake_case(model.__name__)
