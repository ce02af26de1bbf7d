"""Copies a town into a database and makes exactly so many certificates due, spread over the whole of it."""

from __future__ import annotations

import asyncpg

from bench.people import COLUMNS, Town

_SIDE_TABLES = """
CREATE SCHEMA bench;
CREATE TABLE bench.at_a_rung (id uuid PRIMARY KEY, next_rung smallint, next_rung_on date);
"""
# Where the due ones lie must not follow from when they were made, or they would share pages.
_CHOSEN = """
CREATE TABLE bench.due AS SELECT * FROM bench.at_a_rung ORDER BY md5(id::text) LIMIT $1
"""


async def load(url: str, town: Town, due: int) -> dict[str, int]:
    """Rows copied, by table. The database is empty but for its reference data. ValueError when the town cannot have `due` due ones."""
    connection = await asyncpg.connect(url, ssl=False)
    try:
        counts = await _copy(connection, town)
        await connection.execute(_CHOSEN.replace("$1", str(due)))
        found = int(await connection.fetchval("SELECT count(*) FROM bench.due"))
        if found != due:
            raise ValueError(f"a town of {town.certificates} certificates has {found} that stand at a rung, not {due}")
        for table in COLUMNS:
            # What is measured is the work itself: no vacuum may come in between. The runs vacuum when nobody counts.
            await connection.execute(f"ALTER TABLE {table} SET (autovacuum_enabled = off)")
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()
    return counts


async def _copy(connection: asyncpg.Connection, town: Town) -> dict[str, int]:
    await connection.execute(_SIDE_TABLES)
    counts = dict.fromkeys(COLUMNS, 0)
    for batch in town.batches():
        for table, rows in batch.rows.items():
            await connection.copy_records_to_table(table, records=rows, columns=COLUMNS[table])
            counts[table] += len(rows)
        await connection.copy_records_to_table("at_a_rung", schema_name="bench", records=batch.at_a_rung)
    return counts
