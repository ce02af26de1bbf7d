"""The call list: holders whom the last reminder did not move, for somebody of the staff to call before the deadline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from core import cache, clock, masks
from core.errors import Conflict, Invalid, NotFound, TooMany
from core.tables import sql, transaction
from hall import cases
from profile import certificates, changes, ledger, people, staff
from push import escalation, hearers

PAGE = 200
A_DAY, LOOKED_BACK = timedelta(days=1), timedelta(days=4)
LIMIT, FIRST = 500, UUID(int=0)
STATES = {"open": "待拨打", "not_reached": "没有接通", "called": "已通知", "done": "已办结", "moot": "不用打了"}
OUTCOMES = frozenset({"called", "not_reached", "done"})
CLOSED = frozenset({"done", "moot"})
SHOWN_AN_HOUR = (60, 3600)
# Reminded a last time a day ago or more, nothing of it opened, nobody on the list yet. Helpers' messages don't count.
_SILENT = """
SELECT d.subject_id, min(d.citizen_id::text)::uuid AS citizen_id FROM push_delivery d JOIN push_inbox_item i ON i.id = d.inbox_item_id
WHERE d.weight = 'urgent' AND d.created_at <= $1 AND d.created_at > $2 AND d.subject_id IS NOT NULL AND d.payload->>'of' <> 'helped'
  AND d.subject_id > $3
  AND NOT EXISTS (SELECT 1 FROM push_call c WHERE c.certificate_id = d.subject_id)
