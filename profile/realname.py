"""Real name: level 2 by name and number at the authority, level 3 by a face check; a level comes from a provider's row alone."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from tortoise.exceptions import IntegrityError

from core import cache, clock, crypto, queue, realname
from core.errors import Conflict, Forbidden, Invalid, NotFound, TooMany, Unavailable
from core.realname import Challenge, Outcome
from core.tables import transaction
from profile import consents, events
from profile.idnumbers import IdNumber, sign_in_number
from profile.models import Citizen, RealNameCheck
from profile.people import Person, context, person

TRIES, WINDOW_S = 5, 6 * 3600
GUARDED_UNTIL = 14  # 个人信息保护法 §31: below it a guardian decides


@dataclass(frozen=True)
class Verdict:
    """How a check ended, in words for the person."""

    state: Literal["passed", "failed", "pending"]
    level: int
    sentence: str


@dataclass(frozen=True)
class FaceCheck:
    """A face check that the client may start with `verify_id`."""

    id: UUID
    verify_id: str
    expires_at: datetime


async def two_elements(citizen_id: UUID, name: str, number: str, *, consent: bool) -> Verdict:
    """Asks the authority whether this name and number belong together, and on a match makes them the account's own.

    Raises `Invalid` for a number that can't be right, `TooMany` after 5 tries in 6 hours, `Conflict` when the number is
    another account's or this account already has one.
    """
    if not consent:
        raise Invalid("realname.consent", "请先阅读并勾选同意，再进行实名认证。", "consent")
    clean, parsed = _clean_name(name), sign_in_number(number, clock.today())
    await _may_try(citizen_id, parsed)
    current = await person(citizen_id)
    if current.level >= 2:
        raise _done()
    check = await _begin(citizen_id, "two_elements", "real_name")
    try:
        outcome = await realname.two_elements(str(check.id), clean, parsed.number)
    except Unavailable:
        for key in _counters(citizen_id, parsed):
            await cache.give_back(key)
        raise
    return await _settle(check, outcome, clean, parsed)


def _done() -> Conflict:
    return Conflict("realname.done", "这个账号已经实名认证过了。")


def _clean_name(name: str) -> str:
    clean = " ".join(name.split()).replace("•", "·")
    if not 2 <= len(clean) <= 50 or not all(letter.isalpha() or letter in " ·.'-" for letter in clean):
        raise Invalid("realname.name", "请按证件填写姓名，少数民族姓名中的点用“·”。", "name")
    return clean


async def _may_try(citizen_id: UUID, parsed: IdNumber) -> None:
    if _age(parsed.birth_date, clock.today()) < GUARDED_UNTIL:
        raise Forbidden("realname.minor", "未满14周岁需要由监护人陪同到窗口办理实名。")
    for key in _counters(citizen_id, parsed):
        if not await cache.allow(key, TRIES, WINDOW_S):
            raise TooMany("realname.too_many", "核验次数太多，请6小时后再试，或到就近的办事大厅办理。", WINDOW_S)


def _age(born: date, today: date) -> int:
    """Full years; the birthday itself counts (民法典 §13)."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _counters(citizen_id: UUID, parsed: IdNumber) -> tuple[str, str]:
    return f"realname:{citizen_id}", f"realname:{crypto.blind_index(parsed.number, 'id_number')}"


async def _begin(citizen_id: UUID, method: str, purpose: str) -> RealNameCheck:
    """Consent and question are on record before anything leaves the house (个人信息保护法 §14, §17)."""
    async with transaction():
        await consents.record(citizen_id, purpose)
        return await RealNameCheck.create(citizen_id=citizen_id, method=method, sequence=secrets.token_hex(16))


async def _settle(check: RealNameCheck, outcome: Outcome, name: str, parsed: IdNumber) -> Verdict:
    if outcome.status != "passed":
        await _close(check, outcome)
        return Verdict("failed", 1, "姓名和证件号码不一致，请对照证件再填一次。仍不通过可以到就近的办事大厅核对。")
    try:
        async with transaction():
            await _close(check, outcome)
            await _become(check.citizen_id, name, parsed)  # type: ignore[attr-defined]
    except IntegrityError as error:
        await _close(check, Outcome("failed", outcome.method, outcome.reference, "clash"))
        raise Conflict("realname.clash", "这个证件号码已经在另一个账号实名。请登录那个账号，或到办事大厅核对后合并。") from error
    await queue.enqueue("profile.fetch_registry", str(check.citizen_id))  # type: ignore[attr-defined]
    return Verdict("passed", 2, "实名认证通过，正在取回您的证照。")


