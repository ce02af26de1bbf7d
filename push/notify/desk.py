"""Senders and their keys under operators' hands: who may send, how much, and with which keys; a secret is shown once."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import orjson

from core import clock, crypto
from core.errors import Conflict, Invalid, NotFound
from core.tables import sql, uuid7
from profile import staff
from push.models import Sender, SenderKey
from push.notify.addresses import address, masked
from push.notify.errors import NotifyError
from push.notify.senders import secret_context

KINDS = {"normal": "正式", "team": "仅名单内", "test": "测试（不发送）"}
DAY_MOST, MINUTE_MOST, GUESTS_MOST = 1_000_000, 100_000, 200
_LISTED = """
SELECT s.id, s.name, s.daily_limit, s.minute_limit, s.active, s.guests, coalesce(u.sent, 0) AS sent_today,
    (SELECT count(*) FROM push_notice_template t WHERE t.sender_id = s.id AND t.archived_at IS NULL) AS templates
FROM push_sender s LEFT JOIN push_sender_use u ON u.sender_id = s.id AND u.day = $1 WHERE $2::uuid IS NULL OR s.id = $2
ORDER BY s.active DESC, s.id
"""


async def listed() -> list[dict[str, Any]]:
    """Every sender with its limits, what it has sent today, and how many templates it has."""
    return [_shown(row) for row in await sql(_LISTED, clock.today(), None)]


async def one(sender_id: UUID) -> dict[str, Any]:
    """A sender with its keys: `{…, guests: [mask], keys: [{id, name, kind, kind_text, created_at, made_by, revoked_at}]}`."""
    rows = await sql(_LISTED, clock.today(), sender_id)
    if not rows:
        raise NotFound("sender.unknown", "没有找到这个发送单位。")
    keys = await SenderKey.filter(sender_id=sender_id).order_by("-id")
    names = await staff.names([key.made_by for key in keys])
    return {**_shown(rows[0]), "keys": [_key(key, names) for key in keys]}


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "guests": [guest["mask"] for guest in orjson.loads(row["guests"])]}


def _key(key: SenderKey, names: dict[UUID, str]) -> dict[str, Any]:
    known = {"id": key.id, "name": key.name, "kind": key.kind, "kind_text": KINDS[key.kind], "created_at": key.created_at}
    return {**known, "made_by": names.get(key.made_by, ""), "revoked_at": key.revoked_at}


async def make(staff_id: UUID, name: str, daily_limit: int, minute_limit: int) -> UUID:
    """A new sender. Raises `Forbidden` for who is no admin, `Conflict` for a name that is taken."""
    await staff.must_be_admin(staff_id)
    _must_fit(daily_limit, minute_limit)
    if await Sender.exists(name=name, active=True):
        raise Conflict("sender.name_taken", "已经有同名的发送单位。", "name")
    return (await Sender.create(name=name, daily_limit=daily_limit, minute_limit=minute_limit)).id


async def change(staff_id: UUID, sender_id: UUID, changes: dict[str, Any]) -> None:
    """Limits, whether it may send at all, and `guests`: numbers and addresses that its team keys reach."""
    await staff.must_be_admin(staff_id)
    row = await Sender.get_or_none(id=sender_id)
    if row is None:
        raise NotFound("sender.unknown", "没有找到这个发送单位。")
    _must_fit(changes.get("daily_limit", row.daily_limit), changes.get("minute_limit", row.minute_limit))
    if "guests" in changes:
        changes = changes | {"guests": _guests(changes["guests"])}
    await row.update_from_dict(changes).save()


def _must_fit(daily_limit: int, minute_limit: int) -> None:
    if not (1 <= daily_limit <= DAY_MOST and 1 <= minute_limit <= MINUTE_MOST):
        raise Invalid("sender.limit", f"每日上限为 1–{DAY_MOST}，每分钟上限为 1–{MINUTE_MOST}。", "daily_limit")


def _guests(given: list[str]) -> list[dict[str, str]]:
    if len(given) > GUESTS_MOST:
        raise Invalid("sender.guests", f"名单最多 {GUESTS_MOST} 个。", "guests")
    try:
        known = [(channel, address(channel, text)) for text in given for channel in ["email" if "@" in text else "sms"]]
    except NotifyError as error:
        raise Invalid("sender.guests", "名单里有不正确的手机号或邮箱，请检查。", "guests") from error
    field = {"sms": "phone", "email": "email"}
    return [{"index": crypto.blind_index(to, field[channel]), "mask": masked(channel, to)} for channel, to in known]


async def make_key(staff_id: UUID, sender_id: UUID, name: str, kind: str) -> str:
    """A new API key in Notify's form, `name-serviceid-secret`; this is the only time that anybody sees it whole."""
    await staff.must_be_admin(staff_id)
    if not await Sender.exists(id=sender_id):
        raise NotFound("sender.unknown", "没有找到这个发送单位。")
    key_id, secret = uuid7(), str(uuid4())
    sealed = crypto.seal(secret, secret_context(key_id))
    await SenderKey.create(id=key_id, sender_id=sender_id, name=name, kind=kind, secret_sealed=sealed, made_by=staff_id)
    return f"{name}-{sender_id}-{secret}"


async def revoke_key(staff_id: UUID, sender_id: UUID, key_id: UUID) -> None:
    """Ends a key within a second, for good."""
    await staff.must_be_admin(staff_id)
    ended = SenderKey.filter(id=key_id, sender_id=sender_id, revoked_at=None)
    if not await ended.update(revoked_at=clock.now(), revoked_by=staff_id):
        raise NotFound("key.unknown", "没有找到这个密钥，或者它已经停用。")
