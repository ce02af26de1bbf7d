"""Cases handed in and taken back. Handing in twice, at once or with the same key, is handing in once."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from core import clock, crypto
from core.calendar import workdays
from core.errors import Conflict, Invalid
from core.queue import enqueue
from core.tables import sql, transaction
from hall import access, deadlines, drafts, numbers, outcomes, prefill, rulings, sealed, story, views
from hall.drafts import Draft
from hall.models import Case, CaseDispatch
from hall.states import EDITABLE, OPEN, Act, State, after
from hall.views import CaseView


async def submit(citizen_id: UUID, case_id: UUID, key: str) -> CaseView:
    """Hands the case in, and decides it at once where the table allows.

    Raises `Invalid` with the first thing that is missing, and `Conflict` when official data changed meanwhile: the case then
    holds the new values for the person to look at. A case that was handed in already is answered as it stands.
    """
    async with transaction():
        case = await access.locked(citizen_id, case_id)
        if State(case.state) is State.WITHDRAWN:
            raise Conflict("case.withdrawn", "这件事已经撤回。需要的话，可以重新办理。")
        # A repeated tap that arrives after the department asked for a correction must not hand in the uncorrected case.
        repeated = case.submission_key == crypto.digest(key)
        changed = await _hand_in(case, key) if State(case.state) in EDITABLE and not repeated else ()
    if changed:
        labels = "、".join(changed)
        raise Conflict("case.source_changed", f"{labels}已按最新的官方数据更新，请核对后再提交。")
    return await views.shown(case)


async def _hand_in(case: Case, key: str) -> tuple[str, ...]:
    """Hands in a locked, open case; the labels of official values that changed, in which case it stays open."""
    draft, changed = await _refreshed(await drafts.opened(case))
    if changed:
        return changed
    held = draft.known.held
    if held and held.state != "valid":
        raise Conflict("certificate.superseded", "这张证照已经换过新证，不用再续办。可以把这件事撤回。")
    if draft.blockers:
        field = next(iter(draft.problems), None)
        raise Invalid("case.not_ready", draft.blockers[0], field)
    again = case.round > 0
    await _number(draft, key)
    ruling = rulings.rule(draft)
    await case.save()
    await story.write(case, "resubmitted" if again else "submitted")
    await story.tell(case, "submitted")
    if ruling and ruling.approved:
        reason = "各项条件都已由系统核对，按规则当场通过。"
        await outcomes.approve(case, "table", outcomes.Approval(draft.service.department, reason))
        return ()
    if ruling:
        await story.write(case, "referred", rulings.referral(ruling.reasons, draft.service.department))
    await CaseDispatch.create(case_id=case.id, round=case.round, department_code=draft.service.department_code, next_at=clock.now())
    await enqueue("hall.route")
    return ()


async def _refreshed(draft: Draft) -> tuple[Draft, tuple[str, ...]]:
    """The draft with official values as they are today, and the labels of those that changed."""
    answers, keys = prefill.merged(draft.answers, prefill.answers(draft.fields, draft.known, draft.service.renews))
    labels = {field.key: field.label for field in draft.fields}
    draft.case.fields_sealed = sealed.seal_answers(draft.case.id, answers)
    await draft.case.save(update_fields=["fields_sealed"])
    return replace(draft, answers=answers), tuple(labels.get(key, key) for key in keys)


async def _number(draft: Draft, key: str) -> None:
    """Number, date, promise and state of a case that is being handed in; the limit starts anew after a correction."""
    case = draft.case
    at = clock.now()
    calendar = workdays()
    received = calendar.received_on(clock.local(at))
    case.state = after(State(case.state), Act.SUBMIT) or State.SUBMITTED
    case.correct_by = None
    case.round += 1
    case.number = case.number or numbers.case_number(clock.local(at).date(), await _serial())
    case.submitted_at = at
    case.submission_key = crypto.digest(key)
    case.due_on = deadlines.due_on(calendar, received, case.promise_days, draft.service.promise_unit)


async def _serial() -> int:
    rows = await sql("SELECT nextval(pg_get_serial_sequence('hall_case_serial', 'id')) AS serial")
    return int(rows[0]["serial"])


async def withdraw(citizen_id: UUID, case_id: UUID) -> CaseView:
    """Takes a case back until it is decided; a draft is thrown away. Twice is once. Raises `Conflict` after the decision."""
    async with transaction():
        case = await access.locked(citizen_id, case_id)
        state = State(case.state)
        if state is not State.WITHDRAWN:
            if state not in OPEN:
                raise Conflict("case.decided", "这件事已经办完，不能撤回。")
            await _withdraw(case)
    return await views.shown(case)


async def _withdraw(case: Case) -> None:
    case.state = State.WITHDRAWN
    await case.save(update_fields=["state"])
    await CaseDispatch.filter(case_id=case.id, state__in=["pending", "sending"]).update(state="cancelled")
    await story.write(case, "withdrawn", "您撤回了这件事，随时可以重新办理。")
    if case.submitted_at:
        await story.tell(case, "withdrawn")
