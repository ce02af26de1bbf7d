"""Cases begun: filled from wallet and identity before the person sees them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from tortoise.exceptions import IntegrityError

from core import clock
from core.errors import Conflict, Forbidden
from core.tables import transaction, uuid7
from hall import access, catalog, colleagues, prefill, sealed, situated, story, views
from hall.listings import ServiceDetail
from hall.models import Case
from hall.prefill import Known
from hall.resituating import resituate
from hall.situated import Said, Situation
from hall.states import OPEN
from hall.views import CaseView
from profile import certificates
from profile.certificates import Held

PREFILLED = "能共享的信息都已填好，您只要核对。"


async def begin_renewal(citizen_id: UUID, certificate_id: UUID, offer_id: UUID | None = None) -> CaseView:
    """The open case that renews this version of a certificate, begun now unless there is one already.

    Raises `NotFound` for a stranger, `Conflict` outside the window and once the certificate has been replaced.
    """
    return await _renewal(citizen_id, await certificates.held(citizen_id, certificate_id), offer_id)


async def _renewal(citizen_id: UUID, held: Held, offer_id: UUID | None = None, situation: Situation | None = None) -> CaseView:
    present = await _open_renewal(held)
    if present:
        return await colleagues.shown(citizen_id, await resituate(citizen_id, await access.seen(citizen_id, present.id), situation))
    _refuse_renewal(held, clock.today())
    code = catalog.renewal_service(held.type_code)
    if code is None:
        raise Conflict("case.no_service", f"{held.type_name}暂时不能在这里续办，请咨询{held.department}。")
    service = await catalog.service(code)
    # A holder's duty, such as a yearly fee, is renewed whatever kind of power stands behind it.
    if service.status != "在用":
        _refuse_application(service)
    case = await _begin(citizen_id, service, held, offer_id, situation)
    return await colleagues.shown(citizen_id, case or await _present(held))


async def begin(citizen_id: UUID, service_code: str, said: Said | None = None) -> CaseView:
    """A case for a service: the renewal of the certificate that it renews when one is due, else the present draft or a new one.

    With `said`, the case is that of the situation that the answers lead to; a draft that is there already becomes so.
    Raises `Conflict` for what can't be applied for (an office's own duty, a service that is paused or ended) and for a guide that
    has changed, `Invalid` for answers that don't lead to an end.
    """
    service = await catalog.service(service_code)
    _refuse_application(service)
    situation = await situated.settle(service_code, said) if said else None
    due = await _due(citizen_id, service)
    if due:
        return await _renewal(citizen_id, due, None, situation)
    present = await _draft_application(citizen_id, service.id)
    case = present or await _begin(citizen_id, service, None, None, situation) or await _draft_application(citizen_id, service.id)
    if case is None:
        raise Conflict("case.busy", "刚才没有办成，请再试一次。")
    return await views.shown(await resituate(citizen_id, case, situation))


def _refuse_application(service: ServiceDetail) -> None:
    """What an office does of its own accord, or no longer does, can't be applied for."""
    if service.why_not:
        raise Conflict("service.not_on_application", service.why_not)


async def _due(citizen_id: UUID, service: ServiceDetail) -> Held | None:
    today = clock.today()
    mine = [held for held in await _wallet(citizen_id) if held.type_code in service.renews] if service.renews else []
    due = next((held for held in mine if held.can_renew(today)), None)
    missed = next((sentence for held in mine if (sentence := held.too_late(today))), None)
    if due is None and missed:
        raise Conflict("certificate.too_late", missed)
    return due


async def _wallet(citizen_id: UUID) -> list[Held]:
    """What somebody holds, and what the enterprise holds that they act for when there is but one."""
    company = await prefill.only_enterprise(citizen_id)
    return await certificates.wallet(citizen_id) + (await certificates.of_enterprise(citizen_id, company.id) if company else [])


def _refuse_renewal(held: Held, today: date) -> None:
    if held.state == "superseded":
        raise Conflict("certificate.superseded", "这张证照已经换过新证，请在卡包里查看新的那张。")
    if held.state != "valid":
        raise Conflict("certificate.not_valid", f"这张{held.type_name}已被注销或撤销，不能续办。请咨询{held.department}。")
    if held.opens_on is None:
        raise Conflict("certificate.no_renewal", f"{held.type_name}长期有效，不用续办。")
    if sentence := held.too_late(today):
        raise Conflict("certificate.too_late", sentence)
    if not held.can_renew(today):
        opens = held.opens_on
        raise Conflict("certificate.too_early", f"{opens.year} 年 {opens.month} 月 {opens.day} 日起可以办理，到时会提醒您。")


async def _begin(
    citizen_id: UUID, service: ServiceDetail, held: Held | None, offer_id: UUID | None, situation: Situation | None
) -> Case | None:
    """Keeps the new case; None when somebody began the same in this very moment."""
    known = await prefill.gather(citizen_id, held.id if held else None)
    _require_real_name(known)
    case = _new(known, service, offer_id, situation)
    try:
        async with transaction():
            await case.save(force_create=True)
            await story.write(case, "begun", PREFILLED)
    except IntegrityError:
        return None
    return case


def _require_real_name(known: Known) -> None:
    if known.person.level < 2:
        raise Forbidden("citizen.real_name_needed", "办理前需要先完成实名认证，只要一分钟。")


def _new(known: Known, service: ServiceDetail, offer_id: UUID | None, situation: Situation | None) -> Case:
    case_id, held = uuid7(), known.held
    answers = prefill.answers(situated.questions(service.code, held is not None, situation), known, service.renews)
    return Case(
        id=case_id,
        citizen_id=known.person.id,
        service_id=service.id,
        service_version=service.version,
        situation=situation.kept() if situation else None,
        kind="renewal" if held else "application",
        certificate_id=held.id if held else None,
        certificate_version=held.version if held else None,
        offer_id=offer_id,
        promise_days=situation.days if situation else service.promise_days,
        fields_sealed=sealed.seal_answers(case_id, answers),
    )


async def _open_renewal(held: Held) -> Case | None:
    return await Case.get_or_none(certificate_id=held.id, certificate_version=held.version, state__in=list(OPEN))


async def _present(held: Held) -> Case:
    case = await _open_renewal(held)
    if case is None:
        raise Conflict("case.busy", "刚才没有办成，请再试一次。")
    return case


async def _draft_application(citizen_id: UUID, service_id: UUID) -> Case | None:
    return await Case.get_or_none(citizen_id=citizen_id, service_id=service_id, certificate_id=None, state="draft")
