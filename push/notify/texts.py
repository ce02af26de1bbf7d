"""A sender's templates with their versions: written, changed, looked at filled in, put away. A version's words never change."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from core import clock, sms
from core.errors import Invalid, NotFound, Unavailable
from core.tables import sql, transaction, uuid7
from push.courtesy import Weight
from push.models import NoticeTemplate, Sender
from push.notify import places
from push.notify.errors import NotifyError, not_found
from push.topics import TOPICS

WEIGHTS = {Weight.ORDINARY: "普通：避开夜间、节假日和每周上限", Weight.WANTED: "本人办事所需：只避开夜间"}
_COLUMNS = """t.id, t.kind AS type, t.name, t.weight, t.topic, t.created_at, t.archived_at, v.version, v.subject, v.body,
 v.created_at AS updated_at, v.made_by, v.gateway_code"""
_LISTED = f"""
SELECT DISTINCT ON (t.id) {_COLUMNS} FROM push_notice_template t JOIN push_notice_version v ON v.template_id = t.id
WHERE t.sender_id = $1 AND ($2::text IS NULL OR t.kind = $2) AND t.archived_at IS NULL ORDER BY t.id DESC, v.version DESC
"""  # noqa: S608
_VERSIONS = f"""
SELECT {_COLUMNS} FROM push_notice_template t JOIN push_notice_version v ON v.template_id = t.id
WHERE t.sender_id = $1 AND t.id = $2 ORDER BY v.version DESC
"""  # noqa: S608
_NEXT = """
INSERT INTO push_notice_version (id, created_at, template_id, version, subject, body, gateway_code, made_by)
SELECT uuidv7(), $1, $2, coalesce(max(version), 0) + 1, $3, $4, $5, $6 FROM push_notice_version WHERE template_id = $2
"""


async def listed(sender_id: UUID, kind: str | None = None) -> list[dict[str, Any]]:
    """A sender's templates in their newest words."""
    return await sql(_LISTED, sender_id, kind)


async def versions(sender_id: UUID, template_id: UUID) -> list[dict[str, Any]]:
    """All versions of one, the newest first. Raises `NotifyError` 404 for another sender's."""
    rows = await sql(_VERSIONS, sender_id, template_id)
    if not rows:
        raise not_found()
    return rows


async def version(sender_id: UUID, template_id: UUID, number: int | None = None) -> dict[str, Any]:
    """One version, the newest unless a number is given."""
    rows = await versions(sender_id, template_id)
    found = [row for row in rows if number in (None, row["version"])]
    if not found:
        raise not_found()
    return found[0]


def filled(row: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    """A version with its values. Raises `NotifyError` when some are missing."""
    if lacking := places.missing(f"{row['subject']}\n{row['body']}", values):
        raise NotifyError(400, "BadRequestError", f"Missing personalisation: {', '.join(lacking)}")
    return {**row, "subject": places.fill(row["subject"], values), "body": places.fill(row["body"], values)}


async def write(staff_id: UUID, sender_id: UUID, known: dict[str, Any], template_id: UUID | None = None) -> UUID:
    """A new template, or a new version of one: `{name, kind, subject, body, weight, topic}`. An SMS is handed in at the gateway first."""
    if not await Sender.exists(id=sender_id):
        raise NotFound("sender.unknown", "没有找到这个发送单位。")
    _must_fit(known)
    code = await _approved(known) if known["kind"] == "sms" else ""
    now = clock.now()
    async with transaction():
        own = await _template(sender_id, known, template_id, now)
        await sql(_NEXT, now, own, known["subject"], known["body"], code, staff_id)
    return own


async def _template(sender_id: UUID, known: dict[str, Any], template_id: UUID | None, now: datetime) -> UUID:
    changing = {name: known[name] for name in ("name", "weight", "topic")}
    if template_id is None:
        made = await NoticeTemplate.create(id=uuid7(), created_at=now, sender_id=sender_id, kind=known["kind"], **changing)
        return made.id
    row = await NoticeTemplate.filter(id=template_id, sender_id=sender_id, archived_at=None).select_for_update().first()
    if row is None or row.kind != known["kind"]:
        raise NotFound("template.unknown", "没有找到这个模板。")
    await row.update_from_dict(changing).save()
    return template_id


def _must_fit(known: dict[str, Any]) -> None:
    if known["kind"] == "email" and not known["subject"]:
        raise Invalid("template.subject", "请填写邮件标题。", "subject")
    if known["topic"] is not None and known["topic"] not in TOPICS:
        raise Invalid("template.topic", "没有这个主题。", "topic")
    if known["kind"] == "sms" and len(known["body"]) > places.LONGEST_SMS:
        raise Invalid("template.long", f"短信最多 {places.LONGEST_SMS} 字。", "body")


async def _approved(known: dict[str, Any]) -> str:
    try:
        return await sms.register(known["name"], places.for_gateway(known["body"]))
    except sms.SmsRefused as error:
        raise Invalid("template.refused", f"短信服务商没有接受这个模板（{error.code}）。", "body") from error
    except (sms.SmsUnreached, sms.SmsUnknown) as error:
        raise Unavailable("sms.unavailable", "短信服务商暂时没有响应，请稍后再保存。", 30) from error


async def archive(sender_id: UUID, template_id: UUID) -> None:
    """Puts a template away: nothing more is sent with it, what was sent stays readable."""
    if not await NoticeTemplate.filter(id=template_id, sender_id=sender_id, archived_at=None).update(archived_at=clock.now()):
        raise NotFound("template.unknown", "没有找到这个模板。")
