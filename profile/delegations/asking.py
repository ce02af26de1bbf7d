"""Asking for a delegation: by phone number, where the answer never tells whether the number has an account, or by a code."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

import orjson

from core import cache, clock, crypto
from core.errors import Conflict, Forbidden, Invalid, TooMany
from core.tables import sql, transaction, uuid7
from profile import events, people, rules
from profile.delegations.reading import must_be_new
from profile.delegations.scope import ACTIONS, LONGEST_YEARS, RELATIONS, known_types
from profile.mobiles import mobile

Side = Literal["holder", "helper"]
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that is read as something else
CODE_LENGTH = 10
ANSWER_WITHIN = timedelta(days=14)
A_DAY = 86_400
NOBODY = UUID(int=0)
ASKED_A_DAY, ASKED_OF_A_NUMBER = 10, 3

_INSERT = """
INSERT INTO profile_delegation (id, created_at, holder_id, helper_id, asked_by, phone_index, phone_tail, code_digest, relation, types,
                                actions, state, years, answer_by, ended_because)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'asked', $12, $13, '')
"""
_INSTEAD = """
UPDATE profile_delegation SET state = 'ended', ended_at = $4, ended_because = 'asked_anew'
WHERE state = 'asked' AND phone_index = $1 AND asked_by = $2 AND coalesce(holder_id, helper_id) = $3
"""


@dataclass(frozen=True)
class Wish:
    """What is asked for. `side` is the asker's own: `helper` to look after the other, `holder` to be looked after."""

    side: Side
    relation: str
    actions: Collection[str]
    types: Collection[str] = ()
    years: int = 1


async def ask(asker: UUID, phone: str, wish: Wish) -> None:
    """Asks whoever has this number. Known and unknown numbers are the same to the asker, in words, in limits and in work done.

    Only who looks after the other already, or is looked after by them, is told so: they know each other. Raises `Conflict` then,
    `Invalid`, `Forbidden` without a real name, `TooMany` beyond ten a day.
    """
    _must_be_fine(wish)
    number = mobile(phone)
    if number is None:
        raise Invalid("phone.invalid", "请输入 11 位手机号。", "phone")
    me = await _verified(asker)
    if me.phone == number:
        raise Conflict("delegation.oneself", "这是您自己的手机号，请填亲友的号码。")
    await _not_too_often(asker)
    index = crypto.blind_index(number, "phone")
    known = (await people.by_phone_index([index])).get(index, NOBODY)
    await must_be_new(asker, *((asker, known) if wish.side == "holder" else (known, asker)))
    if not await cache.allow(f"delegation-to:{index}", ASKED_OF_A_NUMBER, A_DAY):
        return  # the number is left in peace; the asker is told what everybody is told
    async with transaction():
        await sql(_INSTEAD, index, wish.side, asker, clock.now())
        asked = await _insert(asker, wish, phone_index=index, phone_tail=number[-4:])
        await events.record("delegation.asked", citizen_id=known if known != NOBODY else None, subject_id=asked)


async def invite(asker: UUID, wish: Wish) -> str:
    """A code that whoever is handed it can accept once within two weeks."""
    _must_be_fine(wish)
    await _verified(asker)
    await _not_too_often(asker)
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    await _insert(asker, wish, code_digest=digest(code))
    return f"{code[:5]}-{code[5:]}"


def digest(code: str) -> str:
    """How a code is looked up; small letters, blanks and hyphens don't matter."""
    plain = "".join(letter for letter in code.upper() if letter in ALPHABET)
    return crypto.blind_index(plain, "delegation")


async def _insert(asker: UUID, wish: Wish, **by: str) -> UUID:
    row_id, now = uuid7(), clock.now()
    sides: dict[str, Any] = {"holder": None, "helper": None, wish.side: asker}
    found = (by.get("phone_index"), by.get("phone_tail", ""), by.get("code_digest"))
    ends = now + ANSWER_WITHIN
    lists = kept(wish.types), kept(wish.actions)
    await sql(_INSERT, row_id, now, sides["holder"], sides["helper"], wish.side, *found, wish.relation, *lists, wish.years, ends)
    return row_id


def must_be_scope(actions: Collection[str], types: Collection[str]) -> None:
    if not actions or not set(actions) <= set(ACTIONS):
        raise Invalid("delegation.actions", "请至少选一件可以帮忙的事。", "actions")
    if not known_types(types, rules.types()):
        raise Invalid("delegation.types", "没有这种证照，请重新选择。", "types")


def kept(given: Collection[str]) -> str:
    """A list as its column keeps it."""
    return orjson.dumps(sorted(set(given))).decode()


def _must_be_fine(wish: Wish) -> None:
    if wish.relation not in RELATIONS:
        raise Invalid("delegation.relation", "请选择你们的关系。", "relation")
    must_be_scope(wish.actions, wish.types)
    if not 1 <= wish.years <= LONGEST_YEARS:
        raise Invalid("delegation.years", f"期限是1到{LONGEST_YEARS}年。", "years")


async def _verified(citizen_id: UUID) -> people.Person:
    person = await people.person(citizen_id)
    if person.level < 2:
        raise Forbidden("delegation.real_name", "请先完成实名认证，再和亲友互相照看证照。")
    return person


async def _not_too_often(asker: UUID) -> None:
    if not await cache.allow(f"delegation:{asker}", ASKED_A_DAY, A_DAY):
        raise TooMany("delegation.too_many", "今天邀请的次数已经用完，请明天再试。", A_DAY)
