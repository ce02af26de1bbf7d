"""What a relative or agent prepares in the holder's name: the case is the holder's, filled; handing it in stays theirs."""

from __future__ import annotations

from uuid import UUID

from core import clock
from core.errors import Forbidden, NotFound
from core.tables import transaction
from hall.beginnings import begin_renewal
from profile import certificates, delegations


async def prepare_renewal(helper_id: UUID, delegation_id: UUID, certificate_id: UUID) -> None:
    """Begins the holder's renewal, filled, and lets them know. The helper sees nothing of what it was filled with.

    Raises `NotFound` without a standing delegation or for somebody else's certificate, `Forbidden` when applying was not agreed.
    """
    stands = await delegations.as_helper(helper_id, delegation_id)
    held = await certificates.held(stands.holder_id, certificate_id)
    if held.citizen_id != stands.holder_id:
        raise NotFound("certificate.unknown", "没有找到这张证照。")
    if not stands.allows("apply", held.type_code, clock.now()):
        raise Forbidden("delegation.not_agreed", "你们没有约定可以帮忙填申请。请在“我的亲友”里点“请对方增加”。")
    async with transaction():
        await begin_renewal(stands.holder_id, certificate_id)
        await delegations.did(stands, "apply", certificate_id)
