"""Searching Postgres itself while the index is missing or damaged: the same shape, coarser and slower."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import Any

from core.tables import sql
from hall.search import places, text
from hall.search.documents import Document
from hall.search.index import OTHERS, Asked, Found
from hall.search.sources import Source, beneath, sources

MOST_GRAMS = 24
KEPT_S = 60
_kept: dict[str, tuple[float, list[Document]]] = {}
_NAMED = """WITH named AS (
        SELECT s.code, s.name AS entry, false AS made FROM hall_service s WHERE s.name LIKE ANY($1::text[])
        UNION ALL SELECT a.target, a.text, a.generated FROM hall_alias a WHERE a.kind = 'item' AND a.text LIKE ANY($1::text[])),
    scored AS (
        SELECT code, entry, made, (SELECT count(*) FROM unnest($2::text[]) gram WHERE position(gram IN entry) > 0) AS score FROM named),
    best AS (SELECT DISTINCT ON (code) * FROM scored ORDER BY code, score DESC, length(entry))
    SELECT best.code, best.entry, best.made, best.score, s.name, s.level, d.name AS department FROM best
    JOIN hall_service s ON s.code = best.code JOIN hall_department d ON d.id = s.department_id
    WHERE s.status = '在用' AND ($3 = '' OR ($3 = 'citizen' AND s.for_citizens) OR ($3 = 'enterprise' AND s.for_enterprises)
        OR NOT (s.for_citizens OR s.for_enterprises))
    ORDER BY score DESC, length(best.entry), best.code LIMIT 200"""


async def search(asked: Asked, limit: int) -> list[Found]:
    """The best things, best first, by how many neighbouring pairs of characters they share with the question."""
    grams = (text.pairs(asked.words) or text.singles(asked.words))[:MOST_GRAMS]
    if not grams:
        return []
    found = (await _items(grams, asked))[:limit] if asked.kind in ("", "item") else []
    for source in sources():
        if source.kind != "item" and asked.kind in ("", source.kind):
            found += _scored(await _documents(source), grams, asked)[: min(limit, OTHERS)]
    return sorted(found, key=lambda one: (-one.score, len(one.matched)))


async def _items(grams: Sequence[str], asked: Asked) -> list[Found]:
    rows = await sql(_NAMED, [f"%{gram}%" for gram in grams], list(grams), asked.audience)
    found = [_found(row) for row in rows]
    return [one for one in found if _is_there(places.codes_in(text.plain(one.name, text.NAME_MAX)), asked)]


def _found(row: dict[str, Any]) -> Found:
    """A made name leads to the item, but nobody is told that it is called so."""
    entry, made = (row["name"], row["entry"]) if row["made"] else (row["entry"], "")
    return Found(float(row["score"]), "item", row["code"], row["name"], entry, beneath(row), made)


def _is_there(codes: Iterable[str], asked: Asked) -> bool:
    codes = tuple(codes)
    return not codes or all(any(places.related(code, wish) for code in codes for wish in wishes) for wishes in asked.regions)


async def _documents(source: Source) -> list[Document]:
    """A source's documents, kept for a minute: while this is used everything is asked of Postgres anyway."""
    kept = _kept.get(source.kind)
    if kept is None or time.monotonic() - kept[0] > KEPT_S:
        kept = (time.monotonic(), [document async for document in source.read()])
        _kept[source.kind] = kept
    return kept[1]


def _scored(documents: Iterable[Document], grams: Sequence[str], asked: Asked) -> list[Found]:
    found = []
    for document in documents:
        score, entry = max((sum(gram in entry for gram in grams), entry) for entry in (document.name, *document.aliases, *document.made))
        fits = not asked.audience or not document.audiences or asked.audience in document.audiences
        if score and fits and _is_there(document.regions or places.codes_in(document.name), asked):
            matched = document.name if entry in document.made else entry
            found.append(Found(float(score), document.kind, document.id, document.name, matched, document.note, " ".join(document.made)))
    return sorted(found, key=lambda one: (-one.score, len(one.matched)))
