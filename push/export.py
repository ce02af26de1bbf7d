"""Everything about a person as one JSON file, for that person (个人信息保护法 §45): in the clear, a few times a day, written down."""

from __future__ import annotations

from dataclasses import asdict, is_dataclass
from typing import Any
from uuid import UUID

import orjson

from core import cache, clock, law, retention
from core.errors import TooMany
from core.tables import transaction
from hall import cases, tickets
from profile import certificates, consents, delegations, enterprises, facts, ledger, people
from push import closing, inbox, preferences
from recommend import tags, vocabulary

A_DAY = (5, 86_400)
# Tables that stand above in words of their own, or (the last two) only say that a page is to be written anew.
TOLD = frozenset(
    {"profile_certificate", "profile_fact", "profile_membership", "hall_case", "profile_traits", "profile_dropped_trait", "profile_consent",
     "push_inbox_item", "push_preference", "hall_ticket", "profile_read", "profile_touched", "recommend_page"}
)  # fmt: skip


async def everything(citizen_id: UUID) -> bytes:
    """The file. Raises `TooMany` beyond five a day."""
    if not await cache.allow(f"export:{citizen_id}", *A_DAY):
        raise TooMany("export.too_many", "今天导出的次数太多，请明天再来。", A_DAY[1])
    async with transaction():
        await ledger.read(ledger.myself(citizen_id), "export", [(citizen_id, None)])
        told = {
            "导出时间": clock.now(),
            "身份": _identity(await people.person(citizen_id)),
            "证照": [_held(one) for one in await certificates.every_version(citizen_id)],
            "各部门提供的信息": _known(await facts.facts_of(citizen_id)),
            "企业": await enterprises.spaces(citizen_id),
            "办件": [await cases.view(citizen_id, one.id) for one in await cases.mine(citizen_id)],
            "标签": await tags.mine(citizen_id),
            "授权": await consents.mine(citizen_id),
            "亲友": await delegations.mine(citizen_id),
            "消息": (await _messages(citizen_id)),
            "消息偏好": await preferences.page(citizen_id),
            "质疑和更正": await tickets.mine(citizen_id),
            "谁看过我的资料": await _reads(citizen_id),
            "其他记录": await _rest(citizen_id),
        }
    return orjson.dumps(told, default=_plain, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS)


async def _rest(citizen_id: UUID) -> dict[str, list[dict[str, Any]]]:
    """Every other table that names the person, as the retention tables list them: a new one is exported from its first day."""
    found: dict[str, list[dict[str, Any]]] = {}
    for table in closing.TABLES:
        for what, rows in (await retention.told(table, citizen_id, TOLD)).items():
            found.setdefault(what, []).extend(rows)
    return found


def _identity(person: people.Person) -> dict[str, Any]:
    return {
        "姓名": person.name, "证件号码": person.id_number, "手机号": person.phone, "出生日期": person.birth_date, "性别": person.gender,
        "地区": person.region_code, "实名等级": people.LEVELS[person.level], "实名日期": person.verified_on, "微信标识": person.openid,
        "偏好": person.preferences,
    }  # fmt: skip


def _held(one: certificates.Held) -> dict[str, Any]:
    return {
        "名称": one.type_name, "号码": one.number, "状态": one.state, "签发日期": one.issued_on, "有效期至": one.expires_on,
        "来源": one.source, "来源日期": one.source_as_of,
    }  # fmt: skip


def _known(found: dict[str, facts.KnownFact]) -> list[dict[str, Any]]:
    return [_fact(name, fact) for name, fact in sorted(found.items())]


def _fact(name: str, fact: facts.KnownFact) -> dict[str, Any]:
    why, label = vocabulary.purpose_of(name), vocabulary.label_of(name)
    return {"名称": label, "值": fact.value, "来源": fact.source, "日期": fact.as_of, "用途": why.purpose, "依据": law.told(why.basis)}


async def _messages(citizen_id: UUID) -> list[Any]:
    found: list[Any] = []
    cursor: str | None = None
    while True:
        page = await inbox.messages(citizen_id, None, cursor)
        found += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return found


async def _reads(citizen_id: UUID) -> list[ledger.Line]:
    found: list[ledger.Line] = []
    page = await ledger.page(citizen_id)
    found += page.items
    while page.next_cursor:
        page = await ledger.page(citizen_id, page.next_cursor)
        found += page.items
    return found


def _plain(value: object) -> Any:
    """What JSON does not know: the values of our own data classes as they are."""
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return list(value) if isinstance(value, set | frozenset | tuple) else str(value)
