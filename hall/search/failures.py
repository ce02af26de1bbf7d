"""Searches that found nothing: kept without anything about the person, for operators to make everyday names of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

from core import clock
from core.errors import NotFound
from core.queue import enqueue
from core.tables import sql, transaction, uuid7
from hall.search import aliases, text

LONGEST = 30
MOST = 20_000
PAGE = 100
# Struck out: whatever counts or identifies, names people give themselves, names in front of 的, addresses.
_NUMBERS = re.compile(r"[a-z]*\d[\da-z]{2,}|\d(?:[^\da-z\u4e00-\u9fff]*\d)+|[零〇一二三四五六七八九幺两]{4,}")
_HOW = "我叫|我是|我的名字叫?|名字叫?|姓名是?|名叫|本人|叫做|他叫|她叫|孩子叫|老公|老婆|丈夫|妻子"
_CALLED = re.compile(f"({_HOW})[是叫为:：\\s]*[\u4e00-\u9fff]{{2,4}}?(?=[\\s,，。；;、想要办的在住有]|$)")
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪"
    "陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严覃武莫孔汤"
)
_SOMEBODY = re.compile(f"(?:^|(?<=[\\s,，给替帮查]))[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}(?=的|先生|女士|小姐|同志|老师|[\\s,，]|$)")
_ADDRESS = re.compile("[\u4e00-\u9fff]{0,8}(?:路|街|弄|巷|幢|栋|单元|小区|村)[0-9号]*[幢栋单元室号]*")
_MAIL = re.compile(r"\S+@\S+")
_PUT = """INSERT INTO hall_failed_search (id, created_at, text, times, last_on, settled)
    SELECT $1, $2, $3::text, 1, $4, false
    WHERE EXISTS (SELECT 1 FROM hall_failed_search WHERE text = $3::text) OR (SELECT count(*) FROM hall_failed_search) < $5
    ON CONFLICT (text) DO UPDATE SET times = hall_failed_search.times + 1, last_on = excluded.last_on, settled = false"""


@dataclass(frozen=True)
class Failed:
    """Words that led to nothing, and how often."""

    id: UUID
    text: str
    times: int
    last_on: str


def without_persons(q: str) -> str:
    """The words without numbers, names, addresses; empty where too little is left to learn from."""
    kept = text.plain(q)
    for pattern in (_MAIL, _NUMBERS):
        kept = pattern.sub(" ", kept)
    kept = _CALLED.sub(" ", kept)
    for pattern in (_SOMEBODY, _ADDRESS):
        kept = pattern.sub(" ", kept)
    kept = text.wanted(kept)
    return kept if len(kept.replace(" ", "")) >= 2 and len(kept) <= LONGEST else ""


async def note(q: str) -> None:
    """Counts a search that found nothing. There is an end to how many are kept, so nobody can fill the table."""
    words = without_persons(q)
    if words:
        await sql(_PUT, uuid7(), clock.now(), words, clock.today(), MOST)


async def listed(after: int = 0) -> list[Failed]:
    """What is still open, the most frequent first; `after` rows are left out."""
    rows = await sql(
        """SELECT id, text, times, last_on FROM hall_failed_search WHERE NOT settled
            ORDER BY times DESC, last_on DESC, text LIMIT $1 OFFSET $2""",
        PAGE,
        max(after, 0),
    )
    return [Failed(UUID(str(row["id"])), row["text"], row["times"], str(row["last_on"])) for row in rows]


async def settle(failed_id: UUID) -> None:
    """Takes it off the list. Raises `NotFound`."""
    rows = await sql("UPDATE hall_failed_search SET settled = true WHERE id = $1 RETURNING id", failed_id)
    if not rows:
        raise NotFound("search.unknown", "没有找到这条记录，可能已经处理过。")


async def become(words: str, kind: str, target: str, failed_id: UUID | None = None) -> UUID:
    """Words become an everyday name of something, and findable at once. Raises `Invalid`, `NotFound`."""
    async with transaction():
        made = await aliases.add(kind, target, words)
        await sql("UPDATE hall_failed_search SET settled = true WHERE id = $1 OR text = $2", failed_id, text.wanted(text.plain(words)))
        await enqueue("hall.index_thing", kind, target)
    return made
