"""Departments bring their own items: tried without a trace, all or nothing, every fault with its line, safe to repeat."""

from __future__ import annotations

import asyncio
import io
import sys
import time
import zipfile
from collections.abc import Callable
from typing import Any
from uuid import UUID

import openpyxl
import pytest

from core.errors import Invalid
from hall import catalog, imports, versions
from local.instance import Instance
from tests.items.steps import Line, as_csv, as_json, as_xlsx, line, operator, state


@pytest.fixture(scope="module")
async def duty(database: Instance) -> UUID:
    return await operator()


WRITERS: list[tuple[str, Callable[[list[Line]], bytes]]] = [
    ("事项.csv", as_csv),
    ("事项.csv", lambda lines: as_csv(lines, "utf-8-sig")),
    ("事项.CSV", lambda lines: as_csv(lines, "gb18030")),
    ("事项.json", as_json),
    ("事项.xlsx", as_xlsx),
]


@pytest.mark.parametrize("kind", range(len(WRITERS)))
async def test_every_kind_of_file_is_tried_brought_and_repeated(duty: UUID, kind: int) -> None:
    name, write = WRITERS[kind]
    lines = [line(1000 * (kind + 1) + number) for number in range(3)]
    data, before = write(lines), await state()
    tried = await imports.bring(name, data, duty, dry_run=True)
    assert (tried.applied, tried.rows, tried.created, tried.fault_count) == (False, 3, 3, 0)
    assert await state() == before
    brought = await imports.bring(name, data, duty, dry_run=False)
    assert (brought.applied, brought.created, brought.updated, brought.unchanged) == (True, 3, 0, 0)
    assert await state() == (before[0] + 3, before[1] + 3, before[2] + 3)
    again = await imports.bring(name, data, duty, dry_run=False)
    assert (again.applied, again.created, again.updated, again.unchanged) == (True, 0, 0, 3)
    assert await state() == (before[0] + 3, before[1] + 3, before[2] + 3)
    service = await catalog.service(lines[0]["编码"])
    assert (service.department_code, service.legal_days, service.legal_unit, service.promise_days) == ("civil-affairs", 20, "工作日", 5)
    assert [(one.name, one.source, one.prefillable) for one in service.materials] == [
        ("居民身份证", "数据共享", True),
        ("申请表", "申请人提供", False),
    ]
    assert (service.source, service.verified, service.audience) == ("department", False, ("citizen",))


async def test_a_changed_row_is_a_new_version_and_what_the_file_leaves_out_stays(duty: UUID) -> None:
    lines = [line(9001), line(9002)]
    await imports.bring("a.csv", as_csv(lines), duty, dry_run=False)
    draft = (await versions.edit("QX09001", {"phone": "0571-12345"}, duty)).draft
    assert draft is not None
    await versions.publish("QX09001", duty, version=1, revision=draft.revision)
    lines[0]["承诺办结时限"] = "3"
    report = await imports.bring("b.csv", as_csv(lines), duty, dry_run=False)
    assert (report.created, report.updated, report.unchanged) == (0, 1, 1)
    service = await catalog.service("QX09001")
    assert (service.promise_days, service.phone, service.version) == (3, "0571-12345", 3)
    newest = (await versions.versions("QX09001"))[0]
    assert (newest.note, newest.staff) == ("导入 b.csv", "当班员")


async def test_a_file_brings_back_what_was_edited_otherwise(duty: UUID) -> None:
    data = as_csv([line(9100)])
    await imports.bring("a.csv", data, duty, dry_run=False)
    draft = (await versions.edit("QX09100", {"fee": "9元"}, duty)).draft
    assert draft is not None
    await versions.publish("QX09100", duty, version=1, revision=draft.revision)
    assert (await imports.bring("a.csv", data, duty, dry_run=False)).updated == 1
    assert (await catalog.service("QX09100")).fee == "不收费"


async def test_the_same_file_twice_at_once_is_brought_once(duty: UUID) -> None:
    lines, before = [line(9200 + number) for number in range(40)], await state()
    files = [as_csv(lines), as_csv(lines[::-1])]
    reports = await asyncio.gather(*(imports.bring("两次.csv", data, duty, dry_run=False) for data in files * 2))
    assert all(report.applied for report in reports)
    after = await state()
    assert (after[0] - before[0], after[1] - before[1], after[2] - before[2]) == (40, 40, 40)


