"""Question trees (情形) and bundles (一件事) under operators' hands: checked while typed, published with the difference, rolled back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.locks import Operator
from api.shapes.authoring import (
    GuideCheck,
    GuideFilters,
    GuidePublication,
    GuideText,
    GuideWithdrawal,
    Kind,
    ListedGuides,
    OperatedGuide,
    Preview,
    Verification,
)
from api.shapes.catalogue import Differences, Rollback
from hall import authoring, guides

router = APIRouter(prefix="/guides/{kind}", tags=["情形和一件事"])
Number = Annotated[int, Query(ge=1, le=2**31 - 1)]
Code = Annotated[str, Path(max_length=80)]


@router.get("")
async def listed(kind: Kind, who: Operator, asked: Annotated[GuideFilters, Query()]) -> ListedGuides:
    return ListedGuides.model_validate(await authoring.browse(kind, asked.q, asked.verified, asked.drafts, asked.page))


@router.get("/{code}")
async def guide(kind: Kind, code: Code, who: Operator) -> OperatedGuide:
    return await _shown(kind, code)


async def _shown(kind: Kind, code: str) -> OperatedGuide:
    found = await authoring.present(kind, code)
    told = {name: value for name, value in vars(found).items() if name != "id"}
    return OperatedGuide.model_validate({**told, "versions": await authoring.versions(found.id)})


@router.patch("/{code}")
async def edit(kind: Kind, code: Code, asked: GuideText, who: Operator) -> OperatedGuide:
    """Keeps the text as the draft; nothing that people see changes before it is published."""
    await authoring.edit(kind, code, asked.text, who.subject)
    return await _shown(kind, code)


@router.post("/{code}/check")
async def check(kind: Kind, code: Code, asked: GuideText, who: Operator) -> GuideCheck:
    """What is wrong with a text, nothing being kept."""
    tree = authoring.tree_of(code, asked.text) if kind == guides.TREE else None
    walked = {"start": tree.start, "questions": list(tree.questions.values()), "leaves": list(tree.leaves.values())} if tree else None
    return GuideCheck.model_validate(
        {"faults": await authoring.faults(kind, code, asked.text), "preview": walked and Preview.model_validate(walked, extra="ignore")}
    )


@router.delete("/{code}/draft", status_code=204)
async def discard(kind: Kind, code: Code, who: Operator) -> None:
    """A guide that was never published goes with its draft."""
    await authoring.discard(kind, code)


@router.get("/{code}/difference")
async def difference(kind: Kind, code: Code, older: Number, newer: Number, who: Operator) -> Differences:
    return Differences.model_validate({"items": await authoring.between(kind, code, older, newer)})


@router.post("/{code}/publication")
async def publish(kind: Kind, code: Code, asked: GuidePublication, who: Operator) -> OperatedGuide:
    await authoring.publish(kind, code, who.subject, version=asked.version, revision=asked.revision, note=asked.note)
    return await _shown(kind, code)


@router.post("/{code}/rollback")
async def roll_back(kind: Kind, code: Code, asked: Rollback, who: Operator) -> OperatedGuide:
    await authoring.roll_back(kind, code, who.subject, to=asked.to, version=asked.version, note=asked.note)
    return await _shown(kind, code)


@router.post("/{code}/verification")
async def verify(kind: Kind, code: Code, asked: Verification, who: Operator) -> OperatedGuide:
    """Says that somebody vouches for what is published: 示例 is no longer shown; or takes that back."""
    await authoring.verify(kind, code, who.subject, version=asked.version, verified=asked.verified)
    return await _shown(kind, code)


@router.post("/{code}/withdrawal")
async def withdraw(kind: Kind, code: Code, asked: GuideWithdrawal, who: Operator) -> OperatedGuide:
    """No longer shown or found, its versions kept; or given back as it was."""
    await authoring.withdraw(kind, code, version=asked.version, withdrawn=asked.withdrawn)
    return await _shown(kind, code)
