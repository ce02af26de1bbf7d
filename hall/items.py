"""Rows of the item files read into services, with what was wrong with each. Pure: text in, values out."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import orjson

from hall import codes, details, elsewhere, powers, vocabulary
from profile import rules

ATTRIBUTION = {
    "zhiban": "知办编写（典型值；时限为可编辑的缺省值，未逐条核实）",
    "gd-zwfw": "示例，参照广东政务服务网 2021 年公开目录（经 QABasedOnPolicyKnowledgeGraph，MIT）",
    "sc-guangan": "示例，参照四川政务服务网广安区公开目录（经 v-luobo/zwfw，Apache-2.0）",
}
NAME_MAX = 200
_BOTH = {"name", "dept", "item_type", "service_object", "theme", "promise_working_days", "onsite_visits", "materials", "source"}
OWN_COLUMNS = _BOTH | {"item_id", "handling_type", "fee", "materials_prefillable", "result"}
PUBLISHED_COLUMNS = _BOTH | {"impl_code", "parent", "base_code", "level", "legal_working_days", "courier"}


@dataclass(frozen=True)
class Issue:
    """What happened to a line of a file: `skipped` (not loaded), `unfit` (nor is it kept if it was loaded before) or `noted` (a doubt)."""

    line: int
    code: str
    kind: str
    reason: str


@dataclass(frozen=True)
class Item:
    """One service as the files tell it. Days are counted in their unit; None where the source is silent."""

    code: str
    name: str
    parent_name: str
    source: str
    attribution: str
    confidence: str
    department_code: str
    department_name: str
    item_type: str
    level: str
    base_code: str
    theme: str
    source_theme: str
    for_citizens: bool
    for_enterprises: bool
    handling: str
    promise_days: int | None
    legal_days: int | None
    visits: int | None
    fee: str
    courier: bool | None
    result: str
    materials: list[dict[str, object]] = field(default_factory=list)
    plain_name: str = ""
    legal_unit: str = "工作日"
    promise_unit: str = "工作日"
    fee_basis: str = ""
    conditions: str = ""
    legal_basis: str = ""
    steps: str = ""
    address: str = ""
    hours: str = ""
    phone: str = ""
    supervise_phone: str = ""
    online_depth: str = ""
    result_type: str = ""
    status: str = "在用"
    verified: bool = False

    def digest(self) -> str:
        """Changes whenever anything of the item changes; an unchanged row is left alone."""
        return hashlib.sha256(orjson.dumps(vars(self), option=orjson.OPT_SORT_KEYS)).hexdigest()


def read(text: str) -> tuple[list[Item], list[Issue]]:
    """The items of one file (its header tells which of the two layouts it has) and the issues met."""
    reader = csv.DictReader(io.StringIO(text, newline=""))
    _know(reader.fieldnames or [])
    items: dict[str, Item] = {}
    issues: list[Issue] = []
    names: dict[tuple[str, str], str] = {}
    same: dict[tuple[str, ...], str] = {}
    for row in reader:
        line = reader.line_num
        clean = {key: (value or "").strip() for key, value in row.items() if key and not isinstance(value, list)}
        code = clean.get("item_id") or clean.get("impl_code") or ""
        reason = _reason_against(clean, code, items)
        unfit = None if reason or "item_id" in clean else elsewhere.why_not(clean["name"], clean.get("parent", ""), clean["item_type"])
        if reason or unfit:
            issues.append(Issue(line, code, "skipped" if reason else "unfit", reason or unfit or ""))
            continue
        item = _own(clean) if "item_id" in clean else _published(clean)
        first = same.setdefault((item.name, item.parent_name, item.department_code, item.level), code)
        if item.level and first != code:
            issues.append(Issue(line, code, "unfit", f"nobody could tell it from {first}"))
            continue
        issues.extend(Issue(line, code, "noted", doubt) for doubt in _doubts(item, names))
        items[code] = item
        names.setdefault((item.name, item.department_name), code)
    return list(items.values()), issues


def _know(header: Sequence[str]) -> None:
    """Raises `ValueError` for a file in neither of the two layouts."""
    if "item_id" not in header and "impl_code" not in header:
        raise ValueError("not an item file: neither a column item_id nor impl_code")
    missing = sorted((OWN_COLUMNS if "item_id" in header else PUBLISHED_COLUMNS) - set(header))
    if missing:
        raise ValueError(f"not an item file: no column {', '.join(missing)}")


def _reason_against(row: dict[str, str], code: str, items: dict[str, Item]) -> str | None:
    if not row.get("name"):
        return "no name"
    if len(row["name"]) > NAME_MAX:
        return f"the name is longer than {NAME_MAX} characters"
    if "item_id" in row:
        bad = "no code" if not code else None if codes.OWN.fullmatch(code) else "bad code: two letters and digits expected"
    else:
        bad = codes.reason_against(code, row.get("base_code", "")) or codes.type_against(row.get("base_code", ""), row.get("item_type", ""))
    if "item_type" in row and (row["item_type"].partition(" ")[2] or row["item_type"]) not in powers.TYPES:
        bad = bad or "none of the ten powers nor a public service"
    return bad or (f"duplicate code, first seen as {items[code].name}" if code in items else None)


def _doubts(item: Item, names: dict[tuple[str, str], str]) -> Iterator[str]:
    yield from (doubt for doubt in (codes.doubt_about(item.code), codes.level_against(item.code, item.level)) if doubt)
    twin = names.get((item.name, item.department_name))
    if twin:
        yield f"the same name and department as {twin}"


def _own(row: dict[str, str]) -> Item:
    office = vocabulary.office_of(row["dept"])
    citizens, enterprises = vocabulary.audience_of(row["service_object"])
    waived = set(_list(row["materials_prefillable"]))
    stub = row["source"].startswith("derived")
    item_type, promise, visits = (
        row["item_type"].partition(" ")[2] or row["item_type"],
        _number(row["promise_working_days"]),
        _number(row["onsite_visits"]),
    )
    told = details.of(row["item_id"])
    return Item(
        code=row["item_id"],
        name=row["name"],
        parent_name="",
        source="zhiban",
        attribution=ATTRIBUTION["zhiban"],
        confidence="stub" if stub else "typical",
        department_code=office.code,
        department_name=office.name,
        item_type=item_type,
        level="",
        base_code="",
        theme=vocabulary.theme_of(row["theme"], row["dept"]),
        source_theme=row["theme"],
        for_citizens=citizens,
        for_enterprises=enterprises,
        handling=row["handling_type"],
        promise_days=promise,
        legal_days=details.legal_days(item_type, promise),
        visits=visits,
        fee=_fee(row["fee"]),
        courier=None,
        result=row["result"],
        materials=[_material(name, name in waived) for name in _list(row["materials"])],
        result_type=_type_called(row["result"]) or details.result_type(row["item_id"]),
        conditions=told.conditions,
        legal_basis=told.legal_basis,
        phone=details.phone(office.code),
        supervise_phone=details.HOTLINE,
        online_depth=details.depth(visits),
    )


def _published(row: dict[str, str]) -> Item:
    office = elsewhere.office(row["dept"])
    citizens, enterprises = vocabulary.audience_of(row["service_object"])
    promise = _number(row["promise_working_days"])
    parent = elsewhere.named(row["parent"]) if row["parent"] != row["name"] else ""
    return Item(
        code=row["impl_code"],
        name=elsewhere.named(row["name"]),
        parent_name=parent,
        source=row["source"],
        attribution=ATTRIBUTION.get(row["source"], row["source"]),
        confidence="published",
        department_code=office.code,
        department_name=office.name,
        item_type=row["item_type"],
        level=row["level"],
        base_code=row["base_code"],
        theme=vocabulary.theme_of(row["theme"], row["dept"]),
        source_theme=row["theme"],
        for_citizens=citizens,
        for_enterprises=enterprises,
        handling="" if promise is None else "即办件" if promise <= 1 else "承诺件",
        promise_days=promise,
        legal_days=_number(row["legal_working_days"]),
        visits=_number(row["onsite_visits"]),
        fee="",
        courier={"是": True, "否": False}.get(row["courier"]),
        result="",
        materials=[_material(name, waived=False) for name in dict.fromkeys(map(elsewhere.material, _list(row["materials"])))],
        phone=details.phone(office.code),
        supervise_phone=details.HOTLINE,
        online_depth=details.depth(_number(row["onsite_visits"])),
    )


def _material(name: str, waived: bool) -> dict[str, object]:
    return {"name": name, "prefillable": waived, "source": "数据共享" if waived else "申请人提供"}


def _type_called(result: str) -> str:
    """The code of the certificate type that is the result, or empty."""
    found = rules.types_by_name().get(result)
    return found.code if found else ""


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() else None


def _fee(text: str) -> str:
    return "不收费" if text == "0" else text


def _list(text: str) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in text.split(";") if part.strip()))
