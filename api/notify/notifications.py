"""Notifications: asked for, read back one by one and as a list; and what people texted back."""

from __future__ import annotations

from enum import Enum
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.locks import Sender
from api.notify.route import HotRoute, NotifyRoute, answer, body_of, stamp, uuid
from core.settings import settings
from push.notify import accepting, errors, reading
from push.notify.accepting import Asked
from push.notify.addresses import FIELDS
from push.notify.reading import Filters, Notification
from push.notify.senders import Sending

TAGS: list[str | Enum] = ["发送接口（兼容 GOV.UK Notify v2）"]
hot = APIRouter(prefix="/v2", tags=TAGS, route_class=HotRoute)
router = APIRouter(prefix="/v2", tags=TAGS, route_class=NotifyRoute)
ALLOWED = {"template_id", "personalisation", "reference", "sms_sender_id", "email_reply_to_id", "one_click_unsubscribe_url",
           "sanitise_content_for"}  # fmt: skip
FAILED = ("permanent-failure", "temporary-failure", "technical-failure")


@hot.post("/notifications/sms", status_code=201)
async def sms(request: Request, who: Sender) -> Response:
    """One text message: `{phone_number, template_id, personalisation?, reference?}`."""
    return await _accept(request, who, "sms")


@hot.post("/notifications/email", status_code=201)
async def email(request: Request, who: Sender) -> Response:
    """One e-mail: `{email_address, template_id, personalisation?, reference?}`."""
    return await _accept(request, who, "email")


async def _accept(request: Request, who: Sending, channel: str) -> Response:
    asked = _asked(await body_of(request), channel, request.headers.get("idempotency-key"))
    done = await accepting.accept(who, asked)
    content: dict[str, Any] = {"body": done.body}
    if channel == "sms":
        content["from_number"] = settings().sms_sign
    else:
        content |= {"subject": done.subject, "from_email": settings().mail_from, "one_click_unsubscribe_url": None}
    template = {"id": str(done.text.template_id), "version": done.text.version, "uri": _template_uri(done.text.template_id)}
    known_as = str(done.id)
    known = {"id": known_as, "reference": done.reference, "content": content, "uri": _uri(f"/v2/notifications/{known_as}")}
    return answer(known | {"template": template, "scheduled_for": None}, 201)


def _asked(body: dict[str, Any], channel: str, idempotency_key: str | None) -> Asked:
    field = FIELDS[channel]
    for name in (field, "template_id"):
        if name not in body:
            raise errors.invalid(f"{name} is a required property")
    if strange := sorted(set(body) - ALLOWED - {field}):
        raise errors.invalid(f"Additional properties are not allowed ({', '.join(strange)} was unexpected)")
    values, reference = body.get("personalisation") or {}, body.get("reference")
    if not isinstance(body[field], str):
        raise errors.invalid(f"{field} is not of type string")
    if not isinstance(values, dict):
        raise errors.invalid("personalisation is not of type object")
    if reference is not None and (not isinstance(reference, str) or len(reference) > 1000):
        raise errors.invalid("reference is not of type string of at most 1000 characters")
    if idempotency_key is not None and not 1 <= len(idempotency_key) <= 200:
        raise errors.invalid("Idempotency-Key has 1 to 200 characters")
    return Asked(channel, body[field], uuid(body["template_id"], "template_id"), values, reference, idempotency_key)


@router.get("/notifications/{id}")
async def one(id: str, who: Sender) -> Response:
    return answer(_shown(await reading.one(who.sender.id, uuid(id, "notification_id"))))


@router.get("/notifications")
async def listed(request: Request, who: Sender) -> Response:
    """250 at a time, the newest first: `status` (several), `template_type`, `reference`, `older_than`."""
    query = request.query_params
    asked = query.getlist("status")
    if wrong := [one for one in asked if one not in (*reading.STATUSES, "failed", "pending", "sent")]:
        raise errors.invalid(f"status {wrong[0]} is not one of [{', '.join(reading.STATUSES)}, failed]")
    statuses = [word for one in asked for word in (FAILED if one == "failed" else (one,))]
    kind = query.get("template_type")
    if kind not in (None, *FIELDS):
        raise errors.invalid(f"template_type {kind} is not one of [sms, email]")
    before = uuid(query["older_than"], "older_than") if "older_than" in query else reading.LAST
    page = await reading.page(who.sender.id, Filters(statuses, kind, query.get("reference"), before))
    given = [(name, value) for name, value in query.multi_items() if name != "older_than"]
    return answer({"notifications": [_shown(one) for one in page], "links": _links("/v2/notifications", given, [one.id for one in page])})


@router.get("/received-text-messages")
async def received(request: Request, who: Sender) -> Response:
    query = request.query_params
    before = uuid(query["older_than"], "older_than") if "older_than" in query else reading.LAST
    texts = await reading.received(who.sender.id, before)
    shown = [
        {
            "id": str(one["id"]), "created_at": stamp(one["created_at"]), "content": one["text"], "user_number": one["phone"],
            "notify_number": settings().sms_sign, "service_id": str(who.sender.id),
        }
        for one in texts
    ]  # fmt: skip
    return answer({"received_text_messages": shown, "links": _links("/v2/received-text-messages", [], [one["id"] for one in texts])})


def _links(path: str, query: list[tuple[str, str]], ids: list[UUID]) -> dict[str, str]:
    """Client libraries walk on until a page is empty."""
    here = _uri(path) + (f"?{urlencode(query)}" if query else "")
    following = urlencode([*query, ("older_than", str(ids[-1]))]) if ids else ""
    return {"current": here} | ({"next": f"{_uri(path)}?{following}"} if ids else {})


def _shown(one: Notification) -> dict[str, Any]:
    sms = one.channel == "sms"
    lines = {f"line_{number}": None for number in range(1, 7)}
    return {
        "id": str(one.id), "reference": one.reference, "type": one.channel, "status": one.status,
        "email_address": None if sms else one.to, "phone_number": one.to if sms else None, **lines, "postcode": None, "postage": None,
        "template": {"id": str(one.template_id), "version": one.version, "uri": _template_uri(one.template_id, one.version)},
        "subject": None if sms else one.subject, "body": one.body, "created_at": stamp(one.created_at), "created_by_name": None,
        "sent_at": stamp(one.sent_at), "completed_at": stamp(one.completed_at), "scheduled_for": None, "one_click_unsubscribe_url": None,
        "is_cost_data_ready": False, "cost_in_pounds": None, "cost_details": {},
    }  # fmt: skip


def _uri(path: str) -> str:
    return settings().public_base_url + path


def _template_uri(template_id: UUID, version: int | None = None) -> str:
    return _uri(f"/v2/template/{template_id}" + (f"/version/{version}" if version else ""))
