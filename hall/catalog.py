"""The catalogue (事项库): services to browse, filter and read, and which of them renews a certificate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import orjson

from core import regions
from core.errors import NotFound
from core.tables import sql
from hall import powers, renewals, variants
from hall.listings import Facet, Facets, ListedMaterial, Page, ServiceDetail, ServiceRow

PAGE = 20
PAGES_MAX = 10_000
AUDIENCES = {"citizen": "个人", "enterprise": "企业"}


_ALL = "FROM hall_service s JOIN hall_department d ON d.id = s.department_id"
_FROM = f"{_ALL} AND s.status <> '取消'"
_FORMER = """LEFT JOIN hall_service_version v ON v.service_id = s.id AND v.number = $2 AND v.number <> s.version
    LEFT JOIN hall_department o ON o.code = v.content->>'department_code'"""
_WHERE = """WHERE ($1 = '' OR s.name ILIKE $1 ESCAPE '\\' OR s.parent_name ILIKE $1 ESCAPE '\\')
    AND ($2 = '' OR s.theme = $2) AND ($3 = '' OR d.code = $3 OR d.name = $3)
    AND ($4 = '' OR ($4 = 'citizen' AND s.for_citizens) OR ($4 = 'enterprise' AND s.for_enterprises))"""
_ROW = "s.*, d.name AS department, d.code AS department_code"
# What a list shows; the rest, materials above all, is many times as long.
_LISTED = """s.id, s.code, s.name, s.theme, s.handling, s.promise_days, s.visits, s.fee, s.for_citizens, s.for_enterprises,
    d.name AS department, d.code AS department_code"""
# Our own items come first: people in this province can act on them; then the shorter, plainer name.
_ORDER = "ORDER BY (s.source <> 'zhiban'), length(s.name), s.code"


_DETAILS = (
    *("parent_name", "item_type", "level", "base_code", "legal_days", "courier", "result", "source", "attribution", "confidence"),
    *("version", "plain_name", "legal_unit", "promise_unit", "fee_basis", "conditions", "legal_basis", "address", "hours", "phone"),
    *("steps", "supervise_phone", "online_depth", "result_type", "status", "verified"),
)
_LOCAL = ("region", "region_name", "local", "local_verified")


async def find(q: str = "", theme: str = "", department: str = "", audience: str = "", page: int = 1) -> Page:
    """Services whose name holds `q`, narrowed by theme, department (code or name) and audience (citizen, enterprise)."""
    page = min(max(page, 1), PAGES_MAX)
    values = (pattern(q), theme, department, audience)
    count = await sql(f"SELECT count(*) AS total {_FROM} {_WHERE}", *values)
    rows = await sql(f"SELECT {_LISTED} {_FROM} {_WHERE} {_ORDER} LIMIT $5 OFFSET $6", *values, PAGE, (page - 1) * PAGE)
    total = int(count[0]["total"])
    return Page(tuple(_row(row) for row in rows), total, page, max(1, -(-total // PAGE)))


def pattern(q: str) -> str:
    """The text as an ILIKE pattern in which % and _ are plain characters; empty for nothing to look for."""
    text = q.replace("\0", "").strip()[:100]
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%" if escaped else ""


async def facets() -> Facets:
    """What can be filtered by, the fullest first."""
    themes = await sql(f"SELECT s.theme AS value, s.theme AS label, count(*) AS n {_FROM} GROUP BY s.theme ORDER BY n DESC, s.theme")
    departments = await sql(f"SELECT d.code AS value, d.name AS label, count(*) AS n {_FROM} GROUP BY d.id ORDER BY n DESC, d.name")
    counted = await sql(
        f"SELECT count(*) FILTER (WHERE s.for_citizens) AS citizen, count(*) FILTER (WHERE s.for_enterprises) AS enterprise {_FROM}"
    )
    audiences = tuple(Facet(value, label, int(counted[0][value])) for value, label in AUDIENCES.items())
    made = [tuple(Facet(row["value"], row["label"], int(row["n"])) for row in rows) for rows in (themes, departments)]
    return Facets(made[0], made[1], audiences)


async def service(code: str, region: str | None = None) -> ServiceDetail:
    """One service in full, with fee, counter and phone as a region has them. Raises `NotFound`, or `Invalid` for an unknown region."""
    place = variants.place(region) if region else None
    rows = await sql(f"SELECT {_ROW} {_ALL} WHERE s.code = $1", code)
    if not rows:
        raise NotFound("service.unknown", "没有找到这个事项，可能已经下架。请换个关键词找找。")
    if place is None:
        return _detail(rows[0])
    local = await variants.nearest(rows[0]["id"], place)
    return _detail({**rows[0], **local, "region": place, "region_name": regions.name(place)})


async def by_id(service_id: UUID, version: int | None = None) -> ServiceDetail:
    """The service of a case, as it was published under the version that the case began with; the present one without a number."""
    rows = await sql(
        f"SELECT {_ROW}, v.content, o.name AS former_department {_ALL} {_FORMER} WHERE s.id = $1",
        service_id,
        version,
    )
    row = rows[0]
    if row["content"] is None:
        return _detail(row)
    former = {**orjson.loads(row["content"]), "version": version, "department": row["former_department"] or row["department"]}
    return _detail({**row, **former})


async def by_codes(codes: Sequence[str]) -> dict[str, ServiceRow]:
    """Several services at once, by code; unknown codes are left out."""
    rows = await sql(f"SELECT {_LISTED} {_FROM} WHERE s.code = ANY($1)", list(codes))
    return {row["code"]: _row(row) for row in rows}


def renewal_service(type_code: str) -> str | None:
    """The code of the service that renews certificates of a type; None when nothing does."""
    renewal = renewals.renewals().get(type_code)
    return renewal.service_code if renewal else None


def service_anew(type_code: str) -> str | None:
    """The code of the service by which a certificate of this type is applied for again once it can't be renewed; None when none is ours."""
    renewal = renewals.renewals().get(type_code)
    return renewal.anew or None if renewal else None


def _base(row: dict[str, object]) -> dict[str, object]:
    audience = tuple(key for key, has in (("citizen", row["for_citizens"]), ("enterprise", row["for_enterprises"])) if has)
    names = ("id", "code", "name", "department", "department_code", "theme", "handling", "promise_days", "visits", "fee")
    return {**{name: row[name] for name in names}, "audience": audience}


def _row(row: dict[str, object]) -> ServiceRow:
    return ServiceRow(**_base(row))  # type: ignore[arg-type]


def _detail(row: dict[str, object]) -> ServiceDetail:
    told: Any = row["materials"]
    listed = orjson.loads(told) if isinstance(told, str) else told
    types = renewals.types_renewed_by(str(row["code"]))
    return ServiceDetail(
        **_base(row),  # type: ignore[arg-type]
        **{name: row[name] for name in _DETAILS},  # type: ignore[arg-type]
        **{name: row[name] for name in _LOCAL if name in row},  # type: ignore[arg-type]
        materials=tuple(ListedMaterial(one["name"], one["prefillable"], one.get("source", "")) for one in listed),
        renews=types,
        decided_at_once=any(renewals.renewals()[code].decided_by == "table" for code in types),
        why_not=powers.why_not(str(row["name"]), str(row["item_type"]), str(row["status"])),
    )
