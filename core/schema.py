"""Tortoise models as SQLAlchemy metadata: the models stay the one source of truth, Alembic migrates the database to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from tortoise import Tortoise, fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from core.tables import ROOMS

DIALECT = "postgres"
NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "%(constraint_name)s",
}
ALIASES = {
    "varchar": "character varying",
    "int": "integer",
    "bool": "boolean",
    "decimal": "numeric",
    "timestamptz": "timestamp with time zone",
    "timetz": "time with time zone",
}


def metadata() -> sa.MetaData:
    """Every room's tables, with their keys, indexes, checks and defaults."""
    for room in ROOMS:
        Tortoise.init_models([f"{room}.models"], room, _init_relations=room == ROOMS[-1])
    result = sa.MetaData(naming_convention=NAMES)
    for room in ROOMS:
        for model in (Tortoise.apps or {})[room].values():
            _table(result, model)
    return result


def _table(whole: sa.MetaData, model: type[Model]) -> None:
    meta = model._meta
    column: dict[str, str] = dict(meta.fields_db_projection) | {
        name: str(meta.fields_map[name].source_field) for name in meta.fk_fields | meta.o2o_fields
    }
    table = sa.Table(meta.db_table, whole, *(_column(model, name) for name in meta.fields_db_projection))
    for names in meta.unique_together:
        table.append_constraint(sa.UniqueConstraint(*(column[name] for name in names)))
    for index in meta.indexes:
        _index(table, model, index if isinstance(index, Index) else Index(fields=index), column)
    for constraint in meta.constraints:
        _constraint(table, constraint, column)


def _index(table: sa.Table, model: type[Model], index: Index, column: dict[str, str]) -> None:
    parts: list[Any] = [table.c[column[name]] for name in index.fields] or [sa.text(text) for text in _expressions(model, index)]
    where = re.sub(r"^\s*WHERE\s+", "", index.extra, flags=re.IGNORECASE)
    options: dict[str, Any] = {}
    if index.INDEX_TYPE:
        options["postgresql_using"] = index.INDEX_TYPE.lower()
    if where:
        options["postgresql_where"] = sa.text(where)
    if hasattr(index, "opclass"):
        options["postgresql_ops"] = {part.name: index.opclass for part in parts if isinstance(part, sa.Column)}
    sa.Index(index.name, *parts, _table=table, **options)


def _constraint(table: sa.Table, constraint: object, column: dict[str, str]) -> None:
    match constraint:
        case CheckConstraint(check=check, name=name):
            table.append_constraint(sa.CheckConstraint(check, name=name))
        case UniqueConstraint(fields=names, name=name, condition=None):
            table.append_constraint(sa.UniqueConstraint(*(column[one] for one in names), name=name))
        case UniqueConstraint(fields=names, name=name, condition=where):
            sa.Index(name, *(table.c[column[one]] for one in names), unique=True, postgresql_where=sa.text(str(where)))


def _expressions(model: type[Model], index: Index) -> Iterator[str]:
    index.resolve_expressions(model)
    return (text[1:-1] for text in index.field_names)


def _column(model: type[Model], name: str) -> sa.Column[Any]:
    field = model._meta.fields_map[name]
    relation = getattr(field, "reference", None)
    parts: list[Any] = []
    if relation is not None and relation.db_constraint:
        target = relation.related_model._meta
        to = relation.to_field_instance
        address = f"{target.db_table}.{to.source_field or to.model_field_name}"
        parts.append(sa.ForeignKey(address, ondelete=str(relation.on_delete.value)))
    return sa.Column(
        model._meta.fields_db_projection[name],
        _type(field),
        *parts,
        primary_key=field.pk,
        nullable=field.null,
        autoincrement=bool(field.pk and field.generated),
        unique=(field.unique and not field.pk) or None,
        index=(field.index and not field.pk) or None,
        server_default=_default(field, model),
    )


def _type(field: fields.Field[Any]) -> Any:
    text = field.get_for_dialect(DIALECT, "SQL_TYPE").lower()
    found = re.fullmatch(r"([a-z_ ]+?)(?:\(([\d, ]+)\))?(\[\])?", text)
    if found is None:
        raise ValueError(f"no SQLAlchemy type for {text}")
    name, args, array = found.groups()
    name = ALIASES.get(name, name)
    kind: Any = pg.base.ischema_names[name]
    options = {"timezone": True} if name.endswith("with time zone") else {}
    result = kind(*(int(arg) for arg in (args or "").split(",") if arg), **options)
    return pg.ARRAY(result) if array else result


def _default(field: fields.Field[Any], model: type[Model]) -> sa.TextClause | None:
    if not field.has_db_default():
        return None
    value: Any = field.db_default
    if hasattr(value, "get_sql"):
        return sa.text(value.get_sql(dialect=DIALECT))
    value = field.to_db_value(value, model)
    literal: Any = sa.literal(value.value if isinstance(value, Enum) else value)
    return sa.text(
        str(
            literal.compile(
                dialect=pg.dialect(),  # type: ignore[no-untyped-call]
                compile_kwargs={"literal_binds": True},
            )
        )
    )
