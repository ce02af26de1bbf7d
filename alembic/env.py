"""Alembic over the Tortoise models. The database is the one of the settings (`ZHIBAN_DATABASE_URL`)."""

import asyncio

from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from alembic import context
from core.schema import metadata
from core.settings import settings

LOCK = 7_120_226  # two starts at once migrate one after the other


def run(connection: Connection) -> None:
    connection.exec_driver_sql(f"SELECT pg_advisory_lock({LOCK})")
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=metadata(),
        compare_server_default=True,
        autogenerate_plugins=["alembic.autogenerate.*", "alembic.ext.checkconstraint_byname"],
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


async def main() -> None:
    engine = create_async_engine(settings().database_url.get_secret_value().replace("postgresql://", "postgresql+asyncpg://"))
    async with engine.connect() as connection:
        await connection.run_sync(run)
        await connection.commit()
    await engine.dispose()


asyncio.run(main())
