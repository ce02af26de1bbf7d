"""What operators change at once (policies, points): pages of a list, the row as people see it from now on, and who vouches for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal
from uuid import UUID

from core import clock
from core.queue import enqueue
from core.tables import sql
from hall import editing
from hall.catalog import PAGES_MAX
from profile import events, staff

Thing = Literal["policy", "point"]
PAGE = 50


async def listed(columns: str, found: str, values: tuple[Any, ...], order: str, page: int) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """The rows of one page, and `{total, page, pages}`. `found` is FROM and WHERE over `values`."""
    page, at = min(max(page, 1), PAGES_MAX), len(values)
    total = int((await sql(f"SELECT count(*) AS n {found}", *values))[0]["n"])
    limits = f"LIMIT ${at + 1} OFFSET ${at + 2}"
    rows = await sql(f"SELECT {columns} {found} ORDER BY {order} {limits}", *values, PAGE, (page - 1) * PAGE)
    return rows, {"total": total, "page": page, "pages": max(1, -(-total // PAGE))}


async def verified_by(row: Mapping[str, Any]) -> str:
    """The name of who vouches for it; "" for nobody."""
    return (await staff.names([row["verifier_id"]])).get(row["verifier_id"], "") if row["verifier_id"] else ""


async def put(
    thing: Thing, present: Mapping[str, Any], changes: Mapping[str, Any], *, columns: tuple[str, ...], staff_id: UUID, verified: bool | None
) -> None:
    """Writes these columns in the caller's transaction. What is changed without a word on it is verified by nobody."""
    whole = {**present, **changes}
    vouched = verified if verified is not None else present["verified"] and not editing.differing(present, editing.substance(changes))
    written = ", ".join(f"{name} = ${at}" for at, name in enumerate(columns, 6))
    await sql(
        f"""UPDATE hall_{thing} SET {written}, edited = true, verified = $2, updated_at = $3,
             verified_at = CASE WHEN NOT $2 THEN NULL WHEN $4 THEN $3::timestamptz ELSE verified_at END,
             verifier_id = CASE WHEN NOT $2 THEN NULL WHEN $4 THEN $5::uuid ELSE verifier_id END
           WHERE id = $1""",  # noqa: S608
        present["id"],
        vouched,
        clock.now(),
        bool(verified),
        staff_id,
        *(whole[name] for name in columns),
    )
    await events.record(f"{thing}.edited", subject_id=present["id"], staff=str(staff_id))
    await enqueue("hall.index_thing", thing, str(present["id"]))
