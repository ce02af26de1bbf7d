"""What a service takes in one's own situation (情形), and several services at once (一件事): open to all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query

from api.locks import Visitor, anyone
from api.shapes import guides as shapes
from core.tokens import Bearer
from hall import bundles, elements, prefill, promises, situated, situations
from hall.bundles import searchable  # noqa: F401 -- so that bundles are found here as well
from hall.prefill import Known

router = APIRouter()


async def ready() -> None:
    """Works the bundles out once when the API starts, so that no person waits for it."""
    await bundles.all()


@router.get("/services/{code}/situations", tags=["事项"])
async def tree(code: str, visitor: Visitor) -> shapes.SituationTree:
    """Every question and situation; for somebody signed in with what shared data can't give of theirs."""
    found, shared, known = await situations.tree(code), await situations.shared(code), await _known(visitor)
    return shapes.SituationTree(
        service_code=code,
        version=found.version,
        sample=not found.verified,
        start=found.start,
        questions=[_question(one) for one in found.questions.values()],
        situations=[_situation(one, shared, known) for one in found.leaves.values()],
    )


@router.post("/services/{code}/situations/answers", tags=["事项"])
async def answers(code: str, asked: shapes.SituationAnswers, visitor: Visitor) -> shapes.SituationStep:
    """The next question or the situation; nothing is kept."""
    found = await situated.present_tree(code, asked.version)
    passed, at = situations.path(found, asked.answers)
    path = [shapes.AnsweredQuestion(key=one.key, ask=one.ask, value=answer.value, say=answer.say) for one, answer in passed]
    question = _question(at) if isinstance(at, situations.Question) else None
    leaf = at if isinstance(at, situations.Leaf) else None
    situation = _situation(leaf, await situations.shared(code), await _known(visitor)) if leaf else None
    return shapes.SituationStep(
        service_code=code, version=found.version, sample=not found.verified, path=path, question=question, situation=situation
    )


@router.get("/bundles", tags=["一件事"], dependencies=[Depends(anyone)])
async def listed(audience: Literal["", "citizen", "enterprise"] = "", stage: Annotated[str, Query(max_length=20)] = "") -> shapes.Bundles:
    every = await bundles.all(audience)
    stages = dict.fromkeys(one.listed.stage for one in every)
    rows = [shapes.BundleRow.model_validate(_row(one)) for one in every if stage in {"", one.listed.stage}]
    return shapes.Bundles(items=rows, stages=list(stages))


@router.get("/bundles/{id}", tags=["一件事"], dependencies=[Depends(anyone)])
async def bundle(id: str, region: Annotated[str, Query(max_length=20)] = "") -> shapes.Bundle:
    """A bundle over what its services say now, with a region's fees."""
    found = await bundles.bundle(id, region)
    form = [shapes.BundleSection(name=one.name, fields=[_bundle_field(field) for field in one.fields]) for one in found.form]
    more = {name: getattr(found, name) for name in ("days_apart", "visits", "fields_apart")}
    more |= {name: getattr(found.listed, name) for name in ("note", "source", "source_confidence")}
    members = [_member(one) for one in found.members]
    materials = [_bundle_material(one) for one in found.materials]
    fields = sum(len(one.fields) for one in form)
    return shapes.Bundle.model_validate({**_row(found), **more, "form": form, "members": members, "materials": materials, "fields": fields})


def _question(one: situations.Question) -> shapes.SituationQuestion:
    return shapes.SituationQuestion.model_validate(one, from_attributes=True, extra="ignore")


async def _known(visitor: Bearer | None) -> Known | None:
    return await prefill.gather(visitor.subject, None) if visitor else None


def _situation(leaf: situations.Leaf, shared: Mapping[str, str], known: Known | None) -> shapes.Situation:
    materials = [_material(name, promises.promise(name, shared, known)) for name in leaf.materials]
    form = [shapes.FormSection(name=name, fields=[_field(one) for one in elements.sections()[name]]) for name in leaf.sections]
    plain = {name: getattr(leaf, name) for name in ("key", "name", "fee", "days", "visits", "note", "law")}
    return shapes.Situation.model_validate({**plain, "materials": materials, "form": form})


def _material(name: str, promise: promises.Promise) -> shapes.GuideMaterial:
    return shapes.GuideMaterial(name=name, waived=promise.source is not None, waived_source=promise.source, note=promise.note)


def _field(one: elements.Element) -> shapes.FormField:
    return shapes.FormField(key=one.key, label=one.label, kind=one.kind, choices=list(one.choices), hint=one.hint)


def _row(one: bundles.Bundle) -> dict[str, object]:
    plain = {name: getattr(one.listed, name) for name in ("id", "name", "audience", "stage", "lead_department")}
    services = [member.item.name for member in one.members]
    bring = sum(material.waived_source is None for material in one.materials)
    return {**plain, "services": services, "days": one.days, "bring": bring, "sample": not one.listed.verified}


def _member(one: bundles.Member) -> shapes.BundleMember:
    plain = {name: getattr(one.item, name) for name in ("code", "name", "department", "days", "visits", "fee", "why_not")}
    return shapes.BundleMember.model_validate({**plain, "step": one.step, "after": one.after})


def _bundle_field(one: bundles.BundleField) -> shapes.BundleField:
    return shapes.BundleField(**_field(one.element).model_dump(), needed_by=list(one.needed_by))


def _bundle_material(one: bundles.BundleMaterial) -> shapes.BundleMaterial:
    promise = promises.Promise(one.waived_source, "")
    return shapes.BundleMaterial(**_material(one.name, promise).model_dump(), needed_by=list(one.needed_by))
