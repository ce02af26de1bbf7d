"""`python -m core.drift`: where the database that migrations made differs from what the models describe, by PostgreSQL's own catalogue.

Alembic's comparison does not see a changed condition of a partial index, nor a changed generated expression. Here both databases are
described in full and held against each other; the models' one is made in a schema of its own and rolled back.
"""

from __future__ import annotations

import asyncio
import sys

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from core.schema import metadata
from core.settings import settings

FRESH = "drift_fresh"
QUESTIONS = (
    """SELECT 'column', table_name || '.' || column_name, udt_name, is_nullable, column_default, generation_expression,
         character_maximum_length, numeric_precision, numeric_scale FROM information_schema.columns
       WHERE table_schema = current_schema() AND table_name <> 'alembic_version'""",
    """SELECT 'index', tablename, replace(indexdef, schemaname || '.', '') FROM pg_indexes
       WHERE schemaname = current_schema() AND tablename <> 'alembic_version'""",
    """SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
       WHERE connamespace = current_schema()::regnamespace AND conrelid <> 0 AND conrelid::regclass::text <> 'alembic_version'""",
)


async def differences() -> list[str]:
    """What one side says and the other doesn't, each line with its side; nothing when they agree. Nothing is left behind."""
    engine = create_async_engine(settings().database_url.get_secret_value().replace("postgresql://", "postgresql+asyncpg://"))
    async with engine.connect() as connection:
        migrated = await _described(connection, "public")
        await connection.execute(sa.text(f"CREATE SCHEMA {FRESH}"))
        await connection.execute(sa.text(f"SET LOCAL search_path TO {FRESH}"))
        await connection.run_sync(metadata().create_all)
        fresh = await _described(connection, FRESH)
        await connection.rollback()
    await engine.dispose()
    return [f"migrations: {line}" for line in sorted(migrated - fresh)] + [f"models: {line}" for line in sorted(fresh - migrated)]


async def _described(connection: AsyncConnection, schema: str) -> set[str]:
    """Everything that the catalogue says of one schema, without the schema's name."""
    await connection.execute(sa.text(f"SET LOCAL search_path TO {schema}"))
    found = {" | ".join(map(str, row)) for question in QUESTIONS for row in await connection.execute(sa.text(question))}
    return {line.replace(f" {schema}.", " ").replace(f"'{schema}.", "'") for line in found}


if __name__ == "__main__":
    if found := asyncio.run(differences()):
        sys.exit("\n".join(found))
