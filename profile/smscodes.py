"""Sign-in codes by SMS: six digits, five minutes, five tries, once, bound to their request and number."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from core import cache, clock, crypto, sms, tables
from core.errors import Invalid, Refusal, TooMany, Unauthorised, Unavailable
from core.tables import sql
from profile.mobiles import mobile
from profile.models import SmsCode

LIFE = timedelta(minutes=5)
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


async def ask(phone: str, address: str) -> CodeAsked:
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
    await SmsCode.create(id=row_id, phone_index=index, code_digest=_digest(row_id, code), expires_at=clock.now() + LIFE)
    await _send(row_id, number, code)
    return CodeAsked(row_id, int(LIFE.total_seconds()), RESEND_S)


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


async def use(request_id: UUID, phone: str, code: str) -> Refusal | None:
    """Counts the try and uses the code up in one statement, so that two at once can't both pass. None is a pass."""
    rows = await sql(
        """UPDATE profile_sms_code SET tries = tries + 1,
             used_at = CASE WHEN code_digest = $3 AND phone_index = $2 AND used_at IS NULL AND expires_at > $4 AND tries < $5
                            THEN $4 ELSE used_at END
           WHERE id = $1 RETURNING tries, used_at = $4 AS passed""",
        request_id,
        crypto.blind_index(phone, "phone"),
        _digest(request_id, code),
        clock.now(),
        TRIES,
    )
    if rows and rows[0]["passed"]:
        return None
    if rows and rows[0]["tries"] > TRIES:
        return TooMany("session.too_many_tries", "输错次数太多，请重新获取验证码。", RESEND_S)
    return Unauthorised("session.code_wrong", "验证码不正确或已过期，请核对后重试。", "code")
