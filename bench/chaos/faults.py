"""The faults, by name. Each strikes, lasts as long as it lasts, and takes itself back; numbers are those of the design's list."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import redis

from bench.chaos.stage import WORKERS, Stage
from local.clock import waking

Fault = Callable[[Stage, random.Random], Awaitable[None]]
FAULTS: dict[str, Fault] = {}


def fault(name: str) -> Callable[[Fault], Fault]:
    def known(strike: Fault) -> Fault:
        FAULTS[name] = strike
        return strike

    return known


@fault("1 workers killed in the middle of sends")
async def workers_killed(stage: Stage, dice: random.Random) -> None:
    for name in WORKERS:
        stage.kill(name, dice.uniform(0, 2))


async def _at(stage: Stage, place: str, seconds: float = 4) -> None:
    """Lays a point for whoever gets there first; takes it away when nobody did."""
    point = stage.set_point(place)
    await asyncio.sleep(seconds)
    point.unlink(missing_ok=True)


@fault("2 one worker killed with a send begun")
async def worker_killed_begun(stage: Stage, dice: random.Random) -> None:
    await _at(stage, "send.begun")


@fault("2 one worker killed with a send answered and not written")
async def worker_killed_answered(stage: Stage, dice: random.Random) -> None:
    await _at(stage, dice.choice(("send.answered", "settle.before")))


@fault("3 dispatcher killed between claim and publish")
async def dispatcher_killed(stage: Stage, dice: random.Random) -> None:
    await _at(stage, "dispatch.claimed")


@fault("4 beat killed")
async def beat_killed(stage: Stage, dice: random.Random) -> None:
    stage.kill("beat", dice.uniform(1, 6))


@fault("4 two beats at once")
async def two_beats(stage: Stage, dice: random.Random) -> None:
    if "beat-2" in stage.children:
        return  # an earlier strike's is still there, and nobody would end it if it were forgotten
    stage.revive("beat-2")
    await asyncio.sleep(8)
    stage.forget("beat-2")


@fault("5 API killed")
async def api_killed(stage: Stage, dice: random.Random) -> None:
    """That it dies after the commit and before the answer is seen to by the applicant, who knows the request's number."""
    stage.kill("api", dice.uniform(0, 1))


@fault("6 API killed in the callback before its commit")
async def callback_killed(stage: Stage, dice: random.Random) -> None:
    await _at(stage, "callback.before_commit", 5)


def _redis(stage: Stage) -> redis.Redis:
    return redis.Redis.from_url(stage.env["ZHIBAN_REDIS_URL"], socket_timeout=2)


@fault("7 Redis emptied")
async def redis_emptied(stage: Stage, dice: random.Random) -> None:
    with contextlib.suppress(redis.RedisError), _redis(stage) as client:
        client.flushall()
        stage.emptied.append(time.time())


@fault("8 Redis killed")
async def redis_killed(stage: Stage, dice: random.Random) -> None:
    stage.kill("valkey", dice.choice((0.2, 1, 4)))
    stage.emptied.append(time.time())


@fault("9 Redis frozen")
async def redis_frozen(stage: Stage, dice: random.Random) -> None:
    with contextlib.suppress(ProcessLookupError), stage.frozen("valkey"):
        await asyncio.sleep(dice.uniform(2, 6))


@fault("10 Redis full")
async def redis_full(stage: Stage, dice: random.Random) -> None:
    with contextlib.suppress(redis.RedisError):
        await asyncio.to_thread(_limit, stage, 1)
    await asyncio.sleep(4)
    await room_again(stage)


async def room_again(stage: Stage) -> None:
    """Until Redis has heard it: it may be frozen or away at this moment."""
    while True:
        with contextlib.suppress(redis.RedisError):
            return await asyncio.to_thread(_limit, stage, 0)
        await asyncio.sleep(0.3)


def _limit(stage: Stage, size: int) -> None:
    with _redis(stage) as client:
        client.config_set("maxmemory", size)


@fault("11 Postgres stopped at once")
async def postgres_stopped(stage: Stage, dice: random.Random) -> None:
    stage.kill("postgres", dice.uniform(0.5, 3), signal.SIGQUIT)


@fault("12 postmaster killed")
async def postmaster_killed(stage: Stage, dice: random.Random) -> None:
    stage.kill("postgres", dice.uniform(0.5, 3))


@fault("13 a Postgres backend frozen with what it has locked")
async def backend_frozen(stage: Stage, dice: random.Random) -> None:
    rows = await stage.asked("SELECT pid FROM pg_stat_activity WHERE datname = 'zhiban' AND pid <> pg_backend_pid()")
    if rows:
        pid = int(dice.choice(rows)["pid"])
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGSTOP)
            await asyncio.sleep(4)
            os.kill(pid, signal.SIGCONT)


@fault("17 object store down")
async def store_down(stage: Stage, dice: random.Random) -> None:
    stage.kill("s3", dice.uniform(1, 4))


def _outside(
    name: str, target: str, kind: str, *, rate: float = 0.4, lasts: float = 4.0, seconds: float = 8.0, times: int | None = None
) -> None:
    @fault(name)
    async def strike(stage: Stage, dice: random.Random) -> None:
        body = {"target": target, "kind": kind, "rate": rate, "seed": dice.getrandbits(16), "seconds": seconds}
        if times:
            body["times"] = times
        made = await asyncio.to_thread(stage.outside.call, "POST", "/admin/faults", body)
        await asyncio.sleep(lasts)
        await asyncio.to_thread(stage.outside.call, "DELETE", "/admin/faults", None, id=made["fault"]["id"])


