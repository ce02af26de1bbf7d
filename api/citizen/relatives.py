"""Relatives and agents: asked, agreed to, widened, ended, and what one may do for another."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from api.citizen.views import shown
from api.locks import Citizen
from api.shapes import Done
from api.shapes.relatives import (
    Choice,
    Delegation,
    DelegationAsk,
    DelegationChange,
    DelegationCode,
    Delegations,
    DelegationWish,
    HelpedCertificate,
    HelpedWallet,
    Invitation,
    MoreAnswer,
    Preparation,
)
from core import clock
from hall import behalf
from profile import delegations, people, rules
from profile.delegations import ACTIONS, RELATIONS, Wish

router = APIRouter(prefix="/delegations", tags=["亲友"])


@router.get("")
async def mine(who: Citizen) -> Delegations:
    personal = {code: one.name for code, one in rules.types().items() if one.holder == "natural_person" and one.live}
    choices = {"relations": _choices(RELATIONS), "actions": _choices(ACTIONS), "types": _choices(personal)}
    return Delegations.model_validate({**await delegations.mine(who.subject), **choices})


def _choices(words: dict[str, str]) -> list[Choice]:
    return [Choice(key=key, name=name) for key, name in words.items()]


def _wish(asked: DelegationWish) -> Wish:
    return Wish(asked.side, asked.relation, asked.actions, asked.types, asked.years)


@router.post("", status_code=202)
async def ask(asked: DelegationAsk, who: Citizen) -> Done:
    """The same answer whether or not the number has an account."""
    await delegations.ask(who.subject, asked.phone, _wish(asked))
    return Done(sentence="已发出。对方用这个手机号登录知办后会看到，同意后生效。")


@router.post("/invitations", status_code=201)
async def invite(asked: DelegationWish, who: Citizen) -> Invitation:
    return Invitation(code=await delegations.invite(who.subject, _wish(asked)), days=delegations.ANSWER_WITHIN.days)


@router.post("/codes")
async def look_up(asked: DelegationCode, who: Citizen) -> Delegation:
    """What a code asks for, before one agrees."""
    row = await delegations.look_up(who.subject, asked.code)
    others = await people.people([row.asker] if row.asker else [])
    return Delegation.model_validate(delegations.shown(row, who.subject, others))


@router.post("/codes/acceptance", status_code=204)
async def accept_code(asked: DelegationCode, who: Citizen) -> None:
    await delegations.accept_code(who.subject, asked.code)


@router.post("/{id}/acceptance", status_code=204)
async def accept(id: UUID, who: Citizen) -> None:
    await delegations.accept(who.subject, id)


@router.post("/{id}/refusal", status_code=204)
async def refuse(id: UUID, who: Citizen) -> None:
    await delegations.refuse(who.subject, id)


@router.post("/{id}/prolongation", status_code=204)
async def prolong(id: UUID, who: Citizen) -> None:
    """The holder's word that it may last on."""
    await delegations.prolong(who.subject, id)


@router.patch("/{id}", status_code=204)
async def change(id: UUID, asked: DelegationChange, who: Citizen) -> None:
    """The holder's word on what may be done and with which certificates, with effect at once."""
    await delegations.change(who.subject, id, asked.actions, asked.types)


@router.post("/{id}/more", status_code=201)
async def ask_more(id: UUID, asked: DelegationChange, who: Citizen) -> Done:
    """The helper's wish for a wider scope, said as the whole scope; until the holder agrees nothing changes."""
    await delegations.ask_more(who.subject, id, asked.actions, asked.types)
    return Done(sentence="已经告诉对方。对方同意之前，照看的范围不变。")


@router.delete("/{id}/more", status_code=204)
async def withdraw_more(id: UUID, who: Citizen) -> None:
    """The helper takes it back."""
    await delegations.withdraw_more(who.subject, id)


@router.post("/{id}/more/acceptance", status_code=204)
async def accept_more(id: UUID, asked: MoreAnswer, who: Citizen) -> None:
    await delegations.accept_more(who.subject, id, asked.wish)


@router.post("/{id}/more/refusal", status_code=204)
async def refuse_more(id: UUID, asked: MoreAnswer, who: Citizen) -> None:
    await delegations.refuse_more(who.subject, id, asked.wish)


@router.delete("/{id}", status_code=204)
async def end(id: UUID, who: Citizen) -> None:
    """Either side ends it, with effect at once."""
    await delegations.end(who.subject, id)


@router.get("/{id}/certificates")
async def wallet(id: UUID, who: Citizen) -> HelpedWallet:
    """What the person looks after; the holder is told that they looked."""
    stands, held = await delegations.certificates_of(who.subject, id)
    now = clock.now()
    may = {one.id for one in held if stands.allows("apply", one.type_code, now)}
    items = [HelpedCertificate(**one.model_dump(), can_prepare=one.can_renew and one.id in may) for one in await shown(held)]
    return HelpedWallet(items=items)


@router.post("/{id}/renewals", status_code=201)
async def prepare(id: UUID, asked: Preparation, who: Citizen) -> Done:
    """Fills the holder's renewal; they look it over and hand it in themselves."""
    await behalf.prepare_renewal(who.subject, id, asked.certificate_id)
    return Done(sentence="已经填好，并告诉了对方。对方核对后提交就行。")
