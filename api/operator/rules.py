"""Certificate rules under operators' hands: drafted with their cases run, put through the time machine, published, taken back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, File, Form, UploadFile

from api.locks import Operator
from api.shapes.rules import (
    CalendarReport,
    Rule,
    RuleChanges,
    RuleDraft,
    RulePublication,
    RuleRollback,
    RuleRow,
    Rules,
    RuleSide,
    RuleVersion,
    SimulationAsk,
    Simulations,
    Trial,
    WorkCalendar,
)
from core import clock
from core.calendar import workdays
from core.errors import Invalid
from profile import recomputing, rulebook, ruling, staff, workcalendar
from profile.rules import content as contents
from profile.rules import foreseen, rule_text
from profile.rules.content import HOLDERS, Content
from profile.rules.types import CertificateType
from profile.rules.words import law_with_date
from push import simulate

router = APIRouter(tags=["证照规则"])
FILE_MAX = 1 << 20


@router.get("/rules")
async def every(who: Operator) -> Rules:
    """All types of certificate with their rules in words."""
    found = [(rule, rule.kind) for rule in await rulebook.every()]
    items = [
        RuleRow(
            code=rule.code,
            name=kind.name,
            holder=HOLDERS[kind.holder],
            department=kind.department,
            words=rule_text(kind),
            live=kind.live,
            confidence=kind.confidence,
            number=rule.number,
            cases=len(rule.content["cases"]),
            has_draft=rule.draft is not None,
        )
        for rule, kind in found
    ]
    return Rules(items=items, live=sum(kind.live for _, kind in found))


@router.get("/rules/{code}")
async def one(code: str, who: Operator) -> Rule:
    return await _shown(code, who.subject)


async def _shown(code: str, staff_id: UUID) -> Rule:
    rule = await rulebook.present(code)
    draft = rule.draft
    names = await staff.names(list(draft.author_ids)) if draft else {}
    return Rule(
        code=rule.code,
        name=rule.kind.name,
        holder=HOLDERS[rule.kind.holder],
        department=rule.kind.department,
        law=law_with_date(rule.kind),
        number=rule.number,
        certificates=await recomputing.count(code),
        side=_side(rule.kind, rule.content),
        draft=draft
        and RuleDraft.model_validate(
            {
                "revision": draft.revision,
                "digest": draft.digest,
                "edited_at": draft.edited_at,
                "authors": [names.get(one, "") for one in draft.author_ids],
                "mine": staff_id in draft.author_ids,
                "side": _side(rule.drafted, draft.content),
                "difference": contents.difference(rule.content, draft.content),
            }
        ),
        versions=[_version(row) for row in await rulebook.versions(rule.id)],
    )


def _version(row: dict[str, object]) -> RuleVersion:
    return RuleVersion.model_validate({name: row[name] for name in RuleVersion.model_fields})


def _side(kind: CertificateType, content: Content) -> RuleSide:
    trials = [
        Trial.model_validate(
            {**asdict(trial), "passed": trial.passed, "lines": [{**asdict(line), "same": line.same} for line in trial.lines]}
        )
        for trial in rulebook.tried(kind, content)
    ]
    plain = {name: value for name, value in content.items() if name != "cases"}
    ladder = [asdict(rung) for rung in foreseen(kind, clock.today(), workdays())]
    return RuleSide.model_validate({"words": rule_text(kind), "content": plain, "trials": trials, "ladder": ladder})


@router.patch("/rules/{code}")
async def edit(code: str, asked: RuleChanges, who: Operator) -> Rule:
    """Adds to the draft and runs its cases; nothing that is in force changes before a second person publishes."""
    await ruling.edit(code, asked.model_dump(exclude_unset=True), who.subject)
    return await _shown(code, who.subject)


@router.post("/rules/{code}/preview")
async def preview(code: str, asked: RuleChanges, who: Operator) -> RuleSide:
    """How the draft would read with these changes, what its ladder would come to, and its cases run; nothing is kept."""
    content, kind = await ruling.preview(code, asked.model_dump(exclude_unset=True))
    return _side(kind, content)


@router.delete("/rules/{code}/draft")
async def discard(code: str, who: Operator) -> Rule:
    await ruling.discard(code)
    return await _shown(code, who.subject)


@router.post("/rules/{code}/simulations", status_code=202)
async def run(code: str, asked: SimulationAsk, who: Operator) -> Simulations:
    """Starts the time machine on the draft, or on the live rule where there is none."""
    await simulate.begin(code, who.subject, from_on=asked.from_on, days=asked.days, catch_up=asked.catch_up)
    return Simulations.model_validate({"items": await simulate.runs(code)})


@router.get("/rules/{code}/simulations")
async def runs(code: str, who: Operator) -> Simulations:
    return Simulations.model_validate({"items": await simulate.runs(code)})


@router.post("/rules/{code}/publication")
async def publish(code: str, asked: RulePublication, who: Operator) -> Rule:
    """By a second person, after a stored run of exactly this draft."""
    await simulate.publish(code, who.subject, revision=asked.revision, catch_up=asked.catch_up, note=asked.note)
    return await _shown(code, who.subject)


@router.post("/rules/{code}/rollback")
async def roll_back(code: str, asked: RuleRollback, who: Operator) -> Rule:
    await ruling.roll_back(code, who.subject, to=asked.to, number=asked.number, note=asked.note)
    return await _shown(code, who.subject)


@router.get("/calendar")
async def calendar(who: Operator) -> WorkCalendar:
    """The working days that are known, the notices they came from, and the recomputations that followed."""
    return WorkCalendar.model_validate({**await workcalendar.present(), "recomputations": await recomputing.recent()})


@router.post("/calendar")
async def bring_notice(
    who: Operator,
    file: Annotated[UploadFile, File(description="CSV（date, is_workday, name, status）或年度通知的 JSON，最多 1 MB")],
    dry_run: Annotated[bool, Form()] = True,
) -> CalendarReport:
    """The yearly notice: what it changes, and only then published; what leans on it is worked out anew."""
    data = await file.read(FILE_MAX + 1)
    if len(data) > FILE_MAX:
        raise Invalid("import.too_large", "文件超过 1 MB，请检查是不是选错了文件。", "file")
    return CalendarReport.model_validate(await workcalendar.bring(file.filename or "", data, who.subject, dry_run=dry_run))