GROUP BY d.subject_id HAVING bool_and(i.read_at IS NULL) ORDER BY d.subject_id LIMIT $4
"""
_ADD = """
INSERT INTO push_call (id, created_at, certificate_id, citizen_id, deadline_on, state)
SELECT uuidv7(), $1, one.*, 'open' FROM unnest($2::uuid[], $3::uuid[], $4::date[]) AS one
ON CONFLICT (certificate_id) DO NOTHING RETURNING id
"""
_WAITING = f"""
SELECT id, certificate_id, deadline_on FROM push_call WHERE state IN ('open', 'not_reached') AND id > $1 ORDER BY id LIMIT {LIMIT}
"""  # noqa: S608
_MOOT = "UPDATE push_call SET state = 'moot' WHERE id = ANY($1::uuid[]) AND state IN ('open', 'not_reached')"
_COLUMNS = "id, certificate_id, citizen_id, deadline_on, state, created_at"
_BOARD = f"SELECT {_COLUMNS} FROM push_call WHERE state = ANY($1::text[]) ORDER BY deadline_on, id LIMIT $2"  # noqa: S608
_STEP = "INSERT INTO push_call_step (id, created_at, call_id, staff_id, what, note) VALUES (uuidv7(), $1, $2, $3, $4, $5)"


async def list_up(now: datetime, at_once: int = LIMIT) -> int:
    """Puts those on the list whom nothing moved, and takes those off who need no call any more. How many are new."""
    async with transaction():
        await _tidy(now)
        new, place = 0, FIRST
        while rows := await sql(_SILENT, now - A_DAY, now - LOOKED_BACK, place, at_once):
            new, place = new + await _listed(rows, now), rows[-1]["subject_id"]
        return new


async def _listed(rows: Sequence[dict[str, Any]], now: datetime) -> int:
    held = await certificates.by_ids({row["subject_id"] for row in rows})
    answered = await hearers.answers(held.values(), await certificates.recipients(list(held.values())))
    silent, _ = await changes.overtaken({one.id: one.deadline_on for one in held.values()})
    today = clock.local(now).date()
    calls = [
        (one.id, row["citizen_id"], one.deadline_on)
        for row in rows
        if (one := held.get(row["subject_id"]))
        and escalation.worth_a_call(answered[one.id], valid=one.id not in silent, deadline_on=one.deadline_on, today=today)
    ]
    return len(await sql(_ADD, now, *(list(column) for column in zip(*calls, strict=True)))) if calls else 0


async def _tidy(now: datetime) -> None:
    """Off the list: begun or renewed, a holder who died or left, a deadline that has passed."""
    today, place = clock.local(now).date(), FIRST
    while rows := await sql(_WAITING, place):
        place = rows[-1]["id"]
        begun = await cases.open_for({row["certificate_id"] for row in rows})
        silent, _ = await changes.overtaken({row["certificate_id"]: row["deadline_on"] for row in rows})
        gone = [
            row["id"] for row in rows if row["certificate_id"] in begun or row["certificate_id"] in silent or row["deadline_on"] < today
        ]
        if gone:
            await sql(_MOOT, gone)


async def board(staff_id: UUID, state: str | None = None) -> list[dict[str, Any]]:
    """The calls, the nearest deadline first; those that wait unless told otherwise. People are masked, and read that somebody looked."""
    if state is not None and state not in STATES:
        raise Invalid("call.state", "没有这个筛选条件，请重新选择。", "state")
    async with transaction():
        rows = await sql(_BOARD, [state] if state else ["open", "not_reached"], PAGE)
        await ledger.listed(await ledger.operator(staff_id), "call_list", {row["citizen_id"] for row in rows})
        return await _shown(rows)


async def one(call_id: UUID, staff_id: UUID) -> dict[str, Any]:
    """One call with what was done about it, looked at by this operator. Raises `NotFound`."""
    async with transaction():
        row = await _row(call_id)
        await ledger.read(await ledger.operator(staff_id), "call_view", [(row["citizen_id"], call_id)])
    steps = await sql("SELECT created_at AS at, staff_id, what, note FROM push_call_step WHERE call_id = $1 ORDER BY id", call_id)
    names = await staff.names([step["staff_id"] for step in steps])
    words = {**STATES, "number": "查看了号码"}
    shown = [{**step, "who": names.get(step["staff_id"], "—"), "what_text": words[step["what"]]} for step in steps]
    for step in shown:
        del step["staff_id"]
    return {**(await _shown([row]))[0], "steps": shown}


async def settle(call_id: UUID, staff_id: UUID, outcome: str, note: str) -> dict[str, Any]:
    """What came of a call. Raises `Conflict` once it is closed."""
    if outcome not in OUTCOMES:
        raise Invalid("call.outcome", "请选择这次电话的结果。", "outcome")
    async with transaction():
        row = await _row(call_id, "FOR UPDATE")
        if row["state"] in CLOSED:
            raise Conflict("call.closed", "这一条已经办结，不用再打。")
        await sql("UPDATE push_call SET state = $2 WHERE id = $1", call_id, outcome)
        await sql(_STEP, clock.now(), call_id, staff_id, outcome, note)
    return await one(call_id, staff_id)


async def show_number(call_id: UUID, staff_id: UUID, reason: str) -> str:
    """The number in the clear, written down with its reason first. Raises `Conflict` when there is none or the call is closed."""
    if not await cache.allow(f"call-number:{staff_id}", *SHOWN_AN_HOUR):
        raise TooMany("call.too_many_numbers", "一小时内查看的号码太多，请稍后再试。", SHOWN_AN_HOUR[1])
    async with transaction():
        row = await _row(call_id)
        if row["state"] in CLOSED:
            raise Conflict("call.closed", "这一条已经办结，不用再打。")
        await ledger.read(await ledger.operator(staff_id), "call_number", [(row["citizen_id"], call_id)])
        phone = (await people.addresses([row["citizen_id"]]))[row["citizen_id"]].phone
        if phone is None:
            raise Conflict("call.no_number", "这位持证人没有留手机号，请通过社区联系。")
        await sql(_STEP, clock.now(), call_id, staff_id, "number", reason)
    return phone


async def _row(call_id: UUID, lock: str = "") -> dict[str, Any]:
    rows = await sql(f"SELECT {_COLUMNS} FROM push_call WHERE id = $1 {lock}", call_id)  # noqa: S608 (ours: nothing or FOR UPDATE)
    if not rows:
        raise NotFound("call.unknown", "没有找到这一条。")
    return rows[0]


async def _shown(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    held = await certificates.by_ids({row["certificate_id"] for row in rows})
    persons = await people.people([row["citizen_id"] for row in rows])
    today = clock.today()
    return [
        {
            "id": row["id"],
            "person": persons[row["citizen_id"]].display_name,
            "phone": masks.mask_phone(persons[row["citizen_id"]].phone or "") or None,
            "what": held[row["certificate_id"]].type_name,
            "department": held[row["certificate_id"]].department,
            "deadline_on": row["deadline_on"],
            "days_left": (row["deadline_on"] - today).days,
            "state": row["state"],
            "state_text": STATES[row["state"]],
            "created_at": row["created_at"],
            "closed": row["state"] in CLOSED,
        }
        for row in rows
    ]
