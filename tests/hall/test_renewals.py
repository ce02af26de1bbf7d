"""A renewal from the wallet to the new certificate, by table and by department."""

from __future__ import annotations

import asyncio
from datetime import date
from uuid import uuid4

import pytest

from core import clock
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.sharing import RegisteredFact
from core.tables import sql
from hall import board, cases, numbers, routing, tickets
from hall.states import State
from local.instance import Sandbox
from profile import certificates, enterprises, facts, ledger, people
from tests.hall import steps
from tests.hall.steps import LICENCE, PASSPORT, PERMIT, SOCIAL_CARD, Resident
from tests.items.steps import operator


def field(case: cases.CaseView, key: str):
    return next(one for one in case.fields if one.key == key)


async def test_a_renewal_is_filled_from_wallet_and_identity_with_sources(who: Resident) -> None:
    case = await cases.begin_renewal(who.id, await who.holds(LICENCE))
    assert case.state is State.DRAFT
    assert case.kind == "renewal"
    assert case.service.code == "IT189"
    name, number = field(case, "applicant_name"), field(case, "certificate_number")
    assert name.value == "许**"
    assert name.locked
    assert name.source is not None
    assert name.source.name == "实名核验"
    assert number.locked
    assert number.source is not None
    assert number.source.name == "杭州市某某局"
    assert not field(case, "phone").locked
    waived = {slot.name: slot.waived_source for slot in case.materials}
    assert waived["机动车驾驶证"] == "电子证照·机动车驾驶证"
    assert "还缺少材料：照片。" in case.blockers
    assert not case.can_submit


async def test_beginning_twice_is_one_case(who: Resident) -> None:
    certificate = await who.holds(LICENCE)
    begun = await asyncio.gather(*(cases.begin_renewal(who.id, certificate) for _ in range(6)))
    assert len({one.id for one in begun}) == 1
    assert await cases.open_for([certificate]) == {certificate: begun[0].id}
    assert await cases.under_way([certificate]) == set()


async def test_a_renewal_before_its_window_says_when_it_opens(who: Resident) -> None:
    certificate = await who.holds(LICENCE, due_in=300)
    with pytest.raises(Conflict) as refused:
        await cases.begin_renewal(who.id, certificate)
    assert refused.value.code == "certificate.too_early"
    assert "起可以办理" in refused.value.sentence


async def test_a_case_needs_a_real_name(hall: Sandbox) -> None:
    guest = await steps.resident(hall, named=False)
    with pytest.raises(Forbidden) as refused:
        await cases.begin(guest.id, "IT142")
    assert refused.value.code == "citizen.real_name_needed"


async def test_another_persons_certificate_and_case_do_not_exist(hall: Sandbox, who: Resident) -> None:
    stranger = await steps.resident(hall)
    certificate = await who.holds(LICENCE)
    case = await cases.begin_renewal(who.id, certificate)
    for attempt in (
        cases.begin_renewal(stranger.id, certificate),
        cases.view(stranger.id, case.id),
        cases.fill(stranger.id, case.id, {}),
        cases.submit(stranger.id, case.id, "key-12345"),
        cases.withdraw(stranger.id, case.id),
    ):
        with pytest.raises(NotFound):
            await attempt


async def test_a_locked_field_is_refused_by_name_and_an_editable_one_is_kept(who: Resident) -> None:
    case = await cases.begin_renewal(who.id, await who.holds(LICENCE))
    with pytest.raises(Invalid) as refused:
        await cases.fill(who.id, case.id, {"phone": "13812345678", "id_number": "330106199001011234"})
    assert refused.value.field == "id_number"
    assert "证件号码" in refused.value.sentence
    assert field(await cases.view(who.id, case.id), "phone").value != "138****5678"
    filled = await cases.fill(who.id, case.id, {"phone": "13812345678", "delivery": "邮寄到家"})
    assert field(filled, "phone").value == "138****5678"
    assert "请填写收件地址" in (field(filled, "address").error or "")
    untouched = await cases.fill(who.id, case.id, {"phone": "138****5678", "applicant_name": "许**"})
    assert field(untouched, "phone").value == "138****5678"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("phone", "12345"),
        ("phone", "1381234567８"),
        ("delivery", "飞鸽传书"),
        ("address", "短"),
        ("address", "杭" * 300),
        ("address", "西湖区\u202e文三路 1 号"),
        ("colour", "red"),
    ],
)
async def test_wrong_answers_are_refused_in_words(who: Resident, key: str, value: str) -> None:
    case = await cases.begin_renewal(who.id, await who.holds(LICENCE))
    with pytest.raises(Invalid) as refused:
        await cases.fill(who.id, case.id, {key: value})
    assert refused.value.field == key
    assert refused.value.sentence.endswith("。")


