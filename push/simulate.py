"""The time machine: a rule or its draft over the stored certificates, from any day on, by the sweep's own judgement and without sending."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson

from core import clock, log
from core.calendar import workdays
from core.errors import Conflict, Invalid
from core.queue import enqueue
from core.settings import settings
from core.tables import sql, transaction, uuid7
from hall import cases
from profile import certificates, ledger, people, recomputing, rulebook, rules, ruling
from profile.armed import Armed, CatchUp
from profile.certificates import Held
from profile.recomputing import Foreseen
from profile.rules import CertificateType, Rung
from profile.rules import content as contents
from push import preferences, quota, waiting
from push.courtesy import MORNING, Contact, Weight
from push.foresight import SAMPLES, Reach, Tally, Wish, leaving
from push.templates import EXPIRING
from push.topics import NOTHING_CHOSEN, of_template
from push.wechat_ids import official_id

BATCH, SLICE_S, LONGEST = 500, 20.0, 400
_NEW = """
INSERT INTO push_simulation (id, created_at, type_code, digest, rule_number, content, from_at, days, catch_up, total, looked, result, error,
                             staff_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, '{}', '', $11)
"""
_OPEN = "SELECT * FROM push_simulation WHERE finished_at IS NULL ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED"
_ON = "UPDATE push_simulation SET looked = looked + $2, place = $3, result = $4, finished_at = $5 WHERE id = $1"
_SHOWN = """
SELECT id, type_code, digest, rule_number, from_at, days, catch_up, total, looked, result, error, created_at AS at, finished_at
FROM push_simulation WHERE type_code = $1 ORDER BY id DESC LIMIT $2
"""
_STORED = """
SELECT 1 FROM push_simulation
WHERE type_code = $1 AND digest = $2 AND rule_number = $3 AND catch_up = $4 AND finished_at IS NOT NULL AND error = ''
"""


async def begin(code: str, staff_id: UUID, *, from_on: date | None = None, days: int = 90, catch_up: CatchUp = "none") -> UUID:
    """Starts a run of the type's draft, or of the live rule where there is none; its id. It goes on in the background."""
    if not 1 <= days <= LONGEST:
        raise Invalid("simulation.days", f"一次最多看 {LONGEST} 天。", "days")
    rule, now, run_id = await rulebook.present(code), clock.now(), uuid7()
    content = rule.draft.content if rule.draft else rule.content
    total = await recomputing.count(code)
    at = now if from_on is None or from_on == clock.today() else clock.at(from_on, datetime.min.time())
    text = orjson.dumps({"basics": rule.basics, "content": content}).decode()
    await sql(_NEW, run_id, now, code, rulebook.digest(content), rule.number, text, at, days, catch_up, total, staff_id)
    await enqueue("push.simulate")
    return run_id


async def runs(code: str, limit: int = 10) -> list[dict[str, Any]]:
    """The latest runs of a type, the newest first, each with what it has found so far."""
    return [{**row, "result": Tally.of(orjson.loads(row["result"])).kept()} for row in await sql(_SHOWN, code, limit)]


async def publish(code: str, staff_id: UUID, *, revision: int, catch_up: CatchUp = "none", note: str = "") -> int:
    """Publishes a draft that the time machine has run exactly as it stands. Raises `Conflict` without a run, and as `ruling.publish`."""
    rule = await rulebook.present(code)
    if rule.draft and not await sql(_STORED, code, rule.draft.digest, rule.number, catch_up):
        raise Conflict("rule.not_simulated", "请先用时间机器试运行这份草稿，看过结果再发布。")
    return await ruling.publish(code, staff_id, revision=revision, catch_up=catch_up, note=note)


async def go_on(seconds: float = SLICE_S) -> int:
    """Batch after batch of the oldest open run until it ends or time is up; how many certificates were looked at."""
    until, looked = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        async with transaction():
            rows = await sql(_OPEN)
            if not rows:
                return looked
            looked += await _batch_or_end(rows[0])
    return looked


async def _batch_or_end(row: dict[str, Any]) -> int:
    """A run that can't be reckoned ends and says so, or it would stand in the way of all that wait behind it."""
    try:
        return await _batch(row)
    except (ArithmeticError, LookupError, ValueError) as wrong:
        log.get("push").exception("a run of the time machine could not be reckoned", run=str(row["id"]))
        await sql("UPDATE push_simulation SET error = $2, finished_at = $3 WHERE id = $1", row["id"], str(wrong)[:200], clock.now())
        return 0


