"""Copies a town into a database and makes exactly so many certificates due, spread over the whole of it."""

from __future__ import annotations

import asyncpg

from bench.people import COLUMNS, Town

_SIDE_TABLES = """
CREATE SCHEMA bench;
CREATE TABLE bench.at_a_rung (id uuid PRIMARY KEY, next_rung smallint, next_rung_on date);
"""
_INDEXES = """
SELECT i.indexname, i.indexdef FROM pg_indexes i LEFT JOIN pg_constraint c ON c.conname = i.indexname
WHERE i.tablename = 'profile_certificate' AND c.oid IS NULL
"""
_BASE = """
CREATE TABLE bench.base AS SELECT * FROM profile_certificate;
CREATE TABLE bench.base_rung AS SELECT * FROM bench.at_a_rung;
SET session_replication_role = replica;
SET synchronous_commit = off;
SET maintenance_work_mem = '512MB';
"""
# Where the due ones lie must not follow from when they were made, or they would share pages.
_CHOSEN = """
CREATE TABLE bench.due AS SELECT * FROM bench.at_a_rung ORDER BY md5(id::text) LIMIT $1
"""


async def load(url: str, town: Town, due: int, times: int = 1) -> dict[str, int]:
    """Rows copied, by table. The database is empty but for its reference data. `times` multiplies the certificates.
    ValueError when the town cannot have `due` due ones."""
    connection = await asyncpg.connect(url, ssl=False)
    try:
        counts = await _copy(connection, town)
        if times > 1:
            counts["profile_certificate"] += await _multiply(connection, times)
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


async def _multiply(connection: asyncpg.Connection, times: int) -> int:
    """Makes a large town huge inside the database: each certificate so many times, under ids that lie together by copy, with the same
    holders and dates. The due ones are chosen among all of them. Indexes are built afterwards, at once."""
    plain = ", ".join(name for name in COLUMNS["profile_certificate"] if name not in ("id", "lineage_id"))
    indexes = await connection.fetch(_INDEXES)
    await connection.execute(_BASE)
    for row in indexes:
        await connection.execute(f'DROP INDEX "{row["indexname"]}"')
    for copy in range(1, times):
        ids = f"{_copied('id', copy)}, {_copied('lineage_id', copy)}"
        await connection.execute(f"INSERT INTO profile_certificate (id, lineage_id, {plain}) SELECT {ids}, {plain} FROM bench.base")  # noqa: S608
        await connection.execute(f"INSERT INTO bench.at_a_rung SELECT {_copied('id', copy)}, next_rung, next_rung_on FROM bench.base_rung")  # noqa: S608
    for row in indexes:
        await connection.execute(row["indexdef"])
    await connection.execute("SET session_replication_role = origin")
    return (times - 1) * int(await connection.fetchval("SELECT count(*) FROM bench.base"))


def _copied(column: str, copy: int) -> str:
    """An id that follows from the original's and the copy's number: within a copy they lie in the order of nothing."""
    return f"('{copy:08x}' || substr(md5({column}::text || '{copy}'), 9))::uuid"


async def _copy(connection: asyncpg.Connection, town: Town) -> dict[str, int]:
    await connection.execute(_SIDE_TABLES)
    counts = dict.fromkeys(COLUMNS, 0)
    for batch in town.batches():
        for table, rows in batch.rows.items():
            await connection.copy_records_to_table(table, records=rows, columns=COLUMNS[table])
            counts[table] += len(rows)
        await connection.copy_records_to_table("at_a_rung", schema_name="bench", records=batch.at_a_rung)
    return counts
