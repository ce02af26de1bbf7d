"""What departments told is kept: facts learned, moves and events of life noticed, the pull written down, all in one transaction."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from core import clock
from core.log import get
from core.tables import transaction
from profile import changes, consents, events, facts, ledger, life, shares
from profile.people import person
from profile.shares import Answers, Due


async def of_citizen(citizen_id: UUID, answers: Answers) -> None:
    """In the caller's transaction, which holds the person's row: two readings of one person must not notice one event twice."""
    now = clock.now()
    before = await facts.facts_of(citizen_id)
    told = await changes.notice(citizen_id, answers.facts)
    await facts.learn(citizen_id, told, answers.shares)
    gone = await facts.forget_untold(citizen_id, answers.answered, answers.shares)
    for event in life.happened(before, told, clock.today()):
        await events.record(f"life.{event}", citizen_id=citizen_id, subject_id=citizen_id)
    if gone or any(fact.name not in before or before[fact.name].value != fact.value for fact in told):
        await events.record("facts.changed", citizen_id=citizen_id)
    await shares.note("citizen_id", citizen_id, answers, now)


async def of_enterprise(enterprise_id: UUID, answers: Answers) -> None:
    before = await facts.facts_of_enterprise(enterprise_id)
    await facts.learn_of_enterprise(enterprise_id, answers.facts, answers.shares)
    gone = await facts.forget_untold_of_enterprise(enterprise_id, answers.answered, answers.shares)
    if gone or any(fact.name not in before or before[fact.name].value != fact.value for fact in answers.facts):
        await events.record("facts.changed", subject_id=enterprise_id)
    await shares.note("enterprise_id", enterprise_id, answers, clock.now())


async def refresh(now: datetime) -> None:
    """Reads again what is no longer fresh; one holder's trouble is nobody else's."""
    for one in await shares.due(now):
        try:
            await _refresh(one)
        except Exception:
            get("shares").warning("facts not read, trying again", share=",".join(one.shares), exc_info=True)


async def _refresh(one: Due) -> None:
    if one.enterprise_id and one.uscc:
        await ledger.read_of_enterprises(ledger.rule("数据共享更新"), "enterprise_fetch", [(one.enterprise_id, None, None)])
        answers = await shares.ask("enterprise", "uscc", one.uscc, one.shares)
        async with transaction():
            await of_enterprise(one.enterprise_id, answers)
    if one.citizen_id:
        await _refresh_citizen(one.citizen_id, one.shares)


async def _refresh_citizen(citizen_id: UUID, codes: tuple[str, ...]) -> None:
    """Whoever took the consent back, or closed the account, is asked about no more."""
    number = (await person(citizen_id)).id_number
    if number is None or not await consents.stands(citizen_id, consents.SHARING):
        await shares.forget(citizen_id)
        return
    await ledger.read(ledger.rule("数据共享更新"), "registry_fetch", [(citizen_id, None)])
    answers = await shares.ask("citizen", "id_number", number, codes)
    async with transaction():
        if await consents.still_stands(citizen_id, consents.SHARING):
            await of_citizen(citizen_id, answers)
