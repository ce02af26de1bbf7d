"""Everyday names (通俗化词条): those written by people, loaded from a file, and made ones: nothing has fewer than two.

`python -m hall.search.aliases` loads them; safe to repeat.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable, Sequence
from uuid import UUID

import orjson

from core import clock, tables
from core.errors import Invalid, NotFound
from core.tables import sql, uuid7
from hall import vocabulary
from hall.search import generator, sources, text
from hall.search.documents import KINDS

BATCH = 5000
LONGEST = 100
_PUT = """INSERT INTO hall_alias (id, created_at, kind, target, text, source, generated)
    SELECT id, $2, kind, target, text, source, generated
    FROM jsonb_to_recordset($1::jsonb) AS given(id uuid, kind text, target text, text text, source text, generated boolean)
    ON CONFLICT (kind, target, text) DO UPDATE SET source = excluded.source, generated = false
    WHERE hall_alias.generated AND NOT excluded.generated RETURNING id"""
_STAND = """SELECT s.code, s.name, s.result, count(a.id) FILTER (WHERE NOT a.generated) AS written,
        coalesce(array_agg(a.text) FILTER (WHERE a.generated), '{}') AS made
    FROM hall_service s LEFT JOIN hall_alias a ON a.kind = 'item' AND a.target = s.code WHERE $1 = '' OR s.code = $1 GROUP BY s.id"""
_DROP = """DELETE FROM hall_alias a USING jsonb_to_recordset($1::jsonb) AS old(target text, text text)
    WHERE a.kind = 'item' AND a.generated AND a.target = old.target AND a.text = old.text"""
Row = tuple[str, str, str, str, bool]


async def put(rows: Iterable[Row]) -> int:
    """Adds names: (kind, target, text, source, generated). A written name takes the place of the same one made. Says how many are new."""
    given = [
        {"id": uuid7(), "kind": kind, "target": target, "text": words[:LONGEST], "source": source, "generated": made}
        for kind, target, words, source, made in dict.fromkeys(rows)
    ]
    count = 0
    for at in range(0, len(given), BATCH):
        count += len(await sql(_PUT, orjson.dumps(given[at : at + BATCH]).decode(), clock.now()))
    return count


async def load() -> int:
    """The names of hall/data/aliases.csv, then made ones."""
    rows = vocabulary.table("aliases.csv")
    count = await put((row["kind"], row["target"], row["text"], row["source"], False) for row in rows)
    return count + await complete()


async def complete(code: str = "") -> int:
    """Makes names for every item, or the one, marked as made; those of a former name go. Says how many are new."""
    new: list[Row] = []
    old: list[dict[str, str]] = []
    for row in await sql(_STAND, code):
        made = dict.fromkeys(words[:LONGEST] for words in generator.made(row["name"], row["result"], row["written"]))
        new += [("item", row["code"], words, "generated", True) for words in made if words not in row["made"]]
        old += [{"target": row["code"], "text": words} for words in row["made"] if words not in made]
    if old:
        await sql(_DROP, orjson.dumps(old).decode())
    return await put(new)


async def add(kind: str, target: str, words: str) -> UUID:
    """A name written by an operator. Raises `Invalid` for words that say nothing, `NotFound` for a target that isn't there."""
    clean = " ".join(words.replace("\0", "").encode("utf-8", "ignore").decode().split())[:LONGEST]
    if len("".join(text.runs(text.plain(clean)))) < 2:
        raise Invalid("alias.too_short", "请写至少两个字的说法。", "text")
    if kind not in KINDS or not await _is_there(kind, target):
        raise NotFound("alias.no_target", "没有找到要指向的事项，请核对编码。")
    await put([(kind, target, clean, "operator", False)])
    rows = await sql("SELECT id FROM hall_alias WHERE kind = $1 AND target = $2 AND text = $3", kind, target, clean)
    return UUID(str(rows[0]["id"]))


async def _is_there(kind: str, target: str) -> bool:
    if kind == "item":
        return bool(await sql("SELECT 1 AS found FROM hall_service WHERE code = $1", target))
    source: Sequence[sources.Source] = [one for one in sources.sources() if one.kind == kind]
    return any([document.id == target async for document in source[0].read()]) if source else False


async def of(kind: str, target: str) -> list[dict[str, object]]:
    """The names of one thing: {id, text, source, generated}, written ones first."""
    query = "SELECT id, text, source, generated FROM hall_alias WHERE kind = $1 AND target = $2 ORDER BY generated, created_at, text"
    return await sql(query, kind, target)


async def _main() -> None:
    await tables.connect()
    try:
        sys.stdout.write(f"{await load()} everyday names added\n")
    finally:
        await tables.disconnect()


if __name__ == "__main__":
    asyncio.run(_main())
