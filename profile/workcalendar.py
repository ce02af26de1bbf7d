"""The working-day calendar in Postgres: kept in step in each process, and the yearly notice brought in as a file.

`python -m profile.workcalendar` puts in what ships with the house. With a file: `… FILE` shows what it changes, `… FILE --publish` does it.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson

from core import calendar, clock, fresh, tables
from core.calendar import Day
from core.errors import Invalid
from core.tables import sql, transaction, uuid7
from profile import events, notices_read, recomputing, rules, staff
from profile.notices_read import Dated, Problem

_PUT = """
INSERT INTO profile_workday (id, created_at, day, is_workday, name, official)
SELECT uuidv7(), $1, one.* FROM unnest($2::date[], $3::bool[], $4::text[], $5::bool[]) AS one(day, is_workday, name, official)
ON CONFLICT (day) DO UPDATE SET is_workday = excluded.is_workday, name = excluded.name, official = excluded.official
"""
_NOTE = """
INSERT INTO profile_workday_notice (id, created_at, number, file_name, difference, staff_id)
SELECT $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5 FROM profile_workday_notice RETURNING number
"""
_number = -1


@fresh.kept
async def refresh() -> None:
    """Puts the calendar of the table in force in this process, if there is a new notice; without any the shipped one stays."""
    global _number
    number = int((await sql("SELECT coalesce(max(number), 0) AS number FROM profile_workday_notice"))[0]["number"])
    if number == _number:
        return
    rows = await sql("SELECT day, is_workday, name, official FROM profile_workday") if number else []
    days = {row["day"]: Day(row["is_workday"], row["name"], row["official"]) for row in rows}
    calendar.adopt(calendar.Calendar(days) if days else None)
    _number = number


async def present() -> dict[str, Any]:
    """`{years: [{year, official, workdays, holidays}], notices: [{number, at, file_name, staff, changes}]}`."""
    years = await sql(
        """SELECT extract(year FROM day)::int AS year, bool_and(official) AS official, count(*) FILTER (WHERE is_workday) AS workdays,
                  array_agg(DISTINCT name) FILTER (WHERE NOT is_workday AND name <> '') AS holidays
           FROM profile_workday GROUP BY 1 ORDER BY 1"""
    )
    rows = await sql(
        "SELECT number, created_at AS at, file_name, staff_id, difference FROM profile_workday_notice ORDER BY number DESC LIMIT 50"
    )
    names = await staff.names([row["staff_id"] for row in rows if row["staff_id"]])
    notices = [
        {
            "number": row["number"],
            "at": row["at"],
            "file_name": row["file_name"],
            "staff": names.get(row["staff_id"], "随系统提供"),
            "changes": len(orjson.loads(row["difference"])),
        }
        for row in rows
    ]
    return {"years": [{**row, "holidays": row["holidays"] or []} for row in years], "notices": notices}


async def bring(file_name: str, data: bytes, staff_id: UUID | None, *, dry_run: bool = True) -> dict[str, Any]:
    """What a notice would change; published unless it is a dry run. All or nothing: with any problem nothing is.

    `{file_name, rows, published, problems: [{line, detail}], changes: [{day, before, after}], confirmed, certificates}`: `confirmed` days
    only become official, `certificates` is how many lean on working days.
    """
    rows, problems = notices_read.read(file_name, data)
    changes, confirmed = ([], 0) if problems else _compared(rows)
    codes = [kind.code for kind in rules.types().values() if kind.counts_workdays]
    leaning = await sql("SELECT count(*) AS n FROM profile_certificate WHERE state = 'valid' AND type_code = ANY($1)", codes)
    if not dry_run:
        _refuse(problems, len(changes) + confirmed)
        await _publish(file_name, rows, changes, codes, staff_id)
    return {
        "file_name": file_name,
        "rows": len(rows),
        "published": not dry_run,
        "problems": [vars(one) for one in problems],
        "changes": changes,
        "confirmed": confirmed,
        "certificates": int(leaning[0]["n"]),
    }


def _refuse(problems: Sequence[Problem], changes: int) -> None:
    if problems:
        raise Invalid("calendar.problems", f"文件里有 {len(problems)} 处不对，第 {problems[0].line} 行：{problems[0].detail}", "file")
    if not changes:
        raise Invalid("calendar.same", "这份通知和现在的日历一样，没有要发布的。", "file")


async def _publish(file_name: str, rows: Sequence[Dated], changes: list[dict[str, Any]], codes: list[str], staff_id: UUID | None) -> None:
    async with transaction():
        await put(rows)
        note = await sql(_NOTE, uuid7(), clock.now(), file_name[:120], orjson.dumps(changes).decode(), staff_id)
        await recomputing.begin("calendar", f"工作日历第 {note[0]['number']} 号", codes, "awaited")
        await events.record("calendar.published", number=note[0]["number"])
    await refresh()


async def put(rows: Sequence[Dated]) -> None:
    columns = zip(*((day, one.is_workday, one.name, one.official) for day, one in rows), strict=True)
    await sql(_PUT, clock.now(), *(list(column) for column in columns))


def _compared(rows: Sequence[Dated]) -> tuple[list[dict[str, Any]], int]:
    """Day by day what differs from the calendar in force, in words, and how many days only become official."""
    known = calendar.workdays()
    told = [(day, known.days.get(day), one) for day, one in rows]
    changes = [
        {"day": day.isoformat(), "before": _told(day, before), "after": _told(day, after)}
        for day, before, after in told
        if after.is_workday != known.is_workday(day) or after.name != (before.name if before else "")
    ]
    return changes, sum(after != before for _, before, after in told) - len(changes)


def _told(day: date, one: Day | None) -> str:
    if one is None:
        return "工作日（按星期推算）" if day.weekday() < 5 else "周末（按星期推算）"
    kind = "上班" if one.is_workday else "休息"
    return f"{kind}{f'·{one.name}' if one.name else ''}{'' if one.official else '（暂定）'}"


async def ship() -> int:
    """Puts the calendar that ships with the house into an empty table; how many days."""
    if await sql("SELECT 1 FROM profile_workday LIMIT 1"):
        return 0
    rows = sorted(calendar.shipped().days.items())
    async with transaction():
        await put(rows)
        await sql(_NOTE, uuid7(), clock.now(), "随系统提供", "[]", None)
    return len(rows)


async def _run(arguments: list[str]) -> None:
    await tables.connect()
    try:
        if not arguments:
            sys.stdout.write(f"working days: {await ship()} put in\n")
            return
        await refresh()
        path = Path(arguments[0])
        found = await bring(path.name, path.read_bytes(), None, dry_run="--publish" not in arguments)
        sys.stdout.write(orjson.dumps(found, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode())
    finally:
        await tables.disconnect()


if __name__ == "__main__":
    asyncio.run(_run(sys.argv[1:]))
