"""The person's own page: who they are, what is known of them, what they prefer."""

from __future__ import annotations

from fastapi import APIRouter

from api.citizen.myself import described
from api.locks import Citizen
from api.shapes.people import Me, MyData, PreferencesPatch
from profile import consents
from recommend import mydata

router = APIRouter(prefix="/me", tags=["我的"])


@router.get("")
async def me(who: Citizen) -> Me:
    return await described(who.subject)


@router.patch("/preferences")
async def prefer(asked: PreferencesPatch, who: Citizen) -> Me:
    await consents.prefer(who.subject, asked.model_dump(exclude_none=True))
    return await described(who.subject)


@router.get("/data")
async def my_data(who: Citizen) -> MyData:
    """Everything known about the person, each with its source and date."""
    return MyData.model_validate(await mydata.groups(who.subject))
