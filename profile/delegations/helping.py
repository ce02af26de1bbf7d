"""What a helper may see and do, asked anew each time, and written down for the holder."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from core import clock
from core.tables import sql, uuid7
from profile import certificates, events, ledger
from profile.certificates import Held
from profile.delegations.agreeing import unknown
from profile.delegations.reading import COLUMNS, row_of, standing
from profile.delegations.scope import Delegation

_STANDS = f"""
SELECT {COLUMNS} FROM profile_delegation WHERE id = $1 AND helper_id = $2 AND state = 'accepted' AND expires_at > $3
"""  # noqa: S608
_HEARD = """
INSERT INTO profile_help (id, created_at, delegation_id, action, certificate_id)
SELECT uuidv7(), $1, one.delegation, 'remind', one.certificate FROM unnest($2::uuid[], $3::uuid[]) AS one(delegation, certificate)
"""


async def as_helper(helper_id: UUID, delegation_id: UUID) -> Delegation:
    """What this helper may do. Raises `NotFound` for anybody else, and from the moment that it has ended."""
    rows = await sql(_STANDS, delegation_id, helper_id, clock.now())
    if not rows:
        raise unknown()
    return standing(row_of(rows[0]))


async def certificates_of(helper_id: UUID, delegation_id: UUID) -> tuple[Delegation, list[Held]]:
    """The holder's certificates that this helper may look at."""
    stands = await as_helper(helper_id, delegation_id)
    now = clock.now()
    wallet = [held for held in await certificates.wallet(stands.holder_id) if stands.allows("view", held.type_code, now)]
    await did(stands, "view", None)
    return stands, wallet


async def did(stands: Delegation, action: str, certificate_id: UUID | None) -> None:
    """Writes down what was done for the holder, in the caller's transaction; looking is written once an hour."""
    await ledger.read(ledger.relative(stands.helper_id), f"relative_{action}", [(stands.holder_id, certificate_id)])
    if action == "view" and await _looked_lately(stands.id):
        return
    await sql(
        "INSERT INTO profile_help (id, created_at, delegation_id, action, certificate_id) VALUES ($1, $2, $3, $4, $5)",
        uuid7(), clock.now(), stands.id, action, certificate_id,
    )  # fmt: skip
    if action != "remind":
        certificate = str(certificate_id) if certificate_id else None
        await events.record("delegation.helped", citizen_id=stands.holder_id, subject_id=stands.id, action=action, certificate=certificate)


async def heard(pairs: Sequence[tuple[Delegation, UUID]]) -> None:
    """Writes down that helpers were reminded of certificates: (delegation, certificate), for the holder to see."""
    if pairs:
        await sql(_HEARD, clock.now(), [one.id for one, _ in pairs], [certificate for _, certificate in pairs])
        await ledger.read_by_relatives("relative_remind", [(one.helper_id, one.holder_id, certificate) for one, certificate in pairs])


async def _looked_lately(delegation_id: UUID) -> bool:
    lately = "SELECT 1 FROM profile_help WHERE delegation_id = $1 AND action = 'view' AND created_at > $2::timestamptz - interval '1 hour'"
    return bool(await sql(lately, delegation_id, clock.now()))
