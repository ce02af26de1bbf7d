"""The database that migrations make is the one that the models describe."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from core.schema import metadata
from core.settings import settings
from core.tables import sql
from local.folder import ROOT

pytestmark = pytest.mark.anyio
QUESTIONS = (
    """SELECT 'column', table_name || '.' || column_name, udt_name, is_nullable, column_default, generation_expression,
         character_maximum_length, numeric_precision, numeric_scale FROM information_schema.columns
       WHERE table_schema = current_schema() AND table_name <> 'alembic_version'""",
    """SELECT 'index', tablename, replace(indexdef, schemaname || '.', '') FROM pg_indexes
       WHERE schemaname = current_schema() AND tablename <> 'alembic_version'""",
    """SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
       WHERE connamespace = current_schema()::regnamespace AND conrelid <> 0 AND conrelid::regclass::text <> 'alembic_version'""",
)


@pytest.fixture(scope="module")
def database_kind() -> str:
    return "empty"


async def _described(schema: str) -> set[str]:
    """Everything the catalogue says of one schema. Alembic's own comparison is blind to a changed partial-index condition; this is not."""
    engine = create_async_engine(settings().database_url.get_secret_value().replace("postgresql://", "postgresql+asyncpg://"))
    async with engine.begin() as connection:
        await connection.execute(sa.text(f"CREATE SCHEMA IF NOT EXISTS {schema}"))
        await connection.execute(sa.text(f"SET LOCAL search_path TO {schema}"))
        if schema != "public":
            await connection.run_sync(metadata().create_all)
        found = {repr(tuple(row)) for question in QUESTIONS for row in await connection.execute(sa.text(question))}
    await engine.dispose()
    return {line.replace(f" {schema}.", " ").replace(f"'{schema}.", "'") for line in found}


async def test_migrated_and_freshly_made_tables_are_the_same(database) -> None:
    migrated, fresh = await _described("public"), await _described("fresh")
    assert len(migrated) > 100
    assert migrated ^ fresh == set()


async def test_a_changed_partial_index_would_be_noticed(database) -> None:
    before = await _described("public")
    await sql("DROP INDEX ix_profile_certificate_due")
    await sql("CREATE INDEX ix_profile_certificate_due ON profile_certificate (next_rung_on) WHERE state = 'valid'")
    assert await _described("public") != before


def test_alembic_finds_nothing_to_migrate(database) -> None:
    alembic = str(Path(sys.executable).parent / "alembic")
    run = subprocess.run([alembic, "check"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
