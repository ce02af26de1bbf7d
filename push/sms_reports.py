"""What the SMS gateway says of messages, pushed or asked: reports confirm, fail, and settle doubts; replies may say stop."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from core import clock, sms
from core.errors import Invalid
from core.tables import sql, transaction
from push import recipients, settle
from push.settle import COLUMNS
from push.states import Confirmed, FailedLater, Happening

ASK_AFTER = timedelta(seconds=20)
ASKED_AT_ONCE = 20
_REPORTED = f"""
SELECT {COLUMNS}, d.provider_message_id FROM push_delivery d WHERE d.channel = 'sms'
  AND (d.id = ANY($1::uuid[]) OR d.provider_message_id = ANY($2::text[])) ORDER BY d.id FOR UPDATE
"""  # noqa: S608
_DOUBTED = """
SELECT id, citizen_id, inbox_item_id, send_started FROM push_delivery
WHERE state = 'unknown' AND channel = 'sms' AND send_started < $1 ORDER BY next_at LIMIT $2
"""


async def record(pushed: object) -> None:
    """Writes what a pushed list of reports says; committed when it returns. A report of somebody else's message changes nothing."""
    try:
        reports = sms.read_reports(pushed)
    except (ValueError, KeyError, TypeError) as error:
        raise Invalid("sms.report_unreadable", "短信回执内容不完整。") from error
    await _apply(reports, clock.now())


async def _apply(reports: Sequence[sms.Report], now: datetime) -> int:
    by_reference = {reference: one for one in reports if (reference := _uuid(one.reference))}
    by_number = {one.message_id: one for one in reports if one.message_id}
    async with transaction():
        rows = await sql(_REPORTED, list(by_reference), list(by_number))
        told = [(row, one) for row in rows if (one := by_reference.get(row["id"]) or by_number.get(row["provider_message_id"]))]
        changed = await settle.write([(row, _happened(one)) for row, one in told], now)
        await settle.confirm([row["id"] for row, one in told if one.arrived], now)
    return changed


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _happened(report: sms.Report) -> Happening:
    """A message that the gateway knows of was accepted, even while nobody knows yet whether it arrived."""
    return FailedLater(report.code) if report.arrived is False else Confirmed()


async def ask(now: datetime) -> int:
    """Asks the gateway about doubtful messages, a few at a time. How many doubts ended."""
    rows = await sql(_DOUBTED, now - ASK_AFTER, ASKED_AT_ONCE)
    phones = await recipients.phones(rows)
    settled = 0
    for row in rows:
        if row["id"] not in phones:
            continue
        try:
            reports = await sms.ask(phones[row["id"]], row["send_started"])
        except (sms.SmsRefused, sms.SmsUnreached, sms.SmsUnknown):
            return settled
        settled += await _apply([one for one in reports if one.reference == str(row["id"])], now)
    return settled
