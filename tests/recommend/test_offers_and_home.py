"""The brain on real servers: people of the sandbox's town signed in, their registers read, offers made and taken."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import orjson
import pytest

from core import cache, clock, gathering, outside
from core.errors import Conflict, Invalid, NotFound
from core.settings import settings
from core.tables import sql, transaction, uuid7
from hall import cases, tickets
from local.clock import Clock
from local.instance import Instance, Sandbox
from profile import certificates, enterprises, facts, issuing, people, realname, registration, signin
from profile.certificates import Held
from recommend import feed, feedback, mydata, offers, scenebook, sceneediting, scenes, situation, tasks, telling, whys
from recommend.learning import impressions
from tests.api.gates import Gate


@dataclass(frozen=True)
class Neighbour:
    id: UUID

    async def held(self, name: str) -> Held:
        return next(one for one in await certificates.wallet(self.id) if one.type_name == name)


@pytest.fixture(scope="module")
async def gate(database: Instance) -> AsyncIterator[Gate]:
    """Before Redis, as this process reaches it."""
    made, address = Gate(database.ports.valkey), os.environ["ZHIBAN_REDIS_URL"]
    os.environ["ZHIBAN_REDIS_URL"] = made.before(address)
    settings.cache_clear()
    await cache.close()
    yield made
    os.environ["ZHIBAN_REDIS_URL"] = address
    settings.cache_clear()
    await cache.close()
    made.shut()


@pytest.fixture(scope="module")
async def town(database: Instance, sandbox: Sandbox) -> AsyncIterator[dict[str, Neighbour]]:
    """lin, whose driving licence runs out, zhou, who acts for a food business, and wang, who hasn't proved a name."""
    by_user = {person["user"]: person for person in sandbox.people()}
    found: dict[str, Neighbour] = {}
    for user in ("lin", "zhou", "wang"):
        keys = await signin.by_wechat(sandbox.login(user), sandbox.phone_code(user), "test")
        if user != "wang":
            seen = await realname.two_elements(keys.subject, by_user[user]["name"], by_user[user]["id_number"], consent=True)
            assert seen.state == "passed"
            await registration.fetch(keys.subject)
        found[user] = Neighbour(keys.subject)
    yield found
    await outside.close()


async def test_home_begins_with_what_runs_out_first_and_says_why(town: dict[str, Neighbour]) -> None:
    page = await feed.home(town["lin"].id)
    deadlines = [card.due_on for card in page if card.days_left is not None and card.days_left <= 90]
    licence = next(card for card in page if card.title == "机动车驾驶证还有25天到期")
    assert deadlines == sorted(filter(None, deadlines))
    assert [card.kind for card in page[: len(deadlines)]] == ["certificate"] * len(deadlines)
    assert licence.scene_code == "SC053"
    assert [(service.code, service.name) for service in licence.services] == [("IT189", "机动车驾驶证期满换证")]
    assert all(fact.source and fact.as_of for card in page for fact in card.facts)
    assert {"SC083", "SC087"} & {card.scene_code for card in page}


async def test_home_of_an_agent_shows_the_enterprises_licence_by_name(town: dict[str, Neighbour]) -> None:
    titles = [card.title for card in await feed.home(town["zhou"].id)]
    assert any(title.startswith("杭州周记点心店：食品经营许可延续还有") for title in titles)


async def test_home_without_real_name_asks_for_it(town: dict[str, Neighbour]) -> None:
    assert [card.id for card in await feed.home(town["wang"].id)] == ["real-name"]


async def test_the_switch_takes_every_scene_away_and_leaves_the_deadlines(town: dict[str, Neighbour]) -> None:
    lin = town["lin"]
    await people.prefer(lin.id, {"personalised": False})
    assert {card.kind for card in await feed.home(lin.id)} == {"certificate"}
    await people.prefer(lin.id, {"personalised": True})
    assert "scene" in {card.kind for card in await feed.home(lin.id)}


async def test_a_dismissed_card_is_gone_and_undo_brings_it_back(town: dict[str, Neighbour]) -> None:
    lin = town["lin"]
    scene = next(card for card in await feed.home(lin.id) if card.kind == "scene")
    await feedback.dismiss(lin.id, scene.id, "not_me")
    await feedback.dismiss(lin.id, scene.id, "not_now")
    assert scene.id not in {card.id for card in await feed.home(lin.id)}
    await feedback.undo(lin.id, scene.id)
    await feedback.undo(lin.id, scene.id)
    assert scene.id in {card.id for card in await feed.home(lin.id)}


