"""The decision table asked about one case: its inputs collected, its ruling kept. The judgement itself is in `decisions`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from hall import decisions, sealed, situated
from hall.decisions import Ruling, Value
from hall.drafts import Draft
from hall.prefill import Known
from profile.certificates import Held

NO_SITUATION = "none"


def rule(draft: Draft) -> Ruling | None:
    """Rules on a case about to be handed in and keeps the inputs on it; None when the table doesn't know the service."""
    ruling = decisions.rule(draft.service.code, inputs(draft))
    if ruling and draft.unseen:
        unseen = "、".join(slot.name for slot in draft.unseen)
        ruling = replace(ruling, approved=False, reasons=(*ruling.reasons, f"{unseen}要由部门通过数据共享核对"))
    if ruling:
        kept = {"approved": ruling.approved, "reasons": ruling.reasons, "inputs": ruling.inputs}
        draft.case.ruling_sealed = sealed.seal_ruling(draft.case.id, kept)
        draft.case.rule_version = ruling.rule_version
    return ruling


def inputs(draft: Draft) -> dict[str, Value]:
    """Everything that a condition may name."""
    uploaded = sum(view.state == "passed" for view in draft.uploads.values())
    situation = situated.of(draft.case)
    found: dict[str, Value] = {"person.level": draft.known.person.level, "materials.uploaded": uploaded}
    found["situation"] = situation.key if situation else NO_SITUATION
    found |= _of_certificate(draft.known.held, draft.known)
    found |= {f"fact.{name}": _plain(fact.value) for name, fact in draft.known.facts.items()}
    return found | {f"form.{key}": answer.value for key, answer in draft.answers.items()}


def _of_certificate(held: Held | None, known: Known) -> dict[str, Value]:
    if held is None:
        return {}
    left = held.days_left(known.today)
    over = held.state == "valid" and left is not None and left < 0
    return {
        "certificate.state": "expired" if over else held.state,
        "certificate.days_left": left,
        "certificate.window_open": held.can_renew(known.today),
        "certificate.version": held.version,
    }


def _plain(value: object) -> Value:
    return value if isinstance(value, (str, int, bool)) else None


def referral(reasons: Iterable[str], department: str) -> str:
    """Why a person has to look at it, as the applicant reads it."""
    return f"{'；'.join(reasons)}，已转{department}人工审核，您不用重新提交。"
