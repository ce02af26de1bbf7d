"""Accounts: found by WeChat identity or phone, made at the first sign-in, joined when both turn out to be one person's."""

from __future__ import annotations

from uuid import UUID

from core import clock, crypto, tables
from core.errors import Conflict
from core.tables import sql
from profile import sessions
from profile.models import Citizen
from profile.people import context


async def of_phone(phone: str) -> UUID:
    """The account with this number, made where there is none. The caller has proof that the number is the person's."""
    row = await Citizen.filter(phone_index=crypto.blind_index(phone, "phone")).first()
    return row.id if row else await _new(None, phone)


async def of_wechat(openid: str, phone: str | None) -> UUID:
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
        raise busy()
    return found.id


def busy() -> Conflict:
    return Conflict("account.busy", "刚才的登录还在处理，请再试一次。")
