"""Reads kept back for an investigation: asked by one operator with a basis, approved by a second, shown to the person on its day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from core import clock
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.tables import sql, transaction
from profile import staff
from profile.models import Deferral

LONGEST = timedelta(days=365)


@dataclass(frozen=True)
class Waiting:
    """One that waits for a second word, or was given it. Who is investigated stands on the case alone."""

    id: UUID
    asked_by: str
    basis: str
    hidden_until: datetime
    approved_at: datetime | None
    mine: bool


async def defer(staff_id: UUID, citizen_id: UUID, basis: str, how_long: timedelta) -> UUID:
    """Asks that this operator's reads of this person be kept back; nothing is until somebody else agrees."""
    if not basis.strip():
        raise Invalid("deferral.basis", "请写明依据和文书号。", "basis")
    if not timedelta() < how_long <= LONGEST:
        raise Invalid("deferral.days", "延后显示最短一天，最长一年。", "days")
    row = await Deferral.create(citizen_id=citizen_id, staff_id=staff_id, basis=basis.strip(), hidden_until=clock.now() + how_long)
    return row.id


async def approve(deferral_id: UUID, staff_id: UUID) -> None:
    """The second word. Raises `Forbidden` for whoever asked, `Conflict` the second time."""
    async with transaction():
        row = await Deferral.filter(id=deferral_id).select_for_update().first()
        if row is None:
            raise NotFound("deferral.unknown", "没有找到这条申请。")
        if row.staff_id == staff_id:
            raise Forbidden("deferral.four_eyes", "自己申请的要由另一位工作人员批准。")
        if row.approved_at:
            raise Conflict("deferral.approved", "这条申请已经批准过了。")
        row.approver_id, row.approved_at = staff_id, clock.now()
        await row.save(update_fields=["approver_id", "approved_at"])


async def waiting(staff_id: UUID) -> tuple[Waiting, ...]:
    """Those that still keep something back or wait, newest first."""
    rows = await sql(
        """SELECT id, staff_id, basis, hidden_until, approved_at FROM profile_deferral WHERE hidden_until > $1
           ORDER BY approved_at IS NOT NULL, id DESC LIMIT 100""",
        clock.now(),
    )
    names = await staff.names([row["staff_id"] for row in rows])
    return tuple(
        Waiting(
            row["id"],
            names.get(row["staff_id"], "工作人员"),
            row["basis"],
            row["hidden_until"],
            row["approved_at"],
            row["staff_id"] == staff_id,
        )
        for row in rows
    )
