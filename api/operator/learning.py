"""The learned order and what became of its cards: versions trained, switched to and taken back; funnels of scenes; the nights."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.locks import Operator
from api.shapes.learning import Funnel, Funnels, Model, Models, Night, Nights, Ordered, Worth, Worths
from core import clock
from push import worth
from recommend import scoring
from recommend.learning import impressions, training, versions

router = APIRouter(tags=["运营"])


@router.get("/models")
async def models(who: Operator) -> Models:
    """The newest first; one being trained tells its step and per cent."""
    return Models(items=[Model.model_validate(one) for one in await versions.listed()])


@router.post("/models", status_code=202)
async def train(who: Operator) -> Ordered:
    """Orders a new version; the worker trains it."""
    return Ordered(version=await training.begin(who.subject))


@router.post("/models/{version}/live", status_code=204)
async def switch(version: Annotated[int, Path(ge=1, le=2_000_000_000)], who: Operator) -> None:
    await versions.switch(version, who.subject)


@router.post("/models/rollback", status_code=204)
async def roll_back(who: Operator) -> None:
    """Back to the version that was live before."""
    await versions.roll_back(who.subject)


@router.get("/funnels")
async def funnels(who: Operator, days: Annotated[int, Query(ge=1, le=366)] = 30) -> Funnels:
    """Scene by scene over so many days: shown, opened, begun, finished, dismissed."""
    since = clock.now() - timedelta(days=days)
    return Funnels(items=[Funnel.model_validate(one) for one in await impressions.funnels(since)])


@router.get("/held-out")
async def held_out(who: Operator) -> Worths:
    """What telling on the phone is worth where nothing is at stake, against a twentieth held out by lot."""
    return Worths(items=[Worth.model_validate(one) for one in await worth.measured(clock.now())])


@router.get("/nights")
async def nights(who: Operator) -> Nights:
    """How far everybody's page is laid ready, the latest night first."""
    return Nights(items=[Night.model_validate(one) for one in await scoring.nights()])
