"""CSV, JSON and XLSX read into rows of text with their line numbers. Nothing of a file is trusted. Pure: bytes in, rows out."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson

from core.errors import Invalid

ROWS_MAX, COLUMNS_MAX, CELL_MAX = 10_000, 60, 20_000
# A sheet of 10,000 long rows unpacks to some 40 MB; what claims more is no list of items.
UNPACKED_MAX, PARTS_MAX = 64 << 20, 500
# Lines of a sheet, the empty ones too: some programs format a sheet to its very end.
LINES_MAX = 100_000
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')
ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True)
class Row:
    """One line of a file: its number as a person counts (the header of a table is line 1), its cells by column, and what is odd in them."""

    line: int
    cells: dict[str, Any]
    odd: tuple[tuple[str, str], ...] = ()


def refuse(code: str, sentence: str) -> Invalid:
    return Invalid(f"import.{code}", sentence, "file")


def read(name: str, data: bytes) -> list[Row]:
    """The rows of a file, by the ending of its name. Raises `Invalid` for a file that can't be read as a whole."""
    ending = name.lower().rpartition(".")[2]
    readers = {"csv": _csv, "json": _json, "xlsx": _xlsx}
    if ending not in readers:
        raise refuse("kind_unknown", "只支持 CSV、JSON 和 XLSX 文件。旧的 XLS 请另存为 XLSX。")
    if not data.strip():
        raise refuse("empty", "文件是空的，请检查后重新上传。")
    rows = readers[ending](data)
    if not rows:
        raise refuse("empty", "文件里没有数据行，请检查后重新上传。")
    return rows


def _capped(rows: Iterable[Row]) -> list[Row]:
    found: list[Row] = []
    for row in rows:
        if len(found) == ROWS_MAX:
            raise refuse("too_many_rows", f"一次最多导入 {ROWS_MAX} 行，请分成几个文件。")
        found.append(row)
    return found


def _header(cells: Iterable[Any]) -> list[str]:
    names = [str(cell or "").strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > COLUMNS_MAX:
        raise refuse("too_many_columns", f"最多 {COLUMNS_MAX} 列，请删去不用的列。")
    twice = next((name for name in names if name and names.count(name) > 1), None)
    if twice:
        raise refuse("column_doubled", f"「{twice[:40]}」这一列出现了两次，请删去一列。")
    return names


def _csv(data: bytes) -> list[Row]:
    text = _text(data)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = _header(next(reader, []))
        return _capped(_csv_rows(reader, header))
    except csv.Error as error:
        raise refuse("csv_broken", f"第 {reader.line_num} 行附近的引号或分隔符不对，请用表格软件另存一次。") from error


def _text(data: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise refuse("encoding", "认不出文件的编码，请另存为 UTF-8 或 GB18030 编码的 CSV。")


def _csv_rows(reader: Any, header: list[str]) -> Iterator[Row]:
    line = reader.line_num + 1
    for cells in reader:
        at, line = line, reader.line_num + 1
        if not any(cell.strip() for cell in cells):
            continue
        odd = (("", "这一行的列数比表头多"),) if any(cell.strip() for cell in cells[len(header) :]) else ()
        yield _row(at, header, cells, odd)


def _row(line: int, header: list[str], cells: Iterable[Any], odd: tuple[tuple[str, str], ...] = ()) -> Row:
    named = {name: cell for name, cell in zip(header, cells, strict=False) if name}
    long = tuple((name, f"内容超过 {CELL_MAX} 个字") for name, cell in named.items() if isinstance(cell, str) and len(cell) > CELL_MAX)
    return Row(line, named, odd + long)


def _json(data: bytes) -> list[Row]:
    try:
        told = orjson.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except (orjson.JSONDecodeError, RecursionError) as error:
        raise refuse("json_broken", "文件不是有效的 JSON（应是 UTF-8 编码），请检查后重新上传。") from error
    listed = told.get("items") if isinstance(told, dict) else told
    if not isinstance(listed, list):
        raise refuse("json_shape", "JSON 应是事项的数组，或带有 items 数组的对象。")
    return _capped(_json_row(number, one) for number, one in enumerate(listed, 1))


def _json_row(number: int, one: Any) -> Row:
    if not isinstance(one, dict):
        return Row(number, {}, (("", "应是一个对象"),))
    return _row(number, list(one)[:COLUMNS_MAX], list(one.values())[:COLUMNS_MAX])


def _xlsx(data: bytes) -> list[Row]:
    import openpyxl  # here, since it takes as long to load as a tenth of the API and an import of a sheet is rare

    _weigh(data)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        try:
            sheet: Any = book.worksheets[0]
            _require_unmerged(data, sheet._worksheet_path)
            lines = sheet.iter_rows(max_col=COLUMNS_MAX + 1)
            header = _header(cell.value for cell in next(lines, ()))
            return _capped(_xlsx_rows(lines, header))
        finally:
            book.close()
    except Invalid:
        raise
    except Exception as error:  # the library raises whatever its parts raise when a book is broken
        raise refuse("xlsx_broken", "打不开这个 XLSX 文件，请用表格软件另存一次再上传。") from error


def _weigh(data: bytes) -> None:
    """A book is a zip: what would unpack to too much is refused before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            parts = book.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise refuse("xlsx_broken", "打不开这个 XLSX 文件，请用表格软件另存一次再上传。") from error
    if len(parts) > PARTS_MAX or sum(part.file_size for part in parts) > UNPACKED_MAX:
        raise refuse("xlsx_too_large", "这个 XLSX 解压后太大，请只保留一张事项表，删去图片和格式。")


def _require_unmerged(data: bytes, part: str) -> None:
    """Of merged cells only the first has anything in it: what looks filled in would be read as empty."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        found = MERGED.search(book.read(part.lstrip("/")))
    if found:
        raise refuse("xlsx_merged", f"{found[1].decode()} 是合并的单元格，请取消合并，把每一格都填上。")


def _xlsx_rows(lines: Iterable[tuple[Any, ...]], header: list[str]) -> Iterator[Row]:
    for number, cells in enumerate(lines, 2):
        if number > LINES_MAX:
            raise refuse("sheet_too_long", f"表超过 {LINES_MAX} 行，请删去末尾的空行再上传。")
        if all(_is_blank(cell.value) for cell in cells):
            continue
        named = zip(header, cells, strict=False)
        formulas = tuple((name, "是公式，请粘贴为数值") for name, cell in named if name and cell.data_type == "f")
        more = (("", "这一行的列数比表头多"),) if not all(_is_blank(cell.value) for cell in cells[len(header) :]) else ()
        yield _row(number, header, [_plain(cell.value) for cell in cells], formulas + more)


def _is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _plain(value: Any) -> Any:
    """A cell as somebody would have typed it."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()
    return None if value is None else value if isinstance(value, bool) else str(value)
