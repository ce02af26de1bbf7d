"""Moments, spans and numbers in the words of a page."""

from __future__ import annotations

from datetime import datetime

from sandbox.clock import SHANGHAI
from sandbox.world import World

_WEEK = "一二三四五六日"
OUTCOMES = {"received": "待受理", "accepted": "已受理", "approved": "已准予", "rejected": "不予办理", "correction": "待补正"}


def long_date(moment: datetime) -> str:
    return f"{moment.year}年{moment.month}月{moment.day}日 星期{_WEEK[moment.weekday()]}"


def ahead(seconds: float) -> str:
    """How far the demo clock is from the real one."""
    minutes = round(abs(seconds) / 60)
    if minutes == 0:
        return "和真实时间一致"
    parts = [(minutes // 1440, "天"), (minutes // 60 % 24, "小时"), (minutes % 60, "分钟")]
    told = " ".join(f"{count} {unit}" for count, unit in parts if count)
    return f"比真实时间{'快' if seconds > 0 else '慢'} {told}"


def when(world: World, at: str) -> str:
    """A moment as a phone shows it: the time today, else the day and the time."""
    moment, today = datetime.fromisoformat(at).astimezone(SHANGHAI), world.clock.today()
    if moment.date() == today:
        return f"{moment:%H:%M}"
    if (today - moment.date()).days == 1:
        return f"昨天 {moment:%H:%M}"
    year = f"{moment.year}年" if moment.year != today.year else ""
    return f"{year}{moment.month}月{moment.day}日 {moment:%H:%M}"
