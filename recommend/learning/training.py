"""Training: begun by an operator, done by the worker step by step, kept in the object store as one more version."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import orjson

from core import clock, storage
from core.errors import Conflict
from core.log import get
from core.queue import enqueue
from core.tables import sql, transaction, uuid7
from hall import used
from profile import events, traits
from recommend import learned, vocabulary
from recommend.learned import Choice, Example, Model, Profile, Table

GIVEN_UP = timedelta(minutes=30)
SEED = 1
_BEGIN = """
INSERT INTO recommend_model (id, created_at, version, state, step, progress, metrics, reason, key)
SELECT $1, $2, coalesce(max(version), 0) + 1, 'training', '等待开始', 0, '{}', '', '' FROM recommend_model RETURNING version
"""
_GIVE_UP = "UPDATE recommend_model SET state = 'failed', reason = '训练中断，没有完成。' WHERE state = 'training' AND created_at < $1"
_TAKE = """
UPDATE recommend_model SET progress = 5, step = '读取记录' WHERE id = $1 AND state = 'training' AND progress = 0 RETURNING version
"""
_DONE = """
UPDATE recommend_model SET state = 'ready', step = '完成', progress = 100, key = $2, metrics = $3::jsonb, reason = $4, trained_at = $5
WHERE id = $1
"""


async def begin(staff_id: UUID) -> int:
    """Orders a new version; its number. Raises `Conflict` while another is being trained."""
    async with transaction():
        await sql("LOCK TABLE recommend_model IN SHARE ROW EXCLUSIVE MODE")
        await sql(_GIVE_UP, clock.now() - GIVEN_UP)
        if await sql("SELECT 1 FROM recommend_model WHERE state = 'training'"):
            raise Conflict("model.training", "已有一次训练正在进行，请等它完成。")
        model_id = uuid7()
        version = (await sql(_BEGIN, model_id, clock.now()))[0]["version"]
        await events.record("model.ordered", subject_id=model_id, staff=str(staff_id), version=version)
        await enqueue("recommend.train", str(model_id))
    return int(version)


async def waiting() -> list[UUID]:
    """Versions that were ordered and not begun: the message to the worker may have been lost. What was broken off has failed."""
    await sql(_GIVE_UP, clock.now() - GIVEN_UP)
    rows = await sql(
        "SELECT id FROM recommend_model WHERE state = 'training' AND progress = 0 AND created_at < $1", clock.now() - timedelta(seconds=20)
    )
    return [row["id"] for row in rows]


async def train(model_id: UUID) -> None:
    """Does the work once: whoever comes second finds it begun. Ends in `ready` or, with the reason, in `failed`."""
    took = await sql(_TAKE, model_id)
    if not took:
        return
    try:
        await _train(model_id, took[0]["version"])
    except Exception as error:
        get("recommend").exception("training failed", model=str(model_id))
        reason = f"训练没有成功：{getattr(error, 'sentence', type(error).__name__)}"
        await sql("UPDATE recommend_model SET state = 'failed', reason = $2 WHERE id = $1", model_id, reason[:400])


async def _train(model_id: UUID, version: int) -> None:
    began = clock.now()
    examples = await gathered(clock.today())
    await _step(model_id, 20, f"整理{len(examples)}人的记录")
    table = await asyncio.to_thread(learned.tabled, examples)
    await _step(model_id, 35, "选择参数，检验各部分")
    choice = await asyncio.to_thread(learned.chosen, table, SEED)
    await _step(model_id, 75, "计算排序")
    model = await asyncio.to_thread(learned.fitted, table, SEED, choice)
    await _step(model_id, 90, "保存")
    key = f"models/order-{version}.npz"
    await storage.store(key, await asyncio.to_thread(learned.packed, model), "application/octet-stream")
    told = metrics(table, choice, model, (clock.now() - began).total_seconds())
    await sql(_DONE, model_id, key, orjson.dumps(told).decode(), verdict(choice), clock.now())


async def gathered(today: date) -> list[Example]:
    """What people used and what is known of them, without a name or an id; what the law calls sensitive is left out."""
    rows, codes = await traits.for_learning(), await used.services()
    terms = vocabulary.dictionary()
    return [Example(codes[one], profile_of(traits.values(row, terms, today))) for one, row in rows.items() if codes.get(one)]


def profile_of(facts: Profile) -> Profile:
    """The facts that an order may lean on: who somebody is, not what they did here, which is what it has to find out."""
    return {name: value for name, value in facts.items() if vocabulary.learnable(name)}


def metrics(table: Table, choice: Choice, model: Model, seconds: float) -> dict[str, Any]:
    return {
        "people": table.people, "items": len(model.layout.items), "columns": len(model.layout.columns.index), "seconds": round(seconds, 1),
        "segment": model.segment_key,
        "parts": [{"name": one.name, "on": one.on, "because": one.because, "ndcg": round(one.ndcg, 4), "beside": round(one.beside, 4)}
                  for one in choice.parts],
    }  # fmt: skip


def verdict(choice: Choice) -> str:
    """In a sentence whether anything learned is on."""
    on = [part.because for part in choice.parts if part.on]
    return (on[0] if on else "学到的排序没有超过本群体热门，已自动关闭，按热门排序。")[:400]


async def _step(model_id: UUID, progress: int, step: str) -> None:
    await sql("UPDATE recommend_model SET progress = $2, step = $3 WHERE id = $1", model_id, progress, step)
