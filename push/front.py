"""What stands above the cards of the home page, in one statement: whom it greets, what is unread, which catalogue its shelf is of."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from core.errors import NotFound
from core.tables import sql
from hall import glance as case_glance
from profile import glance as person_glance
from profile import people
from push import inbox

_FRONT = f"""SELECT {people.CALLED}, {inbox.UNREAD} AS unread, {case_glance.CATALOGUE} AS catalogue
FROM {person_glance.FROM} WHERE p.id = $1"""  # noqa: S608


@dataclass(frozen=True)
class Front:
    name: str
    unread: int
    catalogue: int


async def of(citizen_id: UUID) -> Front:
    """Raises `NotFound`."""
    rows = await sql(_FRONT, citizen_id)
    if not rows:
        raise NotFound("citizen.unknown", "没有找到这个账号。")
    return Front(people.greeted(citizen_id, rows[0]), rows[0]["unread"], rows[0]["catalogue"])
