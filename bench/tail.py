"""p99 of the home page at half of what the API can do, open loop, real servers, against bare FastAPI (JWT, one fetch, JSON) at that rate.

Both are granian with one worker. People ask by chance, so at half of capacity some come together and wait. Gates: no errors; 99 of 100
requests left late by less than a tenth of the p99; the floor's own p99 keeps within a factor of two. One round says nothing of these two.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import httpx

from bench import home, openloop
from bench.ground import Ground
from bench.openloop import Seen
from bench.phones import PATH
from bench.plan import Plan
from bench.report import Gate, Report, Tail
from core import gathering
from local import programs
from local.children import Job, Nursery
from local.folder import ROOT
from local.ports import HOST, unused_port
from local.servers import wait_for
from profile import sessions
from recommend import feed

GOAL, LATE, SPREAD = 3.0, 0.1, 2.0


async def against_bare(ground: Ground, database: str, plan: Plan, report: Report) -> None:
    async with ground.at(database) as pool:
        chosen = await home.drawn(pool, plan.people, plan.seed)
        requests = [_request((await sessions.open_session(citizen, "citizen", "wechat")).access_token) for citizen in chosen]
        await _laid_ready(chosen)
        with _server(ground, database, "api.main") as product, _server(ground, database, "bench.bare") as floor:
            seen = _measured(product, floor, requests, plan)
    report.tails.append(Tail("home page, p99 at half of capacity", "bare FastAPI, JWT, one fetch + JSON", GOAL, *seen))
    report.gates += _gates(report.tails[-1], plan)


async def _laid_ready(people: list[UUID]) -> None:
    for citizen in people:
        await feed.told(citizen)
    await gathering.settled()


def _measured(product: int, floor: int, requests: list[bytes], plan: Plan) -> tuple[float, list[Seen], list[Seen]]:
    """The rate, and what each round saw of the two, in the order A B B A …"""
    rates = [openloop.capacity(port, requests, 4 * plan.people) for port in (floor, product, product)]  # the first of each only warms it
    rate = rates[-1] / 2
    seen: dict[int, list[Seen]] = {product: [], floor: []}
    for turn in range(plan.rounds):
        due = openloop.by_chance(rate, plan.seconds, plan.seed + turn)
        for port in (product, floor) if turn % 2 == 0 else (floor, product):
            seen[port].append(openloop.send(port, requests, due))
    return rate, seen[product], seen[floor]


def _gates(tail: Tail, plan: Plan) -> list[Gate]:
    wrong = sum(seen.wrong for seen in [*tail.first, *tail.second])
    gates = [Gate("p99: every answer was a page", (f"{wrong} were not",) if wrong else ())]
    if plan.rounds == 1:
        return gates
    late = [
        f"{name}: {late * 1e3:.2f} ms late, p99 {took * 1e3:.2f} ms"
        for name, (late, took) in {"product": tail.middle(tail.first), "floor": tail.middle(tail.second)}.items()
        if late >= LATE * took
    ]
    spread = (f"{tail.spread:.2f}",) if tail.spread >= SPREAD else ()
    return [*gates, Gate("p99: requests left in time", tuple(late)), Gate("p99: the floor's own keeps within a factor of two", spread)]


@contextlib.contextmanager
def _server(ground: Ground, database: str, module: str) -> Iterator[int]:
    """A server of its own on this database, as `make run` starts the API; its port."""
    port, nursery = unused_port(), Nursery(ground.instance.folder)
    own = {**ground.instance.env, "ZHIBAN_DATABASE_URL": ground.url(database), "ZHIBAN_METRICS_PORT": "0"}
    started = programs.api(replace(ground.instance.ports, api=port))
    command = [f"{module}:create_app" if part == "api.main:create_app" else part for part in started]
    child = nursery.start(Job(module, command, programs.environment(own), ROOT))
    try:
        wait_for(nursery, child, lambda: _answers(port), 40)
        yield port
    finally:
        child.kill()
        nursery.stop([child])


def _answers(port: int) -> bool:
    with contextlib.suppress(httpx.HTTPError):
        return httpx.get(f"http://{HOST}:{port}{PATH}").status_code in (401, 403)
    return False


def _request(token: str) -> bytes:
    return f"GET {PATH} HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
