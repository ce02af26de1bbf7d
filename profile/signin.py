"""Signing in: by a WeChat login code in the mini-program, by phone and SMS code in H5. One phone, one account."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from tortoise.exceptions import IntegrityError

from core import cache, clock, crypto, sms, tables, wechat
from core.errors import Conflict, Invalid, Refusal, TooMany, Unauthorised, Unavailable
from core.tables import sql, transaction
from profile import sessions
from profile.mobiles import mobile
from profile.models import Citizen, SmsCode
from profile.people import by_openid, context, person
from profile.sessions import Keys

CODE_LIFE = timedelta(minutes=5)
RESEND_S = 60
TRIES = 5
SMS_CAPS = ((1, 60), (5, 3600), (10, 86400))  # per number: minute, hour, day
ADDRESS_CAP = (60, 3600)


@dataclass(frozen=True)
class CodeAsked:
    """The request that a sign-in code is bound to; times in seconds."""

    request_id: UUID
    expires_in: int
    resend_after: int


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
    return await _opened(session.openid, phone, device)


async def _opened(openid: str, phone: str | None, device: str) -> Keys:
    try:
        async with transaction():
            return await sessions.open_session(await _account(openid, phone), "citizen", "wechat", device)
    except IntegrityError as error:  # somebody signed in with the same openid or phone in this very moment
        raise _twice() from error


def _twice() -> Conflict:
    return Conflict("account.busy", "刚才的登录还在处理，请再试一次。")


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


async def _account(openid: str, phone: str | None) -> UUID:
    """The account of this openid and phone, made or joined as needed.

    A phone vouched for by WeChat is worth what an SMS code is worth: it opens the account that has this number. Two
    accounts are never merged once both are verified or both have a WeChat identity.
    """
    own = await Citizen.filter(openid=openid).select_for_update().first()
    if phone is None:
        return own.id if own else await _new(openid, None)
    index = crypto.blind_index(phone, "phone")
    other = await Citizen.filter(phone_index=index).select_for_update().first()
    if own is None and other is None:
        return await _new(openid, phone)
    if own is None or (other is not None and other.id == own.id):
        return await _tie(other or own, openid, phone)
    return await _join(own, other, openid, phone)


async def _join(own: Citizen, other: Citizen | None, openid: str, phone: str) -> UUID:
    if other is None:
        return await _tie(own, openid, phone)
    if other.openid or (own.level >= 2 and other.level >= 2):
        raise Conflict("phone.taken", "这个手机号已经绑定了另一个账号。请用短信登录那个账号，或换一个手机号。")
    kept, empty = (own, other) if own.level >= other.level and own.level >= 2 else (other, own)
    await sessions.end_all(empty.id, "account_joined")
    await Citizen.filter(id=empty.id).update(openid=None, phone_index=None, phone_sealed=None)
    return await _tie(kept, openid, phone)


async def _tie(row: Citizen | None, openid: str | None, phone: str | None) -> UUID:
    if row is None:
        raise Conflict("account.unknown", "没有找到这个账号。")
    if openid and row.openid and row.openid != openid:
        raise Conflict("phone.taken", "这个手机号已经绑定了另一个微信。请用短信登录。")
    row.openid = openid or row.openid
    if phone:
        row.phone_sealed, row.phone_index = crypto.seal(phone, context("phone_sealed", row.id)), crypto.blind_index(phone, "phone")
    await row.save(update_fields=["openid", "phone_sealed", "phone_index"])
    return row.id


async def _new(openid: str | None, phone: str | None) -> UUID:
    row_id = tables.uuid7()
    sealed = crypto.seal(phone, context("phone_sealed", row_id)) if phone else None
    index = crypto.blind_index(phone, "phone") if phone else None
    # Two first sign-ins at once make one account: the second finds the row of the first.
    rows = await sql(
        """INSERT INTO profile_citizen (id, created_at, openid, phone_sealed, phone_index, level, preferences)
           VALUES ($1, $2, $3, $4, $5, 1, '{}') ON CONFLICT DO NOTHING RETURNING id""",
        row_id,
        clock.now(),
        openid,
        sealed,
        index,
    )
    if rows:
        return row_id
    found = await Citizen.get_or_none(openid=openid) if openid else await Citizen.get_or_none(phone_index=index)
    if found is None:
        raise _twice()
    return found.id


async def ask_code(phone: str, address: str) -> CodeAsked:
    """Sends a sign-in code to a mobile number. Known and unknown numbers get the same answer.

    Raises `Invalid` for what is no mainland mobile number, `TooMany` beyond 1 a minute, 5 an hour, 10 a day for a number,
    `Unavailable` when counters or gateway fail.
    """
    number = mobile(phone)
    if number is None:
        raise Invalid("phone.invalid", "请输入 11 位手机号。", "phone")
    index = crypto.blind_index(number, "phone")
    await _must_be_allowed(index, address)
    code = f"{secrets.randbelow(10**6):06d}"
    row_id = tables.uuid7()
    await SmsCode.create(id=row_id, phone_index=index, code_digest=_digest(row_id, code), expires_at=clock.now() + CODE_LIFE)
    await _send(row_id, number, code)
    return CodeAsked(row_id, int(CODE_LIFE.total_seconds()), RESEND_S)


async def _must_be_allowed(index: str, address: str) -> None:
    for limit, window in SMS_CAPS:
        if not await cache.allow(f"sms:{index}:{window}", limit, window):
            words = {60: "验证码已发送，请一分钟后再试。", 3600: "验证码发送太频繁，请一小时后再试。"}.get(
                window, "今天的验证码次数已用完，请明天再试。"
            )
            raise TooMany("sms.too_many", words, window)
    if not await cache.allow(f"sms-from:{crypto.digest(address)}", *ADDRESS_CAP):
        raise TooMany("sms.too_many", "验证码发送太频繁，请稍后再试。", ADDRESS_CAP[1])


async def _send(row_id: UUID, phone: str, code: str) -> None:
    try:
        await sms.send(str(row_id), phone, "sign-in", {"code": code})
    except sms.SmsRefused as error:
        raise TooMany("sms.too_many", "短信暂时发不出去，请稍后再试。", RESEND_S) from error
    except sms.SmsUnreached as error:
        raise Unavailable("sms.unavailable", "短信服务暂时没有响应，请稍后再试。", 30) from error
    except sms.SmsUnknown:
        return  # it may well arrive; the person can ask again in a minute


def _digest(request_id: UUID, code: str) -> str:
    """A six-digit code is guessable, so it is keyed as well as bound to its request."""
    return crypto.blind_index(code, f"sms_code:{request_id}")


async def by_sms(request_id: UUID, phone: str, code: str, device: str) -> Keys:
    """Trades a code for a session. Wrong, late, used, or for another number: one and the same answer; the sixth try is refused."""
    number = mobile(phone)
    refused = Unauthorised("session.code_wrong", "验证码不正确或已过期，请核对后重试。", "code")
    if number is None:
        raise refused
    outcome = await _try_code(request_id, crypto.blind_index(number, "phone"), code)
    if outcome is not None:
        raise outcome
    async with transaction():
        row = await Citizen.filter(phone_index=crypto.blind_index(number, "phone")).first()
        citizen_id = row.id if row else await _new(None, number)
        return await sessions.open_session(citizen_id, "citizen", "sms", device)


async def _try_code(request_id: UUID, index: str, code: str) -> Refusal | None:
    """Counts the try and uses the code up in one statement, so that two at once can't both pass. None is a pass."""
    rows = await sql(
        """UPDATE profile_sms_code SET tries = tries + 1,
             used_at = CASE WHEN code_digest = $3 AND phone_index = $2 AND used_at IS NULL AND expires_at > $4 AND tries < $5
                            THEN $4 ELSE used_at END
           WHERE id = $1 RETURNING tries, used_at = $4 AS passed""",
        request_id,
        index,
        _digest(request_id, code),
        clock.now(),
        TRIES,
    )
    if rows and rows[0]["passed"]:
        return None
    if rows and rows[0]["tries"] > TRIES:
        return TooMany("session.too_many_tries", "输错次数太多，请重新获取验证码。", RESEND_S)
    return Unauthorised("session.code_wrong", "验证码不正确或已过期，请核对后重试。", "code")
