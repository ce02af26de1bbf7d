"""Where departments send their decisions to, signed."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request

from api.locks import signed
from api.shapes import Done
from core import department
from hall import cases
from profile import registration

router = APIRouter(prefix="/department", tags=["部门回调"], dependencies=[Depends(signed)])


@router.post("/decisions")
async def decide(request: Request) -> Done:
    """One decision; the same event again changes nothing and is answered alike."""
    await cases.decide(department.verify(request.headers, await request.body()))
    return Done(sentence="已收到。")


@router.post("/notices")
async def notice(request: Request) -> Done:
    """Something about a holder is new in a register: it will be read again. The same notice again does no harm."""
    await registration.look_again(department.verify(request.headers, await request.body()))
    return Done(sentence="已收到。")
