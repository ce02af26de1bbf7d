"""Notifications read back: one, or a sender's list; each with the status word of Notify that follows from its delivery."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from core import crypto
from core.tables import sql
from push import sms_replies
from push.notify import errors, places
from push.notify.accepting import context

PAGE = 250
STATUSES = ("created", "sending", "delivered", "permanent-failure", "temporary-failure", "technical-failure")
# Codes after which the same address may well be reached another day: switched off, full, too many in one day.
TEMPORARY = (
    "MOBILE_TERMINAL_ERROR", "EXPIRED", "isv.BUSINESS_LIMIT_CONTROL", "LimitExceeded.PhoneNumberDailyLimit",
    "LimitExceeded.PhoneNumberThirtySecondLimit", "LimitExceeded.PhoneNumberOneHourLimit", "450", "452", "552",
)  # fmt: skip
_LISTED = """
SELECT * FROM (
    SELECT n.id, n.channel, n.template_id, n.version, n.reference, n.sealed, n.created_at, v.subject, v.body, d.send_started, d.last_code,
        coalesce(d.confirmed_at, d.settled_at) AS ended, d.next_at, d.last_error,
        CASE WHEN n.simulated IS NOT NULL THEN n.simulated
             WHEN d.confirmed_at IS NOT NULL OR (d.state = 'sent' AND d.channel = 'email') THEN 'delivered'
             WHEN d.state IN ('pending', 'leased') THEN 'created'
             WHEN d.state IN ('sending', 'unknown', 'sent') THEN 'sending'
             WHEN d.state = 'moved' AND d.last_code = ANY($6::text[]) THEN 'temporary-failure'
             WHEN d.state IN ('moved', 'cancelled') THEN 'permanent-failure'
             ELSE 'technical-failure' END AS status
    FROM push_notification n LEFT JOIN push_delivery d ON d.id = n.id
    JOIN push_notice_version v ON v.template_id = n.template_id AND v.version = n.version
    WHERE n.sender_id = $1 AND ($2::text IS NULL OR n.channel = $2) AND ($3::text IS NULL OR n.reference = $3) AND n.id < $4
) one WHERE ($5::text[] IS NULL OR one.status = ANY($5::text[])) ORDER BY one.id DESC LIMIT $7
"""
_ONE = _LISTED.replace("n.id < $4", "n.id = $4")
_TEXTS = """
SELECT r.id, r.sealed, r.created_at FROM push_received_text r
WHERE r.id < $2 AND EXISTS (SELECT 1 FROM push_notification n WHERE n.sender_id = $1 AND n.address_index = r.phone_index)
ORDER BY r.id DESC LIMIT $3
"""
LAST = UUID(int=2**128 - 1)


@dataclass(frozen=True, repr=False)
class Notification:
    """One notification with its seals opened, for its own sender."""

    id: UUID
    channel: str
    status: str
    to: str
    subject: str
    body: str
    template_id: UUID
    version: int
    reference: str | None
    created_at: datetime
    sent_at: datetime | None
    completed_at: datetime | None
    note: str


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed by; `before` is the id after which the page starts."""

    statuses: Sequence[str] = field(default=())
    channel: str | None = None
    reference: str | None = None
    before: UUID = LAST


async def one(sender_id: UUID, notification_id: UUID) -> Notification:
    """Raises `NotifyError` 404 for another sender's."""
    rows = await sql(_ONE, sender_id, None, None, notification_id, None, list(TEMPORARY), 1)
    if not rows:
        raise errors.not_found()
    return _opened(rows[0])


async def page(sender_id: UUID, filters: Filters, most: int = PAGE) -> list[Notification]:
    """The newest first."""
    statuses = list(filters.statuses) or None
    rows = await sql(_LISTED, sender_id, filters.channel, filters.reference, filters.before, statuses, list(TEMPORARY), most)
    return [_opened(row) for row in rows]


def _opened(row: dict[str, Any]) -> Notification:
    held = crypto.unseal_json(bytes(row["sealed"]), context(row["id"]))
    ended = row["status"] not in ("created", "sending")
    return Notification(
        id=row["id"],
        channel=row["channel"],
        status=row["status"],
        to=held["to"],
        subject=places.fill(row["subject"], held["values"]),
        body=places.fill(row["body"], held["values"]),
        template_id=row["template_id"],
        version=row["version"],
        reference=row["reference"],
        created_at=row["created_at"],
        sent_at=row["send_started"],
        completed_at=(row["ended"] or row["created_at"]) if ended else None,
        note=row["last_error"] or "",
    )


async def received(sender_id: UUID, before: UUID = LAST) -> list[dict[str, Any]]:
    """What people texted back whom this sender has texted: `[{id, created_at, phone, text}]`, the newest first."""
    rows = await sql(_TEXTS, sender_id, before, PAGE)
    return [
        {"id": row["id"], "created_at": row["created_at"], **crypto.unseal_json(bytes(row["sealed"]), sms_replies.context(str(row["id"])))}
        for row in rows
    ]