async def test_what_a_person_tells_is_sealed_at_rest(who: Resident) -> None:
    case = await cases.begin_renewal(who.id, await who.holds(LICENCE))
    await cases.fill(who.id, case.id, {"address": "杭州市西湖区文三路 199 号"})
    rows = await sql("SELECT row_to_json(c)::text AS whole, c.fields_sealed FROM hall_case c WHERE id = $1", case.id)
    kept = rows[0]["whole"].encode() + bytes(rows[0]["fields_sealed"])
    for secret in (who.name, who.number, who.phone, "文三路"):
        assert secret.encode() not in kept


async def test_a_residence_permit_is_endorsed_at_once(who: Resident) -> None:
    await facts.learn(who.id, [RegisteredFact("residence_registered", True, "公安机关", clock.today())])
    permit = await certificates.by_id(await who.holds(PERMIT))
    case = await cases.begin_renewal(who.id, permit.id)
    assert case.service.decided_at_once
    assert case.can_submit, case.blockers
    assert {slot.waived_source for slot in case.materials} == {"电子证照·浙江省居住证", "公安机关"}
    done = await cases.submit(who.id, case.id, "key-permit-1")
    assert done.state is State.FINISHED, [line.note for line in done.timeline]
    assert done.outcome is not None
    assert done.outcome.decided_by == "table"
    assert done.outcome.rule_version == "2026.2"
    assert [line.title for line in done.timeline] == ["已为您填好申请", "已提交", "审核通过", "已办结"]
    assert done.new_certificate_id is not None
    new = await certificates.held(who.id, done.new_certificate_id)
    assert (new.version, new.state) == (permit.version + 1, "valid")
    assert (await certificates.by_id(permit.id)).state == "superseded"
    assert new.next_rung_on is not None
    assert (await cases.submit(who.id, case.id, "key-permit-2")).new_certificate_id == new.id
    ruling = (await board.one(case.id, uuid4())).ruling
    assert ruling["inputs"]["fact.residence_registered"] is True


async def test_what_the_table_cannot_decide_goes_to_a_person_with_reasons(who: Resident) -> None:
    case = await cases.begin_renewal(who.id, await who.holds(PERMIT))
    proof = next(slot for slot in case.materials if slot.name == "居住证明")
    assert proof.required  # nobody has told us of a registered residence
    await steps.upload(who, case.id, proof.kind, steps.jpeg(steps.page()))
    sent = await cases.submit(who.id, case.id, "key-referred")
    assert sent.state is State.SUBMITTED
    referred = next(line for line in sent.timeline if line.title == "转人工审核")
    assert "没有查到您在本地的居住登记" in (referred.note or "")
    assert "转公安人工审核" in (referred.note or "")


async def test_a_licence_travels_to_its_department_and_comes_back_renewed(hall: Sandbox, who: Resident) -> None:
    case = await steps.ready(who)
    assert case.can_submit, case.blockers
    sent = await cases.submit(who.id, case.id, "key-licence-1")
    assert sent.state is State.SUBMITTED
    assert sent.number is not None
    assert numbers.is_case_number(sent.number)
    assert sent.due_on is not None
    assert sent.certificate is not None
    assert await cases.under_way([sent.certificate.id]) == {sent.certificate.id}
    await routing.route()
    got = next(event for event in hall.journal(kind="department.received") if event["case_id"] == str(case.id))
    assert got["department"] == "traffic-police"
    payload = got["payload"]
    assert payload["applicant"] == {"name": who.name, "id_number": who.number, "phone": who.phone}
    assert {one["kind"] for one in payload["materials"]} == {"portrait", "physical-condition"}
    assert "已送达部门" in [line.title for line in (await cases.view(who.id, case.id)).timeline]

    hall.decide("traffic-police", str(case.id), "accepted")
    await reaches(who, case, State.ACCEPTED)
    hall.decide("traffic-police", str(case.id), "approved")
    done = await reaches(who, case, State.FINISHED)
    assert done.new_certificate_id is not None
    new = await certificates.held(who.id, done.new_certificate_id)
    assert new.version == 2
    assert new.source == "公安交管"
    assert not done.can_withdraw
    with pytest.raises(Conflict):
        await cases.withdraw(who.id, case.id)


async def reaches(who: Resident, case: cases.CaseView, state: State) -> cases.CaseView:
    async def there() -> bool:
        return (await cases.view(who.id, case.id)).state is state

    await steps.eventually(there)
    return await cases.view(who.id, case.id)


