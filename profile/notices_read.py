"""Reads a notice of working days. Pure.

CSV rows of `date, is_workday, name, status`, or the yearly JSON `{year, days: [{name, date, isOffDay}]}`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import orjson

from core.calendar import Day

LARGEST = 1 << 20
MOST = 366 * 10
Dated = tuple[date, Day]


@dataclass(frozen=True)
class Problem:
    """A line that cannot be read, and what to do about it."""

    line: int
    detail: str


def read(file_name: str, data: bytes) -> tuple[list[Dated], list[Problem]]:
    """The days of the file in order, and what is wrong with it."""
    if len(data) > LARGEST:
        return [], [Problem(1, "文件太大，工作日通知不会超过 1 MB。")]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return [], [Problem(1, "文件不是 UTF-8 编码，请另存为 UTF-8 再试。")]
    found = list(_year(text) if file_name.lower().endswith(".json") else _rows(text))
    days = [one for one in found if not isinstance(one, Problem)]
    problems = [one for one in found if isinstance(one, Problem)]
    seen: dict[date, Day] = {}
    for day, one in days:
        if seen.setdefault(day, one) != one:
            problems.append(Problem(1, f"{day} 写了两遍，而且不一样。"))
    if not days and not problems:
        problems.append(Problem(1, "文件里没有一天。"))
    return sorted(seen.items()), problems[:100]


def _rows(text: str) -> Iterator[Dated | Problem]:
    reader = csv.DictReader(io.StringIO(text))
    missing = {"date", "is_workday"} - set(reader.fieldnames or ())
    if missing:
        yield Problem(1, f"缺少列：{'、'.join(sorted(missing))}。应有 date, is_workday, name, status。")
        return
    try:
        for number, row in enumerate(reader, start=2):
            if number > MOST:
                yield Problem(number, "行数太多，一份通知最多十年。")
                return
            yield _row(number, row)
    except csv.Error as wrong:
        yield Problem(reader.line_num, f"这一行不是 CSV：{wrong}")


def _row(number: int, row: dict[str, Any]) -> Dated | Problem:
    try:
        day = date.fromisoformat((row["date"] or "").strip())
    except ValueError:
        return Problem(number, "日期应写成 2027-01-01。")
    word, status = (row["is_workday"] or "").strip(), (row.get("status") or "official").strip()
    if word not in ("0", "1"):
        return Problem(number, "is_workday 只能是 0 或 1。")
    if status not in ("official", "provisional"):
        return Problem(number, "status 只能是 official 或 provisional。")
    return day, Day(word == "1", (row.get("name") or "").strip()[:40], status == "official")


def _year(text: str) -> Iterator[Dated | Problem]:
    """The days that the notice names, and every other day of its year as the week has it: all of it is official then."""
    try:
        told = orjson.loads(text)
        year, listed = int(told["year"]), told["days"]
        named = {date.fromisoformat(one["date"]): Day(not one["isOffDay"], str(one["name"])[:40], True) for one in listed}
        first = date(year, 1, 1)
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as wrong:
        yield Problem(1, f"不是年度通知的 JSON（应有 year 和 days）：{wrong}")
        return
    whole = {first + timedelta(days=step): None for step in range((date(year + 1, 1, 1) - first).days)}
    for day in sorted({*whole, *named}):
        yield day, named.get(day, Day(day.weekday() < 5, "", True))
