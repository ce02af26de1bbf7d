"""A catalogue that was loaded before there were versions gets its first ones when the database is migrated."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest

from local import databases
from local.instance import Instance

SERVICE = """
    WITH office AS (
        INSERT INTO hall_department (id, created_at, code, name) VALUES (uuidv7(), now(), 'health', '卫生健康') RETURNING id
    )
    INSERT INTO hall_service (id, created_at, code, name, parent_name, department_id, source, attribution, confidence, item_type, level,
        base_code, theme, source_theme, for_citizens, for_enterprises, handling, promise_days, fee, result, materials, digest, updated_at)
    SELECT uuidv7(), now(), 'IT001', '生育登记', '', id, 'zhiban', '', 'typical', '公共服务', '', '', '生育婚姻', '', true, false,
        '即办件', 1, '不收费', '', '[]', '', now() FROM office"""


@pytest.fixture
def old(instance: Instance) -> str:
    name = f"{instance.name}_old"
    asyncio.run(databases.execute(instance.shared, instance.ports, f'CREATE DATABASE "{name}"'))
    return name


def test_what_was_in_the_catalogue_becomes_version_one(instance: Instance, old: str) -> None:
    env = databases.with_database(instance.env, old)
    databases.command(["alembic", "upgrade", "0002"], env, "迁移")

    async def asked(question: str) -> list[asyncpg.Record]:
        connection = await asyncpg.connect(env["ZHIBAN_DATABASE_URL"], ssl=False)
        try:
            return list(await connection.fetch(question))
        finally:
            await connection.close()

    asyncio.run(asked(SERVICE))
    databases.command(["alembic", "upgrade", "head"], env, "迁移")
    first = "SELECT s.version, v.number, v.content->>'name', v.content->>'status', v.content->>'steps'"
    rows = asyncio.run(asked(f"{first} FROM hall_service s JOIN hall_service_version v ON v.service_id = s.id"))
    assert [tuple(row) for row in rows] == [(1, 1, "生育登记", "在用", "")]
    asyncio.run(databases.drop(instance.shared, instance.ports, old))
