"""Answers typed by the person: kept when they will do, refused in words when they will not."""

from __future__ import annotations

from uuid import UUID

from core import clock
from core.errors import Invalid
from core.tables import transaction
from hall import access, forms, prefill, sealed, situated, views
from hall.views import CaseView


async def fill(citizen_id: UUID, case_id: UUID, fields: dict[str, str]) -> CaseView:
    """Keeps what the person typed, all of it or nothing. Raises `Invalid` naming the field that is locked, unknown or wrong."""
    async with transaction():
        case = await access.editable(citizen_id, case_id)
        service = await situated.service_of(case)
        questions = {one.key: one for one in situated.questions(service.code, case.kind == "renewal", situated.of(case))}
        answers = sealed.open_answers(case.id, case.fields_sealed)
        for key, value in fields.items():
            answer = _typed(questions.get(key), key, value, answers.get(key))
            if answer:
                answers[key] = answer
        case.fields_sealed = sealed.seal_answers(case.id, answers)
        await case.save(update_fields=["fields_sealed"])
    return await views.shown(case)


def _typed(question: forms.Field | None, key: str, value: object, present: forms.Answer | None) -> forms.Answer | None:
    """The new answer; None when a masked value came back untouched."""
    if question is None:
        raise Invalid("case.field_unknown", "表单里没有这一项，请刷新页面后再填。", key[:64])
    if not isinstance(value, str):
        raise Invalid("case.field_invalid", f"{question.label}应是文字。", key)
    text = value.strip()
    if present and text in {present.value, views.masked(key, present.value)}:
        return None
    if present and present.locked:
        source = present.source
        raise Invalid("case.field_locked", f"「{question.label}」来自{source}，不能在这里修改。如果有误，请联系{source}更正。", key)
    problem = forms.problem_with(question, text, clock.today())
    if problem:
        raise Invalid("case.field_invalid", problem, key)
    return forms.Answer(text, prefill.BY_HAND, clock.today().isoformat())
