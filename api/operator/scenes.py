"""Scenes under operators' hands: tried on personas while typed, counted on a day to come, published by a second person, taken back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path

from api.locks import Operator
from api.shapes.catalogue import Change
from api.shapes.scenes import (
    OperatedScene,
    SceneAsk,
    SceneCheck,
    SceneContent,
    SceneCoverage,
    SceneDraft,
    ScenePublication,
    SceneRollback,
    SceneRow,
    Scenes,
    SceneVersion,
)
from core import clock
from profile import staff
from recommend import personas, scenebook, scenecoverage, scenediffering, sceneediting, scenes
from recommend.learning import impressions

router = APIRouter(prefix="/scenes", tags=["场景"])
Code = Annotated[str, Path(max_length=16)]
MONTH = timedelta(days=30)


@router.get("")
async def every(who: Operator) -> Scenes:
    """All scenes with their state and what became of them in thirty days."""
    numbers, drafts = await scenebook.numbers()
    funnels = {one.scene_code: one for one in await impressions.funnels(clock.now() - MONTH)}
    cast = personas.personas()
    items = []
    for scene in scenebook.listed():
        seen, tried_on = funnels.get(scene.code), len(cast.get(scene.code, ()))
        counts = {name: getattr(seen, name) if seen else 0 for name in ("shown", "opened", "begun", "finished")}
        items.append(
            SceneRow(
                **asdict(scene), number=numbers.get(scene.code, 0), has_draft=scene.code in drafts, personas=tried_on, **counts,
            )
        )  # fmt: skip
    return Scenes(items=items, live=sum(scene.status == "live" for scene in scenes.scenes()))


@router.get("/coverage")
async def coverage(who: Operator) -> SceneCoverage:
    """Whom each live scene fits today: what fits nobody is told apart from what can't be read."""
    found = await scenecoverage.coverage(clock.today())
    return SceneCoverage(people=found.people, enterprises=found.enterprises, most=scenecoverage.MOST, fits=dict(found.fits))


@router.get("/{code}")
async def one(code: Code, who: Operator) -> OperatedScene:
    return await _shown(code, who.subject)


async def _shown(code: str, staff_id: UUID) -> OperatedScene:
    scene = await scenebook.present(code)
    draft = scene.draft
    names = await staff.names(list(draft.author_ids)) if draft else {}
    return OperatedScene(
        code=code,
        number=scene.number,
        fault=scenes.left_out().get(code, ""),
        content=_content(scene.content),
        draft=draft
        and SceneDraft(
            revision=draft.revision,
            authors=[names.get(one, "") for one in draft.author_ids],
            mine=staff_id in draft.author_ids,
            difference=[Change(**asdict(one)) for one in await sceneediting.changes(scene.content, draft.content)],
            edited_at=draft.edited_at,
            content=_content(draft.content),
        ),
        versions=[
            SceneVersion.model_validate({name: row[name] for name in SceneVersion.model_fields}) for row in await scenebook.versions(code)
        ],
    )


def _content(content: scenebook.Content) -> SceneContent:
    priority = str(content["priority"])
    return SceneContent.model_validate({**content, "priority": int(priority) if priority.isdecimal() else 0})


def _kept(content: SceneContent) -> scenebook.Content:
    """As it is stored: every column of the table as text."""
    told = content.model_dump()
    return {**told, "priority": str(told["priority"])}


@router.post("/{code}/check")
async def check(code: Code, asked: SceneAsk, who: Operator) -> SceneCheck:
    """What is wrong with a content, in words, on its people, and whom it would fit; nothing is kept."""
    scenebook.shipped(code)
    content, day = _kept(asked.content), asked.day or clock.today()
    faults = await sceneediting.faults(code, content)
    return SceneCheck.model_validate(
        {
            "faults": [asdict(one) for one in faults],
            "words": scenediffering.in_words(content["condition"]),
            "trials": [asdict(one) for one in await sceneediting.trials(code, content)],
            "day": day,
            "fits": await sceneediting.coverage(code, content, day),
        }
    )


@router.patch("/{code}")
async def edit(code: Code, asked: SceneContent, who: Operator) -> OperatedScene:
    """Keeps the draft; nothing that people see changes before a second person publishes."""
    await sceneediting.edit(code, _kept(asked), who.subject)
    return await _shown(code, who.subject)


@router.delete("/{code}/draft")
async def discard(code: Code, who: Operator) -> OperatedScene:
    await sceneediting.discard(code)
    return await _shown(code, who.subject)


@router.post("/{code}/publication")
async def publish(code: Code, asked: ScenePublication, who: Operator) -> OperatedScene:
    await sceneediting.publish(code, who.subject, revision=asked.revision, note=asked.note)
    return await _shown(code, who.subject)


@router.post("/{code}/rollback")
async def roll_back(code: Code, asked: SceneRollback, who: Operator) -> OperatedScene:
    await sceneediting.roll_back(code, who.subject, to=asked.to, number=asked.number, note=asked.note)
    return await _shown(code, who.subject)
