"""Cases on their way to departments: claimed with a lease, sent over HTTP, repeated with growing patience, dead in sight."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from core import clock, department, log, storage
from core.errors import Conflict, Unavailable
from core.queue import enqueue
from core.tables import sql, transaction, uuid7
from hall import drafts, sealed, situated, sparing, story
from hall.drafts import Draft
from hall.models import Case, CaseDispatch, Material
from hall.states import State
from profile import ledger

BATCH = 10
LEASE_S = 60
LINK_S = 3600  # the department fetches the materials within the hour; asked again, it gets fresh links
TRIES = 10
PATIENCE = (5, 10, 20, 40, 80, 160, 300, 600, 900)  # seconds before the next try
SHARED = frozenset({"applicant_name", "id_number", "phone"})  # travel as the applicant, not among the fields
_CLAIM = """
    UPDATE hall_case_dispatch SET state = 'sending', token = $1, attempts = attempts + 1, next_at = $3
    WHERE id IN (SELECT id FROM hall_case_dispatch WHERE state IN ('pending', 'sending') AND next_at <= $2
                 ORDER BY next_at LIMIT $4 FOR UPDATE SKIP LOCKED)
    RETURNING id, case_id, round, department_code, attempts"""


@dataclass(frozen=True)
class Claimed:
    """One letter that this process holds until its lease ends."""

    id: UUID
    case_id: UUID
    round: int
    department_code: str
    attempts: int
    token: UUID


async def route() -> int:
    """Sends what is due, a batch at a time; how many letters arrived. Any number of processes may do so at once."""
    arrived = 0
    while batch := await _claim():
        arrived += sum(await asyncio.gather(*(_send(one) for one in batch)))
    return arrived


async def _claim() -> list[Claimed]:
    now, token = clock.now(), uuid7()
    rows = await sql(_CLAIM, token, now, now + timedelta(seconds=LEASE_S), BATCH)
    return [Claimed(**row, token=token) for row in rows]


async def _send(letter: Claimed) -> bool:
    """Sends one letter; whatever goes wrong ends in its row, so that one bad letter never holds up the others."""
    case = await Case.get(id=letter.case_id)
    try:
        return await _deliver(letter, case)
    except department.DepartmentRefused as error:
        await _failed(letter, case, f"refused: {error.status}", TRIES)
    except (department.Unreached, department.Doubtful, Unavailable) as error:
        # A doubtful letter may be sent again: the department knows the case and its round.
        await _failed(letter, case, type(error).__name__, letter.attempts)
    except Exception as error:
        log.get("hall").exception("letter could not be written", case=str(case.id))
        await _failed(letter, case, type(error).__name__, letter.attempts)
    return False


async def _deliver(letter: Claimed, case: Case) -> bool:
    if State(case.state) is not State.SUBMITTED or case.round != letter.round:
        await _settle(letter, state="cancelled")
        return False
    if letter.attempts > TRIES:
        await _failed(letter, case, "worker died", letter.attempts)
        return False
    draft = await drafts.opened(case)
    payload = await _payload(draft)
    await _note(draft)
    receipt = await department.send(letter.department_code, f"{case.id}-{letter.round}", payload)
    async with transaction():
        if await _settle(letter, state="sent", receipt=receipt[:120], sent_at=clock.now(), last_error=""):
            await story.write(case, "delivered", receipt[:60])
    return True


async def _note(draft: Draft) -> None:
    """The applicant, and the enterprise that the case is about, read that the department has the letter."""
    case, office = draft.case, ledger.department(draft.service.department)
    await ledger.read(office, "case_dispatch", [(case.citizen_id, case.id)])
    if draft.enterprise_id:
        await ledger.read_of_enterprises(office, "enterprise_dispatch", [(draft.enterprise_id, case.id, case.citizen_id)])


async def _settle(letter: Claimed, **changes: object) -> int:
    """Changes the row as long as this process still holds it."""
    return await CaseDispatch.filter(id=letter.id, token=letter.token, state="sending").update(**changes)


async def _failed(letter: Claimed, case: Case, error: str, attempts: int) -> None:
    log.get("hall").warning("case not delivered", case=str(case.id), department=letter.department_code, error=error, attempts=attempts)
    if attempts < TRIES:
        wait = PATIENCE[min(attempts - 1, len(PATIENCE) - 1)]
        await _settle(letter, state="pending", last_error=error, next_at=clock.now() + timedelta(seconds=wait))
        return
    async with transaction():
        if await _settle(letter, state="dead", last_error=error):
            await story.write(case, "stuck", "部门系统没有响应，工作人员会处理，您不用重新提交。")


async def _payload(draft: Draft) -> dict[str, Any]:
    """The letter, put together as it is sent: links to materials live for an hour."""
    case, situation = draft.case, situated.of(draft.case)
    service, known, answers = draft.service, draft.known, draft.answers
    person, held = known.person, known.held
    return {
        "case_id": str(case.id),
        "case_number": case.number,
        "round": case.round,
        "service_code": service.code,
        "service_name": service.name,
        "situation": {"key": situation.key, "name": situation.name, "tree_version": situation.tree_version} if situation else None,
        "applicant": {"name": person.name, "id_number": person.id_number, "phone": answers["phone"].value},
        "fields": {key: answer.value for key, answer in answers.items() if key not in SHARED},
        "labels": {one.key: one.label for one in draft.fields},
        "certificate": {"type_code": held.type_code, "number": held.number} if held else None,
        "enterprise": {"uscc": known.space.uscc} if known.space else None,
        "materials": await _materials(case.id),
        "spared": _spared(draft),
        "submitted_at": case.submitted_at.isoformat() if case.submitted_at else None,
        "due_on": case.due_on.isoformat() if case.due_on else None,
    }


def _spared(draft: Draft) -> list[dict[str, Any]]:
    """What was not asked of the person and what stands in for it; `look_up`: the department gets it from shared data itself."""
    unseen = {slot.kind for slot in draft.unseen}
    sources = [(slot, slot.waived_source or sparing.SHARED) for slot in draft.slots if slot.waived or slot.kind in unseen]
    return [{"kind": slot.kind, "name": slot.name, "source": source, "look_up": slot.kind in unseen} for slot, source in sources]


async def _materials(case_id: UUID) -> list[dict[str, str]]:
    rows = await Material.filter(case_id=case_id, state="passed").order_by("created_at")
    return [
        {
            "kind": row.kind,
            "name": sealed.open_file_name(row.id, row.file_name_sealed),
            "url": await storage.presign_get(row.object_key, LINK_S),
        }
        for row in rows
    ]


async def retry(case_id: UUID) -> None:
    """An operator's second chance for a dead letter. Raises `Conflict` when there is none."""
    dead = await CaseDispatch.filter(case_id=case_id, state="dead").update(state="pending", attempts=0, next_at=clock.now())
    if not dead:
        raise Conflict("dispatch.not_dead", "这个办件没有卡住的投递。")
    await enqueue("hall.route")
