"""What operators did and what became of it, for auditors; the chains behind it, looked at now or at night."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from fastapi import APIRouter

from api.locks import Operator
from api.shapes.auditing import Act, ActChoices, ActPage, ChainChecks, Choice
from core.errors import Invalid
from profile import auditing, staff
from profile.ledger import checking

router = APIRouter(tags=["审计"])
FILE = Path(__file__).parent / "acts.csv"
KINDS = {"sign_in": "登录", "catalogue": "事项", "push": "推送", "rules": "规则", "recommend": "推荐", "cases": "办件", "audit": "审计"}


@lru_cache(maxsize=1)
def doors() -> Mapping[str, tuple[str, str]]:
    """Each act's kind and its name in words, by its door as it is written down."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["door"]: (row["kind"], row["name"]) for row in csv.DictReader(file)}


@router.get("/acts")
async def acts(
    who: Operator,
    *,
    person: str | None = None,
    kind: str | None = None,
    day: str | None = None,
    outcome: str | None = None,
    cursor: str | None = None,
) -> ActPage:
    """The newest first; of one person, one kind, one day, one outcome."""
    await staff.must_be_auditor(who.subject)
    found = await auditing.page(await _person(person), _doors(kind), _day(day), outcome or None, cursor or None)
    return ActPage(items=[_shape(one) for one in found["items"]], next_cursor=found["next_cursor"])


@router.get("/acts/choices")
async def choices(who: Operator) -> ActChoices:
    """What the acts may be asked for by."""
    await staff.must_be_auditor(who.subject)
    return ActChoices(
        people=[Choice(key=str(staff_id), name=name) for staff_id, name in await staff.everyone()],
        kinds=[Choice(key=key, name=name) for key, name in KINDS.items()],
        outcomes=[Choice(key=key, name=name) for key, name in auditing.OUTCOMES.items()],
    )


def _shape(one: dict[str, str]) -> Act:
    act = one.pop("act")
    return Act.model_validate({**one, "door": act.replace("/api/v1/operator", ""), "name": doors().get(act, ("", act))[1]})


async def _person(person: str | None) -> UUID | None:
    if not person:
        return None
    found = next((staff_id for staff_id, _ in await staff.everyone() if str(staff_id) == person), None)
    if found is None:
        raise Invalid("act.person", "没有这个操作员，请重新选择。", "person")
    return found


def _doors(kind: str | None) -> list[str] | None:
    if kind and kind not in KINDS:
        raise Invalid("act.kind", "没有这种操作，请重新选择。", "kind")
    return [door for door, (one, _) in doors().items() if one == kind] if kind else None


def _day(day: str | None) -> date | None:
    try:
        found = date.fromisoformat(day) if day else None
        if found and not 2000 <= found.year < 3000:
            raise ValueError(day)
        return found
    except ValueError as error:
        raise Invalid("act.day", "日期写得不对，请写成 2026-03-10 这样。", "day") from error


@router.get("/acts/checks")
async def checks(who: Operator) -> ChainChecks:
    """How the chains stood when they were looked at, the latest first; one that goes on tells how far it is."""
    await staff.must_be_auditor(who.subject)
    return ChainChecks.model_validate(await checking.checks())


@router.post("/acts/checks", status_code=202)
async def check(who: Operator) -> ChainChecks:
    """Orders a look now; the worker takes it."""
    await staff.must_be_auditor(who.subject)
    await checking.begin(who.subject)
    return ChainChecks.model_validate(await checking.checks())
