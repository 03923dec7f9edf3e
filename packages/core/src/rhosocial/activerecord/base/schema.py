"""Creating and dropping the tables of models."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ..backend.expression.statement import Statement
from ..backend.plan import Plan, arun, run
from ..backend.schema.nodes import DropEnum, DropTable, ForeignKey
from ..field.definition import create_indexes, create_table, enums, unique_keys
from ..field.mapping import TableMapping
from ..field.table import members
from ..interface.errors import ConfigurationError, DatabaseError
from ..relation.definition.inverse import check_inverses
from ..relation.kinds.belongs_to import BelongsTo
from .secrets.reencrypting import ReencryptingMixin


class SchemaMixin(ReencryptingMixin):
    """The class methods that define tables."""

    @classmethod
    def _create_table_plan(cls, if_not_exists: bool) -> Plan[None]:
        backend, mapping = cls.backend(), mapping_of_table(cls)
        for model in members(mapping):
            check_inverses(model)
        yield from backend.prepare_plan()
        keys = [key for model in members(mapping) for key in relation_foreign_keys(model)]
        table = create_table(mapping, dict.fromkeys(keys), if_not_exists)
        nodes = (*enums(mapping), table, *create_indexes(mapping, if_not_exists))
        for node in nodes:
            backend.compile(Statement(node))  # all of them first: what the server can't do is refused before any SQL
        try:
            for node in nodes:
                yield from backend.define_plan(node)
        except DatabaseError as error:
            if "already exists" in error.message:
                error.message += f"; create_table(if_not_exists=True) leaves what there is as it is ({cls.__name__})"
            raise

    @classmethod
    def create_table(cls, *, if_not_exists: bool = False) -> None:
        """Create the model's table with its indexes and constraints."""
        run(cls._create_table_plan(if_not_exists))

    @classmethod
    async def acreate_table(cls, *, if_not_exists: bool = False) -> None:
        """Create the model's table with its indexes and constraints."""
        await arun(cls._create_table_plan(if_not_exists))

    @classmethod
    def _drop_table_plan(cls, if_exists: bool) -> Plan[None]:
        backend = cls.backend()
        yield from backend.define_plan(DropTable(cls.__mapping__.table, if_exists))
        for enum in enums(mapping_of_table(cls)) if backend.capabilities.native_enums else ():
            yield from backend.define_plan(DropEnum(enum.name))

    @classmethod
    def drop_table(cls, *, if_exists: bool = False) -> None:
        """Drop the model's table."""
        run(cls._drop_table_plan(if_exists))

    @classmethod
    async def adrop_table(cls, *, if_exists: bool = False) -> None:
        """Drop the model's table."""
        await arun(cls._drop_table_plan(if_exists))

    @classmethod
    def _create_tables_plan(cls, models: Sequence[Any], if_not_exists: bool) -> Plan[None]:
        for model in in_order_of_reference(models):
            yield from model._create_table_plan(if_not_exists)

    @classmethod
    def create_tables(cls, *models: type[SchemaMixin], if_not_exists: bool = False) -> None:
        """Create the tables of several models, each after those it refers to."""
        run(cls._create_tables_plan(models, if_not_exists))

    @classmethod
    async def acreate_tables(cls, *models: type[SchemaMixin], if_not_exists: bool = False) -> None:
        """Create the tables of several models, each after those it refers to."""
        await arun(cls._create_tables_plan(models, if_not_exists))

    @classmethod
    def _drop_tables_plan(cls, models: Sequence[Any], if_exists: bool) -> Plan[None]:
        for model in reversed(in_order_of_reference(models)):
            yield from model._drop_table_plan(if_exists)

    @classmethod
    def drop_tables(cls, *models: type[SchemaMixin], if_exists: bool = False) -> None:
        """Drop the tables of several models, each before those it refers to."""
        run(cls._drop_tables_plan(models, if_exists))

    @classmethod
    async def adrop_tables(cls, *models: type[SchemaMixin], if_exists: bool = False) -> None:
        """Drop the tables of several models, each before those it refers to."""
        await arun(cls._drop_tables_plan(models, if_exists))


def mapping_of_table(model: Any) -> TableMapping:
    """Return the mapping that defines a model's table: that of the model whose table it shares, or its own."""
    family = model.__family__
    mapping: TableMapping = (model if family is None else family.root).__mapping__
    return mapping


def relation_foreign_keys(model: Any) -> Iterable[ForeignKey]:
    """Return the FOREIGN KEYs that follow from a model's belongs_to relations, all of them seen to be right."""
    mapping, _ = model.__mapping__, model.__upkeep__
    for relation in model.__relations__.values():
        if not isinstance(relation, BelongsTo):
            continue
        specs = {name: mapping.fields[name].spec.foreign_key for name in relation.owner_keys}
        named = [name for name, other in specs.items() if isinstance(other, str) or (other and relation.is_polymorphic)]
        if named and relation.is_polymorphic:
            raise ConfigurationError(
                f"{model.__name__}.{named[0]} has a foreign_key to one table, and {relation.name} is polymorphic: its "
                "rows may be in several, so there can be no constraint"
            )
        if named or not relation.constraint:
            continue
        check_unique(relation)
        relation.check_within_reach()
        spec = mapping.fields[relation.owner_keys[0]].spec
        theirs = relation.target.__mapping__
        yield ForeignKey(
            tuple(mapping.columns[name].name for name in relation.owner_keys),
            theirs.table,
            tuple(theirs.columns[name].name for name in relation.target_keys),
            spec.on_delete,
            spec.on_update,
        )


def check_unique(relation: BelongsTo[Any]) -> None:
    """Raise a ConfigurationError if a foreign key refers to what several rows may have."""
    target, names = relation.target, relation.target_keys
    if set(names) not in unique_keys(target.__mapping__):
        fields = " and ".join(f"{target.__name__}.{name}" for name in names)
        how = "Column(unique=True)" if len(names) == 1 else f"{names!r} among __constraints__"
        raise ConfigurationError(
            f"{relation.owner.__name__}.{relation.name} refers to {fields}, which must be unique for a FOREIGN KEY: "
            f"give {target.__name__} {how}, or the relation constraint=False"
        )


def in_order_of_reference(models: Sequence[Any]) -> list[Any]:
    """Sort models, and those of the tables between them, so that each comes after those it refers to.

    A circle is cut where it is met.
    """
    from ..relation.kinds.steps import tables_between  # few programs make tables

    given = list(dict.fromkeys(mapping_of_table(model).model for model in (*models, *tables_between(models))))
    ordered: list[Any] = []
    visited: set[Any] = set()

    def visit(model: Any) -> None:
        if model in visited:
            return
        visited.add(model)
        for key in (key for member in members(model.__mapping__) for key in relation_foreign_keys(member)):
            for other in given:
                if other.__mapping__.table is key.target:
                    visit(other)
        ordered.append(model)

    for model in given:
        visit(model)
    return ordered
