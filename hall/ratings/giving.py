"""A case rated by its applicant: once, after it is over, and never changed (一事一评)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from core import clock
from core.calendar import workdays
from core.errors import Conflict
from core.settings import settings
from core.tables import transaction, uuid7
from hall import access, sealed, story
from hall.models import Case, Rating, Rectification
from hall.ratings.levels import Opinion, check, is_bad
from hall.states import State

OVER = frozenset({State.FINISHED, State.REJECTED})


@dataclass(frozen=True)
class Own:
    """One's own rating and what was answered to it. `can_rate` is over once it is given."""

    can_rate: bool
    opinion: Opinion | None
    at: datetime | None
    contacts: tuple[sealed.Contact, ...]
    result: str
    closed_at: datetime | None


async def rate(citizen_id: UUID, case_id: UUID, opinion: Opinion) -> Own:
    """Keeps the rating; a bad one becomes a task with its day. Raises `Conflict` before the case is over, and the second time."""
    check(opinion)
    async with transaction():
        case = await access.locked(citizen_id, case_id)
        if State(case.state) not in OVER:
            raise Conflict("rating.too_early", "这件事有了结果才能评价。")
        if await Rating.exists(case_id=case.id):
            raise Conflict("rating.given", "这件事您已经评价过了，评价提交后不能修改。")
        rating = await _keep(case, opinion)
        await story.tell(case, "rated")
        if is_bad(opinion.level):
            await Rectification.create(rating_id=rating.id, due_on=_due())
    return await own(citizen_id, case_id)


async def _keep(case: Case, opinion: Opinion) -> Rating:
    rating_id = uuid7()
    return await Rating.create(
        id=rating_id,
        case_id=case.id,
        service_id=case.service_id,
        level=opinion.level,
        aspects=dict(opinion.aspects),
        words_sealed=sealed.seal_rating(rating_id, opinion.words.strip()),
    )


def _due() -> date:
    calendar = workdays()
    return calendar.shift(calendar.received_on(clock.local(clock.now())), settings().rectification_workdays)


async def own(citizen_id: UUID, case_id: UUID) -> Own:
    """What the applicant said and was answered. Raises `NotFound` for a stranger; a colleague's opinion is their own."""
    async with transaction():
        case = await access.locked(citizen_id, case_id)
    rating = await Rating.get_or_none(case_id=case.id)
    if rating is None:
        return Own(State(case.state) in OVER, None, None, (), "", None)
    opinion = Opinion(rating.level, rating.aspects, sealed.open_rating(rating.id, rating.words_sealed))
    task = await Rectification.get_or_none(rating_id=rating.id)
    if task is None:
        return Own(False, opinion, rating.created_at, (), "", None)
    contacts, result = sealed.open_contacts(task.id, task.contacts_sealed), sealed.open_result(task.id, task.result_sealed)
    return Own(False, opinion, rating.created_at, contacts, result, task.closed_at)
