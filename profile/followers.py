"""Followers of the official account: who came, who left, and which citizen each of them is."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from core.tables import sql
from profile.models import Citizen, Follower

_CAME = """
INSERT INTO profile_follower (id, created_at, openid, unionid) VALUES (uuidv7(), $1, $2, NULL)
ON CONFLICT (openid) DO UPDATE SET left_at = NULL
"""


async def came(openid: str, now: datetime) -> None:
    """Somebody follows the account; who it is will be asked of WeChat."""
    await sql(_CAME, now, openid)


async def left(openid: str, now: datetime) -> None:
    """They follow no more, or never did: nothing is sent there any longer."""
    await Follower.filter(openid=openid, left_at=None).update(left_at=now)


async def left_by(citizen_id: UUID, now: datetime) -> None:
    """WeChat says that this citizen doesn't follow the account."""
    row = await Citizen.get(id=citizen_id)
    if row.unionid:
        await Follower.filter(unionid=row.unionid, left_at=None).update(left_at=now)


async def nameless(limit: int = 50) -> list[str]:
    """Followers of whom WeChat has not yet told who they are."""
    rows = await sql("SELECT openid FROM profile_follower WHERE unionid IS NULL AND left_at IS NULL ORDER BY id LIMIT $1", limit)
    return [row["openid"] for row in rows]


async def name(openid: str, unionid: str) -> None:
    """Ties a follower to whoever has this unionid."""
    await Follower.filter(openid=openid).update(unionid=unionid)


async def citizen(openid: str) -> UUID | None:
    """The citizen behind an openid of the official account."""
    rows = await sql("SELECT c.id FROM profile_follower f JOIN profile_citizen c ON c.unionid = f.unionid WHERE f.openid = $1", openid)
    return rows[0]["id"] if rows else None
