"""Where WeChat pushes its events to. What has happened is committed before the answer goes out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import PlainTextResponse

from api.locks import signed
from core import callbacks
from push import official_events, provider

router = APIRouter(prefix="/wechat", tags=["微信回调"], dependencies=[Depends(signed)])
Text = Annotated[str, Query(max_length=512)]


@router.get("/callback", response_class=PlainTextResponse)
async def check(signature: Text, timestamp: Text, nonce: Text, echostr: Text) -> PlainTextResponse:
    """WeChat asks whether this address is ours."""
    return PlainTextResponse(callbacks.echo(signature, timestamp, nonce, echostr))


@router.post("/callback", response_class=PlainTextResponse)
async def receive(request: Request) -> PlainTextResponse:
    """An event, plain or encrypted. A repeated one is answered alike and changes nothing."""
    event = callbacks.open_callback(dict(request.query_params), await request.body())
    await provider.record(event)
    return PlainTextResponse("success")


@router.get("/official/callback", response_class=PlainTextResponse)
async def check_official(signature: Text, timestamp: Text, nonce: Text, echostr: Text) -> PlainTextResponse:
    """The same question for the official account's address."""
    return PlainTextResponse(callbacks.echo(signature, timestamp, nonce, echostr, callbacks.official()))


@router.post("/official/callback", response_class=PlainTextResponse)
async def receive_official(request: Request) -> PlainTextResponse:
    """An event of the official account: somebody follows or leaves, or a template message has reached its end."""
    event = callbacks.open_callback(dict(request.query_params), await request.body(), callbacks.official())
    await official_events.record(event)
    return PlainTextResponse("success")
