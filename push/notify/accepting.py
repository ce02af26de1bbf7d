"""Accepting a notification: judged, sealed, written. No message is published to a broker: the dispatcher finds its delivery."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson

from core import crypto
from core.tables import sql, uuid7
from push.notify import errors, places, writing
from push.notify.addresses import address
from push.notify.senders import Sending, Text

# What a test key's message comes to, by its number or address, as Notify's own numbers do.
SIMULATED = {"19900000002": "permanent-failure", "19900000003": "temporary-failure", "perm-fail@simulator.notify": "permanent-failure",
             "temp-fail@simulator.notify": "temporary-failure"}  # fmt: skip
_EARLIER = """
SELECT n.id, n.digest, n.reference, n.channel, n.template_id, n.version, v.subject, v.body
FROM push_notification n JOIN push_notice_version v ON v.template_id = n.template_id AND v.version = n.version
WHERE n.sender_id = $1 AND n.idempotency_key = $2
"""


@dataclass(frozen=True, repr=False)
class Asked:
    """One message as the sender asks for it."""

    channel: str
    to: str
    template_id: UUID
    personalisation: Mapping[str, Any] = field(default_factory=dict)
    reference: str | None = None
    idempotency_key: str | None = None


@dataclass(frozen=True)
class Accepted:
    """What is answered: committed, and on its way as soon as hours and preferences allow."""

    id: UUID
    text: Text
    subject: str = field(repr=False)
    body: str = field(repr=False)
    reference: str | None


async def accept(who: Sending, asked: Asked) -> Accepted:
    """Accepts one message. The same `idempotency_key` again is answered as the first time, whatever became of the template since.

    Raises `NotifyError`.
    """
    if asked.idempotency_key and (earlier := await _earlier(who, asked)):
        return earlier
    told = fitting(who, asked)
    text = told.text
    given = address(asked.channel, asked.to)
    index = crypto.blind_index(given, "phone" if asked.channel == "sms" else "email")
    if who.key.kind == "team" and index not in who.sender.guests:
        raise errors.bad("Can’t send to this recipient using a team-only API key")
    row_id = told.id
    sealed = crypto.seal_json({"to": given, "values": asked.personalisation}, context(row_id))
    simulated = SIMULATED.get(given, "delivered") if who.key.kind == "test" else None
    limits = (who.sender.daily_limit, who.sender.minute_limit)
    row = (
        row_id, who.sender.id, who.key.id, who.key.kind, asked.channel, text.template_id, text.version, index, sealed, asked.reference,
        asked.idempotency_key, _digest(asked), simulated, text.weight, f"notify:{text.topic or ''}", *limits,
    )  # fmt: skip
    found = await writing.write(row)
    _judge(who, found)
    return told if found["kept"] else await _first(who, asked)


def _digest(asked: Asked) -> str:
    """Names what is asked, but for the reference, which stands in the row."""
    parts = [address(asked.channel, asked.to), str(asked.template_id), asked.personalisation]
    return crypto.digest(orjson.dumps(parts, option=orjson.OPT_SORT_KEYS).decode())


def fitting(who: Sending, asked: Asked) -> Accepted:
    """The template with its values, if it is the sender's own, of this channel, and has them all; under an id of its own."""
    text = who.sender.templates.get(asked.template_id)
    if text is None:
        raise errors.bad("Template not found")
    if text.kind != asked.channel:
        raise errors.bad(f"{text.kind} template is not suitable for {asked.channel} notification")
    if lacking := places.missing(f"{text.subject}\n{text.body}", asked.personalisation):
        raise errors.bad(f"Missing personalisation: {', '.join(lacking)}")
    subject, body = (places.fill(one, asked.personalisation) for one in (text.subject, text.body))
    if text.kind == "sms" and len(body) > places.LONGEST_SMS:
        raise errors.bad(f"Content for template has a character count greater than the limit of {places.LONGEST_SMS}")
    return Accepted(uuid7(), text, subject, body, asked.reference)


def context(notification_id: UUID) -> str:
    """Ties an address and its values to their row."""
    return f"push_notification.sealed:{notification_id}"


async def _earlier(who: Sending, asked: Asked) -> Accepted | None:
    """What was accepted under this key before, in the words that went out then."""
    rows = await sql(_EARLIER, who.sender.id, asked.idempotency_key)
    if not rows:
        return None
    row = rows[0]
    if row["digest"] != _digest(asked) or row["reference"] != asked.reference:
        raise errors.NotifyError(422, "ValidationError", "Idempotency-Key was used for another message")
    text = Text(row["template_id"], row["channel"], "", "", None, row["version"], row["subject"], row["body"])
    subject, body = (places.fill(one, asked.personalisation) for one in (text.subject, text.body))
    return Accepted(row["id"], text, subject, body, row["reference"])


async def _first(who: Sending, asked: Asked) -> Accepted:
    """Of several that came at one moment under one key: the one that was kept, committed before the others are answered."""
    if (first := await _earlier(who, asked)) is None:
        raise errors.NotifyError(409, "ConflictError", "Another request with this Idempotency-Key is being processed")
    return first


def _judge(who: Sending, found: writing.Found) -> None:
    if found["over_day"]:
        raise errors.over_day(who.sender.daily_limit)
    if found["over_minute"]:
        raise errors.over_minute(who.sender.minute_limit, who.key.kind)