async def test_every_fault_has_its_line_its_column_and_a_reason(duty: UUID) -> None:
    before = await state()
    lines = [
        line(8000),
        line(8001, 事项名称=""),
        line(8002, 编码="不是编码"),
        line(8003, 事项类型="行政随便"),
        line(8004, 承诺办结时限="很快"),
        line(8005, 法定办结时限="3", 承诺办结时限="30"),
        line(8006, 服务对象="外星人"),
        line(8000),
        line(8008, 申请材料="表|自备|不用交"),
        line(8009, 到现场次数="1.5"),
        line(8010, 编码="11440000006939756A2440101007000"),
        line(8011, 编码="11440000006939756B2440101007000", 办理部门="教育", 事项类型="行政许可"),
        line(8012, 编码="11440000006939756B2440101007001", 事项类型="公共服务"),
        line(8013, 事项名称="名" * 201),
    ]
    report = await imports.bring("坏.csv", as_csv(lines), duty, dry_run=False)
    assert not report.applied
    told = {fault.line: (fault.column, fault.reason) for fault in report.faults}
    assert sorted(told) == list(range(3, 16))
    assert report.fault_count == 13
    assert told[3] == ("事项名称", "不能为空")
    assert told[4][1].startswith("编码不对")
    assert told[5][0] == "事项类型"
    assert told[6] == ("承诺办结时限", "应是天数，如 20 或 20个工作日")
    assert told[7] == ("承诺办结时限", "承诺时限（30）不能长于法定时限（3）")
    assert told[8][0] == "服务对象"
    assert told[9] == ("编码", "编码与第 2 行重复")
    assert "名称|来源|免提交" in told[10][1]
    assert told[11] == ("到现场次数", "应是整数")
    assert told[12] == ("编码", "编码里的机构代码长度或校验位不对")
    assert "不能由其他部门改写" in told[13][1]
    assert told[14] == ("事项类型", "与基本编码不符：编码表示的是行政许可")
    assert told[15] == ("事项名称", "最多 200 个字，现在有 201 个")
    assert await state() == before


def bomb() -> bytes:
    kept = io.BytesIO(as_xlsx([line(1)]))
    with zipfile.ZipFile(kept, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet9.xml", b"0" * (80 << 20))
    return kept.getvalue()


def entities() -> bytes:
    source, kept = io.BytesIO(as_xlsx([line(1)])), io.BytesIO()
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    cell = '<worksheet><sheetData><row><c t="str"><v>&a11;</v></c></row></sheetData></worksheet>'
    xml = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{laughs}]>{cell}'
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(kept, "w") as new:
        for part in old.namelist():
            new.writestr(part, xml if part == "xl/worksheets/sheet1.xml" else old.read(part))
    return kept.getvalue()


def lying_zip() -> bytes:
    return as_xlsx([line(1)])[:-200]


BROKEN = {
    "empty": ("a.csv", b"", "import.empty"),
    "header alone": ("a.csv", "编码,事项名称\n".encode(), "import.empty"),
    "utf-16": ("a.csv", as_csv([line(1)]).decode().encode("utf-16"), "import.encoding"),
    "bytes": ("a.csv", bytes(range(256)) * 20, "import.encoding"),
    "picture called csv": ("a.csv", b"\x89PNG\r\n\x1a\n" + bytes(500), "import.encoding"),
    "missing columns": ("a.csv", as_csv([{"编码": "QX00001", "事项名称": "一"}]), "import.column_missing"),
    "unknown column": ("a.csv", as_csv([line(1, 密码="x")]), "import.column_unknown"),
    "doubled column": ("a.csv", "编码,编码\n1,2\n".encode(), "import.column_doubled"),
    "open quote": ("a.csv", as_csv([line(1)]) + b'"open', "import.csv_broken"),
    "too many rows": ("a.csv", b"\xe7\xbc\x96\xe7\xa0\x81\n" + b"QX00001\n" * 10_001, "import.too_many_rows"),
    "too many columns": ("a.csv", (",".join(f"c{n}" for n in range(99)) + "\n1\n").encode(), "import.too_many_columns"),
    "no json": ("a.json", b'{"items": [', "import.json_broken"),
    "deep json": ("a.json", b"[" * 100_000, "import.json_broken"),
    "other json": ("a.json", b'{"a": 1}', "import.json_shape"),
    "list of numbers": ("a.json", b"[1, 2]", "import.column_missing"),
    "no zip": ("a.xlsx", b"PK\x03\x04 not a book", "import.xlsx_broken"),
    "torn zip": ("a.xlsx", lying_zip(), "import.xlsx_broken"),
    "old excel": ("a.xls", b"\xd0\xcf\x11\xe0", "import.kind_unknown"),
    "no ending": ("items", b"x", "import.kind_unknown"),
    "zip bomb": ("a.xlsx", bomb(), "import.xlsx_too_large"),
    "xml bomb": ("a.xlsx", entities(), "import.xlsx_broken"),
}


