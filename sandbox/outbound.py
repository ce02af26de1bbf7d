"""What the outside world sends to the product: WeChat's events and the departments' answers, kept until delivered."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import aiohttp

from sandbox.faults import Fault, Faults
from sandbox.journal import Event
from sandbox.state import State, on
from sandbox.world import World

ANSWER_SECONDS = 5
PUSH_TRIES = 3
LONGEST_PAUSE = 30.0
WECHAT = ("callback", "official")
FAULTS_OF = {"official": "callback"}  # WeChat's pushes go wrong alike, whichever account they are for


@dataclass(frozen=True)
class Parcel:
    """One HTTP request ready to go; `taken_by` lists the bodies that count as taken, None any."""

    url: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    taken_by: tuple[bytes, ...] | None = None


Wrapper = Callable[[World, Event, Fault | None], Parcel]
WRAPPERS: dict[str, Wrapper] = {}
"""Channel -> the function that signs and packs what goes out on it."""


def queue(world: World, channel: str, patient: bool, delay: float = 0.0, **content: Any) -> str:
    """Put one thing in the queue; `patient` ones are tried until they arrive, others three times."""
    parcel_id = world.unique("out-")
    world.record("outbound.queued", id=parcel_id, channel=channel, patient=patient, delay=delay, content=content)
    return parcel_id


def queue_push(
    world: World, openid: str, name: str, items: list[dict[str, str]], patient: bool = False, *, channel: str = "callback"
) -> None:
    """Queue a WeChat event for one openid; no two events of one person carry the same second.

    Patient events wait a moment longer, so that the sign-in that caused them is written down first.
    """
    created = max(int(world.clock.time()), world.state.event_times.get(openid, 0) + 1)
    queue(world, channel, patient, 1.0 if patient else 0.2, openid=openid, event=name, created=created, items=items)


class Carrier:
    """Carries queued parcels, a few at a time, and takes up after a restart what was under way."""

    def __init__(self, world: World, faults: Faults) -> None:
        self._world, self._faults = world, faults
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._places = asyncio.Semaphore(16)
        self._dice = random.Random(world.settings.seed)

    async def run(self) -> None:
        """Look for new parcels until cancelled."""
        try:
            while True:
                for parcel_id in [i for i in self._world.state.outbound if i not in self._under_way]:
                    task = asyncio.create_task(self._carry(parcel_id))
                    self._under_way[parcel_id] = task
                    task.add_done_callback(partial(self._finished, parcel_id))
                await asyncio.sleep(0.05)
        finally:
            for task in list(self._under_way.values()):
                task.cancel()

    def _finished(self, parcel_id: str, _: asyncio.Task[None]) -> None:
        self._under_way.pop(parcel_id, None)

    async def _carry(self, parcel_id: str) -> None:
        await asyncio.sleep(self._world.state.outbound[parcel_id]["delay"])
        tries = 0
        while (event := self._world.state.outbound.get(parcel_id)) is not None:
            tries += 1
            outcome = await self._try(event)
            if outcome == "arrived" or (tries == PUSH_TRIES and not event["patient"]):
                self._world.record("outbound.done", id=parcel_id, channel=event["channel"], outcome=outcome, tries=tries)
                return
            await asyncio.sleep(self._pause(event, tries))

    async def _try(self, event: Event) -> str:
        fault = self._faults.draw(FAULTS_OF.get(event["channel"]) or event["channel"])
        kind = fault.kind if fault else ""
        if fault and kind in ("delay", "reorder"):
            await asyncio.sleep(fault.seconds if kind == "delay" else self._dice.random() * fault.seconds)
        if kind == "drop":
            return "dropped" if event["patient"] else "arrived"
        async with self._places:
            parcel = WRAPPERS[event["channel"]](self._world, event, fault)
            outcome = await self._post(parcel)
            for _ in range(2 if kind == "duplicate" else 0):
                await self._post(WRAPPERS[event["channel"]](self._world, event, fault))
        return outcome

    async def _post(self, parcel: Parcel) -> str:
        assert self._world.http is not None
        limit = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
        try:
            async with self._world.http.post(
                parcel.url, params=parcel.query, headers=parcel.headers, data=parcel.body, timeout=limit
            ) as response:
                words = (await response.content.read(64)).strip()
                taken = parcel.taken_by is None or words in parcel.taken_by
                return "arrived" if 200 <= response.status < 300 and taken else f"status {response.status}"
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return type(error).__name__

    def _pause(self, event: Event, tries: int) -> float:
        if event["channel"] in WECHAT and not event["patient"]:
            return float(self._world.knob("callback_retry_seconds"))
        return min(LONGEST_PAUSE, 0.25 * 2.0 ** min(tries, 8)) * (0.75 + self._dice.random() / 2)


@on("outbound.queued")
def _queued(state: State, event: Event) -> None:
    state.outbound[event["id"]] = event
    if event["channel"] in WECHAT:
        state.event_times[event["content"]["openid"]] = event["content"]["created"]


@on("outbound.done")
def _done(state: State, event: Event) -> None:
    state.outbound.pop(event["id"], None)