_outside("21 WeChat accepts and does not answer", "wechat.send", "timeout_after_accept")
_outside("21 WeChat accepts and breaks off", "wechat.send", "torn_after_accept")
_outside("22 WeChat hangs", "wechat.send", "hang")
_outside("23 WeChat is busy: -1", "wechat.send", "-1", rate=0.8)
_outside("24 WeChat says 40001 for ever", "wechat.send", "40001", rate=1.0)
_outside("26 WeChat says 43108", "wechat.send", "43108")
_outside("27 WeChat answers half a JSON", "wechat.send", "malformed")
_outside("27 WeChat accepts and answers half a JSON", "wechat.send", "malformed_after_accept")
_outside("27 WeChat answers a web page", "wechat.send", "html")
_outside("27 WeChat answers nothing", "wechat.send", "empty")
_outside("28 callbacks three times", "callback", "duplicate", rate=0.7)
_outside("28 callbacks out of order", "callback", "reorder", rate=0.7, seconds=4)
_outside("28 callbacks late", "callback", "delay", rate=0.7, seconds=15)
_outside("28 callbacks dropped", "callback", "drop", rate=0.5)
_outside("SMS gateway accepts and does not answer", "sms", "timeout_after_accept")
_outside("SMS gateway down", "sms", "unavailable", rate=1.0, lasts=3)


@fault("25 WeChat says 45009, and the next morning comes")
async def quota_used_up(stage: Stage, dice: random.Random) -> None:
    """The house then waits for the morning by itself; so that the run goes on, the morning comes soon."""
    body = {"target": "wechat.send", "kind": "45009", "rate": 1.0, "seed": 1, "times": 1}
    made = await asyncio.to_thread(stage.outside.call, "POST", "/admin/faults", body)
    await asyncio.sleep(3)
    await asyncio.to_thread(stage.outside.call, "DELETE", "/admin/faults", None, id=made["fault"]["id"])
    stage.clock.set(waking(stage.clock.now() + timedelta(hours=23)))


@fault("30 the clock jumps")
async def clock_jumps(stage: Stage, dice: random.Random) -> None:
    stage.clock.move(timedelta(seconds=dice.choice((31, 61))))


@fault("31 tokens revoked with everybody sending")
async def tokens_revoked(stage: Stage, dice: random.Random) -> None:
    await asyncio.to_thread(stage.outside.call, "POST", "/admin/tokens", {"how": dice.choice(("revoke", "expire"))})


@fault("32 a worker is replaced while it works")
async def worker_replaced(stage: Stage, dice: random.Random) -> None:
    stage.kill(dice.choice(WORKERS), 0, signal.SIGTERM)


@fault("33 a message that kills its worker each time")
async def poisoned(stage: Stage, dice: random.Random) -> None:
    """Chosen among those waiting. It stays poisoned for the rest of the run; the others must get through."""
    rows = await stage.asked("SELECT id FROM push_delivery WHERE state = 'pending' AND channel = 'wechat' ORDER BY id LIMIT 20")
    if rows and not list(stage.points.glob("poison.*")):
        stage.set_point(f"poison.{UUID(str(dice.choice(rows)['id']))}", "always")


@fault("a worker stands still with answers it has not written")
async def answers_held(stage: Stage, dice: random.Random) -> None:
    """It lets go after its leases have lapsed and others have taken its rows up."""
    point = stage.set_point("settle.before", "hold")
    await asyncio.sleep(3)
    stage.clock.move(timedelta(seconds=31))
    await asyncio.sleep(6)
    point.unlink(missing_ok=True)
    point.with_suffix(".held").unlink(missing_ok=True)


@fault("stale answers come after others have taken the rows up")
async def stale_answers(stage: Stage, dice: random.Random) -> None:
    """A worker learns that its sends were refused and stands still; meanwhile they lapse, are doubted, and go out again; then it speaks."""
    refused = {"target": "wechat.send", "kind": "-1", "rate": 1.0, "seed": 1}
    made = await asyncio.to_thread(stage.outside.call, "POST", "/admin/faults", refused)
    held = stage.set_point("settle.before", "hold").with_suffix(".held")
    try:
        await _seen(held.exists, 10)
        await asyncio.to_thread(stage.outside.call, "DELETE", "/admin/faults", None, id=made["fault"]["id"])
        await asyncio.to_thread(stage.outside.knobs, send_latency_ms=2500)
        stage.clock.move(timedelta(seconds=31))
        await asyncio.sleep(6)
        stage.clock.move(timedelta(minutes=15, seconds=1))
        for _ in range(100):
            if await stage.asked("SELECT 1 FROM push_delivery WHERE state = 'sending' AND attempts > 1"):
                break
            await asyncio.sleep(0.1)
    finally:
        held.unlink(missing_ok=True)
        (stage.points / "settle.before").unlink(missing_ok=True)
        await asyncio.sleep(3)
        await asyncio.to_thread(stage.outside.knobs, send_latency_ms=150)


async def _seen(true: Callable[[], bool], seconds: float) -> None:
    for _ in range(int(seconds / 0.05)):
        if true():
            return
        await asyncio.sleep(0.05)