async def test_an_overdue_certificate_put_away_stays_away_for_the_days_that_were_said(town: dict[str, Neighbour], clock: Clock) -> None:
    lin = town["lin"]
    began, licence = clock.now(), await lin.held("机动车驾驶证")
    assert licence.deadline_on is not None

    async def shown(days: int) -> bool:
        clock.set(began + timedelta(days=days))
        return f"certificate-{licence.id}" in {card["id"] for card in orjson.loads(await feed.told(lin.id))["cards"]}

    try:
        overdue = (licence.deadline_on - began.date()).days + 2
        clock.set(began + timedelta(days=overdue))
        (card,) = [one for one in await feed.home(lin.id) if one.id == f"certificate-{licence.id}"]
        await feedback.dismiss(lin.id, card.id, "not_now")
        assert [await shown(overdue + days) for days in range(4)] == [False] * card.rests + [True]
        clock.set(began + timedelta(days=overdue))
        await feedback.undo(lin.id, card.id)
        assert await shown(overdue)
    finally:
        clock.set(began)
        await feedback.undo(lin.id, f"certificate-{licence.id}")


async def test_wrong_data_goes_to_the_department_it_comes_from_and_only_once(town: dict[str, Neighbour]) -> None:
    lin = town["lin"]
    scene = next(card for card in await feed.home(lin.id) if card.kind == "scene" and card.facts)
    await feedback.dismiss(lin.id, scene.id, "wrong_data")
    await feedback.undo(lin.id, scene.id)
    await feedback.dismiss(lin.id, scene.id, "wrong_data")
    asked = await tickets.mine(lin.id)
    assert [(one.subject, one.department) for one in asked] == [(scene.facts[0].label, scene.facts[0].source)]
    await feedback.undo(lin.id, scene.id)


async def test_one_statement_knows_what_the_verbs_of_the_rooms_know(town: dict[str, Neighbour]) -> None:
    for one in town.values():
        around = (await feed.known(one.id)).around
        person = await people.person(one.id)
        assert vars(around.person) == {name: getattr(person, name) for name in vars(around.person)}
        assert around.facts == await facts.facts_of(one.id)
        assert list(around.wallet) == [replace(held, number_sealed=b"") for held in await certificates.wallet(one.id)]
        assert around.cases == await cases.mine(one.id)
        assert [acting.space for acting in around.enterprises] == await enterprises.spaces(one.id)
        for acting in around.enterprises:
            theirs = await certificates.of_enterprise(one.id, acting.space.id)
            assert list(acting.wallet) == [replace(held, number_sealed=b"") for held in theirs]
            assert acting.facts == await facts.facts_of_enterprise(acting.space.id)


async def test_every_card_says_what_would_take_it_away_and_what_was_seen_is_counted_without_a_name(town: dict[str, Neighbour]) -> None:
    lin, page = town["lin"], await feed.page(town["lin"].id)
    told = {card.id: await whys.why(lin.id, card.id) for card in page.cards}
    assert all(one.turns and one.sentence for one in told.values())
    rent = next(one for one in told.values() if one.card.scene_code == "SC087")
    assert rent.turns[0].sentence == "“居住方式”不再是“租房”后不再推荐"
    with pytest.raises(NotFound):
        await whys.why(town["zhou"].id, rent.card.id)
    ids = await feedback.seen(lin.id, [*told, "scene-SC999"])
    assert set(ids) == {card.id for card in page.cards if card.kind == "scene"}
    rows = await sql("SELECT * FROM recommend_impression WHERE id = ANY($1)", list(ids.values()))
    assert len(rows) == len(ids)
    assert not any(str(lin.id) in str(row) for row in rows)
    again = await feedback.seen(lin.id, list(ids))  # the page was loaded once more
    assert again == ids
    await impressions.tell(list(ids.values())[:1], "finished")
    rows = await sql(
        "SELECT opened_at IS NOT NULL AND begun_at IS NOT NULL AS went FROM recommend_impression WHERE finished_at IS NOT NULL"
    )
    assert [row["went"] for row in rows] == [True]


async def test_an_enterprises_scenes_are_counted_for_exactly_those_they_fit_and_what_was_seen_of_them_too(
    town: dict[str, Neighbour],
) -> None:
    await tasks.fold_traits_of_enterprises()
    today, zhou = clock.today(), town["zhou"].id
    spaces = {space.id: space for one in town.values() for space in await enterprises.spaces(one.id)}
    known = [
        situation.of_enterprise(space, await facts.facts_of_enterprise(one), (await certificates.licences([one]))[one], today)
        for one, space in spaces.items()
    ]
    fitting = {scene.id: sum(scenes.verdict(scene, one) == "fits" for one in known) for scene in scenes.live("enterprise")}
    counted = {code: await sceneediting.coverage(code, scenebook.shipped(code), today) for code in fitting}
    assert counted == fitting
    page = await feed.page(zhou)
    theirs = {card.id: card.scene_code for card in page.cards if card.kind == "scene" and card.scene_code in fitting}
    assert theirs
    assert all(fitting[code] for code in theirs.values() if code)
    await feedback.seen(zhou, list(theirs))
    funnels = {one.scene_code: one.shown for one in await impressions.funnels(clock.now() - timedelta(days=1))}
    assert all(funnels[code] for code in theirs.values() if code)


