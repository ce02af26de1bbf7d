"""Where the SMS gateway pushes its reports and people's replies to. The address carries a secret: the gateways sign nothing."""

from __future__ import annotations

from typing import Annotated

import orjson
from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import JSONResponse

from api.locks import signed
from core import crypto
from core.errors import Invalid, NotFound
from core.settings import settings
from push import sms_replies, sms_reports

router = APIRouter(prefix="/sms", tags=["短信回调"], dependencies=[Depends(signed)])
LARGEST = 256 * 1024
Secret = Annotated[str, Path(min_length=8, max_length=128)]


@router.post("/{secret}/reports")
async def reports(secret: Secret, request: Request) -> JSONResponse:
    """Delivery reports, a list of them. Repeated ones are answered alike and change nothing."""
    await sms_reports.record(await _opened(secret, request))
    return _taken()


@router.post("/{secret}/replies")
async def replies(secret: Secret, request: Request) -> JSONResponse:
    """Text messages that people sent back."""
    await sms_replies.record(await _opened(secret, request))
    return _taken()


async def _opened(secret: str, request: Request) -> object:
    if not crypto.same(secret, settings().sms_callback_token.get_secret_value()):
        raise NotFound("sms.address", "没有这个地址。")
    body = await request.body()
    try:
        if len(body) > LARGEST or b"\\u0000" in body:
            raise ValueError
        return orjson.loads(body)
    except ValueError as error:
        raise Invalid("sms.unreadable", "短信回调内容无法读取。") from error


def _taken() -> JSONResponse:
    """What both gateways want to hear: Alibaba reads `code`, Tencent `result`."""
    return JSONResponse({"code": 0, "msg": "成功", "result": 0, "errmsg": "OK"})
