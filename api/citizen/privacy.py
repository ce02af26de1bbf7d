"""What a person controls: who looked at their data, consents, tags, corrections, export, closing the account."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from api.locks import Citizen
from api.shapes.privacy import (
    ChallengeAsk,
    Closing,
    ConsentChange,
    Consents,
    CorrectionAsk,
    OwnTicket,
    OwnTickets,
    ReadPage,
    Tags,
)
from core import clock
from hall import tickets
from profile import consents, ledger
from push import closing, export
from recommend import mydata, tags

router = APIRouter(prefix="/me", tags=["我的隐私"])
TagName = Annotated[str, Path(max_length=80)]


@router.get("/reads")
async def reads(who: Citizen, cursor: Annotated[str | None, Query(max_length=120)] = None) -> ReadPage:
    """Who looked at my data, newest first."""
    return ReadPage.model_validate(await ledger.page(who.subject, cursor))


@router.post("/reads/{id}/challenge", status_code=201)
async def challenge(id: UUID, asked: ChallengeAsk, who: Citizen) -> OwnTicket:
    return OwnTicket.model_validate(await tickets.challenge(who.subject, id, asked.words))


@router.get("/tickets")
async def my_tickets(who: Citizen) -> OwnTickets:
    return OwnTickets.model_validate({"items": await tickets.mine(who.subject)})


@router.post("/corrections", status_code=201)
async def correct(asked: CorrectionAsk, who: Citizen) -> OwnTicket:
    """Asks the department that a fact comes from to put it right."""
    source = await mydata.source_of(who.subject, asked.label)
    return OwnTicket.model_validate(await tickets.correct(who.subject, asked.label, source, asked.words))


@router.get("/consents")
async def my_consents(who: Citizen) -> Consents:
    return Consents.model_validate({"items": await consents.mine(who.subject)})


@router.put("/consents/{purpose}")
async def consent(purpose: Annotated[str, Path(max_length=32)], asked: ConsentChange, who: Citizen) -> Consents:
    """Gives or takes back, with effect at once."""
    await consents.change(who.subject, purpose, on=asked.on)
    return Consents.model_validate({"items": await consents.mine(who.subject)})


@router.get("/tags")
async def my_tags(who: Citizen) -> Tags:
    return Tags.model_validate(await tags.mine(who.subject))


@router.delete("/tags/{name}", status_code=204)
async def drop_tag(name: TagName, who: Citizen) -> None:
    await tags.drop(who.subject, name)


@router.put("/tags/{name}", status_code=204)
async def restore_tag(name: TagName, who: Citizen) -> None:
    """Takes the deletion of a tag back."""
    await tags.restore(who.subject, name)


@router.post("/export")
async def export_all(who: Citizen) -> Response:
    """Everything that is kept about the person, in the clear, as a file; a few times a day."""
    body = await export.everything(who.subject)
    name = f"zhiban-{clock.today()}.json"
    return Response(body, media_type="application/json", headers={"Content-Disposition": f'attachment; filename="{name}"'})


@router.get("/closing")
async def closing_state(who: Citizen) -> Closing:
    return Closing.model_validate(await closing.state(who.subject))


@router.post("/closing")
async def close(who: Citizen) -> Closing:
    """Closes the account in seven days, unless the person changes their mind."""
    await closing.ask(who.subject)
    return Closing.model_validate(await closing.state(who.subject))


@router.delete("/closing")
async def keep(who: Citizen) -> Closing:
    await closing.undo(who.subject)
    return Closing.model_validate(await closing.state(who.subject))
