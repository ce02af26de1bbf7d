"""Puts the rules that ship with the house into the database: `python -m profile.import_rules`. What operators published since stays."""

from __future__ import annotations

import asyncio
import sys

import orjson

from core import clock, tables
from core.tables import sql, transaction
from profile import recomputing, rulebook
from profile.rules.shipped import contents

_PUT = """
WITH given AS (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS given(code text, name text, holder text, department text, tag text,
                                                              content jsonb, digest text)
), put AS (
    INSERT INTO profile_rule AS r (id, created_at, updated_at, code, name, holder, department, tag, number, content, edited, digest)
    SELECT uuidv7(), $2, $2, code, name, holder, department, tag, 1, content, false, digest FROM given
    ON CONFLICT (code) DO UPDATE SET name = excluded.name, department = excluded.department, content = excluded.content,
        digest = excluded.digest, number = r.number + 1, updated_at = excluded.updated_at
    WHERE r.digest <> excluded.digest AND NOT r.edited
    RETURNING id, code, number, content
), kept AS (
    INSERT INTO profile_rule_version (id, created_at, rule_id, number, content, author_ids, note)
    SELECT uuidv7(), $2, id, number, content, '{}', '随系统提供' FROM put
)
SELECT code, number FROM put
"""


async def put() -> int:
    """How many were new or have changed, in one transaction; of the changed ones the stored dates are worked out anew."""
    rows = [{**basics, "content": content, "digest": rulebook.digest({**basics, **content})} for basics, content in contents().values()]
    async with transaction():
        written = await sql(_PUT, orjson.dumps(rows).decode(), clock.now())
        changed = [row["code"] for row in written if row["number"] > 1]
        if changed:
            await recomputing.begin("rule", f"随系统更新 {len(changed)} 类", changed, "none")
    return len(written)


async def _run() -> None:
    await tables.connect()
    try:
        sys.stdout.write(f"rules: {await put()} new or changed\n")
    finally:
        await tables.disconnect()


if __name__ == "__main__":
    asyncio.run(_run())
