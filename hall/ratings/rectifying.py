"""Bad ratings put right (差评整改): listed by their day, answered, closed with a result. Who rated stays hidden until then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson

from core import clock, masks
from core.errors import Conflict, Invalid, NotFound
from core.tables import sql, transaction
from hall import sealed, story
from hall.models import Case, Rating, Rectification
from hall.ratings.levels import ASPECTS, LEVELS
from profile import ledger, people

PAGE = 30
WORDS_MAX = 500
_ROWS = """
    SELECT t.id, t.due_on, t.closed_at, t.contacts_sealed IS NOT NULL AS contacted, r.id AS rating_id, r.level, r.aspects, r.created_at,
           r.words_sealed, t.contacts_sealed, t.result_sealed, s.code, s.name AS service, d.name AS department,
           c.id AS case_id, c.number, c.citizen_id
    FROM hall_rectification t JOIN hall_rating r ON r.id = t.rating_id JOIN hall_case c ON c.id = r.case_id
    JOIN hall_service s ON s.id = r.service_id JOIN hall_department d ON d.id = s.department_id"""


@dataclass(frozen=True)
class Row:
    """One task. Nothing in it tells who rated: not the case, and of the time no more than the day."""

    id: UUID
    service_code: str
    service: str
    department: str
    level: int
    level_name: str
    rated_on: date
    due_on: date
    overdue: bool
    contacted: bool
    closed_at: datetime | None


@dataclass(frozen=True)
class Page:
    """One page; hand `next_after` back for the next, None at the end. `open` and `late` count all tasks."""

    items: tuple[Row, ...]
    next_after: int | None
    open: int
    late: int


@dataclass(frozen=True)
class Detail(Row):
    """A task in full; numbers in the words are struck out. `applicant` (masked) and `case_number` are known once it is closed."""

    aspects: tuple[tuple[str, str], ...]
    words: str
    contacts: tuple[sealed.Contact, ...]
    result: str
    applicant: str | None
    case_number: str | None


async def page(*, closed: bool = False, after: int = 0) -> Page:
    """Open tasks by their day, or closed ones, the last first; `after` is how many were seen already."""
    where = "t.closed_at IS NOT NULL ORDER BY t.closed_at DESC, t.id" if closed else "t.closed_at IS NULL ORDER BY t.due_on, t.id"
    rows = await sql(f"{_ROWS} WHERE {where} LIMIT $1 OFFSET $2", PAGE + 1, after)
    counted = await sql(
        """SELECT count(*) AS open, count(*) FILTER (WHERE due_on < $1) AS late FROM hall_rectification WHERE closed_at IS NULL""",
        clock.today(),
    )
    items = tuple(Row(**_shown(row)) for row in rows[:PAGE])
    return Page(items, after + PAGE if len(rows) > PAGE else None, int(counted[0]["open"]), int(counted[0]["late"]))


async def one(task_id: UUID, staff_id: UUID) -> Detail:
    """One of them, looked at by this operator, which whoever rated can see. Raises `NotFound`."""
    async with transaction():
        rows = await sql(f"{_ROWS} WHERE t.id = $1", task_id)
        if not rows:
            raise NotFound("rectification.unknown", "没有找到这条整改任务。")
        row = rows[0]
        await ledger.read(await ledger.operator(staff_id), "rating_view", [(row["citizen_id"], task_id)])
    aspects = orjson.loads(row["aspects"])
    applicant = (await people.person(row["citizen_id"])).display_name if row["closed_at"] else None
    return Detail(
        **_shown(row),
        aspects=tuple((label, LEVELS[aspects[key]]) for key, label in ASPECTS.items() if key in aspects),
        words=masks.scrub(sealed.open_rating(row["rating_id"], row["words_sealed"]), "（号码已隐去）"),
        contacts=sealed.open_contacts(task_id, row["contacts_sealed"]),
        result=sealed.open_result(task_id, row["result_sealed"]),
        applicant=applicant,
        case_number=row["number"] if row["closed_at"] else None,
    )


async def contact(task_id: UUID, staff_id: UUID, words: str) -> Detail:
    """Writes to whoever rated, without learning who it is; they read it beside their case. Raises `Conflict` once it is closed."""
    async with transaction():
        task, case = await _open(task_id)
        said = (
            *sealed.open_contacts(task.id, task.contacts_sealed),
            sealed.Contact(clock.now().isoformat(), _needed(words), str(staff_id)),
        )
        task.contacts_sealed = sealed.seal_contacts(task.id, said)
        await task.save(update_fields=["contacts_sealed"])
        await story.tell(case, "answered")
    return await one(task_id, staff_id)


async def close(task_id: UUID, staff_id: UUID, result: str) -> Detail:
    """Closes a task with the result that the person will read. Raises `Conflict` without a contact before, or the second time."""
    async with transaction():
        task, case = await _open(task_id)
        if not task.contacts_sealed:
            raise Conflict("rectification.no_contact", "还没有联系过评价人。请先写下联系内容，再办结。")
        task.result_sealed = sealed.seal_result(task.id, _needed(result))
        task.closed_at, task.staff_id = clock.now(), staff_id
        await task.save(update_fields=["result_sealed", "closed_at", "staff_id"])
        await story.tell(case, "rectified")
    return await one(task_id, staff_id)


async def _open(task_id: UUID) -> tuple[Rectification, Case]:
    task = await Rectification.filter(id=task_id).select_for_update().first()
    if task is None:
        raise NotFound("rectification.unknown", "没有找到这条整改任务。")
    if task.closed_at:
        raise Conflict("rectification.closed", "这条整改任务已经办结。")
    rating = await Rating.get(id=task.rating_id)
    return task, await Case.get(id=rating.case_id)


def _needed(words: str) -> str:
    text = words.strip()
    if not text or len(text) > WORDS_MAX:
        raise Invalid("rectification.words", f"请写 1 到 {WORDS_MAX} 个字，评价人会看到。", "words")
    return text


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    overdue = row["closed_at"] is None and row["due_on"] < clock.today()
    rated_on = clock.local(row["created_at"]).date()
    plain = {name: row[name] for name in ("id", "service", "department", "level", "due_on", "contacted", "closed_at")}
    return {**plain, "service_code": row["code"], "level_name": LEVELS[row["level"]], "rated_on": rated_on, "overdue": overdue}
