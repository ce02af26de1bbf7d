"""Sessions: opened at a sign-in, renewed by trading a refresh token in, ended at once when one is seen twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from core import clock, crypto, tokens
from core.log import get
from core.tables import sql, transaction
from core.tokens import Bearer, Role
from profile.models import Session, SpentRefresh

IDLE: dict[Role, timedelta] = {"citizen": timedelta(days=30), "staff": timedelta(minutes=30)}
ABSOLUTE: dict[Role, timedelta] = {"citizen": timedelta(days=180), "staff": timedelta(hours=12)}
Door = Literal["wechat", "sms", "password"]


@dataclass(frozen=True)
class Keys:
    """What a client gets: the access token for 15 minutes, the refresh token to trade in. `expires_in` in seconds."""

    access_token: str
    refresh_token: str
    expires_in: int
    subject: UUID


@dataclass(frozen=True)
class OpenSession:
    """One of a person's own sign-ins, as shown to them."""

    id: UUID
    door: str
    device: str
    created_at: datetime
    used_at: datetime
    current: bool


async def open_session(subject: UUID, role: Role, door: Door, device: str = "") -> Keys:
    """Opens a session for someone whose proof was checked by the caller."""
    token = tokens.refresh_token()
    session = await Session.create(
        citizen_id=subject if role == "citizen" else None,
        staff_id=subject if role == "staff" else None,
        door=door,
        device=device[:120],
        refresh_digest=crypto.digest(token),
        expires_at=clock.now() + IDLE[role],
    )
    return _keys(Bearer(subject, session.id, role), token)


def _keys(bearer: Bearer, refresh: str) -> Keys:
    return Keys(tokens.access_token(bearer), refresh, int(tokens.ACCESS_LIFE.total_seconds()), bearer.subject)


async def renew(refresh: str, role: Role) -> Keys:
    """Trades a refresh token for new keys. A token that was traded before ends its whole session (RFC 9700 §4.14)."""
    digest = crypto.digest(refresh)
    async with transaction():
        rows = await sql(
            """SELECT id, citizen_id, staff_id, created_at FROM profile_session
               WHERE refresh_digest = $1 AND ended_at IS NULL AND expires_at > $2 FOR UPDATE""",
            digest,
            clock.now(),
        )
        found = rows[0] if rows else None
        subject = found and found["citizen_id" if role == "citizen" else "staff_id"]
        if found and subject and clock.now() - found["created_at"] < ABSOLUTE[role]:
            fresh = tokens.refresh_token()
            await SpentRefresh.create(session_id=found["id"], digest=digest)
            await sql(
                "UPDATE profile_session SET refresh_digest = $2, used_at = $3, expires_at = $4 WHERE id = $1",
                found["id"],
                crypto.digest(fresh),
                clock.now(),
                clock.now() + IDLE[role],
            )
            return _keys(Bearer(subject, found["id"], role), fresh)
    await _punish_reuse(digest)
    raise tokens.signed_out()


async def _punish_reuse(digest: str) -> None:
    spent = await SpentRefresh.get_or_none(digest=digest).values("session_id")
    if spent:
        await end(spent["session_id"], "refresh_reused")
        get("sessions").warning("a spent refresh token was used again; its session has ended", session=str(spent["session_id"]))


async def end(session_id: UUID, because: str) -> None:
    """Ends a session now: its access token is worth nothing from the next request on."""
    await sql(
        "UPDATE profile_session SET ended_at = $2, ended_because = $3 WHERE id = $1 AND ended_at IS NULL", session_id, clock.now(), because
    )


async def end_all(citizen_id: UUID, because: str) -> None:
    """Ends every session of a person, as after a change of who they are."""
    await sql(
        "UPDATE profile_session SET ended_at = $2, ended_because = $3 WHERE citizen_id = $1 AND ended_at IS NULL",
        citizen_id,
        clock.now(),
        because,
    )


async def end_all_of_staff(staff_id: UUID, because: str) -> None:
    """Ends every session of an operator, as after a new password."""
    await sql(
        "UPDATE profile_session SET ended_at = $2, ended_because = $3 WHERE staff_id = $1 AND ended_at IS NULL",
        staff_id,
        clock.now(),
        because,
    )


_OPEN = "SELECT 1 FROM profile_session s{more} WHERE s.id = $1 AND s.{whose} = $3 AND s.ended_at IS NULL AND s.expires_at > $2"
_STANDS: dict[Role, str] = {
    "citizen": _OPEN.format(whose="citizen_id", more=""),
    "staff": _OPEN.format(whose="staff_id", more=" JOIN profile_staff o ON o.id = s.staff_id AND o.disabled_at IS NULL"),
}


async def stands(bearer: Bearer) -> bool:
    """Whether the session behind an access token is still open and this subject's own; a disabled operator's is not."""
    return bool(await sql(_STANDS[bearer.role], bearer.session, clock.now(), bearer.subject))


async def mine(bearer: Bearer) -> list[OpenSession]:
    """The person's open sessions, newest use first."""
    rows = await sql(
        """SELECT id, door, device, created_at, used_at FROM profile_session
           WHERE citizen_id = $1 AND ended_at IS NULL AND expires_at > $2 ORDER BY used_at DESC LIMIT 50""",
        bearer.subject,
        clock.now(),
    )
    return [OpenSession(**row, current=row["id"] == bearer.session) for row in rows]
