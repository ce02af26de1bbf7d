"""Templates as their sender's programs see them: listed, read in any version, filled in for a look."""

from __future__ import annotations

from html import escape
from typing import Any

from fastapi import APIRouter, Request, Response

from api.locks import Sender
from api.notify.route import NotifyRoute, answer, body_of, stamp, uuid
from push.notify import errors, places, texts
from push.notify.addresses import FIELDS

router = APIRouter(tags=["发送接口（兼容 GOV.UK Notify v2）"], route_class=NotifyRoute)
MOST = 2**31 - 1


@router.get("/v2/templates")
async def listed(who: Sender, type: str | None = None) -> Response:
    if type not in (None, *FIELDS):
        raise errors.invalid(f"type {type} is not one of [sms, email]")
    return answer({"templates": [_shown(row) for row in await texts.listed(who.sender.id, type)]})


@router.get("/v2/template/{id}")
async def newest(id: str, who: Sender) -> Response:
    return answer(_shown(await texts.version(who.sender.id, uuid(id, "template_id"))))


@router.get("/v2/template/{id}/version/{number}")
async def version(id: str, number: str, who: Sender) -> Response:
    if not number.isascii() or not number.isdecimal() or not 1 <= int(number) <= MOST:
        raise errors.invalid("version is not of type integer")
    return answer(_shown(await texts.version(who.sender.id, uuid(id, "template_id"), int(number))))


@router.get("/service/{service}/template/{id}/versions")
async def versions(service: str, id: str, who: Sender) -> Response:
    """Where the Python client looks for all versions of one."""
    if uuid(service, "service_id") != who.sender.id:
        raise errors.not_found()
    return answer({"data": [_shown(row) for row in await texts.versions(who.sender.id, uuid(id, "template_id"))]})


@router.post("/v2/template/{id}/preview")
async def preview(id: str, request: Request, who: Sender) -> Response:
    values = (await body_of(request)).get("personalisation") or {}
    if not isinstance(values, dict):
        raise errors.invalid("personalisation is not of type object")
    row = texts.filled(await texts.version(who.sender.id, uuid(id, "template_id")), values)
    html = "".join(f"<p>{escape(line)}</p>" for line in row["body"].splitlines()) if row["type"] == "email" else None
    shown = {"id": str(row["id"]), "type": row["type"], "version": row["version"], "body": row["body"], "html": html, "postage": None}
    return answer(shown | {"subject": _subject(row)})


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    names = places.names(f"{row['subject']}\n{row['body']}")
    return {
        "id": str(row["id"]), "type": row["type"], "name": row["name"], "created_at": stamp(row["created_at"]),
        "updated_at": stamp(row["updated_at"]), "created_by": "", "version": row["version"], "body": row["body"], "subject": _subject(row),
        "personalisation": {name: {"required": True} for name in names}, "letter_contact_block": None, "postage": None,
    }  # fmt: skip


def _subject(row: dict[str, Any]) -> str | None:
    return row["subject"] if row["type"] == "email" else None