@pytest.mark.parametrize("how", sorted(BROKEN))
async def test_a_broken_file_is_refused_in_words_and_changes_nothing(duty: UUID, how: str) -> None:
    name, data, code = BROKEN[how]
    before, began = await state(), time.perf_counter()
    with pytest.raises(Invalid) as refused:
        await imports.bring(name, data, duty, dry_run=False)
    assert time.perf_counter() - began < 3
    assert refused.value.code == code
    assert any("\u4e00" <= letter <= "\u9fff" for letter in refused.value.sentence)
    assert await state() == before


async def test_formulas_are_refused_cell_by_cell(duty: UUID) -> None:
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx([line(1), line(2)])))
    book.active["J3"] = '=WEBSERVICE("http://127.0.0.1/")'
    kept = io.BytesIO()
    book.save(kept)
    report = await imports.bring("公式.xlsx", kept.getvalue(), duty, dry_run=False)
    assert [(fault.line, fault.column, fault.reason) for fault in report.faults] == [(3, "收费", "是公式，请粘贴为数值")]
    assert not report.applied


async def test_numbers_and_gaps_of_a_sheet_are_taken_as_a_person_reads_them(duty: UUID) -> None:
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx([line(7001, 法定办结时限=30, 承诺办结时限=10.0, 到现场次数=1)])))
    for column, value in enumerate(line(7002).values(), 1):
        book.active.cell(9, column, value)
    kept = io.BytesIO()
    book.save(kept)
    report = await imports.bring("数.xlsx", kept.getvalue(), duty, dry_run=False)
    assert (report.applied, report.rows, report.created) == (True, 2, 2), report.faults
    service = await catalog.service("QX07001")
    assert (service.legal_days, service.promise_days, service.visits) == (30, 10, 1)


def sheet(change: Callable[[Any], None]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx([line(6001), line(6002)])))
    change(book.active)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


async def test_merged_cells_are_refused_since_only_the_first_has_anything_in_it(duty: UUID) -> None:
    before = await state()
    with pytest.raises(Invalid) as refused:
        await imports.bring("合并.xlsx", sheet(lambda page: page.merge_cells("C2:C3")), duty, dry_run=False)
    assert (refused.value.code, "C2:C3" in refused.value.sentence) == ("import.xlsx_merged", True)
    assert await state() == before


async def test_rows_far_down_a_sheet_are_not_lost_behind_empty_ones(duty: UUID) -> None:
    def far(page: Any) -> None:
        for column, value in enumerate(line(6003).values(), 1):
            page.cell(12_000, column, value)
        page.cell(5, 1, "   ")

    report = await imports.bring("空行.xlsx", sheet(far), duty, dry_run=True)
    assert (report.rows, report.created, report.faults) == (3, 3, ())
    with pytest.raises(Invalid) as refused:
        await imports.bring("太长.xlsx", sheet(lambda page: page.cell(1_048_576, 1, "x")), duty, dry_run=True)
    assert refused.value.code == "import.sheet_too_long"


@pytest.mark.parametrize(
    ("name", "write", "first"), [("五千.csv", as_csv, 20_000), ("五千.xlsx", as_xlsx, 30_000), ("五千.json", as_json, 40_000)]
)
async def test_five_thousand_rows_take_less_than_ten_seconds(
    duty: UUID, name: str, write: Callable[[list[Line]], bytes], first: int
) -> None:
    lines = [line(first + number) for number in range(5_000)]
    for changes, expected in (({}, (5_000, 0, 0)), ({}, (0, 0, 5_000)), ({"收费": "5元"}, (0, 5_000, 0))):
        data = write([one | changes for one in lines])
        began = time.perf_counter()
        report = await imports.bring(name, data, duty, dry_run=False)
        took = time.perf_counter() - began
        sys.stdout.write(f"{name}: {report.created} created, {report.updated} updated, {report.unchanged} unchanged in {took:.2f} s\n")
        assert (report.created, report.updated, report.unchanged) == expected
        assert took < 10
    assert (await catalog.service(f"QX{first + 4_999}")).version == 2
