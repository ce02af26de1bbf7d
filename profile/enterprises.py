"""Enterprises and who acts for them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from core import clock
from core.errors import Forbidden, NotFound
from core.registry import RegisteredEnterprise
from core.tables import sql, uuid7
from profile import events
from profile.models import Enterprise, Membership

# An empty row is the stalest: whatever becomes of the ledger's word, it is folded.
_UNFOLDED = """INSERT INTO profile_enterprise_traits (id, created_at, folded_at, traits, enterprise_id)
    VALUES ($1, $2, '2000-01-01', '{}', $3) ON CONFLICT (enterprise_id) DO NOTHING"""
# Who answers for an enterprise by law, as each kind of licence calls them; everybody else acts for it.
ADMINISTRATORS = frozenset({"legal", "法定代表人", "经营者", "投资人", "执行事务合伙人", "负责人"})
ROLES = {"legal": "法定代表人", "agent": "经办人"}


@dataclass(frozen=True)
class Space:
    """An enterprise as one of its members sees it."""

    id: UUID
    name: str
    uscc: str
    role: str
    region_code: str | None = None

    @property
    def administered(self) -> bool:
        """Whether this member answers for the enterprise and so may see who read its data."""
        return self.role in ADMINISTRATORS


async def spaces(citizen_id: UUID) -> list[Space]:
    """The enterprises that this person may act for."""
    rows = await sql(
        """SELECT e.id, e.name, e.uscc, m.role, e.region_code FROM profile_membership m JOIN profile_enterprise e ON e.id = m.enterprise_id
           WHERE m.citizen_id = $1 ORDER BY e.name""",
        citizen_id,
    )
    return [Space(**row) for row in rows]


async def space(citizen_id: UUID, enterprise_id: UUID) -> Space:
    """One of them. Raises `NotFound` for a stranger, who must not learn that it exists."""
    for one in await spaces(citizen_id):
        if one.id == enterprise_id:
            return one
    raise NotFound("enterprise.unknown", "没有找到这家企业。")


async def administered(citizen_id: UUID, enterprise_id: UUID) -> Space:
    """One that this person answers for. Raises `NotFound` for a stranger, `Forbidden` for whoever merely acts for it."""
    found = await space(citizen_id, enterprise_id)
    if not found.administered:
        raise Forbidden("enterprise.administrators_only", "只有法定代表人、经营者等负责人能看谁查看过企业的资料。")
    return found


async def members(enterprise_id: UUID) -> list[UUID]:
    return [row["citizen_id"] for row in await Membership.filter(enterprise_id=enterprise_id).order_by("created_at").values("citizen_id")]


async def names(enterprise_ids: list[UUID]) -> dict[UUID, str]:
    """Registered names by id; an enterprise's name is public."""
    return {row["id"]: row["name"] for row in await Enterprise.filter(id__in=enterprise_ids).values("id", "name")}


async def seats(enterprise_ids: list[UUID]) -> dict[UUID, str | None]:
    """Where each of them has its seat: a region's code."""
    return {row["id"]: row["region_code"] for row in await Enterprise.filter(id__in=enterprise_ids).values("id", "region_code")}


async def leave_all_but(citizen_id: UUID, usccs: list[str]) -> None:
    """Ends the person's part in every enterprise that the market regulator no longer names."""
    await sql(
        """DELETE FROM profile_membership m USING profile_enterprise e
           WHERE e.id = m.enterprise_id AND m.citizen_id = $1 AND e.uscc <> ALL($2)""",
        citizen_id,
        usccs,
    )


async def join(citizen_id: UUID, found: RegisteredEnterprise) -> UUID:
    """Keeps the enterprise and the person's role in it, as the market regulator tells them; the enterprise's id."""
    values = {"name": found.name, "region_code": found.region_code}
    moved = await Enterprise.filter(uscc=found.uscc).exclude(region_code=found.region_code).values("id")
    enterprise, new = await Enterprise.update_or_create(defaults=values, uscc=found.uscc)
    if new:
        await sql(_UNFOLDED, uuid7(), clock.now(), enterprise.id)
    for one in moved:
        await events.record("holder.moved", subject_id=one["id"], place="premises")
    await Membership.update_or_create(defaults={"role": found.role}, enterprise_id=enterprise.id, citizen_id=citizen_id)
    return enterprise.id
