"""When a place is open, said in words. Pure: hours and a moment in, an answer out; days by the working-day calendar."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise

from core.calendar import Calendar, workdays
from core.clock import SHANGHAI

KINDS = {"workday": "工作日", "saturday": "周六", "sunday": "周日", "holiday": "法定节假日"}
WEEKDAYS = "一二三四五六日"
DAY = timedelta(days=1)
FAR = 31  # days looked ahead: longer than any holiday
LONG = timedelta(hours=36)  # open for longer than this without a break counts as always open
Span = tuple[int, int]
Hours = Mapping[str, tuple[Span, ...]]


@dataclass(frozen=True)
class Opening:
    """The answer. Moments are aware, in Asia/Shanghai; `closes_at` is None for what never closes.

    `provisional`: the State Council's notice on the holidays of those days is not out yet.
    """

    open: bool
    text: str
    today: str
    closes_at: datetime | None
    opens_at: datetime | None
    provisional: bool


@lru_cache(maxsize=4096)
def parse(text: str) -> Hours:
    """`workday 09:00-12:00 13:30-17:00; saturday 09:00-12:00` as minutes from midnight. Raises `ValueError` on anything else."""
    found: dict[str, tuple[Span, ...]] = {}
    for part in filter(None, (one.strip() for one in text.split(";"))):
        kind, *spans = part.split()
        if kind not in KINDS or kind in found or not spans:
            raise ValueError(f"opening hours: {part}")
        found[kind] = _in_order(tuple(_span(one) for one in spans), part)
    return found


def _span(text: str) -> Span:
    start, _, end = text.partition("-")
    return _minutes(start), _minutes(end)


def _minutes(text: str) -> int:
    hour, colon, minute = text.partition(":")
    if not (colon and len(hour) == len(minute) == 2 and text.isascii() and (hour + minute).isdecimal() and int(minute) < 60):
        raise ValueError(f"opening hours: {text} is no time of day")
    return int(hour) * 60 + int(minute)


def _in_order(spans: tuple[Span, ...], part: str) -> tuple[Span, ...]:
    ends = [-1, *(minute for span in spans for minute in span)]
    if any(a >= b for a, b in pairwise(ends)) or ends[-1] > 24 * 60:
        raise ValueError(f"opening hours: {part} is not in order")
    return spans


def opening(hours: str, moment: datetime, calendar: Calendar | None = None) -> Opening:
    """Whether a place with these hours is open at `moment` (aware), until when, and else when it opens next."""
    known, days = parse(hours), calendar or workdays()
    now = moment.astimezone(SHANGHAI).replace(tzinfo=None)
    said = today_said(known, now.date(), days)
    closes, opens = _closes(known, now, days), None
    if closes is None:
        opens = next((start for start, _ in _spans(known, now.date(), days) if start > now), None)
    text = _open_said(known, now, closes, days) if closes else _closed_said(known, now, opens, days)
    last = opens.date() if opens else now.date()
    always = closes is not None and closes - now > LONG
    return Opening(
        closes is not None, text, said, None if always else _aware(closes), _aware(opens), not days.is_official(now.date(), last)
    )


def week(hours: str) -> list[tuple[str, str]]:
    """The hours as a table: kind of day in words, and its times."""
    known = parse(hours)
    return [(label, _times(known.get(kind, ())) or "不开") for kind, label in KINDS.items()]


def day_kind(day: date, calendar: Calendar) -> str:
    """workday, saturday, sunday or holiday. A Saturday that is worked is a workday; a weekend inside a holiday is holiday."""
    if calendar.is_workday(day):
        return "workday"
    known = calendar.days.get(day)
    if known and known.name:
        return "holiday"
    return {5: "saturday", 6: "sunday"}.get(day.weekday(), "holiday")


def _spans(hours: Hours, first: date, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    for step in range(FAR):
        day = first + DAY * step
        midnight = datetime.combine(day, time())
        for start, end in hours.get(day_kind(day, calendar), ()):
            yield midnight + timedelta(minutes=start), midnight + timedelta(minutes=end)


def _closes(hours: Hours, now: datetime, calendar: Calendar) -> datetime | None:
    """The end of the stretch that `now` lies in, followed over midnight; None when closed."""
    closes = None
    for start, end in _spans(hours, now.date(), calendar):
        if (closes is None and start <= now < end) or closes == start:
            closes = end
        elif start > now:
            break
    return closes


def _open_said(hours: Hours, now: datetime, closes: datetime, calendar: Calendar) -> str:
    if closes - now > LONG:
        return "全天开放，现在开着"
    left = _left(closes - now)
    again = next((start for start, _ in _spans(hours, now.date(), calendar) if start > closes), None)
    if again and again.date() == now.date():
        return f"{today_said(hours, now.date(), calendar)}，现在开着，还有{left}休息，{_clock(again)}再开"
    return f"{today_said(hours, now.date(), calendar)}，现在开着，还有{left}关门"


def _closed_said(hours: Hours, now: datetime, opens: datetime | None, calendar: Calendar) -> str:
    if opens is None:
        return "近一个月不开放，去之前请先打电话问一下"
    said = today_said(hours, now.date(), calendar)
    if opens.date() == now.date():
        return f"{said}，现在没开，再过{_left(opens - now)}（{_clock(opens)}）开门"
    done = "今天已经关门" if hours.get(day_kind(now.date(), calendar)) else said
    return f"{done}，{_day(opens.date(), now.date())}{_spoken(opens)}开"


def today_said(hours: Hours, day: date, calendar: Calendar) -> str:
    """今天 9:00–12:00、13:30–17:00, or 今天不开 with the holiday's name."""
    times = _times(hours.get(day_kind(day, calendar), ()))
    if times:
        return f"今天 {times}"
    known = calendar.days.get(day)
    return f"今天（{known.name}）不开" if known and known.name else "今天不开"


def _times(spans: tuple[Span, ...]) -> str:
    if spans == ((0, 24 * 60),):
        return "24小时"
    return "、".join("–".join(f"{minute // 60}:{minute % 60:02}" for minute in span) for span in spans)


def _left(rest: timedelta) -> str:
    minutes = -int(-rest.total_seconds() // 60)
    hours, minutes = divmod(minutes, 60)
    if not hours:
        return f"{minutes}分钟"
    return f"{hours}小时{minutes}分钟" if minutes and hours < 3 else f"{hours}小时"


def _clock(at: datetime) -> str:
    return f"{at.hour}:{at.minute:02}"


def _spoken(at: datetime) -> str:
    names = ((6, "凌晨"), (12, "上午"), (13, "中午"), (18, "下午"), (24, "晚上"))
    part = next(name for before, name in names if at.hour < before)
    minute = {0: "", 30: "半"}.get(at.minute, f"{at.minute}分")
    return f"{part}{at.hour - 12 if at.hour > 12 else at.hour}点{minute}"


def _day(day: date, today: date) -> str:
    near = {1: "明天", 2: "后天"}.get((day - today).days)
    return near or f"{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"


def _aware(at: datetime | None) -> datetime | None:
    return at.replace(tzinfo=SHANGHAI) if at else None
