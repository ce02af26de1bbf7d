"""Uploads: a form for the object store, then word that the file has arrived."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from api.locks import Citizen
from api.shapes.cases import Material, UploadAsk, UploadTicket
from hall import materials

router = APIRouter(tags=["材料"])


@router.post("/cases/{id}/materials", status_code=201)
async def ask(id: UUID, asked: UploadAsk, who: Citizen) -> UploadTicket:
    ticket = await materials.ask_upload(
        who.subject, id, asked.kind, file_name=asked.file_name, media_type=asked.media_type, size=asked.size
    )
    return UploadTicket.model_validate(ticket)


@router.post("/materials/{id}/arrived", status_code=202)
async def arrived(id: UUID, who: Citizen) -> Material:
    return Material.model_validate(await materials.arrived(who.subject, id))


@router.get("/materials/{id}")
async def material(id: UUID, who: Citizen) -> Material:
    return Material.model_validate(await materials.view(who.subject, id))


@router.delete("/materials/{id}", status_code=204)
async def remove(id: UUID, who: Citizen) -> None:
    await materials.remove(who.subject, id)