async def _batch(row: dict[str, Any]) -> int:
    told = orjson.loads(row["content"])
    kind = contents.kind(told["basics"], told["content"])
    run = Run(kind, row["from_at"], row["days"], Tally.of(orjson.loads(row["result"])))
    found = await recomputing.foresee(kind, row["place"] or UUID(int=0), run.first, row["catch_up"], BATCH)
    await run.over(found)
    ended = len(found) < BATCH
    place = found[-1].id if found else row["place"]
    await sql(_ON, row["id"], len(found), place, orjson.dumps(run.tally.kept()).decode(), clock.now() if ended else None)
    return len(found)


@dataclass(frozen=True)
class Said:
    """One rung of one certificate on its day."""

    held: Held
    day: date
    rung: Rung
    last: bool


class Run:
    """One run over a batch of certificates."""

    def __init__(self, kind: CertificateType, from_at: datetime, days: int, tally: Tally) -> None:
        self.kind, self.from_at, self.tally = kind, from_at, tally
        self.first = clock.local(from_at).date()
        self.until = self.first + timedelta(days=days - 1)

    async def over(self, found: Sequence[Foreseen]) -> None:
        """Counts what these certificates would say, and to whom and how it would go out."""
        live = rules.types()[self.kind.code]
        plans = {one.id: (self._plan(self.kind, one.other), self._plan(live, one.live)) for one in found}
        speaking = [one for one, (new, old) in plans.items() if new or old]
        held = await certificates.by_ids(speaking) if speaking else {}
        busy = await cases.under_way(speaking) if speaking else set()
        said: list[Said] = []
        for one in (one for one in speaking if one in held):
            if one in busy:
                self.tally.counts["renewing"] += 1
                continue
            new, old = plans[one]
            self.tally.rungs({(day, rung.days) for day, rung, _ in new}, {(day, rung.days) for day, rung, _ in old})
            said += [Said(held[one], day, rung, last) for day, rung, last in new]
        await self._tell(sorted(said, key=lambda one: (one.day, one.held.id)))

    def _plan(self, kind: CertificateType, armed: Armed) -> tuple[tuple[date, Rung, bool], ...]:
        """What the sweep would say between the two days, and whether it is the ladder's last; what comes before has been said by then."""
        if armed.opens_on is None or armed.deadline_on is None or armed.next_rung is None or not kind.live:
            return ()
        ladder = rules.ladder(kind, rules.Window(armed.opens_on, armed.deadline_on))
        said = rules.course(ladder, armed.next_rung_on, min(self.first, clock.today()), self.until)
        return tuple((day, rung, rung == ladder[-1]) for day, rung in said if day >= self.first)

    async def _tell(self, said: Sequence[Said]) -> None:
        if not said:
            return
        told = await certificates.recipients([one.held for one in said])
        reach = await self._reach(list({citizen for citizens in told.values() for citizen in citizens}))
        self.tally.counts["people"] += len(reach)
        for one in said:
            for citizen_id in told[one.held.id]:
                await self._message(one, citizen_id, reach[citizen_id])

    async def _message(self, one: Said, citizen_id: UUID, reach: Reach) -> None:
        moment = self.from_at if one.day == self.first else clock.at(one.day, MORNING)
        weight = Weight.URGENT if one.last else Weight.ORDINARY
        found = leaving(Wish(moment, one.rung.channel, weight, one.rung.deadline_on), reach, workdays())
        self.tally.message(found)
        if len(self.tally.sample) < SAMPLES:
            who = (await people.people([citizen_id]))[citizen_id].display_name
            await ledger.read(ledger.rule("规则试算"), "simulation", [(citizen_id, None)])
            self.tally.sample.append(
                {"who": who, "day": one.day.isoformat(), "rung": one.rung.days, "rule": one.rung.rule, "at": found.at.isoformat(),
                 "channel": found.channel.value, "held": list(found.held), "short": found.short}
            )  # fmt: skip

    async def _reach(self, citizens: list[UUID]) -> dict[UUID, Reach]:
        known, grants = await people.addresses(citizens), await quota.balances(citizens)
        chosen, sent = await preferences.choices(known), await waiting.sent(citizens, self.from_at)
        official = official_id(EXPIRING) is not None
        found: dict[UUID, Reach] = {}
        for one in citizens:
            where, choice = known.get(one), chosen.get(one, NOTHING_CHOSEN)
            contact = Contact(waiting.night(where, choice), sent[one], settings().weekly_messages)
            openid, follows, phone = (bool(where.openid), bool(where.official), where.has_phone) if where else (False, False, False)
            closed = frozenset(choice.closed(of_template(EXPIRING)))
            found[one] = Reach(contact, openid, follows and official, phone, grants.get((one, EXPIRING), 0), closed)
        return found
