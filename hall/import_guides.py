"""Puts the trees and bundles of hall/data on the shelf: `python -m hall.import_guides`. What operators published since stays."""

from __future__ import annotations

import asyncio
import hashlib
import sys
from collections.abc import Iterator

import orjson
import yaml

from core import clock, tables
from core.tables import sql, transaction
from hall import bundles, situations
from hall.guides import BUNDLE, TREE, Guide

NOTE = "随系统提供"
# A text that differs from the one shipped before gets the next number, unless an operator has published another since.
_PUT = """
    WITH given AS (
        SELECT * FROM jsonb_to_recordset($2::jsonb) AS given(code text, number int, text text, verified boolean, digest text)
    ), put AS (
        INSERT INTO hall_guide AS g (id, created_at, updated_at, kind, code, number, text, verified, edited, digest)
        SELECT uuidv7(), $3, $3, $1, code, number, text, verified, false, digest FROM given
        ON CONFLICT (kind, code) DO UPDATE SET number = greatest(g.number + 1, excluded.number), text = excluded.text,
            verified = excluded.verified, verified_at = NULL, verifier_id = NULL, digest = excluded.digest, updated_at = excluded.updated_at
        WHERE g.digest <> excluded.digest AND NOT g.edited
        RETURNING id, number, text
    )
    INSERT INTO hall_guide_version (id, created_at, guide_id, number, text, note) SELECT uuidv7(), $3, id, number, text, $4 FROM put
    RETURNING number"""


def shipped() -> Iterator[tuple[str, list[Guide]]]:
    """Everything in the files, checked. Raises `Broken` naming what will not do."""
    trees = situations.shipped()
    yield TREE, [Guide(code, tree.version, _text(situations.raw(code)), tree.verified) for code, tree in trees.items()]
    listed = bundles.shipped()
    yield BUNDLE, [Guide(one.id, 1, _text(bundles.raw(one.id)), one.verified) for one in listed]


def _text(raw: object) -> str:
    """As an operator reads it: a question or a situation a line."""
    return str(yaml.safe_dump(raw, allow_unicode=True, sort_keys=False, default_flow_style=None, width=10_000))


async def put(kind: str, guides: list[Guide]) -> int:
    """How many were new or have changed, in one transaction."""
    rows = [{**vars(one), "digest": hashlib.sha256(f"{one.verified}{one.text}".encode()).hexdigest()} for one in guides]
    async with transaction():
        return len(await sql(_PUT, kind, orjson.dumps(rows).decode(), clock.now(), NOTE))


async def _run() -> None:
    await tables.connect()
    try:
        for kind, guides in shipped():
            sys.stdout.write(f"{kind}s: {await put(kind, guides)} of {len(guides)} new or changed\n")
    finally:
        await tables.disconnect()


if __name__ == "__main__":
    asyncio.run(_run())