async def test_home_without_redis_is_the_same_and_what_changes_shows_at_once(town: dict[str, Neighbour], gate: Gate) -> None:
    lin = town["lin"]
    licence = f"certificate-{(await lin.held('机动车驾驶证')).id}"
    changes: list[Callable[[], Awaitable[object]]] = [
        lambda: people.prefer(lin.id, {"personalised": False}), lambda: people.prefer(lin.id, {"personalised": True}),
        lambda: feedback.dismiss(lin.id, licence, "not_now"), lambda: feedback.undo(lin.id, licence),
    ]  # fmt: skip
    gate.shut()
    for change in changes:
        before = await feed.told(lin.id)
        await change()
        after = await feed.told(lin.id)
        assert before != after
        assert after == await feed.told(lin.id) == telling.json_of(await feed.page(lin.id))
    gate.open()
    await gathering.settled()
    kept = await sql("SELECT page_sealed FROM recommend_page WHERE citizen_id = $1", lin.id)
    assert "驾驶证".encode() not in bytes(kept[0]["page_sealed"])


async def test_a_strangers_card_and_an_unknown_reason_are_refused(town: dict[str, Neighbour]) -> None:
    licence = await town["lin"].held("机动车驾驶证")
    with pytest.raises(NotFound):
        await feedback.dismiss(town["zhou"].id, f"certificate-{licence.id}", "not_me")
    with pytest.raises(Invalid):
        await feedback.dismiss(town["lin"].id, f"certificate-{licence.id}", "because")


async def test_an_offer_is_made_once_however_often_and_by_however_many_sweeps(town: dict[str, Neighbour]) -> None:
    lin, zhou = town["lin"], town["zhou"]
    pairs = [(lin.id, await lin.held("机动车驾驶证")), (zhou.id, await zhou.held("从业人员健康证明(食品)"))]

    async def sweep(order: list[tuple[UUID, Held]]) -> dict[tuple[UUID, UUID], UUID]:
        async with transaction():
            return await offers.make_for_certificates(order, clock.now())

    made = await asyncio.gather(*(sweep(pairs[:: 1 if turn % 2 else -1]) for turn in range(6)))
    assert all(one == made[0] for one in made)
    assert set(made[0]) == {(citizen_id, held.id) for citizen_id, held in pairs}
    assert await offers.make_for_certificates([], clock.now()) == {}


async def test_an_offer_taken_twice_is_one_filled_case_and_a_stranger_learns_nothing(town: dict[str, Neighbour]) -> None:
    lin = town["lin"]
    licence = await lin.held("机动车驾驶证")
    offer = (await offers.make_for_certificates([(lin.id, licence)], clock.now()))[lin.id, licence.id]
    with pytest.raises(NotFound):
        await offers.take(town["zhou"].id, offer)
    with pytest.raises(NotFound):
        await offers.take(lin.id, uuid7())
    first, again = await asyncio.gather(offers.take(lin.id, offer), offers.take(lin.id, offer))
    assert first.id == again.id == (await offers.take(lin.id, offer)).id
    assert first.certificate is not None
    assert first.certificate.id == licence.id
    [card] = [card for card in await feed.home(lin.id) if card.id == f"certificate-{licence.id}"]
    assert (card.action.label, card.action.params) == ("继续办理", {"case": str(first.id)})


async def test_an_offer_for_a_certificate_renewed_elsewhere_says_so(town: dict[str, Neighbour]) -> None:
    zhou = town["zhou"]
    old = await zhou.held("从业人员健康证明(食品)")
    offer = (await offers.make_for_certificates([(zhou.id, old)], clock.now()))[zhou.id, old.id]
    await issuing.issue_next(old.id, issued_on=clock.today(), number=None, printed_until=None, source="疾控", because="elsewhere")
    with pytest.raises(Conflict, match=r"certificate\.superseded"):
        await offers.take(zhou.id, offer)
    assert f"certificate-{old.id}" not in {card.id for card in await feed.home(zhou.id)}


async def test_my_data_tells_everything_with_source_and_date_and_masks_the_number(town: dict[str, Neighbour]) -> None:
    told = await mydata.groups(town["lin"].id)
    items = {item.label: item for group in told.groups for item in group.items}
    assert items["姓名"].value == "林**"
    assert "*" in items["证件号码"].value
    assert items["婚姻状况"].value == "已婚"
    assert items["户籍地"].value == "浙江省杭州市西湖区"
    assert all(item.source for item in items.values())


async def test_days_go_on_with_the_clock(town: dict[str, Neighbour], clock: Clock) -> None:
    clock.move(timedelta(days=20))
    cards = {card.title: card for card in await feed.home(town["lin"].id)}
    assert cards["机动车驾驶证还有5天到期"].urgency == "urgent"
