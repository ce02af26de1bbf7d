"""The worker as a real process: reminders reach phones by themselves, and kill -9 in the middle of a send loses and doubles nothing."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest

from core import outside
from core.queue import enqueue
from local.instance import Api, Instance, Sandbox, Worker
from tests.push.steps import EXPIRING, Guest, eventually, state, tries


@pytest.fixture(scope="module")
async def callback(database: Instance, sandbox: Sandbox, api: Api) -> AsyncIterator[Instance]:
    """Here WeChat's events reach the product's own API."""
    yield database
    await outside.close()


async def all_are(subjects: list[UUID], wanted: tuple[str, str]) -> bool:
    return all([await state(subject) == [wanted] for subject in subjects])


async def any_is_being_sent(subjects: list[UUID]) -> bool:
    return any([("wechat", "sending") in await state(subject) for subject in subjects])


def accepted(sandbox: Sandbox, guests: list[Guest]) -> list[int]:
    """How often WeChat's journal says that it took a message for each of them."""
    events = sandbox.call("GET", "/admin/journal", kind="wechat.accepted")["events"]
    taken = Counter(event["openid"] for event in events if event["template_id"] == EXPIRING)
    return [taken[guest.openid] for guest in guests]


async def test_what_is_written_reaches_the_phone_by_itself(invite, tell, worker):
    guest = await invite(grants=1)
    subject = await tell(guest)
    await eventually(lambda: all_are([subject], ("wechat", "sent")))
    assert len(guest.messages("wechat")) == 1


async def test_who_signs_in_with_an_expiring_licence_hears_of_it_on_the_phone(database, sandbox, api, worker):
    lin = sandbox.person("lin")
    client = api.citizen("lin")
    client.post("/me/real-name", json={"name": lin["name"], "id_number": lin["id_number"], "consent": True}).raise_for_status()

    async def heard() -> bool:
        return any(message["channel"] == "wechat" for message in sandbox.messages("lin"))

    await eventually(heard)
    message = next(one for one in sandbox.messages("lin") if one["channel"] == "wechat")
    offer = parse_qs(urlsplit(message["page"]).query)["offer"][0]
    case = client.post(f"/offers/{offer}/take").raise_for_status().json()
    assert case["kind"] == "renewal"
    told = client.get("/messages").raise_for_status().json()["items"]
    assert ("wechat", "sent") in {(one["channel"], one["state"]) for item in told for one in item["deliveries"]}


@pytest.mark.parametrize("after", [0.0, 0.7])
async def test_kill_9_in_the_middle_of_a_send_loses_and_doubles_nothing(invite, tell, worker, sandbox, clock, after):  # noqa: PLR0917
    guests = [await invite(grants=2) for _ in range(5)]
    sandbox.call("POST", "/admin/knobs", {"send_latency_ms": 3000})  # long enough to be seen in the middle of it on a busy machine
    subjects = [await tell(guest) for guest in guests]
    await enqueue("push.dispatch")
    await eventually(lambda: any_is_being_sent(subjects))
    await asyncio.sleep(after)
    worker.kill()
    sandbox.call("POST", "/admin/knobs", {"send_latency_ms": 5})
    clock.move(timedelta(seconds=31))
    worker.start()
    await eventually(lambda: all_are(subjects, ("wechat", "sent")))
    assert accepted(sandbox, guests) == [1] * len(guests)


async def test_a_send_that_hangs_while_the_worker_dies_goes_out_after_the_doubt_has_ended(invite, tell, worker, sandbox, clock):
    guest = await invite(grants=2)
    sandbox.faults("wechat.send", "hang")
    subject = await tell(guest)
    await enqueue("push.dispatch")
    await eventually(lambda: any_is_being_sent([subject]))
    worker.kill()
    sandbox.clear_faults()
    clock.move(timedelta(seconds=31))
    worker.start()
    await eventually(lambda: all_are([subject], ("wechat", "unknown")))
    assert accepted(sandbox, [guest]) == [0]
    clock.move(timedelta(minutes=15))
    await eventually(lambda: all_are([subject], ("wechat", "sent")))
    assert accepted(sandbox, [guest]) == [1]


async def test_an_emptied_redis_only_delays(invite, tell, worker, instance):
    guests = [await invite(grants=1) for _ in range(3)]
    subjects = [await tell(guest) for guest in guests]
    for _ in range(5):
        instance.clear_cache()
        await asyncio.sleep(0.2)
    await eventually(lambda: all_are(subjects, ("wechat", "sent")))
    assert [(await tries(subject))[0]["attempts"] for subject in subjects] == [1, 1, 1]


async def test_two_workers_share_the_work(invite, tell, worker, instance, sandbox):
    with Worker(instance).running():
        guests = [await invite(grants=1) for _ in range(8)]
        subjects = [await tell(guest) for guest in guests]
        await asyncio.gather(*(enqueue("push.dispatch") for _ in range(6)))
        await eventually(lambda: all_are(subjects, ("wechat", "sent")))
    assert accepted(sandbox, guests) == [1] * len(guests)
