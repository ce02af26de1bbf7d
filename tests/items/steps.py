"""Steps that the tests of items share: an operator, and item files of every kind."""

from __future__ import annotations

import csv
import io
import json
import secrets
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import openpyxl

from core.tables import sql
from profile import staff

Line = dict[str, Any]
HEADER = (
    "编码",
    "事项名称",
    "办理部门",
    "事项类型",
    "服务对象",
    "办件类型",
    "法定办结时限",
    "承诺办结时限",
    "到现场次数",
    "收费",
    "申请材料",
)


async def operator(name: str = "当班员") -> UUID:
    return await staff.appoint(f"duty-{secrets.token_hex(4)}", name, "a-long-enough-password")


def line(number: int, **changes: Any) -> Line:
    values = (
        f"QX{number:05d}",
        f"某县便民事项{number}",
        "民政",
        "公共服务",
        "自然人",
        "承诺件",
        "20工作日",
        "5",
        "0",
        "不收费",
        "居民身份证|数据共享|免提交;申请表",
    )
    return {**dict(zip(HEADER, values, strict=True)), **changes}


def as_csv(lines: Sequence[Line], encoding: str = "utf-8") -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(lines[0]))
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue().encode(encoding)


def as_json(lines: Sequence[Line]) -> bytes:
    return json.dumps({"items": list(lines)}, ensure_ascii=False).encode()


def as_xlsx(lines: Sequence[Line]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(list(lines[0]))
    for one in lines:
        sheet.append(list(one.values()))
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


async def state() -> tuple[int, int, int]:
    """How many services, versions and events of publication there are: what a refused file must leave alone."""
    rows = await sql(
        """SELECT (SELECT count(*) FROM hall_service) AS services, (SELECT count(*) FROM hall_service_version) AS versions,
                  (SELECT count(*) FROM profile_event WHERE topic = 'service.published') AS events"""
    )
    return rows[0]["services"], rows[0]["versions"], rows[0]["events"]
