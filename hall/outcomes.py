"""What a decision does to a case, whoever made it: the new certificate, the story, and word to the person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core import clock
from core.calendar import workdays
from core.settings import settings
from hall import sealed, story
from hall.models import Case
from hall.states import Act, State, after
from profile import certificates, issuing, rules


@dataclass(frozen=True)
class Approval:
    """An approval and what it says about the certificate; what is absent follows from the old one and its rule."""

    source: str
    reason: str
    number: str | None = None
    issued_on: date | None = None
    printed_until: date | None = None


async def approve(case: Case, decided_by: str, approval: Approval) -> None:
    """Approved and delivered in one transaction: version n+1 is in the wallet when the case is finished."""
    _decided(case, State.APPROVED, decided_by, approval.reason)
    await story.write(case, "approved", approval.reason or None)
    if case.certificate_id:
        old = await certificates.by_id(case.certificate_id)
        new = await issuing.issue_next(
            case.certificate_id,
            issued_on=approval.issued_on or rules.renewed_on(old.type, old.expires_on, clock.today()),
            number=approval.number,
            printed_until=approval.printed_until,
            source=approval.source,
            because=str(case.id),
        )
        case.new_certificate_id = new.id
    case.state = after(State.APPROVED, Act.DELIVER) or State.APPROVED
    await case.save()
    await story.write(case, "finished", "新证照已放进您的卡包，到期前还会提醒您。" if case.certificate_id else "您可以在这里查看结果。")
    await story.tell(case, "approved")


async def reject(case: Case, reason: str) -> None:
    """Refused by the department, with its reason."""
    _decided(case, State.REJECTED, "department", reason)
    await case.save()
    await story.write(case, "rejected", reason or None)
    await story.tell(case, "rejected")


async def ask_correction(case: Case, reason: str) -> None:
    """Sent back: the person can change it and hand it in again (一次性告知, 行政许可法 第三十二条)."""
    case.state = State.CORRECTION
    case.correct_by = workdays().shift(clock.today(), settings().correction_workdays)
    case.reason_sealed = sealed.seal_reason(case.id, reason)
    await case.save()
    await story.write(case, "correction", reason or None)
    await story.tell(case, "correction")


async def accept(case: Case) -> None:
    """The department has begun to work on it."""
    case.state = State.ACCEPTED
    await case.save()
    await story.write(case, "accepted")
    await story.tell(case, "accepted")


def _decided(case: Case, state: State, decided_by: str, reason: str) -> None:
    case.state = state
    case.correct_by = None
    case.decided_by = decided_by
    case.decided_at = clock.now()
    case.reason_sealed = sealed.seal_reason(case.id, reason)