async def test_a_correction_is_handed_in_again_and_then_approved(hall: Sandbox, who: Resident) -> None:
    case = await steps.ready(who)
    await cases.submit(who.id, case.id, "key-first")
    await routing.route()
    hall.decide("traffic-police", str(case.id), "correction", "身体条件证明缺少公章")
    asked = await reaches(who, case, State.CORRECTION)
    assert asked.can_submit
    assert any("缺少公章" in (line.note or "") for line in asked.timeline)
    assert (await cases.submit(who.id, case.id, "key-first")).state is State.CORRECTION  # the first tap, come late once more
    kind = next(slot.kind for slot in asked.materials if slot.name == "身体条件证明")
    await steps.upload(who, case.id, kind, steps.jpeg(steps.page(1300, 900)))
    again = await cases.submit(who.id, case.id, "key-second")
    assert again.state is State.SUBMITTED
    assert again.number == (await cases.view(who.id, case.id)).number
    await routing.route()
    hall.decide("traffic-police", str(case.id), "approved")
    assert (await reaches(who, case, State.FINISHED)).new_certificate_id


async def test_a_rejection_keeps_the_old_certificate_and_tells_the_reason(hall: Sandbox, who: Resident) -> None:
    case = await steps.ready(who)
    await cases.submit(who.id, case.id, "key-rejected")
    await routing.route()
    hall.decide("traffic-police", str(case.id), "rejected", "有未处理的交通违法")
    done = await reaches(who, case, State.REJECTED)
    assert done.outcome is not None
    assert done.outcome.reason == "有未处理的交通违法"
    assert done.certificate is not None
    assert done.certificate.state == "valid"
    news = (await cases.news([case.id]))[case.id]
    assert (news.reason, news.new_certificate) == ("有未处理的交通违法", False)
    assert (await cases.begin_renewal(who.id, done.certificate.id)).id != case.id


async def test_handing_in_at_once_from_many_places_is_handing_in_once(who: Resident) -> None:
    case = await steps.ready(who)
    seen = await asyncio.gather(*(cases.submit(who.id, case.id, f"key-{one}") for one in range(8)))
    assert len({one.number for one in seen}) == 1
    letters = await sql("SELECT count(*) AS n FROM hall_case_dispatch WHERE case_id = $1", case.id)
    events = await sql("SELECT count(*) AS n FROM profile_event WHERE subject_id = $1 AND topic = 'case.submitted'", case.id)
    assert (letters[0]["n"], events[0]["n"]) == (1, 1)


async def test_an_unready_case_is_refused_with_what_is_missing(who: Resident) -> None:
    case = await cases.begin_renewal(who.id, await who.holds(LICENCE))
    with pytest.raises(Invalid) as refused:
        await cases.submit(who.id, case.id, "key-unready")
    assert refused.value.code == "case.not_ready"
    assert "还缺少材料" in refused.value.sentence


async def test_official_data_that_changed_meanwhile_is_shown_before_it_is_sent(who: Resident) -> None:
    case = await steps.ready(who)
    assert case.certificate is not None
    await sql("UPDATE profile_certificate SET issued_on = issued_on + 1 WHERE id = $1", case.certificate.id)
    with pytest.raises(Conflict) as refused:
        await cases.submit(who.id, case.id, "key-changed")
    assert refused.value.code == "case.source_changed"
    assert "发证日期" in refused.value.sentence
    assert (await cases.submit(who.id, case.id, "key-changed")).state is State.SUBMITTED


async def test_a_case_can_be_taken_back_until_it_is_decided_and_then_begun_anew(hall: Sandbox, who: Resident) -> None:
    case = await steps.ready(who)
    await cases.submit(who.id, case.id, "key-back")
    back = await cases.withdraw(who.id, case.id)
    assert (back.state, back.state_text) == (State.WITHDRAWN, "已撤回")
    assert (await cases.withdraw(who.id, case.id)).state is State.WITHDRAWN
    await routing.route()
    assert not [event for event in hall.journal(kind="department.received") if event["case_id"] == str(case.id)]
    with pytest.raises(Conflict):
        await cases.submit(who.id, case.id, "key-back")
    assert case.certificate is not None
    assert (await cases.begin_renewal(who.id, case.certificate.id)).id != case.id


async def test_a_draft_thrown_away_is_not_listed(who: Resident) -> None:
    case = await cases.begin_renewal(who.id, await who.holds(PASSPORT))
    assert (await cases.withdraw(who.id, case.id)).state_text == "已取消"
    assert case.id not in {row.id for row in await cases.mine(who.id)}


