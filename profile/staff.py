"""Operators: their names, passwords and sign-in. `python -m profile.staff NAME [ROLE [SHOWN]]` makes one or sets a new password."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from uuid import UUID

from core import cache, crypto, tables
from core.errors import Forbidden, Invalid, NotFound, TooMany, Unauthorised
from core.tables import transaction
from profile import acts, sessions
from profile.models import Staff
from profile.sessions import Keys

TRIES, WINDOW_S = 5, 900
ROLES = ("operator", "auditor", "admin")
SIGN_IN, WRONG = "POST /api/v1/operator/sessions", "session.password_wrong"
AUDITORS = ("auditor", "admin")
SHORTEST = 12
# Checked when the name is unknown, so that the answer takes as long as for a known one.
_NOBODY = "00" * 16 + "$" + "00" * 64


@dataclass(frozen=True)
class Operator:
    id: UUID
    username: str
    display_name: str
    role: str


async def sign_in(username: str, password: str, device: str) -> Keys:
    """One answer for an unknown name and a wrong password; five wrong tries a name in a quarter of an hour."""
    name = username.strip().lower()
    if not await cache.allow(f"staff:{crypto.digest(name)}", TRIES, WINDOW_S):
        raise TooMany("session.too_many_tries", "输错次数太多，请15分钟后再试。", WINDOW_S)
    row = await Staff.get_or_none(username=name, disabled_at=None)
    fits = await asyncio.to_thread(crypto.password_fits, password, row.password if row else _NOBODY)
    if row is None or not fits:
        await _refused(row, device)
        raise Unauthorised(WRONG, "用户名或密码不正确。")
    await cache.give_back(f"staff:{crypto.digest(name)}")
    async with transaction():
        act = await acts.note(row.id, SIGN_IN, device[:120])
        keys = await sessions.open_session(row.id, "staff", "password", device)
        await acts.settle(act, "done")
    return keys


async def _refused(row: Staff | None, device: str) -> None:
    """Whose name nobody bears has done nothing here that could be laid to anybody."""
    if row is not None:
        async with transaction():
            await acts.settle(await acts.note(row.id, SIGN_IN, device[:120]), "refused", WRONG)


async def operator(staff_id: UUID) -> Operator:
    """Raises `NotFound` for an unknown or disabled one."""
    row = await Staff.get_or_none(id=staff_id, disabled_at=None)
    if row is None:
        raise NotFound("staff.unknown", "没有找到这个操作员。")
    return Operator(row.id, row.username, row.display_name, row.role)


async def names(staff_ids: list[UUID]) -> dict[UUID, str]:
    """What these operators are called, disabled ones too."""
    return {row.id: row.display_name for row in await Staff.filter(id__in=set(staff_ids)).only("id", "display_name")} if staff_ids else {}


async def must_be_admin(staff_id: UUID) -> None:
    """Raises `Forbidden` for an operator who may not hand out keys."""
    if (await operator(staff_id)).role != "admin":
        raise Forbidden("staff.not_admin", "只有管理员可以这样做，请联系管理员。")


async def must_be_auditor(staff_id: UUID) -> None:
    """Raises `Forbidden` for whoever may not look at what the others did."""
    if (await operator(staff_id)).role not in AUDITORS:
        raise Forbidden("staff.not_auditor", "只有审计员和管理员可以看操作记录，需要时请联系管理员。")


async def everyone() -> list[tuple[UUID, str]]:
    """All operators that ever were, by name."""
    return [(row.id, row.display_name) for row in await Staff.all().order_by("display_name", "id").only("id", "display_name")]


async def appoint(username: str, display_name: str, password: str, role: str | None = None) -> UUID:
    """Makes an operator, or gives an existing one a new name and password, and a role if one is given."""
    if len(password) < SHORTEST:
        raise Invalid("staff.password_short", f"密码至少{SHORTEST}个字符。", "password")
    if role is not None and role not in ROLES:
        raise Invalid("staff.role", "没有这个角色。", "role")
    values = {"display_name": display_name, "password": crypto.hash_password(password), "disabled_at": None}
    values |= {"role": role} if role else {}
    row, _ = await Staff.update_or_create(defaults=values, username=username.strip().lower())
    await sessions.end_all_of_staff(row.id, "new_password")
    return row.id


async def _command(username: str, role: str | None, shown: str | None) -> None:
    """People whose data are read see the name that is shown: give one that is not half of a sign-in."""
    await tables.connect()
    await appoint(username, shown or username, sys.stdin.readline().rstrip("\n"), role)
    await tables.disconnect()


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3, 4):
        sys.exit("usage: python -m profile.staff NAME [operator|auditor|admin [SHOWN]]   (the password on standard input)")
    name, given, called = (*sys.argv[1:], None, None)[:3]
    asyncio.run(_command(str(name), given, called))
