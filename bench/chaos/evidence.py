"""Reads the two witnesses, the database and the sandbox's journal, once the run has come to rest; and brings it to rest."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import orjson

from bench.chaos.stage import Stage
from bench.chaos.supply import Supply
from bench.chaos.verdict import OPEN, Evidence
from local.clock import waking
from push.wechat_ids import wechat_id

_DELIVERIES = """
SELECT d.id, d.inbox_item_id AS item, d.citizen_id AS citizen, d.subject_id AS subject, d.channel, d.kind, d.state, d.template,
       d.digest_id AS digest,
       d.dedupe_key AS key, d.payload->>'page' AS page, coalesce(d.payload->'wechat', '{}') AS said, c.openid,
       coalesce((SELECT -sum(change) FROM push_grant_entry e
                 WHERE e.citizen_id = d.citizen_id AND split_part(e.event_key, ':', 2) = d.id::text), 0)::int AS paid,
       ARRAY(SELECT extract(epoch FROM e.created_at)::float8 FROM push_delivery_event e
             WHERE e.delivery_id = d.id AND e.note LIKE '没有等到回执，重发%') AS doubts
FROM push_delivery d JOIN profile_citizen c ON c.id = d.citizen_id JOIN push_inbox_item i ON i.id = d.inbox_item_id
WHERE i.dedupe_key LIKE 'chaos:%' OR i.subject_id IN (SELECT id FROM bench.due)
"""
_ITEMS = """
SELECT dedupe_key AS key, citizen_id AS citizen, subject_id AS subject FROM push_inbox_item
WHERE dedupe_key LIKE 'chaos:%' OR subject_id IN (SELECT id FROM bench.due)
"""
_EXPECTED = """
SELECT DISTINCT coalesce(c.citizen_id, m.citizen_id) AS citizen, c.id AS subject FROM bench.due d
JOIN profile_certificate c ON c.id = d.id LEFT JOIN profile_membership m ON m.enterprise_id = c.enterprise_id
WHERE coalesce(c.citizen_id, m.citizen_id) IS NOT NULL
"""
_BALANCES = """
SELECT c.openid, b.template, b.balance FROM push_grant_balance b JOIN profile_citizen c ON c.id = b.citizen_id WHERE c.openid LIKE 'o0%'
"""
# What is still on its way: rows that somebody works on now, and the moment at which the next of the others is looked at again. A row that
# waits for another one to the same person has no moment of its own.
_WAITING = """
SELECT count(*) AS open, min(CASE WHEN state IN ('leased', 'sending') THEN lease_until ELSE next_at END) FILTER (WHERE NOT blocked) AS next,
       count(*) FILTER (WHERE state = 'sending' AND send_started > $1) AS calls
FROM (SELECT d.*, d.state = 'pending' AND EXISTS (
        SELECT 1 FROM push_delivery o WHERE o.citizen_id = d.citizen_id AND o.template = d.template AND o.state = 'unknown') AS blocked
      FROM push_delivery d WHERE d.state = ANY($2::text[])) AS open
"""


async def rest(supply: Supply, seconds: float) -> float:
    """Until nothing is open any more, at most so long; the seconds it took.

    What only waits for a later hour (a receipt's fifteen minutes, the morning) need not be waited for: the clock goes there.
    """
    stage, began = supply.stage, time.monotonic()
    wanted = await expected(supply)
    while time.monotonic() - began < seconds:
        now = stage.clock.now()
        (waiting,) = await stage.asked(_WAITING, now - timedelta(seconds=6), sorted(OPEN))
        made = await _made(stage)
        on_the_way = (await asyncio.to_thread(stage.outside.call, "GET", "/admin/outbound"))["outbound"]
        if not waiting["open"] and made >= wanted and not on_the_way:
            break
        if waiting["next"] and not waiting["calls"] and not on_the_way and waiting["next"] > now + timedelta(seconds=2):
            stage.clock.set(waking(waiting["next"] + timedelta(seconds=1)))
        await asyncio.sleep(1)
    return time.monotonic() - began


async def expected(supply: Supply) -> set[tuple[object, object]]:
    """Who has to hear of what."""
    due = {(row["citizen"], row["subject"]) for row in await supply.stage.asked(_EXPECTED)}
    return due | {(one.citizen_id, one.subject_id) for one in map(supply.news, range(supply.plan.notices))}


async def _made(stage: Stage) -> set[tuple[object, object]]:
    return {(row["citizen"], row["subject"]) for row in await stage.asked(_ITEMS)}


async def gather(supply: Supply, recovered: float, settled: float) -> Evidence:
    stage = supply.stage
    journal = await asyncio.to_thread(_journal, stage)
    accepted = [one for one in journal if one["kind"] == "wechat.accepted" and one["openid"].startswith("o0")]
    deliveries = [{**row, "page": _page(row["page"], orjson.loads(row["said"]))} for row in await stage.asked(_DELIVERIES)]
    ids = {str(one["id"]) for one in deliveries}
    grants = (await asyncio.to_thread(stage.outside.call, "GET", "/admin/grants"))["grants"]
    numbers = {
        case: int((await stage.asked("SELECT count(*) AS count FROM hall_case WHERE number = $1", told[0]["number"]))[0]["count"])
        for case, told in supply.applied.items()
        if told
    }
    return Evidence(
        missing=len(await expected(supply) - await _made(stage)),
        items=[dict(row) for row in await stage.asked(_ITEMS)],
        deliveries=deliveries,
        wechat=[(one["openid"], _page(one["page"], _said(one)), float(one["t"])) for one in accepted],
        sms=[one["reference"] for one in journal if one["kind"] == "sms.accepted" and one["reference"] in ids],
        balances={(row["openid"], row["template"]): row["balance"] for row in await stage.asked(_BALANCES)},
        grants={(one["openid"], _ours(one["template_id"])): one["balance"] for one in grants if one["openid"].startswith("o0")},
        forced=_forced(journal),
        emptied=stage.emptied,
        answers=supply.applied,
        numbers=numbers | {case: 0 for case, told in supply.applied.items() if not told},
        seen=supply.seen,
        recovered=recovered,
        settled=settled,
    )


def _said(event: dict[str, Any]) -> dict[str, str]:
    return {key: held["value"] for key, held in event["data"].items()}


def _page(page: str, said: dict[str, str]) -> str:
    """What tells one message from another: where it leads, and its words, since two rungs lead to the same place."""
    return f"{page} {sorted(said.items())}"


def _forced(journal: Sequence[dict[str, Any]]) -> list[tuple[str, float]]:
    """Which account was asked by force for a new token and when by the machine's clock, in vain (`token_kept`) or not."""
    return [
        (one["app"], float(one["wall"]))
        for one in journal
        if one["kind"] == "wechat.token_kept" or (one["kind"] == "wechat.token" and one["forced"])
    ]


def _ours(template: str) -> str:
    return next(name for name in ("certificate_expiring", "case_progress") if wechat_id(name) == template)


def _journal(stage: Stage) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    since = 0
    while True:
        answer = stage.outside.call("GET", "/admin/journal", since=since)
        found += answer["events"]
        if answer["last"] == since:
            return found
        since = answer["last"]