async def test_an_application_has_one_draft_and_needs_no_certificate(who: Resident) -> None:
    first, second = await asyncio.gather(cases.begin(who.id, "IT142"), cases.begin(who.id, "IT142"))
    assert first.id == second.id
    assert first.kind == "application"
    assert first.certificate is None
    with pytest.raises(NotFound):
        await cases.begin(who.id, "IT999")


async def test_a_service_that_renews_a_due_certificate_begins_that_renewal(who: Resident) -> None:
    certificate = await who.holds(LICENCE)
    case = await cases.begin(who.id, "IT189")
    assert case.certificate is not None
    assert case.certificate.id == certificate
    assert (await cases.begin_renewal(who.id, certificate)).id == case.id


async def test_an_agent_renews_for_the_enterprise_and_a_colleague_only_looks(hall: Sandbox, who: Resident) -> None:
    enterprise = await who.runs()
    licence = await who.holds(steps.FOOD, due_in=60, enterprise_id=enterprise)
    await facts.learn(who.id, [RegisteredFact("residence_address", "文三路18号202室", "公安机关", date(2026, 3, 1))])
    case = await cases.begin_renewal(who.id, licence)
    assert field(case, "address").value == "文三路18号202室"
    assert field(case, "holder_name").value == "杭州某某小吃店"
    colleague = await steps.resident(hall)
    with pytest.raises(NotFound):
        await cases.view(colleague.id, case.id)
    await sql(
        """INSERT INTO profile_membership (id, created_at, enterprise_id, citizen_id, role)
           VALUES (gen_random_uuid(), now(), $1, $2, 'agent')""",
        enterprise,
        colleague.id,
    )
    for seen in (await cases.view(colleague.id, case.id), await cases.begin_renewal(colleague.id, licence)):
        assert (seen.id, field(seen, "address").value, field(seen, "holder_name").value) == (case.id, "（已填写）", "杭州某某小吃店")
    looks = [(line.kind_name, line.reader) for line in (await ledger.page(who.id)).items if line.kind == "colleague"]
    assert looks == [("同事", (await people.person(colleague.id)).display_name)] * 2
    await cases.view(who.id, case.id)
    assert len([line for line in (await ledger.page(who.id)).items if line.kind == "colleague"]) == len(looks)
    with pytest.raises(Conflict) as refused:
        await cases.submit(colleague.id, case.id, "key-colleague")
    assert refused.value.code == "case.of_colleague"


async def test_who_reads_an_enterprises_data_stands_in_its_ledger_for_who_answers_for_it(hall: Sandbox, who: Resident) -> None:
    enterprise, duty = await who.runs(), await operator()
    member = await steps.resident(hall)
    joined = "INSERT INTO profile_membership (id, created_at, enterprise_id, citizen_id, role) VALUES (uuidv7(), now(), $1, $2, '经办人')"
    await sql(joined, enterprise, member.id)
    case = await cases.begin_renewal(who.id, await who.holds(steps.FOOD, due_in=60, enterprise_id=enterprise))
    await board.one((await cases.begin(who.id, "IT142")).id, duty)  # nothing of the enterprise
    assert (await ledger.page(enterprise)).items == ()
    await board.one(case.id, duty)
    for slot in case.materials:
        if slot.required:
            await steps.upload(who, case.id, slot.kind, steps.jpeg(steps.page()))
    await cases.submit(who.id, case.id, "key-enterprise")
    await routing.route()
    seen = (await ledger.page(enterprise)).items
    assert [(one.kind_name, one.purpose) for one in seen] == [
        ("部门", "由主管部门办理企业提交的事项"),
        ("工作人员", "处理超期或卡住的办件"),
    ]
    assert (await enterprises.administered(who.id, enterprise)).id == enterprise
    with pytest.raises(NotFound):
        await enterprises.administered((await steps.resident(hall)).id, enterprise)
    for attempt in (enterprises.administered(member.id, enterprise), tickets.challenge_for(member.id, enterprise, seen[1].id, "为什么看")):
        with pytest.raises(Forbidden):
            await attempt
    with pytest.raises(NotFound):  # the applicant's own line is not the enterprise's
        await tickets.challenge_for(who.id, enterprise, (await ledger.page(who.id)).items[0].id, "为什么看")
    asked = await tickets.challenge_for(who.id, enterprise, seen[1].id, "为什么看")
    assert asked.subject == "杭州某某小吃店，工作人员：处理超期或卡住的办件"


async def test_a_social_security_card_is_replaced_at_once(who: Resident) -> None:
    case = await cases.begin_renewal(who.id, await who.holds(SOCIAL_CARD))
    assert case.can_submit, case.blockers
    assert (await cases.submit(who.id, case.id, "key-social")).state is State.FINISHED
