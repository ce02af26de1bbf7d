"""Signing in and out: the mini-program by login code, H5 by phone and SMS code."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request

from api.citizen.myself import described
from api.locks import Citizen, address, anyone, device
from api.shapes.people import PhoneCode, Refresh, Session, SessionRow, SessionRows, SmsAsk, SmsCodeSent, SmsSignIn, WechatSignIn
from core import cache
from core.errors import TooMany
from profile import sessions, signin, smscodes
from profile.sessions import Keys

router = APIRouter(prefix="/sessions", tags=["登录"])
TRIES_AN_ADDRESS = (120, 600)


async def opened(keys: Keys) -> Session:
    """Keys with the person they are for."""
    return Session(
        access_token=keys.access_token, refresh_token=keys.refresh_token, expires_in=keys.expires_in, citizen=await described(keys.subject)
    )


async def not_too_often(request: Request) -> None:
    if not await cache.allow(f"signin-from:{address(request)}", *TRIES_AN_ADDRESS):
        raise TooMany("session.too_many_tries", "登录尝试太频繁，请十分钟后再试。", TRIES_AN_ADDRESS[1])


@router.post("/wechat", dependencies=[Depends(anyone), Depends(not_too_often)])
async def sign_in_by_wechat(asked: WechatSignIn, request: Request) -> Session:
    return await opened(await signin.by_wechat(asked.code, asked.phone_code, device(request), known_only=asked.known_only))


@router.post("/sms-codes", status_code=202, dependencies=[Depends(anyone)])
async def ask_for_a_code(asked: SmsAsk, request: Request) -> SmsCodeSent:
    return SmsCodeSent.model_validate(await smscodes.ask(asked.phone, address(request)))


@router.post("/sms", dependencies=[Depends(anyone), Depends(not_too_often)])
async def sign_in_by_sms(asked: SmsSignIn, request: Request) -> Session:
    return await opened(await signin.by_sms(asked.request_id, asked.phone, asked.code, device(request)))


@router.post("/refresh", dependencies=[Depends(anyone)])
async def refresh(asked: Refresh) -> Session:
    return await opened(await sessions.renew(asked.refresh_token, "citizen"))


@router.post("/phone")
async def bind_phone(asked: PhoneCode, who: Citizen, request: Request) -> Session:
    """Ties the phone that WeChat vouches for; answers with a fresh session, since the account may be an older one of the same person."""
    return await opened(await signin.bind_phone(who.subject, asked.code, device(request)))


@router.delete("/current", status_code=204)
async def sign_out(who: Citizen) -> None:
    await sessions.end(who.session, "signed_out")


@router.get("")
async def my_sessions(who: Citizen) -> SessionRows:
    return SessionRows(items=[SessionRow.model_validate(one) for one in await sessions.mine(who)])