async def _close(check: RealNameCheck, outcome: Outcome) -> None:
    await RealNameCheck.filter(id=check.id).update(
        state=outcome.status, reason=outcome.reason[:32], reference=outcome.reference[:256], settled_at=clock.now()
    )


async def _become(citizen_id: UUID, name: str, parsed: IdNumber) -> None:
    # Two checks of one account at once: the first to arrive decides who it is.
    became = await Citizen.filter(id=citizen_id, level__lt=2).update(
        name_sealed=crypto.seal(name, context("name_sealed", citizen_id)),
        id_number_sealed=crypto.seal(parsed.number, context("id_number_sealed", citizen_id)),
        id_number_index=crypto.blind_index(parsed.number, "id_number"),
        level=2,
        verified_at=clock.now(),
        region_code=parsed.region_code,
        registry_due=clock.now(),
    )
    if not became:
        raise _done()
    await events.record("citizen.verified", citizen_id=citizen_id, level=2)


async def start_face(citizen_id: UUID, *, consent: bool) -> FaceCheck:
    """Opens a face check in WeChat for a person of level 2. Raises `Forbidden` without real name or WeChat, `TooMany`."""
    if not consent:
        raise Invalid("realname.consent", "请先阅读并勾选同意，再进行刷脸核验。", "consent")
    who = await _nameable(citizen_id)
    if not await cache.allow(f"face:{citizen_id}", TRIES, WINDOW_S):
        raise TooMany("realname.too_many", "刷脸次数太多，请6小时后再试，或到就近的办事大厅办理。", WINDOW_S)
    check = await _begin(citizen_id, "wechat_face_v2", "face_check")
    challenge = await realname.start_face(check.sequence, who.name or "", who.id_number or "", who.openid or "")
    await RealNameCheck.filter(id=check.id).update(handle=challenge.handle, expires_at=challenge.expires_at)
    return FaceCheck(check.id, challenge.handle, challenge.expires_at)


async def _nameable(citizen_id: UUID) -> Person:
    who = await person(citizen_id)
    if who.level < 2:
        raise Forbidden("realname.first", "请先完成姓名和证件号码的实名认证。")
    if not who.openid:
        raise Forbidden("face.no_wechat", "刷脸核验要在微信小程序里进行，请打开“知办”小程序再试。")
    return who


async def finish_face(citizen_id: UUID, check_id: UUID) -> Verdict:
    """Fetches the result from WeChat. What the client says of it counts for nothing; a check is good once."""
    check = await RealNameCheck.get_or_none(id=check_id, citizen_id=citizen_id, method="wechat_face_v2")
    if check is None or check.handle is None or check.expires_at is None:
        raise NotFound("face.unknown", "没有找到这次刷脸核验，请重新开始。")
    if check.state != "pending":
        return _face_words(check.state, (await person(citizen_id)).level)
    who = await _nameable(citizen_id)
    challenge = Challenge(check.handle, check.sequence, check.expires_at)
    outcome = await realname.collect_face(challenge, who.name or "", who.id_number or "", who.openid or "")
    if outcome.status == "pending":
        return Verdict("pending", who.level, "刷脸还没有完成，请按提示做完再回来。")
    await _finish(check, outcome)
    return _face_words(outcome.status, max(who.level, 3 if outcome.status == "passed" else 0))


async def _finish(check: RealNameCheck, outcome: Outcome) -> None:
    citizen_id: UUID = check.citizen_id  # type: ignore[attr-defined]
    async with transaction():
        await _close(check, outcome)
        if outcome.status == "passed":
            await Citizen.filter(id=citizen_id).update(level=3)
            await events.record("citizen.verified", citizen_id=citizen_id, level=3)


def _face_words(state: str, level: int) -> Verdict:
    if state == "passed":
        return Verdict("passed", level, "刷脸核验通过。")
    return Verdict("failed", level, "刷脸没有通过，请在光线好的地方正对屏幕再试一次。")
