"""Signing in: by a WeChat login code in the mini-program, by phone and SMS code in H5. One phone, one account."""

from __future__ import annotations

from uuid import UUID

from tortoise.exceptions import IntegrityError

from core import wechat
from core.errors import Conflict, Unauthorised, Unavailable
from core.tables import transaction
from profile import accounts, sessions, smscodes
from profile.mobiles import mobile
from profile.people import by_openid, person, unite
from profile.sessions import Keys


async def by_wechat(code: str, phone_code: str | None, device: str, *, known_only: bool = False) -> Keys:
    """Trades a login code (and, if given, a getPhoneNumber code of the same person) for a session.

    With `known_only` no account is made: whoever is new here must have tapped to agree first.
    """
    try:
        session = await wechat.code_to_session(code)
        phone = await wechat.phone_number(phone_code, session.openid) if phone_code else None
    except wechat.WeChatRefused as error:
        if error.code in {-1, 45011}:
            raise _busy() from error
        raise Unauthorised("session.code_refused", "微信登录没有成功，请再点一次登录。") from error
    except (wechat.WeChatUnreached, wechat.WeChatUnknown) as error:
        raise _busy() from error
    if known_only and await by_openid(session.openid) is None:
        raise Unauthorised("session.new_here", "第一次使用知办，请点一下登录。")
    keys = await _opened(session.openid, phone, device)
    if session.unionid:
        await unite(session.openid, session.unionid)
    return keys


async def _opened(openid: str, phone: str | None, device: str) -> Keys:
    try:
        async with transaction():
            return await sessions.open_session(await accounts.of_wechat(openid, phone), "citizen", "wechat", device)
    except IntegrityError as error:  # somebody signed in with the same openid or phone in this very moment
        raise accounts.busy() from error


def _busy() -> Unavailable:
    return Unavailable("session.wechat_unavailable", "微信登录服务暂时没有响应，请稍后再试。", 10)


async def bind_phone(citizen_id: UUID, phone_code: str, device: str) -> Keys:
    """Ties the phone that WeChat vouches for to this account; a fresh session, since the account may turn out to be an older one."""
    openid = (await person(citizen_id)).openid
    if not openid:
        raise Conflict("phone.no_wechat", "请在微信小程序里绑定手机号。")
    try:
        phone = await wechat.phone_number(phone_code, openid)
    except wechat.WeChatRefused as error:
        raise Unauthorised("phone.code_refused", "没有取到手机号，请再点一次授权。") from error
    except (wechat.WeChatUnreached, wechat.WeChatUnknown) as error:
        raise _busy() from error
    return await _opened(openid, phone, device)


async def by_sms(request_id: UUID, phone: str, code: str, device: str) -> Keys:
    """Trades a code for a session. Wrong, late, used, or for another number: one and the same answer; the sixth try is refused."""
    number = mobile(phone)
    refused = Unauthorised("session.code_wrong", "验证码不正确或已过期，请核对后重试。", "code")
    if number is None:
        raise refused
    outcome = await smscodes.use(request_id, number, code)
    if outcome is not None:
        raise outcome
    async with transaction():
        return await sessions.open_session(await accounts.of_phone(number), "citizen", "sms", device)
