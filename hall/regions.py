"""The regions in the database, for foreign keys, and made-up variants of the most used services for every county, marked 示例."""

from __future__ import annotations

import orjson

from core import clock, regions
from core.tables import sql, transaction
from hall import renewals

MOST_USED = 60
# Area codes of the cities with the government's hotline behind them: nobody else's telephone.
HOTLINES = {
    "3301": "0571-12345",
    "3302": "0574-12345",
    "3303": "0577-12345",
    "3304": "0573-12345",
    "3305": "0572-12345",
    "3306": "0575-12345",
    "3307": "0579-12345",
    "3308": "0570-12345",
    "3309": "0580-12345",
    "3310": "0576-12345",
    "3311": "0578-12345",
}
HOURS = ("工作日 8:30–12:00、13:30–17:00", "工作日 9:00–12:00、13:30–17:30", "工作日 9:00–17:00，中午不休息")
_REGIONS = """
    INSERT INTO hall_region (code, level, name, parent_id)
    SELECT code, level, name, nullif(parent, '') FROM jsonb_to_recordset($1::jsonb) AS given(code text, level text, name text, parent text)
    ON CONFLICT (code) DO UPDATE SET level = excluded.level, name = excluded.name, parent_id = excluded.parent_id
    WHERE (hall_region.level, hall_region.name) <> (excluded.level, excluded.name)
       OR hall_region.parent_id IS DISTINCT FROM excluded.parent_id"""
# One statement for all counties: floor and hours follow from the codes, so that a second run says the same.
_VARIANTS = """
    WITH used AS (
        SELECT s.id, s.code, d.name AS department FROM hall_service s JOIN hall_department d ON d.id = s.department_id
        WHERE s.source = 'zhiban' AND s.status = '在用'
        ORDER BY (s.code = ANY($1)) DESC, (s.confidence = 'typical') DESC, s.for_citizens DESC, s.code LIMIT $2
    ), place AS (
        SELECT * FROM jsonb_to_recordset($3::jsonb) AS given(code text, name text, phone text, hours text)
    )
    INSERT INTO hall_service_variant (id, created_at, updated_at, service_id, region_id, address, hours, phone, verified)
    SELECT uuidv7(), $4, $4, used.id, place.code,
           place.name || '政务服务中心' || (1 + abs(hashtext(used.department)) % 4) || '楼' || used.department || '窗口（示例）',
           place.hours, place.phone, false
    FROM used CROSS JOIN place
    ON CONFLICT (service_id, region_id) DO NOTHING RETURNING 1"""


async def load() -> int:
    """Divisions, then the example variants where there are none yet; how many were made. Safe to run again."""
    every = regions.divisions().values()
    async with transaction():
        await sql(_REGIONS, orjson.dumps([vars(one) for one in every]).decode())
        renewed = sorted({one.service_code for one in renewals.renewals().values()})
        counties = [_county(one) for one in every if one.level == "county"]
        return len(await sql(_VARIANTS, renewed, MOST_USED, orjson.dumps(counties).decode(), clock.now()))


def _county(one: regions.Division) -> dict[str, str]:
    name = (regions.name(one.code) or one.name).removeprefix("浙江省")
    return {"code": one.code, "name": name, "phone": HOTLINES[one.code[:4]], "hours": HOURS[int(one.code) % len(HOURS)]}
