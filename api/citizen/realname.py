"""Becoming oneself: name and number, then a face check."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from api.locks import Citizen
from api.shapes.people import FaceAsk, FaceCheck, RealNameAsk, RealNameResult
from profile import realname

router = APIRouter(prefix="/me", tags=["实名"])


@router.post("/real-name")
async def real_name(asked: RealNameAsk, who: Citizen) -> RealNameResult:
    return RealNameResult.model_validate(await realname.two_elements(who.subject, asked.name, asked.id_number, consent=asked.consent))


@router.post("/face-checks", status_code=201)
async def start_face_check(asked: FaceAsk, who: Citizen) -> FaceCheck:
    return FaceCheck.model_validate(await realname.start_face(who.subject, consent=asked.consent))


@router.post("/face-checks/{id}/result")
async def finish_face_check(id: UUID, who: Citizen) -> RealNameResult:
    """The server asks WeChat; what the client says of the result is not even a parameter."""
    return RealNameResult.model_validate(await realname.finish_face(who.subject, id))
